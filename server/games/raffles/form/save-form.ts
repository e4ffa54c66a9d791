import type { Tx } from "@/server/kernel/db";
import { AppError, isAppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import type { RaffleDraft } from "../draft";
import { raffleDraft } from "../draft-defaults";
import { writeDraftForm } from "../draft-form";
import { findImages } from "../images/image-store";
import { isEarlyBirdCostAllowed } from "../law-rules";
import type { RaffleDeps } from "../ports";
import { findAreaNames, type OwnRaffle } from "../raffle-store";
import { createRaffle, editRaffle, ownRaffle } from "../save-raffle";
import { findAreas } from "./find-areas";
import {
  type FormChange,
  findChanges,
  findForm,
  findSalesPlaces,
  lockForm,
  noteFaults,
  replaceSalesPlaces,
  writeForm,
} from "./form-store";
import { type FormPatch, formBefore, type MergedForm, mergeForms, patchesBetween } from "./merge-forms";
import { identified, isFormField, type RaffleForm } from "./raffle-form";
import {
  areaTexts,
  MOST_PLACES,
  type ReadForm,
  type ReadingRules,
  readRaffleForm,
  storablePart,
  withoutFaults,
} from "./read-form";

/** A form with everything that is needed to show it. */
export interface OpenForm {
  raffle: OwnRaffle;
  form: RaffleForm;
  revision: number;
  rules: ReadingRules;
  read: ReadForm;
}

export interface SavedForm extends OpenForm {
  /** What others changed since the revision that the saver knew. */
  told: FormChange[];
  conflicts: MergedForm["conflicts"];
}

const MOST_TEXT = 24_000; // of one field, in characters
const MOST_FORM = 600_000;
const MOST_ATTEMPTS = 20;
const DAY_MS = 86_400_000;

/**
 * R9: begins a raffle: a draft that nobody else sees, with its title, its form otherwise empty. What a draft cannot be
 * without (a price, dates) stands in its columns until it is written in the form. Throws 422 `titleMissing`, `titleTooLong`.
 */
export async function beginRaffle(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  start: { title: string; timeZone: string },
): Promise<string> {
  const title = start.title.trim();
  if (!title) throw new AppError("titleMissing", 422);
  const now = deps.clock.now();
  const at = (days: number) => new Date(Math.ceil(now.getTime() / DAY_MS) * DAY_MS + days * DAY_MS);
  const draft = raffleDraft({
    title,
    opensAt: at(1),
    closesAt: at(29),
    drawAt: at(30),
    timeZone: start.timeZone,
  });
  const saved = await createRaffle(deps, by, draft);
  if (!saved.ok) throw new AppError(saved.faults[0]?.code === "tooLong" ? "titleTooLong" : "titleMissing", 422);
  const written = formOf(draft, new Map(), []);
  const form: Record<string, string> = { ...written };
  for (const field of ["price", "opensAt", "closesAt", "drawAt", "category", "structure"]) form[field] = "";
  await deps.db.transaction((tx) => lockForm(tx, saved.raffleId, { form, memberId: by.actor.memberId, now }));
  return saved.raffleId;
}

/** The form of a raffle of this organisation, with what is missing and wrong in it. Throws 404 `raffleNotFound`. */
export async function openForm(deps: RaffleDeps, by: AuthorizedOrganiser, raffleId: string): Promise<OpenForm> {
  const raffle = await ownRaffle(deps, by, raffleId);
  const stored = await findForm(deps.db, raffleId);
  return shown(deps, raffle, stored ?? { form: await firstForm(deps, raffle), revision: 0 });
}

/**
 * Saves what somebody changed in a form as they knew it at `revision`. Nothing typed is refused for being wrong: it is
 * kept as it is, and what is right in the form goes into the draft. What another changed meanwhile is merged and told.
 * Throws 404 `raffleNotFound`, 409 `raffleLocked`, 413 `formTooLarge`.
 */
export async function saveForm(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  change: { revision: number; patches: readonly FormPatch[] },
): Promise<SavedForm> {
  const raffle = await ownRaffle(deps, by, raffleId);
  if (raffle.lockedAt) throw new AppError("raffleLocked", 409);
  const patches = await allowed(deps, by, change.patches);
  const merged = await merge(deps, by, raffle, change.revision, () => patches);
  await takeOver(deps, by, raffleId);
  return { ...(await shown(deps, raffle, merged)), told: merged.told, conflicts: merged.conflicts };
}

/**
 * The same for a page without scripts, which sends all the fields it shows as they stand: what it changed follows from
 * the form as it was at `revision`. `andThen` does one thing more to the form, such as adding a row.
 */
export async function sendForm(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  sent: { revision: number; fields: RaffleForm; andThen?: (form: RaffleForm) => RaffleForm },
): Promise<SavedForm> {
  const raffle = await ownRaffle(deps, by, raffleId);
  if (raffle.lockedAt) throw new AppError("raffleLocked", 409);
  const clean = Object.fromEntries(
    Object.entries(sent.fields)
      .filter(([field]) => isFormField(field))
      .map(([field, text]) => [field, text.replace(/\r\n/g, "\n")]),
  );
  await allowed(deps, by, patchesBetween({}, clean));
  const merged = await merge(deps, by, raffle, sent.revision, (known) => {
    const after = { ...known, ...clean };
    return patchesBetween(known, sent.andThen ? sent.andThen(after) : after);
  });
  await takeOver(deps, by, raffleId);
  return { ...(await shown(deps, raffle, merged)), told: merged.told, conflicts: merged.conflicts };
}

/** The form with other texts in some of its fields, read but not saved. Throws 404 `raffleNotFound`. */
export async function tryForm(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  fields: RaffleForm,
): Promise<OpenForm> {
  const { raffle, form, revision } = await openForm(deps, by, raffleId);
  const tried = Object.fromEntries(Object.entries(fields).filter(([field]) => isFormField(field)));
  return shown(deps, raffle, { form: { ...form, ...tried }, revision });
}

async function merge(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffle: OwnRaffle,
  revision: number,
  patchesOn: (known: RaffleForm) => readonly FormPatch[],
): Promise<{ form: RaffleForm; revision: number; told: FormChange[]; conflicts: MergedForm["conflicts"] }> {
  const now = deps.clock.now();
  const first = await firstForm(deps, raffle);
  const { memberId } = by.actor;
  return deps.db.transaction(async (tx) => {
    const stored = await lockForm(tx, raffle.id, { form: first, memberId, now });
    const changes = await findChanges(tx, raffle.id, Math.max(0, revision));
    const told = changes.filter((one) => one.by !== memberId);
    const patches = patchesOn(formBefore(stored.form, changes));
    const merged = mergeForms(stored.form, patches, new Set(told.map(({ field }) => field)));
    if (merged.applied.length === 0) return { ...stored, told, conflicts: merged.conflicts };
    if (JSON.stringify(merged.form).length > MOST_FORM) throw new AppError("formTooLarge", 413);
    await writeForm(tx, raffle.id, merged.form, stored.revision + 1, merged.applied, { memberId, now });
    return { form: merged.form, revision: stored.revision + 1, told, conflicts: merged.conflicts };
  });
}

/** Patches of fields that a form has, none too long; pictures among them are the organisation's own. */
async function allowed(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  patches: readonly FormPatch[],
): Promise<readonly FormPatch[]> {
  const known = patches.filter(({ field }) => isFormField(field));
  if (known.some(({ after }) => after.length > MOST_TEXT)) throw new AppError("formTooLarge", 413);
  const imageIds = known.flatMap(({ field, after }) => (/(^|\.)imageId$/.test(field) && after ? [after] : []));
  if (imageIds.some((id) => !isId(id))) throw new AppError("imageNotFound", 404);
  const images = imageIds.length > 0 ? await findImages(deps.db, imageIds) : new Map();
  if (imageIds.some((id) => images.get(id)?.organisationId !== by.organisationId)) {
    throw new AppError("imageNotFound", 404);
  }
  return known;
}

/**
 * Takes into the draft what is right in the form. The draft is read before the form, so that of two who do this at once
 * the one with the older form finds the draft changed, and reads both again.
 */
async function takeOver(deps: RaffleDeps, by: AuthorizedOrganiser, raffleId: string): Promise<void> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
    const raffle = await ownRaffle(deps, by, raffleId);
    const stored = await findForm(deps.db, raffleId);
    if (!stored) return;
    const { read, rules } = await shown(deps, raffle, stored);
    const part = storablePart(read.draft, raffle.draft, rules.issued);
    try {
      if (!sameDraft(part, raffle.draft)) {
        const answer = await editRaffle(deps, by, raffleId, raffle.revision, part);
        // What only the law has a word against waits too, and does not hold up the rest.
        const rest = answer.ok ? null : withoutFaults(part, raffle.draft, answer.faults);
        if (rest && !sameDraft(rest, raffle.draft)) await editRaffle(deps, by, raffleId, raffle.revision, rest);
      }
    } catch (error) {
      if (isAppError(error) && error.code === "changedMeanwhile") continue;
      throw error;
    }
    const places = read.places.filter(({ name }) => name).slice(0, MOST_PLACES);
    await deps.db.transaction(async (tx: Tx) => {
      const isNewest = await noteFaults(tx, raffleId, stored.revision, read.faults.length);
      if (isNewest) await replaceSalesPlaces(tx, raffleId, places.map(storablePlace), deps.clock.now());
    });
    return;
  }
  // Everything typed is kept; whoever saves next takes it over.
  log.warn("draft_behind_form", { raffleId });
}

function storablePlace(place: ReadForm["places"][number]): ReadForm["places"][number] {
  const isAddress = URL.canParse(place.mapUrl) && /^https?:$/.test(new URL(place.mapUrl).protocol);
  return { ...place, mapUrl: isAddress ? place.mapUrl : "" };
}

// Lists that the database keeps in an order of its own are compared in one.
function sameDraft(one: RaffleDraft, other: RaffleDraft): boolean {
  const plain = (draft: RaffleDraft) =>
    JSON.stringify({
      ...draft,
      permissions: [...draft.permissions].sort((a, b) => (a.areaId < b.areaId ? -1 : 1)),
      exclusions: [...draft.exclusions].sort(),
      priceLevels: [...draft.priceLevels].sort((a, b) => a.count - b.count),
    });
  return plain(one) === plain(other);
}

async function shown(
  deps: RaffleDeps,
  raffle: OwnRaffle,
  stored: { form: RaffleForm; revision: number },
): Promise<OpenForm> {
  const { form, revision } = stored;
  const { list_mode } = await loadVenueSettings(deps.db);
  const areas = await findAreas(
    deps.db,
    areaTexts(form).map(({ text }) => text),
  );
  const laws = await deps.law.governing(deps.db, raffle.governingAreaId, deps.clock.now());
  const rules: ReadingRules = {
    areas,
    listsPerGame: list_mode === "per-game",
    earlyBirdCostAllowed: isEarlyBirdCostAllowed(laws),
    issued: raffle.facts.issued,
  };
  return { raffle, form, revision, rules, read: readRaffleForm(form, rules) };
}

/** The form of a raffle in which nobody has typed: what its draft says. */
async function firstForm(deps: RaffleDeps, raffle: OwnRaffle): Promise<RaffleForm> {
  const { permissions, exclusions } = raffle.draft;
  const ids = [...permissions.map(({ areaId }) => areaId), ...exclusions];
  const names = await uniqueNames(deps, ids);
  return formOf(raffle.draft, names, await findSalesPlaces(deps.db, raffle.id));
}

/** Areas by a name that means them alone, where there is one; by their id otherwise. */
async function uniqueNames(deps: RaffleDeps, ids: readonly string[]): Promise<Map<string, string>> {
  const names = await findAreaNames(deps.db, ids);
  const meant = await findAreas(deps.db, names.values());
  return new Map(
    ids.map((id): [string, string] => {
      const answer = meant.get(names.get(id) ?? "");
      return [id, answer && "id" in answer && answer.id === id ? answer.name : id];
    }),
  );
}

function formOf(
  draft: RaffleDraft,
  areaNames: ReadonlyMap<string, string>,
  places: ReadonlyArray<ReadForm["places"][number]>,
): RaffleForm {
  const form = writeDraftForm(draft, areaNames);
  for (const [at, place] of places.entries()) {
    for (const [name, text] of Object.entries(place)) if (name !== "id") form[`places.${at}.${name}`] = text;
  }
  return identified(form);
}

/** The words of a field's value before a change, for telling of it; long texts are cut. */
export function shortly(text: string): string {
  return text.length > 200 ? `${text.slice(0, 199)}…` : text;
}

/** What others than this one changed after a revision, for whoever opens a page again. */
export async function changesByOthers(
  deps: RaffleDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  revision: number,
): Promise<FormChange[]> {
  await ownRaffle(deps, by, raffleId);
  const changes = await findChanges(deps.db, raffleId, revision);
  return changes.filter((one) => one.by !== by.actor.memberId);
}
