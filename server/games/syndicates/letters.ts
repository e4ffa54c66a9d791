import type { Database, Tx } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { formatMoney } from "@/server/kernel/money";
import { enqueue } from "@/server/kernel/outbox";
import { findGame } from "@/server/lotteries/catalogue";
import { wantsNotice } from "@/server/people/notices";
import { tokenOf } from "@/server/people/secret-token";
import { setLetter } from "@/server/tickets/letters";
import { findLetterInvitation } from "./invitation-store";
import { type DrawClaim, findPayouts } from "./payout-store";
import { findAddressee, findPeople, findSlug, findSyndicate, type Syndicate } from "./store";
import type { SyndicateState } from "./syndicate";

/** The outbox kind of letters to managers and members. */
export const SYNDICATE_LETTER = "syndicates.letter";
/** The outbox kind of invitations. */
export const SYNDICATE_INVITATION = "syndicates.invitation";

export type Letter = "open" | "deciding" | "buy" | "playing" | "cancelled" | "failed" | "reminder" | "owed" | "result";

export interface LetterJob {
  syndicateId: string;
  memberId: string;
  letter: Letter;
  /** Of a result, and of a prize that is owed: the draw. */
  date?: string;
}

export const LETTERS_BY_STATE: Partial<Record<SyndicateState, Letter>> = {
  open: "open",
  deciding: "deciding",
  playing: "playing",
  cancelled: "cancelled",
  failed: "failed",
};

/** What only the manager is asked or told. */
const FOR_MANAGER: ReadonlySet<Letter> = new Set(["open", "deciding", "buy", "reminder"]);
/** What may be switched off (U11); the rest asks for an answer, tells of money, or is a statement. */
const REMINDING: ReadonlySet<Letter> = new Set(["open", "reminder"]);
/** Before the cut-off: a day, and three hours. */
const REMINDER_HOURS = [24, 3];

/** Writes the letters of a change in its own transaction; each goes to each person once. */
export async function tellEverybody(
  tx: Tx,
  one: Pick<Syndicate, "gameId" | "managerId">,
  letter: Letter,
  at: Date,
  date?: string,
  turn = 0,
): Promise<void> {
  const people = FOR_MANAGER.has(letter) ? [one.managerId] : await findPeople(tx, one.gameId);
  const messages = people.map((memberId) => ({
    kind: SYNDICATE_LETTER,
    payload: { syndicateId: one.gameId, memberId, letter, ...(date ? { date } : {}) } satisfies LetterJob,
    dedupeKey: `syndicate:${one.gameId}:${letter}:${date ? `${date}:` : ""}${turn > 0 ? `${turn}:` : ""}${memberId}`,
  }));
  await enqueue(tx, messages, at);
}

/** A result is told once for each revision of it, win or not (S7). */
export async function tellResult(tx: Tx, one: Syndicate, claim: DrawClaim, at: Date): Promise<void> {
  const people = await findPeople(tx, one.gameId);
  const messages = people.map((memberId) => ({
    kind: SYNDICATE_LETTER,
    payload: { syndicateId: one.gameId, memberId, letter: "result", date: claim.drawDate } satisfies LetterJob,
    dedupeKey: `syndicate:${one.gameId}:result:${claim.drawDate}:${claim.revision}:${claim.paidMinor}:${memberId}`,
  }));
  await enqueue(tx, messages, at);
}

/** Whoever buys by hand is reminded before the lottery's sales end, as long as nothing is on record (S2). */
export async function remindToRecord(
  tx: Tx,
  one: Pick<Syndicate, "gameId" | "managerId" | "salesCloseAt">,
  at: Date,
): Promise<void> {
  const messages = REMINDER_HOURS.flatMap((hours) => {
    const notBefore = new Date(one.salesCloseAt.getTime() - hours * 3_600_000);
    if (notBefore <= at) return [];
    return {
      kind: SYNDICATE_LETTER,
      payload: { syndicateId: one.gameId, memberId: one.managerId, letter: "buy" } satisfies LetterJob,
      dedupeKey: `syndicate:${one.gameId}:buy:${hours}`,
      notBefore,
    };
  });
  await enqueue(tx, messages, at);
}

/** The manager is reminded before the cut-off, as long as shares are left (S6). */
export async function planReminders(
  tx: Tx,
  one: { id: string; managerId: string; cutOffAt: Date },
  at: Date,
): Promise<void> {
  const messages = REMINDER_HOURS.flatMap((hours) => {
    const notBefore = new Date(one.cutOffAt.getTime() - hours * 3_600_000);
    if (notBefore <= at) return [];
    return {
      kind: SYNDICATE_LETTER,
      payload: { syndicateId: one.id, memberId: one.managerId, letter: "reminder" } satisfies LetterJob,
      dedupeKey: `syndicate:${one.id}:reminder:${hours}`,
      notBefore,
    };
  });
  await enqueue(tx, messages, at);
}

export interface LetterDeps {
  db: Database;
  mail: Mail;
  appUrl: string;
  venueSecret: string;
  now: () => Date;
  words: (locale: string) => Promise<(key: string, fill?: Record<string, string | number>) => string>;
}

/** The outbox handler of {@link SYNDICATE_LETTER}. A reminder whose time is over is not sent. */
export async function sendSyndicateLetter(deps: LetterDeps, job: LetterJob, deliveryId: string): Promise<void> {
  const [one, person] = await Promise.all([
    findSyndicate(deps.db, job.syndicateId),
    findAddressee(deps.db, job.memberId),
  ]);
  if (!one || !person) return;
  if (job.letter === "reminder" && one.state !== "open") return;
  if (job.letter === "buy" && one.state !== "placing") return;
  if (REMINDING.has(job.letter) && !wantsNotice(person.notify, "reminders")) return;
  const say = await deps.words(person.locale);
  const { locale } = person;
  const fill = { ...wordsOfSyndicate(one, locale), because: because(say, one) };
  const won = job.letter === "result" ? await wonBy(deps, one, job) : 0;
  // Money that came is told in any case.
  if (job.letter === "result" && won === 0 && !wantsNotice(person.notify, "draws")) return;
  const wording = job.letter === "result" ? (won > 0 ? "won" : "nothing") : job.letter;
  const text = say(`syndicates.letters.${wording}.text`, {
    ...fill,
    date: job.date ?? "",
    amount: formatMoney(won, one.currency, locale),
  });
  await deps.mail.send({
    to: person.email,
    ...setLetter({
      locale,
      subject: say(`syndicates.letters.${wording}.subject`, fill),
      title: say(`syndicates.letters.${wording}.subject`, fill),
      paragraphs: [say("syndicates.letters.greeting", { name: person.givenName }), text],
      facts: [],
      link: {
        text: say("syndicates.letters.link"),
        url: `${deps.appUrl}/syndicates/${await findSlug(deps.db, one.gameId)}`,
      },
      foot: say("syndicates.letters.foot"),
    }),
    idempotencyKey: `syndicate-${deliveryId}`,
  });
}

/** The outbox handler of {@link SYNDICATE_INVITATION}; nothing goes to whoever has excluded themselves (S12). */
export async function sendInvitation(
  deps: LetterDeps,
  job: { invitationId: string; syndicateId: string },
  deliveryId: string,
): Promise<void> {
  const [invitation, one] = await Promise.all([
    findLetterInvitation(deps.db, job.invitationId, deps.now()),
    findSyndicate(deps.db, job.syndicateId),
  ]);
  if (!invitation || one?.state !== "open" || !wantsNotice(invitation.notify, "invitations")) return;
  const say = await deps.words(invitation.locale);
  const manager = await findAddressee(deps.db, one.managerId);
  const token = invitation.tokenSeed ? `?invitation=${tokenOf(invitation.tokenSeed, deps.venueSecret)}` : "";
  const fill = { ...wordsOfSyndicate(one, invitation.locale), manager: manager?.givenName ?? "" };
  await deps.mail.send({
    to: invitation.to,
    ...setLetter({
      locale: invitation.locale,
      subject: say("syndicates.letters.invitation.subject", fill),
      title: say("syndicates.letters.invitation.subject", fill),
      paragraphs: [say("syndicates.letters.invitation.text", fill)],
      facts: [],
      link: {
        text: say("syndicates.letters.link"),
        url: `${deps.appUrl}/syndicates/${await findSlug(deps.db, one.gameId)}${token}`,
      },
      foot: say("syndicates.letters.foot"),
    }),
    idempotencyKey: `syndicate-invitation-${deliveryId}`,
  });
}

function wordsOfSyndicate(one: Syndicate, locale: string): Record<string, string> {
  return {
    name: one.name,
    lottery: findGame(one.lotteryGame)?.name ?? one.lotteryGame,
    cutOff: `${new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short", timeZone: "UTC" }).format(one.cutOffAt)} UTC`,
  };
}

function because(say: (key: string) => string, one: Syndicate): string {
  const known = ["manager", "unsold", "manager-short", "sales-closed", "not-recorded"];
  return say(`syndicates.because.${known.includes(one.endedBecause ?? "") ? one.endedBecause : "refused"}`);
}

/** What a member's shares brought in a draw, all payments together, in minor units. */
async function wonBy(deps: LetterDeps, one: Syndicate, job: LetterJob): Promise<number> {
  return (await findPayouts(deps.db, one.gameId))
    .filter(({ drawDate }) => drawDate === job.date)
    .flatMap(({ parts }) => parts)
    .filter(({ memberId }) => memberId === job.memberId)
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}
