import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { changesBetween, type DraftFault, type FieldChange, type RaffleDraft } from "./draft";
import { draftFaults } from "./draft-faults";
import { insertRaffle, replaceRaffle } from "./draft-store";
import { costFaults } from "./law-rules";
import type { RaffleDeps } from "./ports";
import { inOrderOfTriggers } from "./prize-order";
import { slugOf } from "./raffle";
import {
  findGoverningArea,
  findOwnRaffle,
  knownAreaIds,
  nextRaffleNumber,
  type OwnRaffle,
  type SponsoredPrize,
  updateExtraCost,
  updateSponsors,
} from "./raffle-store";

export type SaveAnswer = { ok: true; raffleId: string; slug: string } | { ok: false; faults: DraftFault[] };

/** A raffle of this organisation with all that is private to it; somebody else's is 404 `raffleNotFound`. */
export async function ownRaffle(
  deps: Pick<RaffleDeps, "db">,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<OwnRaffle> {
  const raffle = isId(raffleId) ? await findOwnRaffle(deps.db, raffleId) : null;
  if (!raffle || raffle.organisationId !== by.organisationId) throw new AppError("raffleNotFound", 404);
  return raffle;
}

/**
 * R9: saves a new raffle as a draft. Its number counts the organisation's raffles and its governing jurisdiction is
 * the organisation's. Answers with every fault at once; nothing is stored then.
 */
export async function createRaffle(deps: RaffleDeps, by: AuthorizedOrganiser, typed: RaffleDraft): Promise<SaveAnswer> {
  const governingAreaId = await findGoverningArea(deps.db, by.organisationId);
  if (!governingAreaId) throw new AppError("notFound", 404);
  const faults = await allFaults(deps, typed, governingAreaId);
  if (faults.length > 0) return { ok: false, faults };
  const draft = { ...typed, drawings: inOrderOfTriggers(typed.drawings) };
  const now = deps.clock.now();
  const id = newId(now.getTime());
  return deps.db.transaction(async (tx) => {
    const next = await nextRaffleNumber(tx, by.organisationId);
    if (!next) throw new AppError("notFound", 404);
    const slug = slugOf(draft.title, next.code, next.number);
    await insertRaffle(
      tx,
      {
        id,
        organisationId: by.organisationId,
        number: next.number,
        slug,
        governingAreaId: next.governingAreaId,
        now,
      },
      draft,
    );
    await logChanges(tx, by, id, changesBetween(null, draft), now);
    return { ok: true, raffleId: id, slug };
  });
}

/**
 * Saves a draft again, as it was read at `revision`. From its activation a raffle is locked: 409 `raffleLocked`. 409
 * `changedMeanwhile` when somebody else saved it in between. A raffle that waited for activation is a draft again.
 */
export async function editRaffle(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  revision: number,
  typed: RaffleDraft,
): Promise<SaveAnswer> {
  const before = await ownRaffle(deps, by, raffleId);
  if (before.lockedAt) throw new AppError("raffleLocked", 409);
  if (before.revision !== revision) throw new AppError("changedMeanwhile", 409);
  const faults = await allFaults(deps, typed, before.governingAreaId, { issued: before.facts.issued });
  if (faults.length > 0) return { ok: false, faults };
  const draft = { ...typed, drawings: inOrderOfTriggers(typed.drawings) };
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const { rulesVersion } = before;
    const saved = await replaceRaffle(
      tx,
      {
        ...{ id: raffleId, revision, rulesVersion, now },
        rulesText: before.draft.rulesText,
        isDraft: before.facts.state === "draft",
      },
      draft,
    );
    if (saved === null) throw new AppError("changedMeanwhile", 409);
    await logChanges(tx, by, raffleId, changesBetween(before.draft, draft), now);
  });
  return { ok: true, raffleId, slug: before.slug };
}

/** The one figure that may change after the activation (R11): extra costs, which only the organisation sees. */
export async function changeExtraCost(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  extraCostMinor: number,
): Promise<void> {
  const before = await ownRaffle(deps, by, raffleId);
  if (!Number.isSafeInteger(extraCostMinor) || extraCostMinor < 0 || extraCostMinor > 2_000_000_000) {
    throw new AppError("invalidInput", 400);
  }
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await updateExtraCost(tx, raffleId, extraCostMinor);
    const change = { field: "extraCostMinor", before: before.draft.extraCostMinor, after: extraCostMinor };
    await logChanges(tx, by, raffleId, [change], now);
  });
}

/**
 * Sponsors may come and go after the activation too (R11): those of the raffle, and of each prize by its path in the
 * draft (`drawings.0.groups.1.prizes.0`); prizes that are not named keep theirs. Answers with faults as
 * {@link editRaffle} does.
 */
export async function changeSponsors(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  sponsors: readonly string[],
  ofPrizes: Readonly<Record<string, string>> = {},
): Promise<SaveAnswer> {
  const before = await ownRaffle(deps, by, raffleId);
  const named = (path: string, own: string) => (ofPrizes[path] ?? own).trim();
  const kept = sponsors.map((sponsor) => sponsor.trim()).filter(Boolean);
  const drawings = before.draft.drawings.map((drawing, d) => ({
    ...drawing,
    groups: drawing.groups.map((group, g) => ({
      ...group,
      prizes: group.prizes.map((prize, p) => ({
        ...prize,
        sponsor: named(`drawings.${d}.groups.${g}.prizes.${p}`, prize.sponsor),
      })),
    })),
  }));
  const after = { ...before.draft, sponsors: kept, drawings };
  const faults = draftFaults(after).filter(({ field }) => field.includes("sponsor"));
  if (faults.length > 0) return { ok: false, faults };
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await updateSponsors(tx, raffleId, kept, sponsoredPrizes(before, after));
    await logChanges(tx, by, raffleId, changesBetween(before.draft, after), now);
  });
  if (before.facts.state === "active") await deps.publishSnapshot();
  return { ok: true, raffleId, slug: before.slug };
}

function sponsoredPrizes({ drawings }: OwnRaffle, draft: Pick<RaffleDraft, "drawings">): SponsoredPrize[] {
  return draft.drawings.flatMap(({ groups }, d) =>
    groups.flatMap(({ prizes }, g) =>
      prizes.map(({ sponsor }, p) => ({ drawingId: drawings[d]!.id, group: g + 1, choice: p + 1, sponsor })),
    ),
  );
}

async function allFaults(
  deps: RaffleDeps,
  draft: RaffleDraft,
  governingAreaId: string,
  sales = { issued: 0 },
): Promise<DraftFault[]> {
  const laws = await deps.law.governing(deps.db, governingAreaId, deps.clock.now());
  const faults = [...draftFaults(draft, sales), ...costFaults(draft, laws)];
  const { list_mode } = await loadVenueSettings(deps.db);
  if (list_mode !== "per-game" && draft.permissions.length + draft.exclusions.length > 0) {
    faults.push({ field: "permissions", code: "listsKeptPerArea" });
  }
  const named = [...draft.permissions.map(({ areaId }) => areaId), ...draft.exclusions];
  const known = await knownAreaIds(deps.db, named);
  for (const [at, { areaId }] of draft.permissions.entries()) {
    if (!known.has(areaId)) faults.push({ field: `permissions.${at}.areaId`, code: "unknownArea" });
  }
  for (const [at, areaId] of draft.exclusions.entries()) {
    if (!known.has(areaId)) faults.push({ field: `exclusions.${at}`, code: "unknownArea" });
  }
  return faults;
}

/** One line a field: field, before, after, time, who. */
async function logChanges(
  tx: Tx,
  by: AuthorizedOrganiser,
  raffleId: string,
  changes: FieldChange[],
  now: Date,
): Promise<void> {
  for (const { field, before, after } of changes) {
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: "edit-raffle",
      subject: `raffle:${raffleId}`,
      before: { [field]: before },
      after: { [field]: after },
    });
  }
}
