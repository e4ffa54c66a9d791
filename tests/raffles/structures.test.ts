import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import type { DrawingDraft, PrizeDraft, PrizeGroupDraft, RaffleDraft } from "@/server/games/raffles/draft";
import { mainWith, prizeDraft } from "@/server/games/raffles/draft-defaults";
import { draftFaults } from "@/server/games/raffles/draft-faults";
import { readDraftForm, writeDraftForm } from "@/server/games/raffles/draft-form";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { inOrderOfTriggers } from "@/server/games/raffles/prize-order";
import { raffleAt } from "@/server/games/raffles/read-raffle-at";
import { changeSponsors, createRaffle, editRaffle, ownRaffle } from "@/server/games/raffles/save-raffle";
import { suspendRaffle } from "@/server/games/raffles/suspend-raffle";
import type { Clock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { type AuthorizedOrganiser, authoriseOrganiser } from "@/server/people/authority";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { member, seedAreas, testDeps } from "../people/support";
import { draft, organisation, plover, raffleDeps } from "./support";

let now = new Date("2026-11-20T12:00:00Z");
const clock: Clock = { now: () => now };
let fresh: FreshDatabase;
let deps: RaffleDeps;
let own: AuthorizedOrganiser;
let foreign: AuthorizedOrganiser;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db, now);
  const people = testDeps(fresh.db, clock);
  ({ deps } = await raffleDeps(fresh.db, clock));
  const [one, two] = [await organisation(fresh.db, "LPL"), await organisation(fresh.db, "MFS")];
  own = authoriseOrganiser(
    await member(people, "own@example.org", [{ kind: "organisation", organisationId: one }]),
    one,
  );
  const other = await member(people, "foreign@example.org", [{ kind: "organisation", organisationId: two }]);
  foreign = authoriseOrganiser(other, two);
});
afterAll(() => fresh.drop());

async function created(change: Partial<RaffleDraft> = {}): Promise<string> {
  const answer = await createRaffle(deps, own, draft(change));
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
  return answer.raffleId;
}

// ── any valid draft ──────────────────────────────────────────────────────────────────────────────────────────────────

const words = fc.constantFrom("A boat", "Ten evenings", "Año nuevo", "The 'quoted' one");
const money = fc.integer({ min: 1, max: 900_000 });
const anyPrize: fc.Arbitrary<PrizeDraft> = fc
  .record({
    heading: words,
    description: words,
    cover: fc.constantFrom("boat", "quilt"),
    notActualItem: fc.boolean(),
    valueMinor: money,
    sponsor: fc.constantFrom("", "Harbor Bank"),
    options: fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom("item" as const, "cash" as const, "towards" as const),
        valueMinor: money,
        costMinor: fc.constant(0),
      }),
      { maxLength: 3, selector: ({ kind }) => kind },
    ),
  })
  .map(({ options, ...prize }) => {
    const order = ["item", "cash", "towards"];
    options.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind));
    return prizeDraft({ ...prize, options });
  });
const groupOf = (choices: number, quantity: fc.Arbitrary<number>): fc.Arbitrary<PrizeGroupDraft> =>
  fc.record({ quantity, prizes: fc.array(anyPrize, { minLength: 1, maxLength: choices }) });
const one = fc.constant(1);
const few = fc.integer({ min: 1, max: 4 });
const methods = fc.constantFrom("beacon" as const, "machine" as const, "hand" as const);
const trigger = fc
  .tuple(fc.option(fc.integer({ min: 1, max: 400 })), fc.option(fc.integer({ min: 21, max: 30 })))
  .filter(([count, day]) => count !== null || day !== null)
  .map(([triggerCount, day]) => ({
    triggerCount,
    triggerAt: day === null ? null : new Date(Date.UTC(2026, 10, day, 15)),
  }));
const early = (choices: number): fc.Arbitrary<DrawingDraft> =>
  fc
    .tuple(trigger, methods, fc.array(groupOf(choices, few), { minLength: 1, maxLength: 2 }))
    .map(([when, method, groups]) => ({ kind: "early-bird", ...when, method, groups }));
const mainOf = (groups: fc.Arbitrary<PrizeGroupDraft[]>): fc.Arbitrary<DrawingDraft> =>
  fc.tuple(groups, methods).map(([all, method]) => ({ ...mainWith(all), method }));
const list = (choices: number, most = 4) => fc.array(groupOf(choices, few), { maxLength: most });
const levelled = (choices: number) =>
  fc
    .tuple(mainOf(list(choices)), fc.array(early(choices), { maxLength: 3 }))
    .map(([main, birds]) => inOrderOfTriggers([main, ...birds]));
const shaped = fc.oneof(
  mainOf(fc.array(groupOf(1, one), { maxLength: 1 })).map((main) => ({
    structure: "single" as const,
    drawings: [main],
  })),
  mainOf(fc.array(groupOf(4, one), { maxLength: 1 })).map((main) => ({
    structure: "choice" as const,
    drawings: [main],
  })),
  levelled(1).map((drawings) => ({ structure: "multiple" as const, drawings })),
  levelled(4).map((drawings) => ({ structure: "mega" as const, drawings })),
  fc.array(groupOf(3, few), { minLength: 1, maxLength: 4 }).map((groups) => ({
    structure: "mega" as const,
    format: "tricky-tray" as const,
    drawings: groups.map((group): DrawingDraft => ({ ...mainWith([group]), kind: "pool" })),
  })),
  fc
    .record({
      shareBasisPoints: fc.integer({ min: 1, max: 10_000 }),
      seedMinor: money,
      minimumMinor: money,
      capMinor: fc.option(fc.constant(900_000)),
    })
    .map((pot) => ({
      structure: "single" as const,
      format: "fifty-fifty" as const,
      pot,
      drawings: [mainWith([plover()])],
    })),
  mainOf(list(1)).map((main) => ({
    structure: "multiple" as const,
    format: "number-board" as const,
    drawings: [main],
  })),
);
const anyDraft: fc.Arbitrary<RaffleDraft> = fc
  .tuple(
    shaped,
    fc.record({
      participation: fc.constantFrom("online" as const, "offline" as const, "both" as const),
      sponsors: fc.array(fc.constantFrom("Harbor Bank", "The Mill"), { maxLength: 2 }),
      priceMinor: money,
      priceLevels: fc
        .uniqueArray(fc.record({ count: fc.integer({ min: 2, max: 20 }), priceMinor: money, stock: fc.option(few) }), {
          maxLength: 3,
          selector: ({ count }) => count,
        })
        .map((levels) => levels.sort((a, b) => a.count - b.count)),
      ticketCap: fc.integer({ min: 400, max: 9000 }),
      targetCount: fc.option(few),
      perPersonMaximum: fc.option(few),
      giftsAllowed: fc.boolean(),
      earlyBirdsWinAgain: fc.boolean(),
      stubsReturn: fc.boolean(),
      conversionAllowed: fc.boolean(),
      ticketNumberPart: fc.constantFrom("record" as const, "participant" as const, "sequence" as const),
      numbering: fc.constantFrom("at-issue" as const, "at-close" as const),
      claimDays: fc.integer({ min: 1, max: 365 }),
      drawDirections: words,
      fees: fc.record({
        processingBasisPoints: fc.nat({ max: 900 }),
        processingPerTicketMinor: few,
        licenceMinor: money,
        regulatorBasisPoints: fc.nat({ max: 900 }),
      }),
      minimumAge: fc.option(fc.integer({ min: 18, max: 21 })),
    }),
  )
  .map(([shape, rest]) => draft({ ...rest, ...shape }))
  .filter((any) => draftFaults(any).length === 0);

test("R2 any valid draft of any structure comes back equal, and again after it was replaced by another", async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyDraft, anyDraft, async (first, second) => {
      const id = await created(first);
      const before = await ownRaffle(deps, own, id);
      expect(before.draft).toEqual(first);
      expect((await editRaffle(deps, own, id, before.revision, second)).ok).toBe(true);
      const after = await ownRaffle(deps, own, id);
      expect(after.draft).toEqual(second);
      for (const { structure, format } of [first, second]) seen.add(`${structure} ${format}`);
      // A drawing that stays keeps its id, whatever is rewritten around it.
      if (first.format !== "tricky-tray" && second.format !== "tricky-tray")
        expect(after.drawing?.id).toBe(before.drawing?.id);
    }),
    { numRuns: 10 },
  );
  expect(seen.size).toBeGreaterThan(3);
}, 60_000);

test("R9 any valid draft comes back equal from the form that edits it", () => {
  fc.assert(
    fc.property(anyDraft, (any) => {
      const form = writeDraftForm(any, new Map());
      const areas = new Map([["permissions.0.area", "US-NY"]]);
      const read = readDraftForm(form, areas);
      expect(read.faults).toEqual([]);
      // Pools of a tray are rows of one list, drawn in one way.
      const drawings =
        any.format === "tricky-tray"
          ? any.drawings.map((pool) => ({ ...pool, method: any.drawings[0]!.method }))
          : any.drawings;
      expect(read.draft).toEqual({ ...any, drawings });
    }),
    { numRuns: 200 },
  );
});

test("R4 drawings are stored in the order of their triggers, in whatever order they were written", async () => {
  const bird = (triggerCount: number | null, day: number | null): DrawingDraft => ({
    ...mainWith([plover()]),
    ...{ kind: "early-bird", triggerCount, triggerAt: day === null ? null : new Date(Date.UTC(2026, 11, day)) },
  });
  const drawings = [bird(null, 5), bird(300, null), mainWith([plover()]), bird(20, 6), bird(null, 2)];
  const id = await created({ structure: "multiple", drawings });
  const kept = (await ownRaffle(deps, own, id)).draft.drawings;
  expect(kept.map(({ triggerCount, triggerAt }) => triggerCount ?? triggerAt?.getUTCDate() ?? "main")).toEqual([
    ...["main", 20, 300, 2, 5],
  ]);
  const stored = await fresh.db.drawing.findMany({
    where: { raffleId: id, kind: "early-bird" },
    orderBy: { position: "asc" },
  });
  expect(stored.map(({ position }) => position)).toEqual([1, 2, 3, 4]);
});

// ── what the database and the log keep ──────────────────────────────────────────────────────────────────────────────

test("R3 a cost in a dated early bird is not even saved, unless the governing law allows it; the refusal names the law", async () => {
  const group = { quantity: 1, prizes: [prizeDraft({ heading: "A lamp", valueMinor: 100, costMinor: 100 })] };
  const dated: DrawingDraft = { ...mainWith([group]), kind: "early-bird", triggerAt: new Date("2026-12-01T00:00:00Z") };
  const wanted = draft({ structure: "multiple", drawings: [mainWith([plover()]), dated] });
  const field = "drawings.1.groups.0.prizes.0.costMinor";
  expect(await createRaffle(deps, own, wanted)).toEqual({
    ok: false,
    faults: [{ field, code: "costInDatedEarlyBird" }],
  });
  const say = (earlyBirdCostAllowed: boolean) =>
    fresh.db.areaRule.create({
      data: {
        id: newId(),
        areaId: "US",
        version: earlyBirdCostAllowed ? 2 : 1,
        rules: { earlyBirdCostAllowed },
        validFrom: new Date(0),
        createdAt: now,
      },
    });
  await say(false);
  expect(await createRaffle(deps, own, wanted)).toMatchObject({
    faults: [{ field, code: "costForbiddenByLaw", params: { area: "United States" } }],
  });
  await say(true);
  expect((await createRaffle(deps, own, wanted)).ok).toBe(true);
  await fresh.db.areaRule.deleteMany({ where: { areaId: "US" } });
});

test("R11 sponsors may change after the activation, and nothing else with them", async () => {
  const id = await created({ sponsors: ["Harbor Bank"] });
  await requestActivation(deps, own, id);
  const before = (await ownRaffle(deps, own, id)).draft;
  const path = "drawings.0.groups.0.prizes.0";
  expect((await changeSponsors(deps, own, id, [" The Mill ", ""], { [path]: "Oak Yard" })).ok).toBe(true);
  const after = (await ownRaffle(deps, own, id)).draft;
  expect([after.sponsors, after.drawings[0]!.groups[0]!.prizes[0]!.sponsor]).toEqual([["The Mill"], "Oak Yard"]);
  expect({ ...after, sponsors: before.sponsors, drawings: before.drawings }).toEqual(before);
  expect(await changeSponsors(deps, own, id, ["x".repeat(121)])).toMatchObject({ faults: [{ code: "tooLong" }] });
  await expect(changeSponsors(deps, foreign, id, [])).rejects.toMatchObject({ code: "raffleNotFound" });
});

test("R8 a raffle can be read at any past moment: its words, its state and its tickets then", async () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
  now = at(12);
  const id = await created({
    title: "First words",
    opensAt: at(16),
    closesAt: at(23),
    drawAt: new Date(Date.UTC(2026, 10, 21)),
  });
  now = at(13);
  const { revision, draft: before } = await ownRaffle(deps, own, id);
  await editRaffle(deps, own, id, revision, { ...before, title: "Second words", priceMinor: 250 });
  now = at(14);
  await requestActivation(deps, own, id);
  now = at(18);
  await suspendRaffle(deps, own, id, "The boat leaks");
  const then = async (moment: Date) => {
    const { status, draft: said } = await raffleAt(deps, own, id, moment);
    return [status, said.title, said.priceMinor, said.closesAt.getTime() === at(23).getTime()];
  };
  await expect(raffleAt(deps, own, id, at(11))).rejects.toMatchObject({ code: "raffleNotFound" });
  expect(await then(at(12))).toEqual(["draft", "First words", 1000, true]);
  expect(await then(at(13))).toEqual(["draft", "Second words", 250, true]);
  expect(await then(at(15))).toEqual(["upcoming", "Second words", 250, true]);
  expect(await then(at(17))).toEqual(["ending-today", "Second words", 250, true]);
  expect(await then(at(19))).toEqual(["suspended", "Second words", 250, true]);
  await expect(raffleAt(deps, foreign, id, at(19))).rejects.toMatchObject({ code: "raffleNotFound" });
  expect((await raffleAt(deps, own, id, at(19))).draft).toEqual((await ownRaffle(deps, own, id)).draft);
  now = at(12);
});
