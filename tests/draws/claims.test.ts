import { afterAll, beforeAll, expect, test } from "vitest";
import { advanceDrawing } from "@/server/draws/advance-drawings";
import {
  checkClaim,
  claimPrize,
  deliverPrize,
  forfeitOverdue,
  forfeitPrize,
  readOwnPrizes,
  readRaffleWinners,
  recordClaim,
} from "@/server/draws/claim-prize";
import { nameRound } from "@/server/draws/name-round";
import { newId } from "@/server/kernel/ids";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { TEST_CHAIN } from "./fixtures";
import { actorOf, organiser } from "./people";
import { BEFORE, CLOSES_AT, DRAW_AT, drawWorld, seedRaffle } from "./seeding";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ poolSize: 12 });
});
afterAll(() => fresh.drop());

const DAY = 86_400_000;

/** A raffle that was drawn and shown: a first prize that is a choice with cash instead, two second prizes, three reserves. */
async function drawn() {
  const made = drawWorld(fresh.db);
  const raffle = await seedRaffle(fresh.db, { tickets: 12 });
  const { id } = raffle.drawing;
  await fresh.db.raffle.update({ where: { gameId: raffle.game.id }, data: { claimDays: 30 } });
  const motor = newId();
  await fresh.db.prize.create({
    data: {
      id: motor,
      raffleId: raffle.game.id,
      drawingId: id,
      groupPosition: 1,
      choice: 2,
      heading: "A motor",
      valueMinor: 900,
      options: [{ kind: "cash", valueMinor: 700, costMinor: 650 }],
    },
  });
  await fresh.db.transaction((tx) => nameRound(tx, TEST_CHAIN, id, BEFORE));
  made.clock.set(new Date(CLOSES_AT.getTime() + 1000));
  await advanceDrawing(made.deps, id);
  made.clock.set(new Date(DRAW_AT.getTime() + 6000));
  await advanceDrawing(made.deps, id);
  const row = await fresh.db.drawing.findUniqueOrThrow({ where: { id } });
  const winners = await fresh.db.winner.findMany({ where: { drawingId: id }, orderBy: { rank: "asc" } });
  const holderOf = async (ticketId: string) =>
    (await fresh.db.ticket.findUniqueOrThrow({ where: { id: ticketId } })).holderId;
  const by = await organiser(fresh.db, raffle.organisation.id);
  return { ...made, ...raffle, id, winners, holderOf, by, motor, shownAt: row.revealEndsAt! };
}

const winner = (id: string) => fresh.db.winner.findUniqueOrThrow({ where: { id } });

test("D4 a prize is claimed, checked and delivered, each step once and in that order", async () => {
  const { deps, clock, id, winners, holderOf, by, motor, shownAt } = await drawn();
  const first = winners[0]!;
  const actor = actorOf(await holderOf(first.ticketId));
  // Nobody claims what the page has not shown yet.
  await expect(claimPrize(deps, actor, first.id, { prizeId: motor, option: "item" })).rejects.toMatchObject({
    code: "drawing_not_found",
  });
  clock.set(new Date(shownAt.getTime() + 1000));
  expect((await readOwnPrizes(deps, actor, id)).prizes.some((one) => one.id === first.id)).toBe(true);
  const stranger = actorOf(newId());
  await expect(claimPrize(deps, stranger, first.id, { prizeId: motor, option: "item" })).rejects.toMatchObject({
    code: "drawing_not_found",
  });
  await expect(claimPrize(deps, actor, first.id, { prizeId: null, option: "item" })).rejects.toMatchObject({
    code: "prizeUnknown",
  });
  await expect(claimPrize(deps, actor, first.id, { prizeId: motor, option: "towards" })).rejects.toMatchObject({
    code: "optionUnknown",
  });
  await expect(checkClaim(deps, by, first.id, { identity: true, age: true })).rejects.toMatchObject({
    code: "changedMeanwhile",
  });
  const both = await Promise.allSettled([
    claimPrize(deps, actor, first.id, { prizeId: motor, option: "cash" }),
    recordClaim(deps, by, first.id, { prizeId: motor, option: "item" }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(deliverPrize(deps, by, first.id)).rejects.toMatchObject({ code: "changedMeanwhile" });
  await expect(checkClaim(deps, by, first.id, { identity: true, age: false })).rejects.toMatchObject({
    code: "checkBoth",
  });
  await checkClaim(deps, by, first.id, { identity: true, age: true });
  await deliverPrize(deps, by, first.id);
  expect(await winner(first.id)).toMatchObject({ state: "delivered", prizeId: motor, checkedBy: by.actor.memberId });
  await expect(forfeitPrize(deps, by, first.id, "identity", "late")).rejects.toMatchObject({
    code: "changedMeanwhile",
  });
  await expect(fresh.db.winner.update({ where: { id: first.id }, data: { state: "claimed" } })).rejects.toThrow();
  const audited = await fresh.db.auditEntry.findMany({ where: { subject: `drawing:${id}` }, orderBy: { id: "asc" } });
  expect(audited.map(({ action }) => action)).toEqual(expect.arrayContaining(["check-claim", "deliver-prize"]));
});

test("D4 an unclaimed prize goes to the next reserve in the stream's order, once, and both are told", async () => {
  const { deps, clock, id, winners, shownAt, by, game, holderOf } = await drawn();
  const [first, second, third, ...reserves] = winners;
  clock.set(new Date(shownAt.getTime() + 1000));
  const actor = actorOf(await holderOf(second!.ticketId));
  await claimPrize(deps, actor, second!.id, { prizeId: null, option: "item" });
  expect(await forfeitOverdue(deps)).toBe(0);
  clock.set(new Date(shownAt.getTime() + 30 * DAY));
  // The first reserve's ticket was voided since: it is passed over.
  await fresh.db.ticket.update({ where: { id: reserves[0]!.ticketId }, data: { state: "voided" } });
  await Promise.all([forfeitOverdue(deps), forfeitOverdue(deps), forfeitOverdue(deps)]);
  expect((await winner(first!.id)).state).toBe("forfeited");
  expect((await winner(third!.id)).state).toBe("forfeited");
  expect((await winner(second!.id)).state).toBe("claimed");
  const called = await fresh.db.winner.findMany({
    where: { drawingId: id, replacesId: { not: null } },
    orderBy: { rank: "asc" },
  });
  expect(called.map(({ rank }) => rank)).toEqual([reserves[1]!.rank, reserves[2]!.rank]);
  expect(new Set(called.map(({ replacesId }) => replacesId))).toEqual(new Set([first!.id, third!.id]));
  expect(called.every(({ claimBy }) => claimBy!.getTime() === clock.now().getTime() + 30 * DAY)).toBe(true);
  const letters = await fresh.db.outbox.findMany({ where: { kind: "draws.letter" } });
  const mine = letters
    .map(({ payload }) => payload as { letter: string; drawingId: string })
    .filter((one) => one.drawingId === id);
  expect(mine.filter(({ letter }) => letter === "called")).toHaveLength(2);
  expect(mine.filter(({ letter }) => letter === "forfeited")).toHaveLength(2);
  await expect(
    claimPrize(deps, actorOf(await holderOf(first!.ticketId)), first!.id, { prizeId: null, option: "item" }),
  ).rejects.toMatchObject({ code: "claimOver" });

  // No reserve is left: the prize stays, and the page says so.
  expect(await forfeitPrize(deps, by, second!.id, "age", "Was seventeen")).toBe("none");
  const [page] = await readRaffleWinners(deps, by, game.id);
  expect(page!.reservesLeft).toBe(0);
  expect(page!.winners.find((one) => one.id === second!.id)).toMatchObject({
    state: "forfeited",
    note: "age: Was seventeen",
  });
});

test("D4 the next reserve is the first of the stream's order that has not been called", async () => {
  const { deps, clock, winners, shownAt, by } = await drawn();
  const [first, second, , ...reserves] = winners;
  clock.set(new Date(shownAt.getTime() + 1000));
  expect(await forfeitPrize(deps, by, second!.id, "declined", "Lives too far away")).toEqual({
    reserveId: reserves[0]!.id,
  });
  expect(await forfeitPrize(deps, by, first!.id, "identity", "Came without a document")).toEqual({
    reserveId: reserves[1]!.id,
  });
  // A choice is the new winner's own; a sole prize is the same one.
  expect(await winner(reserves[1]!.id)).toMatchObject({ groupPosition: 1, prizeId: null, state: "unclaimed" });
  expect(await winner(reserves[0]!.id)).toMatchObject({ groupPosition: 2, prizeId: second!.prizeId });
});

test("D4 the database lets no prize have two heirs and no winner change", async () => {
  const { winners } = await drawn();
  const [first, , , one, other] = winners;
  const heir = { groupPosition: 1, replacesId: first!.id };
  await fresh.db.winner.update({ where: { id: one!.id }, data: heir });
  await expect(fresh.db.winner.update({ where: { id: other!.id }, data: heir })).rejects.toThrow();
  await expect(fresh.db.winner.update({ where: { id: first!.id }, data: { number: "X" } })).rejects.toThrow(
    /cannot change/,
  );
  await expect(fresh.db.winner.update({ where: { id: first!.id }, data: { rank: 99 } })).rejects.toThrow(
    /cannot change/,
  );
});
