import { afterAll, beforeAll, expect, test } from "vitest";
import { firstPrizeOdds } from "@/server/tickets/odds";
import { checkTicket, readMyTickets, readTicket, readTicketSheet } from "@/server/tickets/read-tickets";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;

beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

async function bought(quantity: number, cap = 100) {
  const raffleId = await venue.raffle({ cap });
  const buyer = await venue.buyer();
  const { orderId } = await venue.toGateway(buyer.actor, raffleId, quantity);
  await venue.type(orderId);
  await venue.settle(orderId);
  const tickets = await venue.db.ticket.findMany({ where: { orderId }, orderBy: { sequence: "asc" } });
  return { raffleId, buyer, tickets };
}

test("U8 my tickets stand by raffle with their numbers and exact chances", async () => {
  const { buyer, tickets } = await bought(4);
  const [group] = await readMyTickets(venue.db, buyer.actor);
  expect(group).toMatchObject({
    count: 4,
    past: false,
    firstNumber: tickets[0]?.number,
    lastNumber: tickets[3]?.number,
  });
  expect(group?.oddsWhenSold).toEqual({ mine: 4, all: 100, oneIn: 25 });
  expect(group?.oddsNow).toEqual({ mine: 4, all: 4, oneIn: 1 });
});

test("D5 a chance is never rounded: one in N is said only where it is exact", () => {
  expect(firstPrizeOdds(3, 4000)).toEqual({ mine: 3, all: 4000, oneIn: null });
  expect(firstPrizeOdds(4, 4000)).toEqual({ mine: 4, all: 4000, oneIn: 1000 });
  expect(firstPrizeOdds(0, 10)).toBeNull();
  expect(firstPrizeOdds(11, 10)).toBeNull();
});

test("P25 a ticket is its holder's alone; a stranger with its id learns nothing", async () => {
  const { buyer, tickets, raffleId } = await bought(2);
  const stranger = await venue.buyer();
  const id = tickets[0]?.id ?? "";
  expect((await readTicket(venue.db, buyer.actor, id)).number).toBe(tickets[0]?.number);
  await expect(readTicket(venue.db, stranger.actor, id)).rejects.toThrow("ticketNotFound");
  await expect(readTicket(venue.db, buyer.actor, "nonsense")).rejects.toThrow("ticketNotFound");
  expect(await readTicketSheet(venue.db, buyer.actor, raffleId)).toHaveLength(2);
  expect(await readTicketSheet(venue.db, stranger.actor, raffleId)).toEqual([]);
});

test("P28 the code on a ticket proves it to anybody and names nobody", async () => {
  const { tickets } = await bought(1);
  const code = tickets[0]?.validationCode ?? "";
  const spaced = code.toLowerCase().replace(/(.{4})/g, "$1 ");
  const found = await checkTicket(venue.db, spaced);
  expect(found).toMatchObject({ state: "valid", number: tickets[0]?.number });
  expect(JSON.stringify(found)).not.toMatch(/Member|Buffalo|@/);
  expect(await checkTicket(venue.db, code.replace(/^./, code.startsWith("0") ? "1" : "0"))).toBeNull();
  for (const typed of ["", "' or 1=1", "A".repeat(5000), "票票票票"])
    expect(await checkTicket(venue.db, typed)).toBeNull();
});
