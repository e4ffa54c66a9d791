import fc from "fast-check";
import { expect, test } from "vitest";
import type { DrawingDraft, PrizeGroupDraft } from "@/server/games/raffles/draft";
import { prizeDraft } from "@/server/games/raffles/draft-defaults";
import { datedCostFaults, hasCost, isDated } from "@/server/games/raffles/drawing-rules";
import {
  addEarlyBird,
  addGroup,
  addPrize,
  changePrize,
  changeQuantity,
  changeTrigger,
  type Edit,
  type GroupPlace,
  inOrderOfTriggers,
  type Move,
  move,
  removeEarlyBird,
  removeGroup,
  removePrize,
} from "@/server/games/raffles/prize-order";

const at = (day: number) => new Date(Date.UTC(2026, 11, day));
const group = (headings: string, quantity = 1, costMinor = 0): PrizeGroupDraft => ({
  quantity,
  prizes: [...headings].map((heading) => prizeDraft({ heading, valueMinor: 100, costMinor })),
});
const drawing = (groups: PrizeGroupDraft[], count: number | null = null, date: Date | null = null): DrawingDraft => ({
  kind: count === null && date === null ? "main" : "early-bird",
  triggerCount: count,
  triggerAt: date,
  method: "beacon",
  groups,
});
/** "ab c | d" reads: a group of a or b, a group of c; then an early bird with d. */
const shown = (drawings: readonly DrawingDraft[]) =>
  drawings
    .map(({ groups }) => groups.map(({ prizes }) => prizes.map(({ heading }) => heading).join("")).join(" "))
    .join(" | ");
function done<Place extends GroupPlace>(edit: Edit<Place>): DrawingDraft[] {
  if (!edit.ok) throw new Error(JSON.stringify(edit.faults));
  return edit.drawings;
}

test("R4 a new position shifts what stands between by one", () => {
  const drawings = [drawing([group("a"), group("b"), group("c"), group("d")])];
  const to = (from: number, wanted: number) =>
    shown(
      done(move(drawings, { what: "group", from: { drawing: 0, group: from }, to: { drawing: 0, group: wanted } })),
    );
  expect(to(0, 2)).toBe("b c a d");
  expect(to(3, 0)).toBe("d a b c");
  expect(to(1, 99)).toBe("a c d b");
});

test("R4 prizes move between groups and drawings; what is left empty disappears and the rest follows", () => {
  const drawings = [drawing([group("ab"), group("c")]), drawing([group("d")], 100), drawing([group("e")], 200)];
  const joined = move(drawings, {
    what: "prize",
    from: { drawing: 0, group: 1, prize: 0 },
    to: { drawing: 0, group: 0, prize: 1 },
  });
  expect(joined.ok && [shown(joined.drawings), joined.at]).toEqual(["acb | d | e", { drawing: 0, group: 0, prize: 1 }]);
  const gone = move(drawings, { what: "group", from: { drawing: 1, group: 0 }, to: { drawing: 2, group: 0 } });
  expect(gone.ok && [shown(gone.drawings), gone.at, gone.reverse]).toEqual([
    "ab c | d e",
    { drawing: 1, group: 0 },
    null,
  ]);
  expect(shown(done(removePrize(drawings, { drawing: 1, group: 0, prize: 0 })))).toBe("ab c | e");
  expect(shown(done(removeGroup(drawings, { drawing: 0, group: 0 })))).toBe("c | d | e");
  expect(shown(done(removeEarlyBird(drawings, 2)))).toBe("ab c | d");
  const out = move(drawings, {
    what: "prize",
    from: { drawing: 0, group: 0, prize: 0 },
    to: { drawing: 2, group: 0 },
    asGroup: true,
  });
  expect(shown(done(out))).toBe("b c | d | a e");
});

test("R4 drawings put themselves in the order of their triggers: counts, then dates, the first stays first", () => {
  const drawings = [
    drawing([group("m")]),
    drawing([group("x")], null, at(9)),
    drawing([group("y")], null, at(2)),
    drawing([group("z")], 500),
    drawing([group("w")], 100, at(1)),
    drawing([group("v")], null, at(2)),
  ];
  expect(shown(inOrderOfTriggers(drawings))).toBe("m | w | z | y | v | x");
  const later = changeTrigger(inOrderOfTriggers(drawings), 1, { triggerCount: 900, triggerAt: null });
  expect(later.ok && [shown(later.drawings), later.at.drawing]).toEqual(["m | z | w | y | v | x", 2]);
});

test("R4 the prizes of a tray are ordered like groups, and each is a pool", () => {
  const pools = ["a", "b", "c"].map((one): DrawingDraft => ({ ...drawing([group(one)]), kind: "pool" }));
  const moved = done(move(pools, { what: "group", from: { drawing: 0, group: 2 }, to: { drawing: 0, group: 0 } }));
  expect([shown(moved), moved.map(({ kind }) => kind)]).toEqual(["c | a | b", ["pool", "pool", "pool"]]);
  expect(shown(done(addGroup(pools, 0, group("d"))))).toBe("a | b | c | d");
});

test("R3 a cost enters a dated early bird by no way, unless the law allows it", () => {
  const drawings = [drawing([group("a", 1, 500), group("b")]), drawing([group("c")], null, at(3))];
  const dear = { drawing: 0, group: 0 };
  const dated = { drawing: 1, group: 0 };
  const refused = (edit: { ok: boolean; faults?: unknown }) =>
    edit.ok ? "done" : (edit.faults as Array<{ code: string }>).map(({ code }) => code).join();
  const wanted: Move = { what: "group", from: dear, to: dated };
  expect(refused(move(drawings, wanted))).toBe("costInDatedEarlyBird");
  expect(refused(move(drawings, wanted, { earlyBirdCostAllowed: true }))).toBe("done");
  expect(refused(changePrize(drawings, { ...dated, prize: 0 }, { costMinor: 1 }))).toBe("costInDatedEarlyBird");
  const cash = [{ kind: "cash" as const, valueMinor: 100, costMinor: 100 }];
  expect(refused(changePrize(drawings, { ...dated, prize: 0 }, { options: cash }))).toBe("costInDatedEarlyBird");
  expect(refused(addPrize(drawings, dated, prizeDraft({ costMinor: 1 })))).toBe("costInDatedEarlyBird");
  expect(refused(addGroup(drawings, 1, group("d", 1, 1)))).toBe("costInDatedEarlyBird");
  const counted = done(changeTrigger(drawings, 1, { triggerCount: 50, triggerAt: null }));
  const within = done(move(counted, wanted));
  expect(refused(changeTrigger(within, 1, { triggerCount: 50, triggerAt: at(3) }))).toBe("costInDatedEarlyBird");
});

// ── whatever sequence of edits ───────────────────────────────────────────────────────────────────────────────────────

const small = fc.nat({ max: 4 });
const placed = fc.record({ drawing: small, group: small });
const prizePlaced = fc.record({ drawing: small, group: small, prize: small });
const cost = fc.constantFrom(0, 0, 250);
const trigger = fc
  .tuple(fc.option(fc.integer({ min: 1, max: 9 })), fc.option(fc.integer({ min: 1, max: 9 })))
  .map(([count, day]) => ({ triggerCount: count, triggerAt: day === null ? null : at(day) }));
const anyMove: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ what: fc.constant("group" as const), from: placed, to: placed }),
  fc.record({ what: fc.constant("prize" as const), from: prizePlaced, to: prizePlaced }),
  fc.record({
    what: fc.constant("prize" as const),
    from: prizePlaced,
    to: placed,
    asGroup: fc.constant(true as const),
  }),
);

/** A place that is there, where there is any: the random one, modulo what stands in the lists. */
function placeIn<Place extends GroupPlace>(drawings: readonly DrawingDraft[], wanted: Place): Place {
  const at = wanted.drawing % drawings.length;
  const groups = drawings[at]!.groups;
  const group = wanted.group % Math.max(1, groups.length);
  const prize = "prize" in wanted ? { prize: Number(wanted.prize) % (groups[group]?.prizes.length ?? 1) } : {};
  return { ...wanted, drawing: at, group, ...prize };
}
const fitMove = (drawings: readonly DrawingDraft[], wanted: Move): Move =>
  ({ ...wanted, from: placeIn(drawings, wanted.from), to: placeIn(drawings, wanted.to) }) as Move;

type Step = (drawings: DrawingDraft[], fresh: () => string) => Edit<GroupPlace>;
const step: fc.Arbitrary<Step> = fc.oneof(
  anyMove.map(
    (wanted): Step =>
      (drawings) =>
        move(drawings, wanted),
  ),
  anyMove.map(
    (wanted): Step =>
      (drawings) =>
        move(drawings, wanted),
  ),
  fc.tuple(small, cost, fc.integer({ min: 1, max: 3 })).map(
    ([d, price, quantity]): Step =>
      (drawings, fresh) =>
        addGroup(drawings, d % drawings.length, group(fresh(), quantity, price)),
  ),
  fc.tuple(placed, cost).map(
    ([where, costMinor]): Step =>
      (drawings, fresh) =>
        addPrize(drawings, placeIn(drawings, where), prizeDraft({ heading: fresh(), costMinor })),
  ),
  fc.tuple(trigger, cost).map(
    ([when, price]): Step =>
      (drawings, fresh) =>
        addEarlyBird(drawings, { ...when, method: "beacon" }, group(fresh(), 1, price)),
  ),
  fc.tuple(small, trigger).map(
    ([d, when]): Step =>
      (drawings) =>
        changeTrigger(drawings, d % drawings.length, when),
  ),
  fc.tuple(prizePlaced, cost).map(
    ([where, costMinor]): Step =>
      (drawings) =>
        changePrize(drawings, placeIn(drawings, where), { costMinor }),
  ),
  fc.tuple(placed, fc.integer({ min: 1, max: 9 })).map(
    ([where, quantity]): Step =>
      (drawings) =>
        changeQuantity(drawings, placeIn(drawings, where), quantity),
  ),
  prizePlaced.map(
    (where): Step =>
      (drawings) =>
        removePrize(drawings, where),
  ),
  placed.map(
    (where): Step =>
      (drawings) =>
        removeGroup(drawings, where),
  ),
);

/** Takes all steps from a main drawing of two groups; refused ones change nothing. */
function walk(steps: readonly Step[], look: (before: DrawingDraft[], edit: Edit<GroupPlace>) => void): DrawingDraft[] {
  let names = 0;
  const fresh = () => String.fromCodePoint(0x4e00 + names++);
  let drawings = [drawing([group(fresh() + fresh()), group(fresh(), 2, 900)])];
  for (const one of steps) {
    const frozen = JSON.stringify(drawings);
    const answer = one(drawings, fresh);
    look(drawings, answer);
    expect(JSON.stringify(drawings)).toBe(frozen); // nothing given is changed
    if (answer.ok) drawings = answer.drawings;
  }
  return drawings;
}
const headings = (drawings: readonly DrawingDraft[]) =>
  drawings.flatMap(({ groups }) => groups.flatMap(({ prizes }) => prizes.map(({ heading }) => heading))).sort();

test("R4 whatever is done, nothing is empty, numbers have no gaps, drawings stand in order", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const drawings = walk(steps, () => {});
      expect(drawings.filter(({ kind }) => kind === "main")).toEqual([drawings[0]]);
      expect(inOrderOfTriggers(drawings)).toEqual(drawings);
      for (const { kind, groups } of drawings) {
        if (kind === "early-bird") expect(groups.length).toBeGreaterThan(0);
        for (const one of groups) expect(one.prizes.length).toBeGreaterThan(0);
      }
    }),
    { numRuns: 300 },
  );
});

test("R4 a move loses nothing and doubles nothing", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), anyMove, (steps, wanted) => {
      const drawings = walk(steps, () => {});
      const moved = move(drawings, fitMove(drawings, wanted));
      if (!moved.ok) return;
      expect(headings(moved.drawings)).toEqual(headings(drawings));
    }),
    { numRuns: 400 },
  );
});

test("R4 a move and its reverse restore the list", () => {
  let reversed = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), anyMove, (steps, wanted) => {
      const drawings = walk(steps, () => {});
      const moved = move(drawings, fitMove(drawings, wanted));
      if (!moved.ok || !moved.reverse) return;
      const back = move(moved.drawings, moved.reverse);
      expect(back.ok && back.drawings).toEqual(drawings);
      reversed++;
    }),
    { numRuns: 600 },
  );
  expect(reversed).toBeGreaterThan(200); // the rule was tried, and not only skipped
});

test("R3 no prize with a cost ever stands in a dated early bird, whatever the sequence of edits", () => {
  let kept = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      walk(steps, (_, answer) => {
        if (!answer.ok) {
          kept += answer.faults.some(({ code }) => code === "costInDatedEarlyBird") ? 1 : 0;
          return;
        }
        const dear = answer.drawings
          .filter(isDated)
          .flatMap(({ groups }) => groups.flatMap(({ prizes }) => prizes.filter(hasCost)));
        expect(dear).toEqual([]);
        expect(datedCostFaults(answer)).toEqual([]);
      });
    }),
    { numRuns: 400 },
  );
  expect(kept).toBeGreaterThan(20);
});
