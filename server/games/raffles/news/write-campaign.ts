import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { Kv } from "@/server/kernel/kv";
import type { Mail } from "@/server/kernel/mail";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { limitAttempts } from "@/server/people/limit-attempts";
import { unsubscribeToken } from "@/server/people/unsubscribe";
import type { Words } from "@/server/tickets/ports";
import { type CampaignFault, type CampaignWords, campaignFaults, type Unreached, unsubscribeHeaders } from "./campaign";
import { writeCampaignLetter } from "./campaign-letter";
import {
  type CampaignProgress,
  type CampaignRecord,
  countAudience,
  deleteDraft,
  findCampaign,
  findNewsRaffles,
  findOrganisationName,
  keepDraft,
  listCampaigns,
  moveCampaign,
  type NewsRaffle,
  ownAmong,
  readProgress,
} from "./campaign-store";

export interface WriteCampaignDeps {
  db: Database;
  clock: Clock;
  kv: Kv | null;
  mail: Mail;
  words: Words;
  appUrl: string;
  venueSecret: string;
}

type SaveAnswer = { ok: true; id: string } | { ok: false; faults: CampaignFault[] };

/**
 * R12: keeps a letter to participants of one, several or all raffles of the organisation. Nothing is sent. Answers with
 * every fault at once. Throws 404 `notFound`, and 409 `changedMeanwhile` for one that was sent meanwhile.
 */
export async function saveCampaign(
  deps: Pick<WriteCampaignDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  id: string | null,
  words: CampaignWords,
): Promise<SaveAnswer> {
  const faults = campaignFaults(words);
  if (faults.length > 0) return { ok: false, faults };
  if (id !== null) await ownCampaign(deps, by, id);
  const ids = [...new Set(words.raffleIds)];
  if (!ids.every(isId) || (await ownAmong(deps.db, by.organisationId, ids)).length !== ids.length) {
    throw new AppError("notFound", 404);
  }
  const now = deps.clock.now();
  const campaign = {
    id: id ?? newId(now.getTime()),
    isNew: id === null,
    organisationId: by.organisationId,
    createdBy: by.actor.memberId,
    replyTo: words.repliesToMe ? by.actor.email : null,
    now,
  };
  await deps.db.transaction(async (tx) => {
    if (!(await keepDraft(tx, campaign, { ...words, raffleIds: ids }))) throw new AppError("changedMeanwhile", 409);
  });
  return { ok: true, id: campaign.id };
}

async function ownCampaign(
  deps: Pick<WriteCampaignDeps, "db">,
  by: AuthorizedOrganiser,
  id: string,
): Promise<CampaignRecord> {
  const campaign = isId(id) ? await findCampaign(deps.db, id) : null;
  if (campaign?.organisationId !== by.organisationId) throw new AppError("notFound", 404);
  return campaign;
}

export interface CampaignView {
  campaign: CampaignRecord;
  raffles: NewsRaffle[];
  /** The letter as it would reach whoever looks at it. */
  letter: { subject: string; text: string; html: string };
  /** Of a draft: whom it would reach, and whom not and why. */
  audience: Partial<Record<"reached" | Unreached, number>> | null;
  progress: CampaignProgress;
}

/** A letter of the organisation as its pages show it, in the writer's language. Throws 404 `notFound`. */
export async function viewCampaign(
  deps: Pick<WriteCampaignDeps, "db" | "clock" | "words" | "appUrl" | "venueSecret">,
  by: AuthorizedOrganiser,
  id: string,
  locale: string,
): Promise<CampaignView> {
  const campaign = await ownCampaign(deps, by, id);
  const raffles = await findNewsRaffles(deps.db, campaign.raffleId ? [campaign.raffleId] : campaign.raffleIds);
  const letter = writeCampaignLetter(campaign, {
    say: await deps.words(locale),
    locale,
    name: by.actor.givenName,
    organisation: await findOrganisationName(deps.db, by.organisationId),
    raffles,
    appUrl: deps.appUrl,
    token: unsubscribeToken(by.actor.memberId, by.organisationId, deps.venueSecret),
  });
  const audience = campaign.state === "draft" ? await countAudience(deps.db, campaign, deps.clock.now()) : null;
  const progress = (await readProgress(deps.db, [id])).get(id)!;
  return { campaign, raffles, letter, audience, progress };
}

/** Every letter of the organisation with how far it is, the newest first. */
export async function ownCampaigns(
  deps: Pick<WriteCampaignDeps, "db">,
  by: AuthorizedOrganiser,
): Promise<Array<CampaignRecord & { progress: CampaignProgress; raffles: NewsRaffle[] }>> {
  const campaigns = await listCampaigns(deps.db, by.organisationId);
  const [progress, raffles] = await Promise.all([
    readProgress(
      deps.db,
      campaigns.map(({ id }) => id),
    ),
    findNewsRaffles(
      deps.db,
      campaigns.flatMap(({ raffleId, raffleIds }) => (raffleId ? [raffleId] : raffleIds)),
    ),
  ]);
  return campaigns.map((campaign) => ({
    ...campaign,
    progress: progress.get(campaign.id)!,
    raffles: raffles.filter(({ id }) => id === campaign.raffleId || campaign.raffleIds.includes(id)),
  }));
}

/** Sends the letter to the writer alone, to be looked at. Counted with the letters that are sent. */
export async function sendTrial(
  deps: WriteCampaignDeps,
  by: AuthorizedOrganiser,
  id: string,
  locale: string,
): Promise<void> {
  await limitAttempts(deps, "campaign", by.organisationId, "");
  const { campaign, letter } = await viewCampaign(deps, by, id, locale);
  const token = unsubscribeToken(by.actor.memberId, campaign.organisationId, deps.venueSecret);
  await deps.mail.send({
    to: by.actor.email,
    ...letter,
    ...(campaign.kind === "notice" ? {} : { headers: unsubscribeHeaders(deps.appUrl, token) }),
    idempotencyKey: `campaign-trial-${id}-${deps.clock.now().getTime()}`,
  });
}

/**
 * Lets the letter go: from now on it cannot be changed and goes out in the background, each person once. A second press
 * changes nothing. Throws 409 `nobodyReached` where it would reach nobody, 429 `tooManyAttempts`.
 */
export async function releaseCampaign(deps: WriteCampaignDeps, by: AuthorizedOrganiser, id: string): Promise<void> {
  const campaign = await ownCampaign(deps, by, id);
  if (campaign.state !== "draft") return;
  const now = deps.clock.now();
  const { reached = 0 } = await countAudience(deps.db, campaign, now);
  if (reached === 0) throw new AppError("nobodyReached", 409);
  await limitAttempts(deps, "campaign", by.organisationId, "");
  await deps.db.transaction(async (tx) => {
    if (!(await moveCampaign(tx, id, ["draft"], "collecting", now))) return;
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "send-letter",
      subject: `organisation:${by.organisationId}`,
      after: {
        campaign: id,
        kind: campaign.kind,
        subject: campaign.subject,
        raffles: campaign.everyRaffle ? "all" : campaign.raffleIds,
        people: reached,
      },
    });
  });
}

/** Stops what has not gone out yet; what went out stays. Throws 409 `changedMeanwhile` where it is over. */
export async function stopCampaign(
  deps: Pick<WriteCampaignDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  id: string,
): Promise<void> {
  await ownCampaign(deps, by, id);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    if (!(await moveCampaign(tx, id, ["collecting", "sending"], "stopped", now))) {
      throw new AppError("changedMeanwhile", 409);
    }
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "stop-letter",
      subject: `organisation:${by.organisationId}`,
      after: { campaign: id },
    });
  });
}

/** Throws a letter away that was never sent. */
export async function discardCampaign(
  deps: Pick<WriteCampaignDeps, "db">,
  by: AuthorizedOrganiser,
  id: string,
): Promise<void> {
  await ownCampaign(deps, by, id);
  await deps.db.transaction(async (tx) => {
    if (!(await deleteDraft(tx, id, by.organisationId))) throw new AppError("changedMeanwhile", 409);
  });
}
