import { afterAll, beforeAll, expect, test } from "vitest";
import { rulesNow } from "@/server/jurisdiction/known-rules";
import { loadRules } from "@/server/jurisdiction/load-rules";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, makeOrganisation, makeRaffle, NOW, rulesVersion, seedAreas } from "@/tests/support/fixtures";

let fresh: FreshDatabase;
let organisationId: string;
beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  organisationId = await makeOrganisation(fresh.db, { registration: "NY-123", areaIds: ["US-NY", "US-36029"] });
});
afterAll(() => fresh.drop());

const raffles = (count: number, over: Partial<Parameters<typeof makeRaffle>[1]> = {}) =>
  Promise.all(Array.from({ length: count }, () => makeRaffle(fresh.db, { organisationId, ...over })));

/**
 * A handle that nobody has asked by yet, which counts the statements that read games' rules. `before` runs ahead of each.
 */
function listening(before: (statement: number) => Promise<void> = async () => {}) {
  const statements: string[][] = [];
  const db = new Proxy(fresh.db, {
    get(target, key) {
      if (key !== "query") return Reflect.get(target, key);
      const query: Database["query"] = async (statement) => {
        if (statement.name === "listed_games") {
          statements.push(statement.values![0] as string[]);
          await before(statements.length);
        }
        return target.query(statement);
      };
      return query;
    },
  });
  return { db, statements };
}

test("P7 J10 the rules of raffles that are asked for together are read by one statement, and not again", async () => {
  const ids = await raffles(24);
  const version = await rulesVersion(fresh.db);
  const { db, statements } = listening();
  const answers = await Promise.all(ids.map((id) => rulesNow(db, id, version)));
  expect(answers.map(({ game }) => game?.gameId)).toEqual(ids);
  expect(answers.every((answer) => answer.version === version)).toBe(true);
  expect(statements.map((asked) => asked.length)).toEqual([24]);
  await Promise.all([...ids, ...ids].map((id) => rulesNow(db, id)));
  expect(statements).toHaveLength(1);
});

test("P7 J6 one that cannot be read harms no other of its group, and is asked again the next time", async () => {
  const ids = await raffles(5);
  const unknown = newId();
  const { db, statements } = listening();
  const asked = [ids[0]!, "no-raffle", ids[1]!, unknown, ids[2]!];
  const settled = await Promise.allSettled(asked.map((id) => rulesNow(db, id)));
  expect(settled.map((one) => (one.status === "rejected" ? "failed" : (one.value.game?.gameId ?? null)))).toEqual([
    ...[ids[0], "failed", ids[1], null, ids[2]],
  ]);
  const so = statements.length;
  await expect(rulesNow(db, "no-raffle")).rejects.toThrow();
  expect(statements).toHaveLength(so + 1);
  // What was read well is still known.
  await rulesNow(db, ids[0]!);
  expect(statements).toHaveLength(so + 1);
});

test("J2 P7 rules that change while they are read are read again, under the version that they have then", async () => {
  const ids = await raffles(3);
  const decidedOn = await rulesVersion(fresh.db);
  // Between the question for the version and the reading a county is excluded from the first raffle.
  const { db, statements } = listening(async (statement) => {
    if (statement === 1) await fresh.db.gameExclusion.create({ data: { gameId: ids[0]!, areaId: "US-36029" } });
  });
  const answers = await Promise.all(ids.map((id) => rulesNow(db, id, decidedOn)));
  const version = await rulesVersion(fresh.db);
  expect(version).toBeGreaterThan(decidedOn);
  expect(answers.map((answer) => answer.version)).toEqual([version, version, version]);
  expect(answers[0]!.game!.rules.exclusions.map(({ area }) => area)).toEqual(["US-36029"]);
  expect(statements).toHaveLength(2);
  // Whoever comes with the older version is answered by the newer one, and makes nobody read again.
  expect(await rulesNow(db, ids[1]!, decidedOn)).toMatchObject({ version });
  expect(await rulesNow(db, ids[1]!, version)).toMatchObject({ version });
  expect(statements).toHaveLength(2);
  // A database that was put back to an earlier state is believed, whatever was known.
  await fresh.db.gameExclusion.deleteMany({ where: { gameId: ids[0]! } });
  await fresh.db.rulesVersion.update({ where: { id: 1 }, data: { version: decidedOn } });
  const back = await rulesNow(db, ids[0]!);
  expect([back.version, back.game!.rules.exclusions]).toEqual([decidedOn, []]);
  await fresh.db.rulesVersion.update({ where: { id: 1 }, data: { version: version + 1n } });
});

test("J2 rules that change at every reading end in an older version, never in a wait without end", async () => {
  const [id] = await raffles(1);
  const { db, statements } = listening(async () => {
    await fresh.db.game.update({ where: { id: id! }, data: { minimumAge: 18 } });
  });
  const answer = await rulesNow(db, id!);
  expect(answer.game?.gameId).toBe(id);
  expect(answer.version).toBeLessThan(await rulesVersion(fresh.db));
  expect(statements.length).toBeLessThanOrEqual(4);
});

test("J12 R11 X5 the shared statement gives the lists that the snapshot is compiled from, whatever the mode", async () => {
  const at = (day: number) => new Date(Date.UTC(2026, 10, day, 12, 30, 15, 250));
  const [one, two, three] = await raffles(3, { exclusions: ["US-36055"] });
  const by = await makeMember(fresh.db);
  await fresh.db.gamePermission.update({
    where: { gameId_areaId: { gameId: one!, areaId: "US-NY" } },
    data: { permitNumber: "P-1", validFrom: at(1), validTo: at(28) },
  });
  await fresh.db.gamePermission.create({ data: { gameId: two!, areaId: "US-UT", coverage: "not_required" } });
  await fresh.db.gamePermission.create({ data: { gameId: two!, areaId: "US-36029", coverage: "local" } });
  await fresh.db.game.update({ where: { id: two! }, data: { approvedPerArea: true, minimumAge: null } });
  const requestId = newId();
  await fresh.db.activationRequest.create({
    data: { id: requestId, raffleId: two!, mode: "regulators", requestedBy: by, requestedAt: NOW },
  });
  await fresh.db.gameApproval.create({
    data: { gameId: two!, areaId: "US-NY", requestId, approvedBy: by, approvedAt: NOW },
  });
  for (const [gameId, liftedAt] of [
    [two!, null],
    [three!, NOW],
  ] as const) {
    await fresh.db.gameStop.create({
      data: {
        ...{ id: newId(), gameId, areaId: "US-36029", reason: "Asked", stoppedBy: by, stoppedAt: NOW },
        ...{ liftedAt, liftedBy: liftedAt && by },
      },
    });
  }
  for (const [areaId, list, validTo] of [
    ["US-NY", "permission", at(20)],
    ["US-36055", "exclusion", null],
  ] as const) {
    const coverage = list === "permission" ? ("wide" as const) : null;
    const entry = { areaId, list, coverage, validTo, createdAt: NOW };
    await fresh.db.organisationListEntry.create({
      data: { id: newId(), organisationId, permitNumber: coverage && "O", ...entry },
    });
    await fresh.db.areaListEntry.create({ data: { id: newId(), reason: "Law", ...entry } });
  }
  await fresh.db.areaRule.create({
    data: {
      ...{ id: newId(), areaId: "US-NY", version: 1, rules: { localPermitNeeded: true } },
      ...{ validFrom: new Date("2020-01-01"), createdAt: NOW },
    },
  });
  const sorted = ({ rules, ...game }: NonNullable<Awaited<ReturnType<typeof rulesNow>>["game"]>) => ({
    ...game,
    minimumAge: rules.minimumAge,
    permissions: rules.permissions.map((entry) => JSON.stringify(entry)).sort(),
    exclusions: rules.exclusions.map((entry) => JSON.stringify(entry)).sort(),
  });
  const seen = new Set<string>();
  for (const mode of ["per-game", "per-organisation", "derived", "per-area", "per-regulator"]) {
    await fresh.db.venueSetting.upsert({
      where: { key: "list_mode" },
      create: { key: "list_mode", value: mode, updatedAt: NOW },
      update: { value: mode },
    });
    for (const id of [one!, two!, three!]) {
      const { games } = await loadRules(fresh.db, { id }, NOW);
      const { game } = await rulesNow(fresh.db, id);
      expect(sorted(game!), mode).toEqual(sorted(games[0]!));
      seen.add(JSON.stringify(sorted(game!)));
      // In a transaction too, where the statement goes another way.
      await fresh.db.transaction(async (tx) => {
        expect(await rulesNow(tx, id)).toMatchObject({ game });
      });
    }
  }
  expect(seen.size).toBeGreaterThanOrEqual(10);
});
