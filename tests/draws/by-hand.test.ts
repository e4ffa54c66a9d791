import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addFile, addStream, findFile, readFile, removeMedium } from "@/server/draws/add-media";
import { forfeitPrize } from "@/server/draws/claim-prize";
import { drawAgain } from "@/server/draws/draw-again";
import { checkNumber, confirmHandDraw, enterWinner, readHandDraw, undoWinner } from "@/server/draws/draw-by-hand";
import { freezeDrawing } from "@/server/draws/freeze-drawing";
import { verifyCertificate } from "@/server/draws/verify";
import { readFullCertificate, watchDrawing } from "@/server/draws/watch-drawing";
import { newId } from "@/server/kernel/ids";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { organiser } from "./people";
import { CLOSES_AT, drawWorld, seedRaffle } from "./seeding";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase({ poolSize: 12 });
});
afterAll(() => fresh.drop());

/** A raffle of twelve tickets, drawn by hand: one first prize that is a choice, two second prizes. List frozen. */
async function frozen(raffleData: object = {}) {
  const made = drawWorld(fresh.db);
  const raffle = await seedRaffle(fresh.db);
  const id = raffle.drawing.id;
  await fresh.db.drawing.update({ where: { id }, data: { method: "hand" } });
  await fresh.db.raffle.update({ where: { gameId: raffle.game.id }, data: raffleData });
  const motor = newId();
  await fresh.db.prize.create({
    data: {
      id: motor,
      raffleId: raffle.game.id,
      drawingId: id,
      groupPosition: 1,
      choice: 2,
      heading: "A motor",
      valueMinor: 9,
    },
  });
  made.clock.set(new Date(CLOSES_AT.getTime() + 60_000));
  await freezeDrawing(made.deps, id);
  const by = await organiser(fresh.db, raffle.organisation.id);
  const number = async (sequence: number) =>
    (await fresh.db.ticket.findFirstOrThrow({ where: { raffleId: raffle.game.id, sequence } })).number!;
  const enter = (level: number, place: number, written: string, who = by, prizeId: string | null = null) =>
    enterWinner(made.deps, who, id, { level, place, number: written, prizeId });
  return { ...made, ...raffle, id, by, number, enter, motor };
}

test("D1 a winning number that is wrong, void, of another raffle, of another drawing or drawn already is refused by name", async () => {
  const { deps, by, id, enter, number, game } = await frozen();
  const other = await seedRaffle(fresh.db);
  const theirs = (await fresh.db.ticket.findFirstOrThrow({ where: { raffleId: other.game.id } })).number!;
  await expect(enter(1, 1, "9999")).rejects.toMatchObject({ code: "numberUnknown" });
  await expect(enter(1, 1, "ZZ-1-0001-000")).rejects.toMatchObject({ code: "numberUnknown" });
  await expect(enter(1, 1, theirs)).rejects.toMatchObject({ code: "numberOtherRaffle", params: { number: theirs } });
  await fresh.db.ticket.updateMany({ where: { raffleId: game.id, sequence: 4 }, data: { state: "voided" } });
  await expect(enter(1, 1, "4")).rejects.toMatchObject({ code: "numberVoid" });
  await expect(enter(9, 1, "5")).rejects.toMatchObject({ code: "placeUnknown" });
  await expect(enter(1, 1, "5", by, newId())).rejects.toMatchObject({ code: "prizeUnknown" });
  const five = await number(5);
  expect(await enter(1, 1, ` ${five.toLowerCase()} `)).toEqual({ number: five });
  await expect(enter(2, 1, "5")).rejects.toMatchObject({ code: "numberDrawn", params: { prize: 1 } });
  await expect(checkNumber(deps, by, id, "5")).rejects.toMatchObject({ code: "numberDrawn" });
  expect(await checkNumber(deps, by, id, "6")).toEqual({ number: await number(6) });
  await expect(enter(1, 1, "6")).rejects.toMatchObject({ code: "placeTaken", params: { number: five } });
  const stranger = await organiser(fresh.db, other.organisation.id);
  await expect(enter(2, 1, "6", stranger)).rejects.toMatchObject({ code: "drawing_not_found" });
});

test("D1 a ticket that came after an early bird fell due is of another drawing", async () => {
  const made = await frozen();
  const early = newId();
  await fresh.db.drawing.create({
    data: {
      id: early,
      raffleId: made.game.id,
      kind: "early-bird",
      method: "hand",
      triggerCount: 3,
      triggeredAt: CLOSES_AT,
      triggerOrder: 3n,
      drawAt: CLOSES_AT,
    },
  });
  await fresh.db.prize.create({
    data: { id: newId(), raffleId: made.game.id, drawingId: early, groupPosition: 1, heading: "A kite", valueMinor: 1 },
  });
  expect(await freezeDrawing(made.deps, early)).toMatchObject({ outcome: "frozen", count: 3 });
  const entry = { level: 1, place: 1, prizeId: null };
  await expect(enterWinner(made.deps, made.by, early, { ...entry, number: "4" })).rejects.toMatchObject({
    code: "numberOtherDrawing",
  });
  await enterWinner(made.deps, made.by, early, { ...entry, number: "3" });
});

test("D1 two people who enter the same winner at once: one gets through, the other is told with whom to compare", async () => {
  const { organisation, enter, by } = await frozen();
  const second = await organiser(fresh.db, organisation.id);
  const same = await Promise.allSettled([enter(2, 1, "7", by), enter(2, 2, "7", second)]);
  const samePlace = await Promise.allSettled([enter(1, 1, "8", by), enter(1, 1, "9", second)]);
  for (const [results, code] of [
    [same, "numberDrawn"],
    [samePlace, "placeTaken"],
  ] as const) {
    expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const lost = results.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(lost.reason).toMatchObject({ code, params: { by: "Test Member" } });
  }
});

test("D1 stubs that return to the drum may win again in the same drawing, where the rules say so", async () => {
  const { deps, by, id, enter } = await frozen({ stubsReturn: true });
  await enter(1, 1, "3");
  await enter(2, 1, "3");
  await enter(2, 2, "3");
  await confirmHandDraw(deps, by, id);
  expect(await fresh.db.winner.count({ where: { drawingId: id } })).toBe(3);
  const certificate = (await readFullCertificate(deps, id))!;
  expect(verifyCertificate(certificate).faults).toEqual([]);
});

test("D6 what is confirmed becomes a certificate with list, winners, choice and films, and stands", async () => {
  const { deps, by, id, enter, number, motor, clock, organisation } = await frozen();
  expect((await watchDrawing(deps, id)).phase).toBe("waiting");
  await enter(1, 1, "2", by, motor);
  await enter(2, 1, "5");
  await enter(2, 2, "6");
  await undoWinner(deps, by, id, { level: 2, place: 2 });
  await expect(confirmHandDraw(deps, by, id)).rejects.toMatchObject({ code: "placesEmpty", params: { count: 1 } });
  await enter(2, 2, "7");

  const film = new Uint8Array(2_500_000).map((_, at) => at % 251);
  film.set([0, 0, 0, 24, ...Buffer.from("ftypmp42")]);
  async function* chunks() {
    for (let from = 0; from < film.length; from += 70_000) yield film.subarray(from, from + 70_000);
  }
  const kept = await addFile(deps, by, id, { name: "drum.mp4", bytes: chunks() });
  expect(kept.sha256).toBe(createHash("sha256").update(film).digest("hex"));
  expect(await findFile(deps, id, kept.id)).toMatchObject({ name: "drum.mp4", sizeBytes: film.length });
  const bytesOf = async (range: { first: number; last: number } | null) => {
    const parts: Uint8Array[] = [];
    for await (const part of readFile(deps, kept.id, range)) parts.push(part);
    return Buffer.concat(parts);
  };
  expect((await bytesOf(null)).equals(Buffer.from(film))).toBe(true);
  // Within a part, over the seam of two, over all three, and the last byte alone.
  for (const [first, last] of [
    [5, 17],
    [1_048_570, 1_048_580],
    [100, 2_400_000],
    [2_499_999, 2_499_999],
  ] as const) {
    expect((await bytesOf({ first, last })).equals(Buffer.from(film.subarray(first, last + 1)))).toBe(true);
  }
  await addStream(deps, by, id, { name: "Hall", address: "https://live.example/hall" });
  await expect(addStream(deps, by, id, { name: "Hall", address: "http://live.example" })).rejects.toMatchObject({
    code: "addressWrong",
  });
  async function* text() {
    yield new TextEncoder().encode("<svg onload=alert(1)>");
  }
  await expect(addFile(deps, by, id, { name: "photo.jpg", bytes: text() })).rejects.toMatchObject({
    code: "mediaKind",
  });
  expect(await fresh.db.drawingMedia.count({ where: { drawingId: id } })).toBe(2);

  await confirmHandDraw(deps, by, id);
  const view = await watchDrawing(deps, id);
  expect(view.phase).toBe("done");
  expect(view.winners).toHaveLength(3);
  const certificate = (await readFullCertificate(deps, id))!;
  expect(verifyCertificate(JSON.parse(JSON.stringify(certificate))).faults).toEqual([]);
  expect(certificate.winners[0]).toMatchObject({ ticket: await number(2), prize: "A motor" });
  expect(certificate.hand!.media).toEqual([
    { kind: "video", name: "drum.mp4", sha256: kept.sha256, bytes: film.length, address: null },
    { kind: "stream", name: "Hall", sha256: null, bytes: null, address: "https://live.example/hall" },
  ]);
  await expect(enter(2, 2, "8")).rejects.toMatchObject({ code: "drawing_not_frozen" });
  await expect(confirmHandDraw(deps, by, id)).rejects.toMatchObject({ code: "drawing_not_frozen" });
  await expect(removeMedium(deps, by, id, kept.id)).rejects.toMatchObject({ code: "mediaKept" });
  expect((await fresh.db.game.findFirstOrThrow({ where: { organisationId: organisation.id } })).state).toBe("drawn");

  // A prize that is not taken up is drawn again: no order of reserves comes out of a drum.
  const lost = await fresh.db.winner.findFirstOrThrow({ where: { drawingId: id, groupPosition: 1 } });
  expect(await forfeitPrize(deps, by, lost.id, "declined", "Wants no boat")).toBe("none");
  await expect(drawAgain(deps, by, lost.id, "5")).rejects.toMatchObject({ code: "numberDrawn" });
  clock.set(new Date(clock.now().getTime() + 1000));
  const [first, second] = await Promise.allSettled([
    drawAgain(deps, by, lost.id, "9"),
    drawAgain(deps, by, lost.id, "10"),
  ]);
  expect([first!.status, second!.status].sort()).toEqual(["fulfilled", "rejected"]);
  expect((await watchDrawing(deps, id)).winners.map(({ came }) => came)).toContain("called");
});

test("D6 two who confirm at once make one certificate, and a ticket voided since is refused", async () => {
  const { deps, by, id, enter, game } = await frozen();
  await enter(1, 1, "1");
  await enter(2, 1, "2");
  await enter(2, 2, "3");
  await fresh.db.ticket.updateMany({ where: { raffleId: game.id, sequence: 3 }, data: { state: "voided" } });
  await expect(confirmHandDraw(deps, by, id)).rejects.toMatchObject({ code: "numberVoid" });
  await undoWinner(deps, by, id, { level: 2, place: 2 });
  await enter(2, 2, "4");
  const results = await Promise.allSettled([confirmHandDraw(deps, by, id), confirmHandDraw(deps, by, id)]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await fresh.db.winner.count({ where: { drawingId: id } })).toBe(3);
  expect((await readHandDraw(deps, by, id)).drawing.state).toBe("drawn");
});
