import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { readMyTickets, readTicket } from "@/server/tickets/read-tickets";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;
beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

const PAST = new Date(Date.now() - 60_000);

/** A drawing that was held and won by a ticket; what the database asks of one is as invented as the rest. */
async function won(
  raffleId: string,
  kind: "main" | "early-bird",
  ticket: { id: string; number: string | null },
  prize: { heading?: string; amountMinor?: number; state?: string },
  revealEndsAt = PAST,
): Promise<void> {
  const drawingId = newId();
  const at = PAST;
  await venue.db.drawing.create({
    data: {
      ...{ id: drawingId, raffleId, kind, drawAt: at, state: "drawn", method: "hand", drawnAt: at, frozenAt: at },
      ...{ entryCount: 1, listRoot: "0".repeat(64), seed: "0".repeat(64), certificate: {}, revealStartsAt: at },
      ...{ revealEndsAt, ...(kind === "early-bird" ? { triggerAt: at, triggeredAt: at, triggerOrder: 1n } : {}) },
    },
  });
  const number = ticket.number ?? "1";
  await venue.db.drawingEntry.create({ data: { drawingId, index: 0, ticketId: ticket.id, number } });
  if (prize.heading) {
    await venue.db.prize.create({
      data: { id: newId(), raffleId, drawingId, groupPosition: 1, heading: prize.heading, valueMinor: 1000 },
    });
  }
  await venue.db.winner.create({
    data: {
      ...{ id: newId(), drawingId, rank: 1, groupPosition: 1, ticketId: ticket.id, number, shownAs: "" },
      ...{ state: prize.state ?? "unclaimed", amountMinor: prize.amountMinor ?? null, updatedAt: at },
      ...{ claimBy: new Date("2026-12-24T00:00:00Z"), claimedAt: prize.state === "claimed" ? at : null },
    },
  });
}

async function bought() {
  const raffleId = await venue.raffle({ cap: 20 });
  const { actor } = await venue.buyer();
  const { orderId } = await venue.toGateway(actor, raffleId, 1);
  await venue.type(orderId);
  expect(await venue.settle(orderId)).toBe("captured");
  return { raffleId, actor, ticket: await venue.db.ticket.findFirstOrThrow({ where: { orderId } }) };
}

test("U8 what a ticket won is the prize of its own drawing, and says whether it waits for a claim", async () => {
  const { raffleId, actor, ticket } = await bought();
  await won(raffleId, "early-bird", ticket, { heading: "A picnic basket", state: "claimed" });
  await won(raffleId, "main", ticket, { heading: "A rowing boat" });
  const [group] = await readMyTickets(venue.db, actor);
  expect(group!.wins.map(({ prize, waits, claimBy }) => [prize, waits, claimBy])).toEqual(
    expect.arrayContaining([
      ["A picnic basket", false, null],
      ["A rowing boat", true, "2026-12-24T00:00:00.000Z"],
    ]),
  );
});

test("U8 a share of a pot is an amount, and nothing is told before the reveal is over", async () => {
  const pot = await bought();
  await won(pot.raffleId, "main", pot.ticket, { amountMinor: 123_450 });
  const [group] = await readMyTickets(venue.db, pot.actor);
  expect(group!.wins).toMatchObject([{ prize: "", amountMinor: 123_450, waits: true }]);
  expect(await readTicket(venue.db, pot.actor, pot.ticket.id)).toMatchObject({ potWonMinor: 123_450 });
  const early = await bought();
  await won(early.raffleId, "main", early.ticket, { heading: "A boat" }, new Date(Date.now() + 3_600_000));
  const [waiting] = await readMyTickets(venue.db, early.actor);
  expect(waiting!.wins).toEqual([]);
  expect(Date.parse(waiting!.drawing!.revealEndsAt!)).toBeGreaterThan(Date.now());
});
