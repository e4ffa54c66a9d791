import { afterAll, beforeAll, expect, test } from "vitest";
import { mainWith, prizeDraft } from "@/server/games/raffles/draft-defaults";
import { readListQuery } from "@/server/games/raffles/listing";
import { listRaffles, readFigures } from "@/server/games/raffles/listing-store";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { readPublicRaffle } from "@/server/games/raffles/public-raffle-store";
import { readPlan } from "@/server/games/raffles/read-plan";
import { createRaffle, ownRaffle } from "@/server/games/raffles/save-raffle";
import { fixedClock } from "@/server/kernel/clock";
import { type AuthorizedOrganiser, authoriseOrganiser } from "@/server/people/authority";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeAuthorisedOrder, makeMember, rulesVersion } from "@/tests/support/fixtures";
import { member, seedAreas, testDeps } from "../people/support";
import { draft, organisation, plover, raffleDeps } from "./support";

const now = new Date("2026-11-21T12:00:00Z");
const clock = fixedClock(now);
let fresh: FreshDatabase;
let deps: RaffleDeps;
let own: AuthorizedOrganiser;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db, now);
  ({ deps } = await raffleDeps(fresh.db, clock));
  const id = await organisation(fresh.db, "LPL");
  own = authoriseOrganiser(
    await member(testDeps(fresh.db, clock), "own@example.org", [{ kind: "organisation", organisationId: id }]),
    id,
  );
});
afterAll(() => fresh.drop());

async function active(change: Parameters<typeof draft>[0]): Promise<string> {
  const answer = await createRaffle(deps, own, draft({ priceMinor: 500, ...change }));
  if (!answer.ok) throw new Error(JSON.stringify(answer.faults));
  await fresh.db.game.update({
    where: { id: answer.raffleId },
    data: { state: "active", activatedAt: now, lockedAt: now },
  });
  return answer.raffleId;
}

/** Sells tickets as one paid order, through the functions of the database. */
async function sell(raffleId: string, quantity: number): Promise<void> {
  const memberId = await makeMember(fresh.db);
  const order = await makeAuthorisedOrder(fresh.db, { raffleId, memberId, quantity });
  const [issued] = await fresh.db.query<{ outcome: string }>({
    text: 'select outcome from issue_tickets($1::uuid, $2::bigint, \'{"input":{},"decision":"open"}\', $3::timestamptz)',
    values: [order, await rulesVersion(fresh.db), now],
  });
  expect(issued?.outcome).toBe("issued");
  await fresh.db.query({ text: "select outcome from settle_order($1::uuid, $2::timestamptz)", values: [order, now] });
  await fresh.db.query({ text: "select trigger_early_birds($1::uuid, $2::timestamptz)", values: [raffleId, now] });
}

const dear = (heading: string, costMinor: number) =>
  prizeDraft({
    heading,
    valueMinor: 90_000,
    costMinor,
    options: [{ kind: "cash", valueMinor: 50_000, costMinor: 49_900 }],
  });

test("R10 what was sold stands towards the drawing that it was sold towards, even within one order", async () => {
  const bird = { ...mainWith([plover()]), kind: "early-bird" as const, triggerCount: 3 };
  const later = { ...mainWith([plover()]), kind: "early-bird" as const, triggerCount: 100 };
  const id = await active({ structure: "multiple", drawings: [mainWith([plover()]), bird, later] });
  await sell(id, 2);
  await sell(id, 4);
  const { plan, actual, curve } = await readPlan(deps, own, id);
  expect(actual!.rows.map(({ tickets, salesMinor }) => [tickets, salesMinor])).toEqual([
    [3, 1500],
    [3, 1500],
    [0, 0],
  ]);
  expect([actual!.tickets, actual!.salesMinor, plan!.tickets]).toEqual([6, 3000, 4000]);
  expect(curve.length).toBeGreaterThan(10);
});

test("B2 the pot of a raffle moves with its sales, in the same figures as everything else", async () => {
  const pot = { shareBasisPoints: 5000, seedMinor: 1000, minimumMinor: 2000, capMinor: 4000 };
  const id = await active({ format: "fifty-fifty", pot, drawings: [mainWith([plover()])] });
  const plain = await active({});
  const figures = async () => (await readFigures(fresh.db, [id], now))[0]!.potMinor;
  expect(await figures()).toBe(2000); // the minimum
  await sell(id, 5);
  expect(await figures()).toBe(2250); // 1,000 and half of 2,500
  await sell(id, 40);
  expect(await figures()).toBe(4000); // the cap
  expect((await readFigures(fresh.db, [plain], now))[0]!.potMinor).toBeNull();
});

test("R1 the public sees drawings, choices and options, and never what a prize costs", async () => {
  const bird = { ...mainWith([plover(2)]), kind: "early-bird" as const, triggerCount: 70 };
  const group = { quantity: 1, prizes: [dear("A canoe", 12_345), dear("A kayak", 23_456)] };
  const id = await active({ structure: "mega", sponsors: ["The Mill"], drawings: [mainWith([group, plover()]), bird] });
  const shown = (await readPublicRaffle(fresh.db, id))!;
  expect(shown.drawings.map(({ kind, triggerCount, prizes }) => [kind, triggerCount, prizes.length])).toEqual([
    ["main", null, 3],
    ["early-bird", 70, 1],
  ]);
  expect(shown.drawings[0]!.prizes[1]).toMatchObject({ choice: 2, options: [{ kind: "cash", valueMinor: 50_000 }] });
  expect(JSON.stringify(shown)).not.toMatch(/12345|23456|49900|cost/i);
  const { raffles } = await listRaffles(fresh.db, [id], readListQuery({ sponsor: "The Mill" }));
  // The dearest of the choice, a boat, and two boats of the early bird.
  expect(raffles.map(({ valueMinor }) => valueMinor)).toEqual([90_000 + 3 * 840_000]);
});

test("R6 lists show what is sold online, on paper, or both ways", async () => {
  const ids: string[] = [];
  for (const participation of ["online", "offline", "both"] as const) ids.push(await active({ participation }));
  const found = async (way: string) => {
    const { raffles } = await listRaffles(fresh.db, ids, readListQuery({ way }));
    return ids.flatMap((id, at) => (raffles.some((one) => one.id === id) ? [at] : []));
  };
  expect([await found("online"), await found("offline"), await found(""), await found("nonsense")]).toEqual([
    [0, 2],
    [1, 2],
    [0, 1, 2],
    [0, 1, 2],
  ]);
  expect((await ownRaffle(deps, own, ids[1]!)).draft.participation).toBe("offline");
});
