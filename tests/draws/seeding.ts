import { timeOfRoundMs } from "@/server/draws/beacon";
import type { DrawDeps, RandomnessBeacon } from "@/server/draws/ports";
import { fixedClock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { signRound, TEST_CHAIN } from "./fixtures";

export const CLOSES_AT = new Date("2026-12-12T18:00:00.000Z");
export const DRAW_AT = new Date("2026-12-12T18:05:00.000Z");
export const BEFORE = new Date("2026-12-01T12:00:00.000Z");

/** A beacon that publishes by a clock, and may be late, down or lying. */
export function testBeacon(clock: { now(): Date }) {
  const faults = { lateSeconds: 0, down: false, calls: 0 };
  const beacon: RandomnessBeacon = {
    chain: { ...TEST_CHAIN, groupHash: null, beaconId: null },
    origin: async () => ({ groupHash: TEST_CHAIN.groupHash, beaconId: TEST_CHAIN.beaconId }),
    async fetchRound(round) {
      faults.calls++;
      if (faults.down) throw new Error("connect ECONNREFUSED");
      const outMs = timeOfRoundMs(TEST_CHAIN, round) + faults.lateSeconds * 1000;
      return clock.now().getTime() >= outMs ? signRound(round) : null;
    },
  };
  return { beacon, faults };
}

/** The dependencies of the draws' use cases over a real database, with a clock and a beacon that tests move. */
export function drawWorld(db: Database) {
  const clock = fixedClock(BEFORE);
  const { beacon, faults } = testBeacon(clock);
  const published: Array<{ channel: string | string[]; event: string }> = [];
  const deps: DrawDeps = {
    db,
    clock,
    beacon,
    realtime: {
      publish: async (channel, event) => {
        published.push({ channel, event });
      },
      authorise: () => ({ auth: "" }),
    },
  };
  return { deps, clock, faults, published };
}

let count = 0;

/** An active raffle with a main drawing and `tickets` valid tickets of two holders. */
export async function seedRaffle(
  db: Database,
  options: { tickets?: number; numbering?: "at_issue" | "at_close"; showAs?: string } = {},
) {
  const serial = ++count;
  const at = BEFORE;
  const id = () => newId();
  const organisation = await db.organisation.create({
    data: {
      id: id(),
      code: `L${String.fromCharCode(65 + Math.floor(serial / 26))}${String.fromCharCode(65 + (serial % 26))}`,
      name: `Lantern Society ${serial}`,
      governingAreaId: "US-NY",
      areaIds: ["US-NY"],
      createdAt: at,
    },
  });
  const game = await db.game.create({
    data: {
      id: id(),
      number: serial,
      slug: `plover-${serial}`,
      organisationId: organisation.id,
      governingAreaId: "US-NY",
      state: "active",
      opensAt: new Date("2026-11-01T00:00:00Z"),
      closesAt: CLOSES_AT,
      lockedAt: at,
      activatedAt: at,
      createdAt: at,
      updatedAt: at,
    },
  });
  await db.raffle.create({
    data: {
      gameId: game.id,
      title: `The Plover ${serial}`,
      priceMinor: 2500,
      ticketCap: 1000,
      drawAt: DRAW_AT,
      numbering: options.numbering ?? "at_issue",
    },
  });
  const drawing = await db.drawing.create({
    data: { id: id(), raffleId: game.id, drawAt: DRAW_AT, reserveCount: 3 },
  });
  for (const [position, heading, quantity] of [
    [1, "A wooden sailing boat", 1],
    [2, "A brass lantern", 2],
  ] as const) {
    await db.prize.create({
      data: {
        id: id(),
        raffleId: game.id,
        drawingId: drawing.id,
        groupPosition: position,
        heading,
        quantity,
        valueMinor: 1000,
      },
    });
  }
  const holders = [];
  for (const showAs of [options.showAs ?? "name", "private"]) {
    holders.push(
      await db.member.create({
        data: {
          id: id(),
          email: `${id()}@example.org`,
          givenName: "Ada",
          familyName: showAs === "private" ? "Quiet" : "Fell",
          birthDate: new Date("1980-01-01"),
          street: "1 Quay",
          city: "Buffalo",
          postalCode: "14202",
          subdivisionId: "US-NY",
          countyIds: ["US-36029"],
          municipalityIds: [],
          showWinnerAs: showAs,
          createdAt: at,
        },
      }),
    );
  }
  await seedTickets(
    db,
    { organisation, game, numbering: options.numbering ?? "at_issue" },
    holders,
    options.tickets ?? 12,
  );
  return { organisation, game, drawing, holders };
}

async function seedTickets(
  db: Database,
  raffle: { organisation: { code: string }; game: { id: string; number: number }; numbering: string },
  holders: Array<{ id: string; number: number }>,
  total: number,
) {
  for (const [which, holder] of holders.entries()) {
    const own = Array.from({ length: total }, (_, at) => at + 1).filter(
      (sequence) => sequence % holders.length === which,
    );
    if (own.length === 0) continue;
    const order = await db.ticketOrder.create({
      data: {
        id: newId(),
        raffleId: raffle.game.id,
        memberId: holder.id,
        state: "captured",
        wanted: own.length,
        quantity: own.length,
        unitPriceMinor: 2500,
        ticketsMinor: 2500 * own.length,
        totalMinor: 2500 * own.length,
        venueFeeMinor: 0,
        residence: {},
        residenceRevision: 1,
        rulesVersion: 1,
        idempotencyKey: newId(),
        inputHash: "x",
        holdExpiresAt: BEFORE,
        createdAt: BEFORE,
        updatedAt: BEFORE,
        issuedAt: BEFORE,
        capturedAt: BEFORE,
        feeBasisPoints: 0,
      },
    });
    const pad = (number: number) => String(number).padStart(4, "0");
    await db.ticket.createMany({
      data: own.map((sequence) => ({
        id: newId(),
        raffleId: raffle.game.id,
        orderId: order.id,
        holderId: holder.id,
        state: "valid" as const,
        issueOrder: BigInt(sequence),
        sequence: raffle.numbering === "at_close" ? null : sequence,
        number:
          raffle.numbering === "at_close"
            ? null
            : `${raffle.organisation.code}-${raffle.game.number}-${pad(holder.number)}-${pad(sequence)}`,
        validationCode: newId(),
        pricePaidMinor: 2500,
        issuedAt: BEFORE,
      })),
    });
  }
  await db.raffleSales.update({ where: { raffleId: raffle.game.id }, data: { issued: total } });
}
