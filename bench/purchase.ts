/**
 * P11: buying tickets. The issuing statement through the store of this project against pgbench running the very same
 * statement on the same server, on one hot raffle and on 500 raffles with one ticket each, with 1, 16 and 64 clients;
 * the whole use case (decision, issue, capture, settle) beside it; and a naive check-then-insert that must oversell.
 * Both sides work on orders that were prepared before the clock starts; each order is issued once.
 */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { startKv } from "@/dev/kv/server";
import { migrate } from "@/dev/migrate";
import { anyFreePort, startPostgres } from "@/dev/postgres";
import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import { upstashKv } from "@/server/kernel/adapters/upstash";
import { systemClock } from "@/server/kernel/clock";
import { type Database, openDatabase } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { proveActor } from "@/server/people/authority";
import { holdTickets } from "@/server/tickets/hold-tickets";
import type { PaymentDesk, PaymentFacts } from "@/server/tickets/ports";
import { settleOrder } from "@/server/tickets/settle-order";
import { type StartCheckoutDeps, startCheckout } from "@/server/tickets/start-checkout";
import { issueTickets } from "@/server/tickets/store";
import { makeMember, makeOrganisation, makeRaffle, rulesVersion, seedAreas } from "@/tests/support/fixtures";
import { throughHttp } from "./purchase-http";
import { figure, median, type WriteFigure } from "./report";

const execute = promisify(execFile);
const EVIDENCE = { input: {}, decision: "open", reasons: [] };
const MANY = 500;

interface World {
  db: Database;
  url: string;
  memberId: string;
  organisationId: string;
}

/** Fresh raffles and authorised orders; answers the order ids in the order in which they are to be issued. */
async function prepare(world: World, shape: "hot" | "many", count: number): Promise<string[]> {
  const raffles: string[] = [];
  const open = { opensAt: new Date(Date.now() - 3_600_000), closesAt: new Date(Date.now() + 86_400_000) };
  for (let at = 0; at < (shape === "hot" ? 1 : MANY); at++) {
    raffles.push(
      await makeRaffle(world.db, { organisationId: world.organisationId, cap: shape === "hot" ? null : 1, game: open }),
    );
  }
  const rows = await world.db.query<{ id: string }>({
    text: `insert into ticket_order (id, raffle_id, member_id, state, wanted, quantity, unit_price_minor, tickets_minor, total_minor,
             venue_fee_minor, fee_basis_points, residence, residence_revision, rules_version, idempotency_key, input_hash,
             hold_expires_at, created_at, updated_at)
           select new_id(), ($1::uuid[])[1 + k % $2], $3, 'authorised', 1, 1, 500, 500, 500, 15, 300, '{}', 1, 1,
             gen_random_uuid()::text, '', now(), now(), now() from generate_series(1, $4) as k returning id`,
    values: [raffles, raffles.length, world.memberId, count],
  });
  await world.db.query({ text: "analyze ticket_order" });
  return rows.map((row) => row.id);
}

/** Transactions a second through the store, with `clients` callers at once. */
async function throughStore(world: World, orders: string[], clients: number): Promise<number> {
  const version = await rulesVersion(world.db);
  let next = 0;
  const start = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let at = next++; at < orders.length; at = next++) {
        await issueTickets(world.db, { orderId: orders[at]!, rulesVersion: version, evidence: EVIDENCE, now: null });
      }
    }),
  );
  return orders.length / (Number(process.hrtime.bigint() - start) / 1e9);
}

/** The same statement from pgbench, prepared; null where pgbench is not installed. */
async function throughPgbench(world: World, orders: string[], clients: number, folder: string): Promise<number | null> {
  const version = await rulesVersion(world.db);
  await world.db.query({ text: "drop table if exists bench_order; drop sequence if exists bench_n" });
  await world.db.query({ text: "create table bench_order (n bigint primary key, id uuid not null)" });
  await world.db.query({ text: "create sequence bench_n cache 1" });
  await world.db.query({
    text: "insert into bench_order select n, id from unnest($1::uuid[]) with ordinality as x(id, n)",
    values: [orders],
  });
  const script = path.join(folder, "issue.sql");
  writeFileSync(
    script,
    `select * from issue_tickets((select id from bench_order where n = (select nextval('bench_n'))), ${version}, '${JSON.stringify(EVIDENCE)}'::jsonb, null);\n`,
  );
  const perClient = Math.floor(orders.length / clients);
  try {
    const { stdout } = await execute(
      "pgbench",
      ["-n", "-M", "prepared", "-c", String(clients), "-j", "2", "-t", String(perClient), "-f", script, world.url],
      { maxBuffer: 1 << 24 },
    );
    const tps = /tps = ([\d.]+)/.exec(stdout);
    return tps ? Number(tps[1]) : null;
  } catch (error) {
    if ((error as { code?: string }).code === "ENOENT") return null;
    throw error;
  }
}

/** Where pgbench is missing: the statement in a bare `pg` loop, one connection a client. */
async function throughLoop(world: World, orders: string[], clients: number): Promise<number> {
  const other = openDatabase(world.url, Math.min(clients, 64));
  try {
    return await throughStore({ ...world, db: other }, orders, clients);
  } finally {
    await other.close();
  }
}

/** Look, then write: how many tickets were sold of raffles that had `MANY` between them. */
async function naive(world: World, clients: number): Promise<{ sold: number; offered: number }> {
  await world.db.query({ text: "create table if not exists naive_raffle (id int primary key, cap int not null)" });
  await world.db.query({ text: "create table if not exists naive_ticket (raffle_id int not null)" });
  await world.db.query({ text: "truncate naive_raffle, naive_ticket" });
  await world.db.query({ text: `insert into naive_raffle select k, 1 from generate_series(1, ${MANY}) as k` });
  let next = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let at = next++; at < MANY * 8; at = next++) {
        const raffle = 1 + (Math.floor(at / 8) % MANY);
        const [row] = await world.db.query<{ left: number }>({
          text: "select cap - (select count(*)::int from naive_ticket where raffle_id = r.id) as left from naive_raffle r where id = $1",
          values: [raffle],
        });
        if ((row?.left ?? 0) > 0) {
          await world.db.query({ text: "insert into naive_ticket values ($1)", values: [raffle] });
        }
      }
    }),
  );
  const [sum] = await world.db.query<{ n: string }>({ text: "select count(*) as n from naive_ticket" });
  return { sold: Number(sum?.n ?? 0), offered: MANY };
}

async function oversold(db: Database): Promise<number> {
  const [row] = await db.query<{ n: string }>({
    text: `select count(*) as n from (select raffle_id, count(*) as sold from ticket where state <> 'taken-back' group by 1) t
             join raffle r on r.game_id = t.raffle_id where r.ticket_cap is not null and t.sold > r.ticket_cap`,
  });
  return Number(row?.n ?? -1);
}

/**
 * The whole use case in this process: hold in KV, entry decided twice, signature, evidence, issue and settlement, for a
 * raffle that costs nothing, against the issuing statement alone through the store.
 */
async function throughUseCase(write: WriteFigure, world: World, count: number): Promise<void> {
  const kvServer = await startKv({ port: 0, token: "bench" });
  try {
    const game = { opensAt: new Date(Date.now() - 3_600_000), closesAt: new Date(Date.now() + 86_400_000) };
    const { organisationId, db } = world;
    const raffleId = await makeRaffle(db, { organisationId, cap: null, priceMinor: 0, game });
    const deps: StartCheckoutDeps = {
      db,
      kv: upstashKv({ url: kvServer.url, token: "bench" }),
      clock: systemClock,
      decideEntry: async (reader, entry) =>
        authoriseEntry(reader, { ...entry, presence: { alternatives: [[["US"], ["US-NY"], null, null]] } }),
      desk: NO_DESK,
      board: { salesChanged: async () => {} },
      holdSeconds: 600,
    };
    const actor = proveActor({
      memberId: world.memberId,
      sessionId: newId(),
      email: "",
      givenName: "",
      roles: [],
      secondFactor: false,
    });
    for (const clients of [1, 16, 64]) {
      let next = 0;
      const start = performance.now();
      await Promise.all(
        Array.from({ length: clients }, async () => {
          while (next++ < count) {
            const wish = { raffleId, quantity: 1, shortfall: "none" as const, idempotencyKey: newId(), presence: null };
            const { orderId } = await holdTickets(deps, actor, wish);
            const form = {
              orderId,
              rulesVersion: 1,
              signedAs: "Test Member",
              donationMinor: 0,
              coverFee: false,
              presence: null,
            };
            await startCheckout(deps, actor, form);
          }
        }),
      );
      const own = count / ((performance.now() - start) / 1000);
      const statement = await throughStore(world, await prepare(world, "hot", count), clients);
      write(
        figure(
          `purchase whole use case, one hot raffle, ${clients} clients`,
          own,
          statement,
          "purchases/s",
          count,
          "peer: the issuing statement alone",
        ),
      );
    }
  } finally {
    await kvServer.close();
  }
}

/**
 * What a webhook sets off, from the authorised payment to tickets and receipt: decision, issue, capture and settlement,
 * with a gateway that answers from memory, against one row through the same pool. One order is settled once.
 */
async function throughSettlement(write: WriteFigure, world: World, count: number): Promise<void> {
  const { db } = world;
  const kvServer = await startKv({ port: 0, token: "bench" });
  await db.query({ text: "create table if not exists bench_row (id uuid primary key, body jsonb not null)" });
  const states = new Map<string, "authorised" | "captured">();
  const factsOf = (orderId: string): PaymentFacts => ({
    ...{ paymentId: orderId, state: states.get(orderId) ?? "authorised", account: "acct", amountMinor: 500 },
    ...{ currency: "USD", postalCheck: "pass", billingPostalCode: "14202", billingCountry: "US" },
    ...{ cardFunding: "debit", failureCode: null },
  });
  const desk: PaymentDesk = {
    ...NO_DESK,
    refresh: async (orderId) => factsOf(orderId),
    capture: async (orderId) => {
      states.set(orderId, "captured");
      return factsOf(orderId);
    },
  };
  try {
    const deps: StartCheckoutDeps = {
      db,
      kv: upstashKv({ url: kvServer.url, token: "bench" }),
      clock: systemClock,
      decideEntry: async (reader, entry) =>
        authoriseEntry(reader, { ...entry, presence: { alternatives: [[["US"], ["US-NY"], null, null]] } }),
      desk,
      board: { salesChanged: async () => {} },
      holdSeconds: 600,
    };
    for (const clients of [1, 16, 64]) {
      const ratios: number[] = [];
      const ours: number[] = [];
      const peers: number[] = [];
      for (let round = 0; round < 3; round++) {
        const orders = await prepare(world, "hot", count);
        const own = await atOnce(clients, count, async (at) => {
          const state = await settleOrder(deps, orders[at]!);
          if (state !== "captured") throw new Error(`order ${orders[at]} is ${state}`);
        });
        const peer = await atOnce(clients, count, async () => {
          await db.query({ name: "row", text: "insert into bench_row values ($1, $2)", values: [newId(), "{}"] });
        });
        ours.push(own);
        peers.push(peer);
        ratios.push(own / peer);
      }
      const name = `purchase settlement of an authorised payment, one hot raffle, ${clients} clients`;
      const note = "peer: one committed row through the same pool; ours decides, issues, captures and settles";
      const line = figure(name, median(ours), median(peers), "orders/s", count, note);
      write({ ...line, ratio: Number(median(ratios).toPrecision(3)) });
    }
  } finally {
    await kvServer.close();
  }
}

async function atOnce(clients: number, count: number, work: (at: number) => Promise<void>): Promise<number> {
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let at = next++; at < count; at = next++) await work(at);
    }),
  );
  return count / ((performance.now() - start) / 1000);
}

const unused = async (): Promise<never> => {
  throw new Error("a raffle that costs nothing asks no gateway");
};
const NO_DESK: PaymentDesk = { open: unused, refresh: unused, capture: unused, cancel: unused, refund: unused };

/** Prints the figures. `short` is the form for the suite: fewer orders, the same shapes. */
export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-bench-"));
  const server = await startPostgres({ dataDir: path.join(folder, "postgres"), port: await anyFreePort() });
  const rounds = options.short ? 1 : 3;
  try {
    await migrate(server.url);
    const db = openDatabase(server.url, 16);
    try {
      await seedAreas(db);
      const world: World = {
        db,
        url: server.url,
        organisationId: await makeOrganisation(db),
        memberId: await makeMember(db),
      };
      for (const shape of ["hot", "many"] as const) {
        for (const clients of [1, 16, 64]) {
          const count = options.short ? 512 : shape === "many" ? 2_048 : clients === 1 ? 2_048 : 8_192;
          const ours: number[] = [];
          const peers: number[] = [];
          const ratios: number[] = [];
          let peerName = "pgbench";
          for (let round = 0; round < rounds; round++) {
            const own = await throughStore(world, await prepare(world, shape, count), clients);
            const theirs = await prepare(world, shape, count);
            let peer = await throughPgbench(world, theirs, clients, folder);
            if (peer === null) {
              peerName = "bare pg loop (pgbench is not installed)";
              peer = await throughLoop(world, theirs, clients);
            }
            ours.push(own);
            peers.push(peer);
            ratios.push(own / peer);
          }
          const row = figure(
            `purchase ${shape === "hot" ? "one hot raffle" : "500 raffles with one ticket"}, ${clients} clients`,
            median(ours),
            median(peers),
            "issued orders/s",
            count,
            `peer: ${peerName}, same statement, same server; median of ${rounds}`,
          );
          write({ ...row, ratio: Number(median(ratios).toPrecision(3)) });
        }
      }
      write(figure("purchase oversold raffles", await oversold(db), 0, "raffles", MANY, "must be 0"));
      await throughUseCase(write, world, options.short ? 64 : 500);
      await throughSettlement(write, world, options.short ? 64 : 500);
      const control = await naive(world, 64);
      write(
        figure(
          "purchase naive check-then-insert, 500 raffles with one ticket, 64 clients",
          control.offered,
          control.sold,
          "tickets offered against tickets sold by the control",
          MANY * 8,
          control.sold > control.offered
            ? "the control oversells, as it must"
            : "THE CONTROL DID NOT OVERSELL: the run proves nothing",
        ),
      );
    } finally {
      await db.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  await throughHttp(write, options);
}
