import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import {
  HISTORY_COLUMNS,
  type HistoryColumn,
  type HistoryLine,
  historyReport,
} from "@/server/games/account-history/history";
import { historyCsv } from "@/server/games/account-history/history-csv";
import { printHistory } from "@/server/games/account-history/print-history";
import { readHistory } from "@/server/games/account-history/read-history";
import { newId } from "@/server/kernel/ids";
import { readBalances } from "@/server/ledger/read-ledger";
import { type Actor, authoriseOrganiser } from "@/server/people/authority";
import { refundVoided, voidTickets } from "@/server/tickets/void-tickets";
import { actorOf, openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;
beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

const ALL = { from: "2026-11-01", to: "2026-12-31" };
const history = (actor: Actor, wish: { from?: string; to?: string } = ALL) =>
  readHistory({ db: venue.db, clock: venue.clock }, actor, wish);
const plain = (columns: Record<HistoryColumn, bigint>) => HISTORY_COLUMNS.map((column) => Number(columns[column]));

async function buy(actor: Actor, raffleId: string, quantity: number, over = {}): Promise<string> {
  const { orderId } = await venue.toGateway(actor, raffleId, quantity, over);
  await venue.type(orderId);
  expect(await venue.settle(orderId)).toBe("captured");
  return orderId;
}

async function giveBack(orderId: string, ticketIds: string[] | null): Promise<void> {
  const { memberId } = await venue.buyer();
  const role = {
    id: newId(),
    kind: "organisation",
    organisationId: venue.organisationId,
    areaId: null,
    status: "active",
  };
  const by = authoriseOrganiser(actorOf(memberId, [role as never]), venue.organisationId);
  await voidTickets(venue.deps, by, { orderId, ticketIds, reason: "byRequest" });
  for (const job of await venue.db.outbox.findMany({ where: { kind: "payment.refund" } })) {
    if ((job.payload as { orderId: string }).orderId === orderId) await refundVoided(venue.deps, job.payload as never);
  }
}

test("U8 every cent of the ledger that was about a member stands in their history, once, and in nobody else's", async () => {
  const [one, other, idle] = [await venue.buyer(), await venue.buyer(), await venue.buyer()];
  const [boats, books] = [await venue.raffle({ cap: 50 }), await venue.raffle({ cap: 50, priceMinor: 700 })];
  await buy(one.actor, boats, 3, { donationMinor: 250, coverFee: true });
  const back = await buy(one.actor, books, 2);
  await buy(other.actor, boats, 4);
  const ticket = await venue.db.ticket.findFirstOrThrow({ where: { orderId: back } });
  await giveBack(back, [ticket.id]);

  const mine = await history(one.actor);
  expect(mine.totals.map(({ currency, columns, netMinor }) => [currency, plain(columns), Number(netMinor)])).toEqual([
    [
      "USD",
      [1500 + 1400, 250, mine.totals[0] ? Number(mine.totals[0].columns.covered) : -1, 700, 0],
      expect.any(Number),
    ],
  ]);
  expect(mine.rows.map(({ title, kind }) => [title.slice(0, 6), kind])).toEqual([
    ["Raffle", "raffle"],
    ["Raffle", "raffle"],
  ]);
  expect((await history(idle.actor)).lines).toEqual([]);

  // What all members' histories come to is what stands on the organisation's accounts.
  const sums = new Map<HistoryColumn, bigint>();
  for (const actor of [one.actor, other.actor]) {
    for (const { column, amountMinor } of (await history(actor)).lines) {
      sums.set(column, (sums.get(column) ?? 0n) + amountMinor);
    }
  }
  const balance = async (account: string) =>
    (await readBalances(venue.db, `org:${venue.organisationId}:${account}`))[0]?.balanceMinor ?? 0n;
  expect(sums.get("spent")).toBe(await balance("sales"));
  expect(sums.get("donated")).toBe(await balance("donations"));
  expect(sums.get("covered")).toBe(await balance("fee-cover"));
  expect(sums.get("covered")).toBeGreaterThan(0n);
  expect(sums.get("returned")).toBe(await balance("refunds"));
});

test("U8 a period is whole days where the member lives, and what is no period is said", async () => {
  const { actor } = await venue.buyer();
  const order = await buy(actor, await venue.raffle({ cap: 20 }), 1);
  // Ten at night in New York on the 20th is the 21st in UTC.
  await venue.db.area.update({ where: { id: "US-NY" }, data: { timeZone: "America/New_York" } });
  const movement = await venue.db.ledgerMovement.findFirstOrThrow({ where: { key: `purchase:${order}` } });
  const day = new Intl.DateTimeFormat("en-CA", { timeZone: "America/New_York" }).format(movement.postedAt);
  expect((await history(actor, { from: day, to: day })).lines).toHaveLength(1);
  const before = new Date(Date.parse(`${day}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
  expect((await history(actor, { from: "2026-01-01", to: before })).lines).toEqual([]);
  expect(await history(actor, {})).toMatchObject({
    from: "2026-01-01",
    to: "2026-11-20",
    timeZone: "America/New_York",
  });
  await expect(history(actor, { from: "2026-02-30" })).rejects.toMatchObject({ code: "noDate", status: 422 });
  await expect(history(actor, { from: "soon" })).rejects.toMatchObject({ code: "noDate" });
  await expect(history(actor, { from: "2026-02-02", to: "2026-02-01" })).rejects.toMatchObject({ code: "beforeStart" });
});

test("U8 the files hold the page's figures: CSV line by line with totals, and a PDF", async () => {
  const { actor } = await venue.buyer();
  const orderId = await buy(actor, await venue.raffle({ cap: 20, raffle: { title: '=2+5, "boats"' } }), 2);
  const mine = await history(actor);
  const lines = historyCsv(mine).split("\r\n");
  expect(lines[0]).toContain("at,kind,game,organisation,what,method,amount,currency,order");
  expect(lines[1]).toContain(`"'=2+5, ""boats"""`);
  expect(lines[1]).toContain(`,spent,card,10.00,USD,${orderId}`);
  expect(lines).toContain("total,,,,net,,10.00,USD,");
  const owner = { givenName: "Ada", familyName: "Lovell", locale: "es" };
  const pdf = Buffer.concat(printHistory(mine, owner, await wordsOf("es")));
  expect(pdf.subarray(0, 5).toString()).toBe("%PDF-");
  expect(pdf.subarray(-6).toString()).toContain("EOF");
});

test("U8 a prize stands in the history when its reveal is over, and not before", async () => {
  const { actor, memberId } = await venue.buyer();
  const raffleId = await venue.raffle({ cap: 20 });
  const orderId = await buy(actor, raffleId, 1);
  const ticket = await venue.db.ticket.findFirstOrThrow({ where: { orderId } });
  const drawing = await drawn(raffleId, new Date(Date.now() + 3_600_000));
  await venue.db.prize.create({
    data: { id: newId(), raffleId, drawingId: drawing, groupPosition: 1, heading: "A rowing boat", valueMinor: 90_000 },
  });
  await venue.db.drawingEntry.create({
    data: { drawingId: drawing, index: 0, ticketId: ticket.id, number: ticket.number ?? "1" },
  });
  await venue.db.winner.create({
    data: {
      ...{
        id: newId(),
        drawingId: drawing,
        rank: 1,
        groupPosition: 1,
        ticketId: ticket.id,
        number: ticket.number ?? "1",
      },
      ...{ shownAs: "", state: "unclaimed", claimBy: new Date("2026-12-24T00:00:00Z"), updatedAt: new Date() },
    },
  });
  expect((await history(actor)).prizes).toEqual([]);
  await venue.db.drawing.update({ where: { id: drawing }, data: { revealEndsAt: new Date(Date.now() - 1000) } });
  expect((await history(actor)).prizes).toMatchObject([
    { prize: "A rowing boat", state: "unclaimed", amountMinor: null },
  ]);
  expect(memberId).not.toBe("");
  expect((await history((await venue.buyer()).actor)).prizes).toEqual([]);
});

/** A drawing that was held; what the database asks of one is as invented as the rest. */
async function drawn(raffleId: string, revealEndsAt: Date): Promise<string> {
  const id = newId();
  const at = new Date();
  await venue.db.drawing.create({
    data: {
      ...{ id, raffleId, drawAt: at, state: "drawn", method: "hand", drawnAt: at, frozenAt: at, entryCount: 1 },
      ...{ listRoot: "0".repeat(64), seed: "0".repeat(64), certificate: {}, revealStartsAt: at, revealEndsAt },
    },
  });
  return id;
}

test("U8 every cent of the lines stands in exactly one row and one total", () => {
  const line = fc.record({
    at: fc.date({ min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true }),
    kind: fc.constantFrom("raffle" as const, "syndicate" as const),
    gameId: fc.constantFrom("a", "b", "c", null),
    slug: fc.constant(null),
    title: fc.constantFrom("A", "B"),
    organisation: fc.constant(""),
    orderId: fc.constant(null),
    method: fc.constant("card" as const),
    column: fc.constantFrom(...HISTORY_COLUMNS),
    currency: fc.constantFrom("USD", "EUR"),
    amountMinor: fc.bigInt({ min: -10_000n, max: 1_000_000n }),
  }) as fc.Arbitrary<HistoryLine>;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const { rows, totals } = historyReport(lines);
      for (const currency of ["USD", "EUR"]) {
        const own = lines.filter((each) => each.currency === currency);
        for (const column of HISTORY_COLUMNS) {
          const sum = own.filter((each) => each.column === column).reduce((all, each) => all + each.amountMinor, 0n);
          const inRows = rows.filter((each) => each.currency === currency);
          expect(inRows.reduce((all, each) => all + each.columns[column], 0n)).toBe(sum);
          expect(totals.find((each) => each.currency === currency)?.columns[column] ?? 0n).toBe(sum);
        }
        const net = own.reduce(
          (all, { column, amountMinor }) =>
            all + (column === "won" || column === "returned" ? -amountMinor : amountMinor),
          0n,
        );
        expect(totals.find((each) => each.currency === currency)?.netMinor ?? 0n).toBe(net);
      }
    }),
  );
});
