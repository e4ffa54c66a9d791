import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import { arrangeForm, readArrangement } from "@/server/games/raffles/form/arrange-form";
import { forgetChanges } from "@/server/games/raffles/form/forget-changes";
import { countFaults, findSalesPlaces, noteFaults } from "@/server/games/raffles/form/form-store";
import { formBefore, mergeForms, mergeIds, patchesBetween } from "@/server/games/raffles/form/merge-forms";
import {
  identified,
  isFormField,
  layoutOf,
  numbered,
  type RaffleForm,
  rowIds,
  writeLayout,
} from "@/server/games/raffles/form/raffle-form";
import { beginRaffle, openForm, saveForm, sendForm } from "@/server/games/raffles/form/save-form";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { createRaffle, ownRaffle } from "@/server/games/raffles/save-raffle";
import { fixedClock } from "@/server/kernel/clock";
import { type AuthorizedOrganiser, authoriseOrganiser } from "@/server/people/authority";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { member, seedAreas, testDeps } from "../people/support";
import { draft, organisation, raffleDeps } from "./support";

const clock = fixedClock(new Date("2026-11-20T12:00:00Z"));
let fresh: FreshDatabase;
let deps: RaffleDeps;
let ann: AuthorizedOrganiser;
let ben: AuthorizedOrganiser;
let foreign: AuthorizedOrganiser;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db, clock.now());
  const people = testDeps(fresh.db, clock);
  ({ deps } = await raffleDeps(fresh.db, clock));
  const [own, other] = [await organisation(fresh.db, "LPL"), await organisation(fresh.db, "MFS")];
  const role = (organisationId: string) => [{ kind: "organisation" as const, organisationId }];
  ann = authoriseOrganiser(await member(people, "ann@example.org", role(own)), own);
  ben = authoriseOrganiser(await member(people, "ben@example.org", role(own)), own);
  foreign = authoriseOrganiser(await member(people, "eve@example.org", role(other)), other);
});
afterAll(() => fresh.drop());

const RULES = { earlyBirdCostAllowed: false };
const begun = () => beginRaffle(deps, ann, { title: "Harvest raffle", timeZone: "America/New_York" });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code: string }) => error.code,
  );

/** Types texts into the form as it is now. */
async function type(by: AuthorizedOrganiser, id: string, fields: Record<string, string>) {
  const { form, revision } = await openForm(deps, by, id);
  return saveForm(deps, by, id, { revision, patches: patchesBetween(form, { ...form, ...fields }) });
}

const PRIZE: Record<string, string> = {
  layout: writeLayout([{ id: "main", groups: [{ id: "g1", prizes: ["p1"] }] }]),
  "prize.p1.heading": "A quilt",
  "prize.p1.value": "400",
};

test("R9 a count below zero is told as one, and what is no number as none", async () => {
  const id = await begun();
  const codes = async (price: string) =>
    (await type(ann, id, { price, ticketCap: price })).read.faults
      .filter(({ field }) => field === "price" || field === "ticketCap")
      .map(({ code }) => code);
  expect(await codes("-5")).toEqual(["belowZero", "belowZero"]);
  expect(await codes("five")).toEqual(["notANumber", "notANumber"]);
});

test("R9 everything typed is kept as it is, and what is right of it is in the draft", async () => {
  const id = await begun();
  const saved = await type(ann, id, {
    price: "five dollars",
    summary: "A quilt for the roof",
    opensAt: "2026-12-01T09:00",
    closesAt: "2026-11-30T09:00",
    ticketCap: "5000",
    structure: "single",
    ...PRIZE,
  });
  const again = await openForm(deps, ann, id);
  expect(again.form).toMatchObject({ price: "five dollars", closesAt: "2026-11-30T09:00", "prize.p1.value": "400" });
  const wrong = new Map(again.read.faults.map(({ field, code, isMissing }) => [field, `${code} ${isMissing}`]));
  expect(wrong.get("price")).toBe("notANumber false");
  expect(wrong.get("closesAt")).toBe("beforeStart false");
  expect(wrong.get("drawAt")).toBe("notADate true");
  expect(saved.read.faults).toEqual(again.read.faults);
  const { draft: kept } = await ownRaffle(deps, ann, id);
  expect(kept).toMatchObject({ summary: "A quilt for the roof", ticketCap: 5000, priceMinor: 1000 });
  expect(kept.drawings[0]!.groups[0]!.prizes[0]).toMatchObject({ heading: "A quilt", valueMinor: 40_000 });
  // One fault in a part does not keep the rest of the form out of the draft; mended, it goes in.
  await type(ann, id, { price: "5", closesAt: "2026-12-30T09:00", drawAt: "2026-12-31T09:00" });
  const mended = await ownRaffle(deps, ann, id);
  expect(mended.draft.priceMinor).toBe(500);
  expect(mended.draft.closesAt.toISOString()).toBe("2026-12-30T14:00:00.000Z");
});

test("R9 two editors at once: fields that one changed are the other's too, and the later is told who and what", async () => {
  const id = await begun();
  const opened = await openForm(deps, ann, id);
  const patch = (field: string, after: string) => [{ field, before: opened.form[field] ?? "", after }];
  const { revision } = opened;
  await saveForm(deps, ann, id, { revision, patches: patch("summary", "By Ann") });
  const second = await saveForm(deps, ben, id, { revision, patches: patch("description", "By Ben") });
  expect(second.form).toMatchObject({ summary: "By Ann", description: "By Ben" });
  expect(second.told.map(({ field, before, after, by }) => [field, before, after, by])).toEqual([
    ["summary", "", "By Ann", ann.actor.memberId],
  ]);
  expect(second.told[0]!.byName.length).toBeGreaterThan(2);
  expect(second.conflicts).toEqual([]);
});

test("R9 where two changed the same field the later word stands and both are shown; nothing is lost", async () => {
  const id = await begun();
  const { revision } = await openForm(deps, ann, id);
  const patch = (after: string) => [{ field: "summary", before: "", after }];
  await saveForm(deps, ann, id, { revision, patches: patch("By Ann") });
  const later = await saveForm(deps, ben, id, { revision, patches: patch("By Ben") });
  expect(later.conflicts).toEqual([{ field: "summary", mine: "By Ben", theirs: "By Ann" }]);
  const hers = await saveForm(deps, ann, id, { revision: revision + 1, patches: [] });
  expect(hers.told).toMatchObject([{ field: "summary", before: "By Ann", after: "By Ben" }]);
  // The log gives back the form of any revision.
  const changes = await fresh.db.raffleFormChange.findMany({ where: { raffleId: id }, orderBy: { revision: "asc" } });
  expect(formBefore(hers.form, changes.slice(-1)).summary).toBe("By Ann");
});

test("R9 many saves at once all land, each once", async () => {
  const id = await begun();
  const { revision } = await openForm(deps, ann, id);
  const fields = ["summary", "description", "rulesText", "deliveryText", "ticketText", "drawPlace", "drawDirections"];
  await Promise.all(
    fields.map((field, at) =>
      saveForm(deps, at % 2 ? ann : ben, id, { revision, patches: [{ field, before: "", after: `text of ${field}` }] }),
    ),
  );
  const { form } = await openForm(deps, ann, id);
  for (const field of fields) expect(form[field]).toBe(`text of ${field}`);
  const { draft: kept } = await ownRaffle(deps, ann, id);
  expect(kept).toMatchObject({ summary: "text of summary", drawDirections: "text of drawDirections" });
});

test("R9 a page without scripts sends what it shows; what others changed meanwhile stays", async () => {
  const id = await begun();
  const { revision, form } = await openForm(deps, ann, id);
  await type(ben, id, { summary: "By Ben" });
  const sent = await sendForm(deps, ann, id, {
    revision,
    fields: { title: form.title!, summary: form.summary!, description: "By Ann\r\nsecond line", evil: "x", "a.b": "y" },
    andThen: (now) => {
      const arranged = arrangeForm(now, readArrangement("add-group 0")!, RULES);
      return arranged.ok ? arranged.form : now;
    },
  });
  expect(sent.form).toMatchObject({ summary: "By Ben", description: "By Ann\nsecond line" });
  expect(layoutOf(sent.form)[0]!.groups).toHaveLength(1);
  expect(sent.form["a.b"]).toBeUndefined();
});

test("R9 nobody writes into another's form, into a locked raffle, or more than a form holds", async () => {
  const id = await begun();
  const patches = [{ field: "summary", before: "", after: "x" }];
  expect(await codeOf(saveForm(deps, foreign, id, { revision: 1, patches }))).toBe("raffleNotFound");
  expect(await codeOf(openForm(deps, foreign, id))).toBe("raffleNotFound");
  const long = [{ field: "rulesText", before: "", after: "x".repeat(30_000) }];
  expect(await codeOf(saveForm(deps, ann, id, { revision: 1, patches: long }))).toBe("formTooLarge");
  const image = [{ field: "imageId", before: "", after: "018f0000-0000-7000-8000-000000000000" }];
  expect(await codeOf(saveForm(deps, ann, id, { revision: 1, patches: image }))).toBe("imageNotFound");
  expect(await codeOf(beginRaffle(deps, ann, { title: "  ", timeZone: "America/New_York" }))).toBe("titleMissing");
  await fresh.db.game.update({ where: { id }, data: { lockedAt: clock.now() } });
  expect(await codeOf(saveForm(deps, ann, id, { revision: 1, patches }))).toBe("raffleLocked");
});

test("R11 what was typed and is wrong keeps a raffle from being activated, though its draft is whole", async () => {
  const created = await createRaffle(deps, ann, draft());
  const id = created.ok ? created.raffleId : "";
  await type(ann, id, { price: "ten" });
  const whole = await ownRaffle(deps, ann, id);
  expect(whole.draft.priceMinor).toBe(1000);
  const refused = await requestActivation(deps, ann, id);
  expect(refused.ok ? [] : refused.faults.map(({ code }) => code)).toEqual(["formUnfinished"]);
  await type(ann, id, { price: "10" });
  expect(await requestActivation(deps, ann, id)).toMatchObject({ ok: true, state: "active" });
});

test("R11 whoever counts the faults of a form that was written since counts for nothing", async () => {
  const id = await begun();
  const { revision } = await type(ann, id, { price: "ten" });
  const faults = await countFaults(fresh.db, id);
  expect(faults).toBeGreaterThan(0);
  expect(await fresh.db.transaction((tx) => noteFaults(tx, id, revision - 1, 0))).toBe(false);
  expect(await countFaults(fresh.db, id)).toBe(faults);
  expect(await fresh.db.transaction((tx) => noteFaults(tx, id, revision, 1))).toBe(true);
  expect(await countFaults(fresh.db, id)).toBe(1);
});

test("R9 changes of a form are kept for as long as somebody can come back with them, and no longer", async () => {
  const [open, locked] = [await begun(), await begun()];
  for (const id of [open, locked]) await type(ann, id, { purpose: "Books", price: "5" });
  await fresh.db.game.update({ where: { id: locked }, data: { lockedAt: clock.now() } });
  const kept = async () =>
    (await fresh.db.raffleFormChange.findMany({ where: { raffleId: { in: [open, locked] } }, distinct: ["raffleId"] }))
      .map(({ raffleId }) => (raffleId === open ? "open" : "locked"))
      .sort();
  const inDays = (days: number) =>
    forgetChanges({ db: fresh.db, clock: fixedClock(new Date(clock.now().getTime() + days * 86_400_000)) });
  await inDays(29);
  expect(await kept()).toEqual(["locked", "open"]);
  expect(await inDays(31)).toBeGreaterThan(0);
  expect(await kept()).toEqual(["open"]);
  await inDays(366);
  expect(await kept()).toEqual([]);
});

test("R7 places of sale are kept with the raffle, as far as they are right", async () => {
  const id = await begun();
  const saved = await type(ann, id, {
    participation: "both",
    "order.place": "a b",
    "place.a.name": "Hall",
    "place.a.street": "1 Dock Street",
    "place.a.city": "Buffalo",
    "place.a.mapUrl": "javascript:alert(1)",
    "place.b.phone": "716 555 0100",
  });
  const fields = saved.read.faults.map(({ field, code }) => `${field} ${code}`);
  expect(fields).toEqual(expect.arrayContaining(["place.a.mapUrl notAnAddress", "place.b.name missing"]));
  expect(await findSalesPlaces(fresh.db, id)).toMatchObject([{ name: "Hall", city: "Buffalo", mapUrl: "" }]);
});

test("J2 an area is written by name, id or ZIP; what means none or several says so under its field", async () => {
  const id = await begun();
  const rows = ["Erie County, New York", "US-36055", "nowhere at all"];
  const fields = Object.fromEntries(rows.map((text, at) => [`permission.r${at}.area`, text]));
  const { read } = await type(ann, id, { ...fields, "order.permission": "r0 r1 r2" });
  expect(read.faults).toContainEqual(expect.objectContaining({ field: "permission.r2.area", code: "unknownArea" }));
  const { draft: kept } = await ownRaffle(deps, ann, id);
  expect(kept.permissions.map(({ areaId }) => areaId).sort()).toEqual(["US-36029", "US-36055"]);
});

test("R3 a move that would put a cost into a dated early bird is refused and the form stays as it was", () => {
  const form: RaffleForm = {
    structure: "mega",
    timeZone: "America/New_York",
    "drawing.e1.triggerAt": "2026-12-01T12:00",
    "prize.p1.cost": "10",
    layout: writeLayout([
      { id: "main", groups: [{ id: "g1", prizes: ["p1", "p2"] }] },
      { id: "e1", groups: [{ id: "g2", prizes: ["p3"] }] },
    ]),
  };
  const refused = arrangeForm(form, readArrangement("move-prize p1 1 0 0")!, RULES);
  expect(refused).toMatchObject({ ok: false, faults: [{ code: "costInDatedEarlyBird" }] });
  const moved = arrangeForm(form, readArrangement("move-prize p2 1 0 0")!, RULES);
  expect(moved.ok && layoutOf(moved.form)[1]!.groups[0]!.prizes).toEqual(["p2", "p3"]);
  expect(arrangeForm(form, readArrangement("move-prize p1 1 0 0")!, { earlyBirdCostAllowed: true }).ok).toBe(true);
});

const form = fc.dictionary(
  fc.constantFrom("title", "price", "prize.a.heading", "prize.b.heading", "rulesText", "order.place", "order.level"),
  fc.constantFrom("", "a", "b", "c", "a b", "b a", "a b c", "c a"),
  { noNullPrototype: true },
);

test("R9 a merge keeps every change of both but for a word on the same field, and tells of those", () => {
  fc.assert(
    fc.property(form, form, form, (base, theirs, mine) => {
      const merged = mergeForms(theirs, patchesBetween(base, mine));
      for (const field of Object.keys({ ...base, ...theirs, ...mine })) {
        const [was, hers, my, now] = [base, theirs, mine, merged.form].map((one) => one[field] ?? "");
        if (hers === was && !field.startsWith("order.")) expect(now).toBe(my);
        if (my === was) expect(now).toBe(hers);
        const isConflict = my !== was && hers !== was && my !== hers && !field.startsWith("order.");
        expect(merged.conflicts.some((one) => one.field === field)).toBe(isConflict);
      }
      expect(formBefore(merged.form, merged.applied)).toMatchObject(
        Object.fromEntries(merged.applied.map(({ field }) => [field, theirs[field] ?? ""])),
      );
    }),
  );
});

test("R9 two orders merged hold each row once: what either added, and nothing that either took away", () => {
  const ids = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e", "f"));
  fc.assert(
    fc.property(ids, ids, ids, (base, theirs, mine) => {
      const merged = mergeIds(base, theirs, mine);
      expect(new Set(merged).size).toBe(merged.length);
      for (const id of [...base, ...theirs, ...mine]) {
        const isGone = base.includes(id) && !(theirs.includes(id) && mine.includes(id));
        expect(merged.includes(id)).toBe(!isGone);
      }
      expect(mergeIds(base, base, mine)).toEqual(mine);
      expect(mergeIds(base, theirs, base)).toEqual(theirs);
    }),
  );
});

test("R9 a prize that one takes away while another writes in it stays", () => {
  const base = { ...PRIZE, layout: writeLayout([{ id: "main", groups: [{ id: "g1", prizes: ["p1", "p2"] }] }]) };
  const without = { ...base, layout: writeLayout([{ id: "main", groups: [{ id: "g1", prizes: ["p2"] }] }]) };
  const written = { ...base, "prize.p1.heading": "A better quilt" };
  const merged = mergeForms(written, patchesBetween(base, without), new Set(["prize.p1.heading"]));
  expect(layoutOf(merged.form)[0]!.groups[0]!.prizes).toContain("p1");
  expect(merged.form["prize.p1.heading"]).toBe("A better quilt");
});

test("R9 rows by number and rows by id are the same form", () => {
  const byNumber = {
    title: "T",
    "drawings.0.groups.0.prizes.0.heading": "First",
    "drawings.0.groups.0.quantity": "1",
    "drawings.1.triggerCount": "50",
    "drawings.1.groups.0.prizes.1.heading": "Second choice",
    "drawings.1.groups.0.prizes.0.heading": "First choice",
    "permissions.0.area": "US-NY",
    "priceLevels.1.count": "5",
    "priceLevels.0.count": "3",
  };
  const own = identified(byNumber);
  expect(numbered(own)).toEqual(byNumber);
  expect(rowIds(own, "level")).toEqual(["l0", "l1"]);
  expect(Object.keys(own).every(isFormField)).toBe(true);
  for (const name of ["__proto__", "prize.x.constructor", "a b", "prize..heading", "order.evil", "$ACTION_ID"]) {
    expect(isFormField(name)).toBe(false);
  }
});
