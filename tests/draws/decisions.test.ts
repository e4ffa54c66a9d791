import { afterAll, beforeAll, expect, test } from "vitest";
import { advanceDrawing } from "@/server/draws/advance-drawings";
import { decideConversion } from "@/server/draws/convert-raffle";
import { freezeDrawing } from "@/server/draws/freeze-drawing";
import { DECISION_SECONDS, nameRound } from "@/server/draws/name-round";
import type { DrawLaw } from "@/server/draws/ports";
import {
  approveRenewal,
  confirmRenewal,
  openRenewals,
  refuseRenewal,
  requestRenewal,
} from "@/server/draws/renew-round";
import { verifyCertificate } from "@/server/draws/verify";
import { readFullCertificate, watchDrawing } from "@/server/draws/watch-drawing";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { TEST_CHAIN } from "./fixtures";
import { administrator, organiser, regulator } from "./people";
import { BEFORE, CLOSES_AT, drawWorld, seedRaffle } from "./seeding";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ poolSize: 12 });
});
afterAll(() => fresh.drop());

const later = (date: Date, seconds: number) => new Date(date.getTime() + seconds * 1000);
const silent: DrawLaw = { conversion: async () => null };

async function world(data: object = {}) {
  const made = drawWorld(fresh.db);
  const raffle = await seedRaffle(fresh.db);
  await fresh.db.raffle.update({ where: { gameId: raffle.game.id }, data: { conversionAllowed: true, ...data } });
  const { id } = raffle.drawing;
  await fresh.db.transaction((tx) => nameRound(tx, TEST_CHAIN, id, BEFORE));
  return {
    ...made,
    ...raffle,
    id,
    by: await organiser(fresh.db, raffle.organisation.id),
    law: { ...made.deps, law: silent },
  };
}

async function certificateOf(made: Awaited<ReturnType<typeof world>>) {
  const { drawAt } = await fresh.db.drawing.findUniqueOrThrow({ where: { id: made.id } });
  made.clock.set(later(drawAt, 6));
  await advanceDrawing(made.deps, made.id);
  const { revealEndsAt } = await fresh.db.drawing.findUniqueOrThrow({ where: { id: made.id } });
  made.clock.set(later(revealEndsAt!, 1));
  const certificate = (await readFullCertificate(made.deps, made.id))!;
  expect(verifyCertificate(JSON.parse(JSON.stringify(certificate))).faults).toEqual([]);
  return certificate;
}

test("R14 after the close and before the freeze a raffle that fell short becomes a 50/50, announced and exact to the cent", async () => {
  const made = await world();
  const { deps, clock, id, by, law, game, holders } = made;
  // One ticket was voided and refunded: it does not count.
  await fresh.db.query({
    text: "update ticket set state = 'voided' where raffle_id = $1::uuid and issue_order = 1",
    values: [game.id],
  });
  await expect(decideConversion(law, by, id, "convert")).rejects.toMatchObject({ code: "conversionTooEarly" });
  clock.set(later(CLOSES_AT, 1));
  expect(await freezeDrawing(deps, id)).toEqual({ outcome: "waiting", reason: "conversion" });
  const both = await Promise.allSettled([
    decideConversion(law, by, id, "convert"),
    decideConversion(law, by, id, "convert"),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const told = await fresh.db.outbox.findMany({ where: { kind: "draws.letter" } });
  const letters = told.map(({ payload }) => payload as { letter: string; drawingId: string; memberId: string });
  expect(
    letters
      .filter((one) => one.letter === "converted" && one.drawingId === id)
      .map(({ memberId }) => memberId)
      .sort(),
  ).toEqual(holders.map((holder) => holder.id).sort());
  expect(await freezeDrawing(deps, id)).toMatchObject({ outcome: "frozen" });
  await expect(decideConversion(law, by, id, "keep")).rejects.toMatchObject({ code: "conversionDecided" });
  const certificate = await certificateOf(made);
  expect(certificate.pot).toMatchObject({ kind: "conversion", salesMinor: 11 * 2500, potMinor: 13_750 });
  expect(certificate.drawing.levels.every(({ prizes }) => prizes.length === 0)).toBe(true);
  // 13,750 among three: the cent left over goes to the first rank.
  expect(certificate.winners.map(({ amountMinor }) => amountMinor)).toEqual([4584, 4583, 4583]);
  const rows = await fresh.db.winner.findMany({ where: { drawingId: id, groupPosition: { not: null } } });
  expect(rows.reduce((sum, { amountMinor }) => sum + amountMinor!, 0)).toBe(13_750);
});

test("R14 without a decision the advertised prizes are drawn in time for the round, and the round leaves time to decide", async () => {
  const made = await world();
  const { deps, clock, id } = made;
  const { drawAt } = await fresh.db.drawing.findUniqueOrThrow({ where: { id } });
  expect(drawAt.getTime()).toBeGreaterThanOrEqual(later(CLOSES_AT, DECISION_SECONDS).getTime());
  clock.set(later(drawAt, -15));
  expect(await freezeDrawing(deps, id)).toMatchObject({ outcome: "waiting" });
  clock.set(later(drawAt, -8));
  expect(await freezeDrawing(deps, id)).toMatchObject({ outcome: "frozen" });
  expect((await certificateOf(made)).pot).toBeNull();
});

test("R14 what the rules did not say from the start, the law forbids or the sales do not ask for is refused by name", async () => {
  const plain = await world({ conversionAllowed: false });
  plain.clock.set(later(CLOSES_AT, 1));
  await expect(decideConversion(plain.law, plain.by, plain.id, "convert")).rejects.toMatchObject({
    code: "conversionNotInRules",
  });
  const made = await world();
  made.clock.set(later(CLOSES_AT, 1));
  const law: DrawLaw = { ...silent, conversion: async () => ({ allowed: false, areaName: "New York" }) };
  await expect(decideConversion({ ...made.deps, law }, made.by, made.id, "convert")).rejects.toMatchObject({
    code: "conversionForbidden",
    params: { area: "New York" },
  });
  const stranger = await world();
  await expect(decideConversion(made.law, stranger.by, made.id, "convert")).rejects.toMatchObject({
    code: "drawing_not_found",
  });
  await decideConversion(made.law, made.by, made.id, "keep");
  expect(await freezeDrawing(made.deps, made.id)).toMatchObject({ outcome: "frozen" });
  const sold = await world({ ticketCap: 12 });
  sold.clock.set(later(CLOSES_AT, 1));
  await expect(decideConversion(sold.law, sold.by, sold.id, "convert")).rejects.toMatchObject({
    code: "conversionNotShort",
  });
});

/** A drawing whose list was not frozen before its round. */
async function missed() {
  const made = await world({ conversionAllowed: false });
  const { drawAt } = await fresh.db.drawing.findUniqueOrThrow({ where: { id: made.id } });
  made.clock.set(later(drawAt, 1));
  expect(await freezeDrawing(made.deps, made.id)).toEqual({ outcome: "missed" });
  const ask = () =>
    requestRenewal(made.deps, made.by, made.id, { reason: "The power failed.", drawAt: later(made.clock.now(), 3600) });
  return { ...made, ask };
}

test("P27 another round after a missed one needs the regulator and a second person, and is then drawn in public", async () => {
  const made = await missed();
  const { deps, clock, id, ask } = made;
  const [theirs, another, admin] = [
    await regulator(fresh.db),
    await regulator(fresh.db),
    await administrator(fresh.db),
  ];
  const request = await ask();
  await expect(ask()).rejects.toMatchObject({ code: "renewalOpen" });
  await expect(confirmRenewal(deps, admin, request)).rejects.toMatchObject({ code: "renewalFirst" });
  await expect(approveRenewal(deps, await regulator(fresh.db, "US-UT"), request)).rejects.toMatchObject({
    code: "renewalNotFound",
  });
  expect(
    (await openRenewals(deps, theirs, { isWithin: (area, above) => area === above })).map((one) => one.id),
  ).toContain(request);
  await approveRenewal(deps, theirs, request);
  await expect(approveRenewal(deps, another, request)).rejects.toMatchObject({ code: "changedMeanwhile" });
  await expect(confirmRenewal(deps, theirs, request)).rejects.toMatchObject({ code: "renewalSecondPerson" });
  const before = await fresh.db.drawing.findUniqueOrThrow({ where: { id } });
  const both = await Promise.allSettled([confirmRenewal(deps, admin, request), confirmRenewal(deps, another, request)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const after = await fresh.db.drawing.findUniqueOrThrow({ where: { id } });
  expect(after.state).toBe("named");
  expect(after.round).not.toBe(before.round);
  expect(after.drawAt.getTime()).toBeGreaterThanOrEqual(later(clock.now(), 3600).getTime());
  expect((await watchDrawing(deps, id)).renewed).toMatchObject({
    missedRound: Number(before.round),
    reason: "The power failed.",
  });
  expect(await freezeDrawing(deps, id)).toEqual({ outcome: "already" });
  const certificate = await certificateOf(made);
  expect(certificate.renewal).toMatchObject({ missedRound: Number(before.round) });
  expect(certificate.renewal!.approvedAt).toHaveLength(2);
});

test("P27 the database refuses another round that two people have not agreed to, and one that was refused", async () => {
  const { deps, id, ask } = await missed();
  const forced = { state: "named" as const, round: 99_999_999n, roundNamedAt: new Date() };
  await expect(fresh.db.drawing.update({ where: { id }, data: forced })).rejects.toThrow(/regulator and two people/);
  const request = await ask();
  await refuseRenewal(deps, await regulator(fresh.db), request, "Refund the tickets instead.");
  await expect(approveRenewal(deps, await regulator(fresh.db), request)).rejects.toMatchObject({
    code: "changedMeanwhile",
  });
  await expect(fresh.db.drawing.update({ where: { id }, data: forced })).rejects.toThrow(/regulator and two people/);
  const again = await ask();
  const one = await regulator(fresh.db);
  await approveRenewal(deps, one, again);
  await expect(
    fresh.db.roundRenewal.update({
      where: { id: again },
      data: { confirmedBy: one.actor.memberId, confirmedAt: new Date() },
    }),
  ).rejects.toThrow();
});
