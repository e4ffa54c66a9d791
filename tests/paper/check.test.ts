import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { LIMITS } from "@/server/people/limit-attempts";
import { checkCode, readCode } from "@/server/tickets/paper/check-code";
import { enterTickets } from "@/server/tickets/paper/enter-tickets";
import { voidTickets } from "@/server/tickets/void-tickets";
import { makeAuthorisedOrder, makeMember, NOW, rulesVersion } from "@/tests/support/fixtures";
import { entry, openPaperVenue, type PaperVenue, person } from "./support";

let venue: PaperVenue;
beforeAll(async () => {
  venue = await openPaperVenue();
});
afterAll(() => venue.close());

const check = (typed: string, origin = newId()) =>
  checkCode({ db: venue.db, clock: venue.clock, kv: venue.kv }, typed, origin);

async function sold(quantity = 1) {
  const raffleId = await venue.raffle({ raffle: { participation: "offline", title: "Quilt raffle" } });
  const who = person({ givenName: "Zebedee", familyName: "Quackenbush", city: "Buffalo" });
  const done = await enterTickets(
    venue.paper,
    venue.by,
    raffleId,
    entry({ person: who, quantity, printed: quantity === 1 ? "A-0042" : "" }),
    { key: newId(), importId: null },
  );
  if (!done.ok) throw new Error("not entered");
  const tickets = await venue.db.ticket.findMany({ where: { orderId: done.orderId }, orderBy: { sequence: "asc" } });
  return { raffleId, orderId: done.orderId, tickets };
}

test("P28 the code on a ticket proves it to anybody and names nobody", async () => {
  const { tickets } = await sold();
  const found = await check(tickets[0]!.validationCode.toLowerCase().replace(/(.{4})/g, "$1 "));
  expect(found).toMatchObject({
    state: "valid",
    number: tickets[0]!.number,
    printedNumber: "A-0042",
    title: "Quilt raffle",
    wins: [],
  });
  expect(JSON.stringify(found)).not.toMatch(/Zebedee|Quackenbush|Elm Street|@|stub/);
});

test("P28 an unknown code, one that cannot be one, and somebody's guess are answered alike", async () => {
  const { tickets } = await sold();
  const code = tickets[0]!.validationCode;
  const near = code.replace(/^./, code.startsWith("0") ? "1" : "0");
  for (const typed of [near, "", "' or 1=1", "A".repeat(5000), "票票票票", "0".repeat(16)])
    expect(await check(typed), typed.slice(0, 20)).toBeNull();
  expect(readCode("8f3a-12bc 55d0-0a1f")).toBe("8F3A12BC55D00A1F");
});

test("P28 void, taken back and drawn tickets say so", async () => {
  const { raffleId, orderId, tickets } = await sold(2);
  await voidTickets(venue.deps, venue.by, { orderId, ticketIds: [tickets[0]!.id], reason: "Torn" });
  expect(await check(tickets[0]!.validationCode)).toMatchObject({ state: "voided", endedAt: NOW.toISOString() });
  const online = await venue.raffle();
  const orderBack = await makeAuthorisedOrder(venue.db, { raffleId: online, memberId: await makeMember(venue.db) });
  await venue.db.query({
    text: 'select * from issue_tickets($1::uuid, $2::bigint, \'{"input": {}, "decision": "open"}\'::jsonb, $3::timestamptz)',
    values: [orderBack, (await rulesVersion(venue.db)).toString(), NOW],
  });
  const issued = await venue.db.ticket.findFirstOrThrow({ where: { orderId: orderBack } });
  expect(await check(issued.validationCode)).toMatchObject({ state: "issued" });
  await venue.db.query({
    text: "select * from take_back_tickets($1::uuid, 'captureFailed', $2::timestamptz)",
    values: [orderBack, NOW],
  });
  expect(await check(issued.validationCode)).toMatchObject({ state: "taken_back" });

  const drawingId = newId();
  const past = new Date(Date.now() - 60_000);
  await venue.db.drawing.create({
    data: {
      id: drawingId,
      raffleId,
      drawAt: past,
      method: "hand",
      state: "frozen",
      frozenAt: past,
      entryCount: 1,
      listRoot: "0",
      revealStartsAt: past,
      revealEndsAt: new Date(Date.now() + 3_600_000),
    },
  });
  await venue.db.prize.create({
    data: { id: newId(), raffleId, drawingId, groupPosition: 1, heading: "Quilt", valueMinor: 30_000 },
  });
  await venue.db.drawingEntry.create({
    data: { drawingId, index: 0, ticketId: tickets[1]!.id, number: tickets[1]!.number! },
  });
  await venue.db.winner.create({
    data: {
      id: newId(),
      drawingId,
      rank: 1,
      groupPosition: 1,
      ticketId: tickets[1]!.id,
      number: tickets[1]!.number!,
      shownAs: "Z. Q.",
      updatedAt: past,
    },
  });
  expect(await check(tickets[1]!.validationCode), "not before the reveal is over").toMatchObject({
    state: "valid",
    wins: [],
  });
  await venue.db.drawing.update({ where: { id: drawingId }, data: { revealEndsAt: past } });
  const drawn = await check(tickets[1]!.validationCode);
  expect(drawn).toMatchObject({ state: "drawn", wins: [{ drawingId, prize: "Quilt" }] });
  expect(JSON.stringify(drawn)).not.toMatch(/Z\. Q\./);
});

test("P25 nobody tries codes by the thousand", async () => {
  const { tickets } = await sold();
  const origin = "198.51.100.7";
  for (let at = 0; at < LIMITS.ticketCheck.origin; at++) await check("0".repeat(16), origin);
  await expect(check(tickets[0]!.validationCode, origin)).rejects.toMatchObject({
    code: "tooManyAttempts",
    status: 429,
  });
  expect(await check(tickets[0]!.validationCode, "198.51.100.8")).not.toBeNull();
});
