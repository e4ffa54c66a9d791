import type { Tx } from "@/server/kernel/db";
import { formatMoney } from "@/server/kernel/money";
import { enqueue } from "@/server/kernel/outbox";
import { findGame } from "@/server/lotteries/catalogue";
import { wantsNotice } from "@/server/people/notices";
import { setLetter } from "@/server/tickets/letters";
import { findClaim } from "./claims/claim-store";
import type { LetterDeps } from "./letters";
import { findAddressee, findAddresseeByEmail, findSlug, findSyndicate } from "./store";

/** The outbox kind of letters about one thing that happened to one person, beside those that go to everybody. */
export const SYNDICATE_NOTICE = "syndicates.notice";

/** Each kind of letter: the file of its words, and the page below the syndicate's that it leads to. */
const NOTICES = {
  corrected: { words: "syndicate-members", page: "/members" },
  "paid-back": { words: "syndicate-members", page: "" },
  leaving: { words: "syndicate-members", page: "/members" },
  "share-offered": { words: "syndicate-members", page: "/members" },
  "share-passed": { words: "syndicate-members", page: "/members" },
  "share-declined": { words: "syndicate-members", page: "/members" },
  "claim-opened": { words: "syndicate-claims", page: "/claim" },
  "claim-asked": { words: "syndicate-claims", page: "/claim" },
  "claim-reminder": { words: "syndicate-claims", page: "/claim" },
  "claim-sent-back": { words: "syndicate-claims", page: "/claim" },
  "claim-paid": { words: "syndicate-claims", page: "/claim" },
  "asked-again": { words: "syndicate-members", page: "" },
} as const satisfies Record<string, { words: string; page: string }>;

export type Notice = keyof typeof NOTICES;

/** What only asks somebody to play; they may have switched that off. */
const ASKING: ReadonlySet<Notice> = new Set(["asked-again", "share-offered"]);

/** What a letter says beside the syndicate's name; amounts are minor units of its currency. */
export interface NoticeFill {
  readonly date?: string;
  readonly amountMinor?: number;
  readonly owedMinor?: number;
  readonly share?: number;
  readonly person?: string;
  /** Of a reminder: it is not sent once this claim is approved or over. */
  readonly claimId?: string;
}

export interface NoticeJob {
  syndicateId: string;
  notice: Notice;
  to: { memberId: string } | { email: string };
  fill: NoticeFill;
}

/** Writes letters in the transaction of what they tell; the same key is one letter to each. */
export async function tell(
  tx: Tx,
  notice: Notice,
  about: { syndicateId: string; key: string },
  people: ReadonlyArray<NoticeJob["to"]>,
  fill: NoticeFill,
  at: Date,
  notBefore?: Date,
): Promise<void> {
  const { syndicateId, key } = about;
  const messages = people.map((to) => ({
    kind: SYNDICATE_NOTICE,
    payload: { syndicateId, notice, to, fill } satisfies NoticeJob,
    dedupeKey: `syndicate-notice:${notice}:${key}:${"memberId" in to ? to.memberId : to.email}`,
    ...(notBefore ? { notBefore } : {}),
  }));
  await enqueue(tx, messages, at);
}

/** The outbox handler of {@link SYNDICATE_NOTICE}. An address of somebody who has excluded themselves gets no offer (S12). */
export async function sendNotice(deps: LetterDeps, job: NoticeJob, deliveryId: string): Promise<void> {
  const one = await findSyndicate(deps.db, job.syndicateId);
  const person =
    "memberId" in job.to
      ? await findAddressee(deps.db, job.to.memberId)
      : await findAddresseeByEmail(deps.db, job.to.email, deps.now());
  if (!one || !person) return;
  if (ASKING.has(job.notice) && !wantsNotice(person.notify, "invitations")) return;
  if (job.fill.claimId) {
    const claim = await findClaim(deps.db, job.fill.claimId);
    if (!claim || ["approved", "paid", "lapsed"].includes(claim.state)) return;
  }
  const { words, page } = NOTICES[job.notice];
  const { locale } = person;
  const say = await deps.words(locale);
  const money = (minor: number | undefined) => formatMoney(minor ?? 0, one.currency, locale);
  const fill = {
    name: one.name,
    lottery: findGame(one.lotteryGame)?.name ?? one.lotteryGame,
    date: job.fill.date ?? "",
    amount: money(job.fill.amountMinor),
    owed: money(job.fill.owedMinor),
    owes: (job.fill.owedMinor ?? 0) > 0 ? "yes" : "no",
    share: job.fill.share ?? 0,
    person: job.fill.person ?? "",
    free: (job.fill.amountMinor ?? 0) > 0 ? "no" : "yes",
  };
  const subject = say(`${words}.letters.${job.notice}.subject`, fill);
  await deps.mail.send({
    to: person.email,
    ...setLetter({
      ...{ locale, subject, title: subject, facts: [] },
      paragraphs: [
        person.givenName ? say("syndicates.letters.greeting", { name: person.givenName }) : "",
        say(`${words}.letters.${job.notice}.text`, fill),
      ].filter(Boolean),
      link: {
        text: say("syndicates.letters.link"),
        url: `${deps.appUrl}/syndicates/${await findSlug(deps.db, one.gameId)}${page}`,
      },
      foot: say("syndicates.letters.foot"),
    }),
    idempotencyKey: `syndicate-notice-${deliveryId}`,
  });
}
