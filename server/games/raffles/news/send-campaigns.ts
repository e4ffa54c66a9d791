import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import { residencePlace } from "@/server/jurisdiction/entry";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import type { Mail } from "@/server/kernel/mail";
import { backoffSeconds } from "@/server/kernel/outbox";
import { unsubscribeToken } from "@/server/people/unsubscribe";
import type { Words } from "@/server/tickets/ports";
import { MOST_ATTEMPTS, unsubscribeHeaders } from "./campaign";
import { writeCampaignLetter } from "./campaign-letter";
import {
  type CampaignRecord,
  type ClaimedLetter,
  claimLetters,
  endLetter,
  findCampaign,
  findCollecting,
  findNewsRaffles,
  findOrganisationName,
  findReader,
  findResidence,
  finishCampaigns,
  keepRecipients,
  nextParticipants,
  nextSubscribers,
} from "./campaign-store";

export interface SendCampaignsDeps {
  db: Database;
  clock: Clock;
  mail: Mail;
  words: Words;
  appUrl: string;
  venueSecret: string;
}

const BATCH = 500;
const LETTERS_AT_ONCE = 40;
const SIDE_BY_SIDE = 4;

/**
 * Goes on with every letter to many people: looks for readers, then sends, each a little at a time. Any number of
 * workers may run it; one that dies leaves everything as the next finds it.
 */
export async function sendCampaigns(deps: SendCampaignsDeps): Promise<{ collected: number; sent: number }> {
  let collected = 0;
  for (const campaign of await findCollecting(deps.db, deps.clock.now())) collected += await collect(deps, campaign);
  const letters = await claimLetters(deps.db, deps.clock.now(), LETTERS_AT_ONCE);
  let sent = 0;
  let next = 0;
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      for (let at = next++; at < letters.length; at = next++) if (await send(deps, letters[at]!)) sent++;
    }),
  );
  await finishCampaigns(deps.db, deps.clock.now());
  return { collected, sent };
}

/** Takes up the next batch of readers; how many were taken up. */
async function collect(deps: SendCampaignsDeps, campaign: CampaignRecord): Promise<number> {
  const now = deps.clock.now();
  let found: Array<{ memberId: string; reason: string | null }>;
  let last: string | null;
  let count: number;
  if (campaign.kind === "activation") {
    const members = await nextSubscribers(deps.db, campaign, now, BATCH);
    count = members.length;
    last = members.at(-1)?.id ?? null;
    const open: string[] = [];
    for (const { id } of members) if (await isOpenTo(deps.db, campaign.raffleId!, id, now)) open.push(id);
    found = open.map((memberId) => ({ memberId, reason: null }));
  } else {
    const people = await nextParticipants(deps.db, campaign, now, BATCH);
    count = people.length;
    last = people.at(-1)?.id ?? null;
    found = people.map(({ id, reach }) => ({ memberId: id, reason: reach === "reached" ? null : reach }));
  }
  const done = count < BATCH;
  const kept = await deps.db.transaction((tx) =>
    keepRecipients(tx, campaign, found, { collectAfter: last ?? campaign.collectAfter, done }, now),
  );
  return kept ? found.length : 0;
}

/** Whether a raffle is open to a member by residence and age, as if they stood at home. */
async function isOpenTo(db: Database, gameId: string, memberId: string, now: Date): Promise<boolean> {
  const residence = await findResidence(db, memberId);
  if (!residence) return false;
  const entry = await authoriseEntry(db, { gameId, memberId, presence: residencePlace(residence), now });
  return entry.allowed;
}

/** Sends one letter that was claimed, or says why not. */
async function send(deps: SendCampaignsDeps, claimed: ClaimedLetter): Promise<boolean> {
  const now = deps.clock.now();
  const skip = (reason: string) => endLetter(deps.db, claimed, { state: "skipped", reason }, now).then(() => false);
  const campaign = await findCampaign(deps.db, claimed.campaignId);
  // Stopped after it was claimed: it stays unsent, and the claim runs out.
  if (campaign?.state !== "sending") return false;
  const reader = await findReader(deps.db, campaign, claimed.memberId, now);
  if (!reader) return skip("closed");
  if (reader.reach !== "reached") return skip(reader.reach);
  const ids = campaign.raffleId ? [campaign.raffleId] : campaign.raffleIds;
  const raffles = await findNewsRaffles(deps.db, ids);
  if (campaign.kind === "activation") {
    const raffle = raffles[0];
    if (raffle?.state !== "active" || raffle.closesAt <= now) return skip("over");
    if (!(await isOpenTo(deps.db, raffle.id, claimed.memberId, now))) return skip("not-open");
  }
  const token = unsubscribeToken(claimed.memberId, campaign.organisationId, deps.venueSecret);
  try {
    const letter = writeCampaignLetter(campaign, {
      say: await deps.words(reader.locale),
      locale: reader.locale,
      name: reader.givenName,
      organisation: await findOrganisationName(deps.db, campaign.organisationId),
      raffles,
      appUrl: deps.appUrl,
      token,
    });
    await deps.mail.send({
      to: reader.email,
      ...letter,
      ...(campaign.replyTo ? { replyTo: campaign.replyTo } : {}),
      ...(campaign.kind === "notice" ? {} : { headers: unsubscribeHeaders(deps.appUrl, token) }),
      idempotencyKey: `campaign-${campaign.id}-${claimed.memberId}`,
    });
    await endLetter(deps.db, claimed, { state: "sent", reason: null }, now);
    return true;
  } catch (error) {
    const refused = isAppError(error) && error.code === "mail_refused";
    log.warn("campaign_letter_failed", { campaign: campaign.id, attempt: claimed.attempts, error });
    if (refused || claimed.attempts >= MOST_ATTEMPTS) {
      await endLetter(deps.db, claimed, { state: "failed", reason: refused ? "refused" : "unavailable" }, now);
    } else {
      const tryAt = new Date(now.getTime() + backoffSeconds(claimed.attempts) * 1000);
      await endLetter(deps.db, claimed, { tryAt }, now);
    }
    return false;
  }
}
