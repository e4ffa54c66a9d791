import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { numberTickets } from "@/server/draws/drum-store";
import { newId } from "@/server/kernel/ids";
import { recordFreeEntry } from "@/server/tickets/record-free-entry";
import { settleOrderRow, takeBackRow, voidTicketRows } from "@/server/tickets/store";
import { makeAuthorisedOrder, makeMember, NOW } from "@/tests/support/fixtures";
import { actorOf, balanceOf, ledgerSum, openTestVenue, type TestVenue } from "@/tests/support/venue";
import { refusal, waysToBuy } from "@/tests/support/ways";

let venue: TestVenue;
const { addPools, board, hold, issue, ticketsOf } = waysToBuy(() => venue);

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(() => venue.clock.set(NOW));
afterAll(() => venue.close());

test("R7 what is sold on paper alone is not sold online, neither held nor issued", async () => {
  const raffleId = await venue.raffle({ raffle: { participation: "offline" } });
  expect((await refusal(hold({ raffleId }))).code).toBe("offlineOnly");
  const { memberId } = await venue.buyer();
  expect((await issue(await makeAuthorisedOrder(venue.db, { raffleId, memberId }))).outcome).toBe("closed");
});

test("R13 a sale by hand is issued, settled and voided with the organisation's own money in the ledger", async () => {
  const raffleId = await venue.raffle({ raffle: { participation: "both" } });
  const { memberId } = await venue.buyer();
  const key = `org:${venue.organisationId}:offline`;
  const before = await balanceOf(venue.db, key);
  const manual = { origin: "manual", enteredBy: memberId, paidBy: "cash", venueFeeMinor: 0, unitPriceMinor: 500 };
  const orderId = await makeAuthorisedOrder(venue.db, { raffleId, memberId, quantity: 3, ...manual });
  expect((await issue(orderId)).outcome).toBe("issued");
  expect(await settleOrderRow(venue.db, orderId, NOW)).toBe(true);
  expect(await balanceOf(venue.db, key)).toBe(before - 1_500);
  expect(await venue.db.raffleSales.findUnique({ where: { raffleId } })).toMatchObject({ issued: 3, uncaptured: 0 });
  const [first] = await ticketsOf(orderId);
  await venue.db.transaction((tx) => voidTicketRows(tx, orderId, [first!.id], "test", NOW));
  expect(await balanceOf(venue.db, key)).toBe(before - 1_000);
  expect(await ledgerSum(venue.db)).toBe(0n);
});

test("R13 by hand: before activation for raffles sold online, which the first ticket locks; until close for the others", async () => {
  const { memberId } = await venue.buyer();
  const manual = { memberId, origin: "manual", enteredBy: memberId, paidBy: "cash", venueFeeMinor: 0 };
  const draft = { state: "draft", activatedAt: null, lockedAt: null };
  const online = await venue.raffle({ game: draft });
  expect((await issue(await makeAuthorisedOrder(venue.db, { raffleId: online, ...manual }))).outcome).toBe("issued");
  expect((await venue.db.game.findUniqueOrThrow({ where: { id: online } })).lockedAt).not.toBeNull();
  const active = await venue.raffle();
  expect((await issue(await makeAuthorisedOrder(venue.db, { raffleId: active, ...manual }))).outcome).toBe("closed");
  const closed = await venue.raffle({ raffle: { participation: "offline" }, game: { closesAt: NOW } });
  expect((await issue(await makeAuthorisedOrder(venue.db, { raffleId: closed, ...manual }))).outcome).toBe("closed");
});

test("B6 a free entry lands on its prize and on a free number, within the limits", async () => {
  const by = { actor: actorOf(newId()), organisationId: venue.organisationId } as never;
  const email = `post-${newId()}@example.test`;
  const memberId = await makeMember(venue.db, { email });
  const entry = (raffleId: string, over: Record<string, unknown> = {}) =>
    recordFreeEntry(venue.deps, by, { raffleId, email, receivedAs: "post", idempotencyKey: newId(), ...over });
  const tray = await venue.raffle({ raffle: { format: "tricky-tray", freeEntryAllowed: true, perPersonMaximum: 1 } });
  const [quilt] = (await addPools(tray, ["Quilt"])) as [string];
  expect((await refusal(entry(tray))).code).toBe("placementsNeeded");
  await entry(tray, { drawingId: quilt });
  expect(await venue.db.ticket.findFirst({ where: { raffleId: tray } })).toMatchObject({
    poolId: quilt,
    holderId: memberId,
    origin: "free",
    pricePaidMinor: 0,
  });
  expect((await refusal(entry(tray, { drawingId: quilt }))).code).toBe("personLimit");
  const numbers = await board(9, { raffle: { freeEntryAllowed: true } });
  await hold({ raffleId: numbers, picks: [1] });
  await entry(numbers, { pick: 5 });
  await entry(numbers);
  const picked = await venue.db.ticket.findMany({ where: { raffleId: numbers }, orderBy: { issueOrder: "asc" } });
  expect(picked.map((ticket) => ticket.pickedNumber)).toEqual([5, 1]);
});

test("T5 the last part of a number is the raffle's sequence, the participant's count or the record", async () => {
  const { memberId } = await venue.buyer();
  const other = await venue.buyer();
  const lasts = async (part: string) => {
    const raffleId = await venue.raffle({ raffle: { ticketNumberPart: part } });
    const orders = [
      await makeAuthorisedOrder(venue.db, { raffleId, memberId: other.memberId, quantity: 2 }),
      await makeAuthorisedOrder(venue.db, { raffleId, memberId, quantity: 2 }),
    ];
    await issue(orders[0]!);
    await issue(orders[1]!);
    await venue.db.transaction((tx) => takeBackRow(tx, orders[0]!, "test", NOW));
    const third = await makeAuthorisedOrder(venue.db, { raffleId, memberId, quantity: 1 });
    await issue(third);
    const rows = await venue.db.ticket.findMany({
      where: { raffleId, state: "issued" },
      orderBy: { issueOrder: "asc" },
    });
    return rows.map((row) => row.number?.split("-").at(-1));
  };
  expect(await lasts("sequence")).toEqual(["0003", "0004", "0001"]);
  expect(await lasts("participant")).toEqual(["0001", "0002", "0003"]);
  expect(await lasts("record")).toEqual(["0003", "0004", "0005"]);
});

test("T5 the last part is the configured one, too, where numbers are made at the close", async () => {
  const one = await venue.buyer();
  const two = await venue.buyer();
  const lasts = async (part: string) => {
    const raffleId = await venue.raffle({ numbering: "at_close", raffle: { ticketNumberPart: part } });
    for (const { memberId } of [one, two, one]) {
      const orderId = await makeAuthorisedOrder(venue.db, { raffleId, memberId });
      expect((await issue(orderId)).outcome).toBe("issued");
      await settleOrderRow(venue.db, orderId, NOW);
    }
    await venue.db.transaction((tx) => numberTickets(tx, raffleId, null));
    const rows = await venue.db.ticket.findMany({ where: { raffleId }, orderBy: { issueOrder: "asc" } });
    return rows.map((row) => [row.sequence, row.number?.split("-").at(-1)]);
  };
  const numbered = (...parts: string[]) => parts.map((part, at) => [at + 1, part]);
  expect(await lasts("sequence")).toEqual(numbered("0001", "0002", "0003"));
  expect(await lasts("participant")).toEqual(numbered("0001", "0001", "0002"));
  expect(await lasts("record")).toEqual(numbered("0001", "0002", "0003"));
});
