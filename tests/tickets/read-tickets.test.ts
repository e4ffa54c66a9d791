import { afterAll, beforeAll, expect, test } from "vitest";
import { oddsOfWinning } from "@/server/tickets/odds";
import { readMyTickets, readTicket, readTicketSheet } from "@/server/tickets/read-tickets";
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
  expect(group?.oddsWhenSold).toEqual({ oneIn: 25, exact: true });
  expect(group?.oddsNow).toEqual({ oneIn: 1, exact: true });
});

/** Every way to draw `winners` of `all`, counted one by one. */
function bruteForce(mine: number, winners: number, all: number): number {
  let hits = 0;
  let ways = 0;
  for (let set = 0; set < 1 << all; set++) {
    let bits = 0;
    for (let at = 0; at < all; at++) bits += (set >> at) & 1;
    if (bits !== winners) continue;
    ways++;
    if (set & ((1 << mine) - 1)) hits++;
  }
  return ways / hits;
}

test("D5 odds agree with every possible draw of small raffles, and say when one in N is rounded", () => {
  for (let all = 1; all <= 10; all++) {
    for (let mine = 1; mine <= all; mine++) {
      for (let winners = 1; winners <= all; winners++) {
        const odds = oddsOfWinning(mine, winners, all)!;
        const true_ = bruteForce(mine, winners, all);
        expect(odds.exact, `${mine} of ${all}, ${winners} winners`).toBe(Math.abs(true_ - Math.round(true_)) < 1e-9);
        expect(odds.oneIn).toBe(Math.floor(true_ + 0.5 + 1e-9));
      }
    }
  }
  expect(oddsOfWinning(1, 9, 500)).toEqual({ oneIn: 56, exact: false });
  expect(oddsOfWinning(3, 1, 4000)).toEqual({ oneIn: 1333, exact: false });
  expect(oddsOfWinning(4, 1, 4000)).toEqual({ oneIn: 1000, exact: true });
  expect(oddsOfWinning(0, 1, 10)).toBeNull();
  expect(oddsOfWinning(11, 1, 10)).toBeNull();
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
