import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startKv } from "@/dev/kv/server";
import { migrate } from "@/dev/migrate";
import { anyFreePort, type RunningPostgres, startPostgres } from "@/dev/postgres";
import { startStripe } from "@/dev/stripe/server";
import { openServices } from "@/server/api/services";
import { ticketServices } from "@/server/api/ticket-services";
import { type Database, openDatabase } from "@/server/kernel/db";
import { environment } from "@/server/kernel/env";
import { createStripeGateway } from "@/server/payments/adapters/stripe";
import { settleOrder } from "@/server/tickets/settle-order";
import { sweepOrders } from "@/server/tickets/sweep-orders";
import { makeMember, makeOrganisation, makeRaffle, seedAreas } from "@/tests/support/fixtures";

/**
 * P17: clients buy while server and database are killed with -9 in turn. The gateway and KV stay up, as the vendors'
 * would; KV is emptied once in between, because losing it may lose holds and must never sell twice.
 */
export interface FaultOptions {
  shape: "hot" | "many";
  clients: number;
  /** At least so long; longer on a busy machine, until `atLeast` purchases were acknowledged or five times as long. */
  seconds: number;
  atLeast?: number;
  killEverySeconds: number;
  /** Tickets of the hot raffle; the other shape has this many raffles with one ticket each. */
  tickets: number;
  naive?: boolean;
  progress?: (line: string) => void;
}

export interface FaultReport {
  attempts: number;
  acknowledged: number;
  serverKills: number;
  databaseKills: number;
  sold: number;
  oversold: number;
  lostAcknowledged: number;
  unsettledOrders: number;
  ledgerSum: number;
  pendingMinor: number;
  gatewayCapturedMinor: number;
  ledgerClearingMinor: number;
  authorisationsLeft: number;
  soldAfterwards: number;
}

const PRESENCE = { tiers: null };
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function post(url: string, body: unknown, timeoutMs = 20_000): Promise<{ status: number; json: unknown }> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(timeoutMs),
  });
  return { status: answer.status, json: await answer.json() };
}

async function pay(url: string): Promise<void> {
  await fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      cardNumber: "4242424242424242",
      cardExpiry: "12/34",
      cardCvc: "123",
      billingName: "Test Member",
      email: "member@example.test",
      billingAddressLine1: "1 Example Street",
      billingLocality: "Buffalo",
      billingAdministrativeArea: "NY",
      billingPostalCode: "14202",
      billingCountry: "US",
    }),
    signal: AbortSignal.timeout(20_000),
  });
}

class Victims {
  private server: ChildProcess | null = null;
  serverKills = 0;
  databaseKills = 0;

  constructor(
    private readonly variables: NodeJS.ProcessEnv,
    readonly port: number,
    private database: RunningPostgres,
    private readonly startDatabase: () => Promise<RunningPostgres>,
  ) {}

  startServer(): void {
    this.server = spawn(process.execPath, ["--import", "tsx", path.resolve("tests/faults/purchase-server.ts")], {
      env: { ...this.variables, PORT: String(this.port) },
      stdio: ["ignore", "ignore", "inherit"],
    });
  }

  async serverReady(): Promise<void> {
    for (let waited = 0; waited < 400; waited++) {
      try {
        await post(`http://127.0.0.1:${this.port}/ready`, {}, 1_000);
        return;
      } catch {
        await pause(50);
      }
    }
    throw new Error("The purchase server did not start within twenty seconds.");
  }

  async killServer(): Promise<void> {
    this.server?.kill("SIGKILL");
    this.serverKills++;
    this.startServer();
    await this.serverReady();
  }

  async killDatabase(): Promise<void> {
    this.database.kill();
    this.databaseKills++;
    // The killed server's own children take a moment to notice and let go of its memory.
    for (let tries = 0; ; tries++) {
      await pause(250);
      try {
        this.database = await this.startDatabase();
        return;
      } catch (error) {
        if (tries === 40) throw error;
      }
    }
  }

  async end(): Promise<void> {
    this.server?.kill("SIGKILL");
    await this.database.stop();
  }
}

async function numberOf(db: Database, text: string, values: unknown[] = []): Promise<number> {
  const [row] = await db.query<{ n: string }>({ text, values });
  return Number(row?.n ?? Number.NaN);
}

/** Runs one shape and answers what was found afterwards; the caller judges. */
export async function runPurchaseFaults(options: FaultOptions): Promise<FaultReport> {
  const tell = options.progress ?? (() => {});
  const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-faults-"));
  const databasePort = await anyFreePort();
  // Not `fast`: what was acknowledged has to be on the disk.
  const startDatabase = () => startPostgres({ dataDir: path.join(folder, "postgres"), port: databasePort });
  const database = await startDatabase();
  await migrate(database.url);
  const kv = await startKv({ port: 0, token: "faults-token" });
  const stripe = await startStripe({ port: 0, host: "127.0.0.1", secretKey: "sk_test_faults", webhooks: [] });
  const port = await anyFreePort();
  const variables: NodeJS.ProcessEnv = {
    ...process.env,
    LOG_LEVEL: "silent",
    DATABASE_URL: database.url,
    APP_URL: "http://127.0.0.1:9",
    NEXTAUTH_URL: "http://127.0.0.1:9",
    APP_SECRET: "faults-secret-faults-secret",
    NEXTAUTH_SECRET: "faults-secret-faults-secret",
    KV_REST_API_URL: kv.url,
    KV_REST_API_TOKEN: "faults-token",
    PUSHER_APP_ID: "1",
    PUSHER_KEY: "key",
    PUSHER_SECRET: "secret",
    PUSHER_HOST: "127.0.0.1",
    PUSHER_PORT: "9",
    PUSHER_USE_TLS: "false",
    STRIPE_SECRET_KEY: "sk_test_faults",
    STRIPE_API_BASE: stripe.url,
    STRIPE_WEBHOOK_SECRET: "whsec_faults",
    STRIPE_CONNECT_WEBHOOK_SECRET: "whsec_faults",
    RESEND_API_KEY: "re_faults",
    RESEND_BASE_URL: "http://127.0.0.1:9",
    BEACON_URL: "http://127.0.0.1:9",
    BEACON_CHAIN_HASH: "0".repeat(64),
    BEACON_PUBLIC_KEY: "0".repeat(192),
    BEACON_GENESIS_SECONDS: "1700000000",
    BEACON_PERIOD_SECONDS: "3",
    HOLD_SECONDS: "30",
    FAULTS_PRESENCE: JSON.stringify(PRESENCE),
  };
  const db = openDatabase(database.url, 4);
  const victims = new Victims(variables, port, database, startDatabase);
  try {
    await seedAreas(db);
    // Presence is not what is tried here: the governing rule asks for residence alone.
    await db.areaRule.create({
      data: {
        id: crypto.randomUUID(),
        areaId: "US-NY",
        version: 1,
        minimumAge: 18,
        rules: { presence: "resident" },
        validFrom: new Date("2020-01-01"),
        createdAt: new Date(),
      },
    });
    const gateway = createStripeGateway({
      secretKey: "sk_test_faults",
      apiBase: stripe.url,
      webhookSecret: "whsec_faults",
      connectWebhookSecret: "whsec_faults",
    });
    const gatewayAccount = await gateway.createAccount({
      key: "faults-account",
      organisationId: "faults",
      organisationName: "Testing Charity",
      email: null,
      website: null,
    });
    stripe.control.completeAccount(gatewayAccount);
    const organisationId = await makeOrganisation(db, { gatewayAccount });
    const open = { opensAt: new Date(Date.now() - 3_600_000), closesAt: new Date(Date.now() + 86_400_000) };
    const members: string[] = [];
    for (let at = 0; at < options.clients; at++) members.push(await makeMember(db));
    const raffles: string[] = [];
    for (let at = 0; at < (options.shape === "hot" ? 1 : options.tickets); at++) {
      const cap = options.shape === "hot" ? options.tickets : 1;
      raffles.push(await makeRaffle(db, { organisationId, cap, game: open }));
    }
    await db.query({ text: "create table naive_sale (raffle_id uuid not null)" });

    victims.startServer();
    await victims.serverReady();
    const began = Date.now();
    let attempts = 0;
    let acknowledged = 0;
    const over = (): boolean => {
      const passed = (Date.now() - began) / 1000;
      return passed >= options.seconds * 5 || (passed >= options.seconds && acknowledged >= (options.atLeast ?? 0));
    };
    const kept: string[] = [];
    const server = `http://127.0.0.1:${port}`;

    const buy = async (memberId: string, turn: number): Promise<void> => {
      const raffleId = raffles[turn % raffles.length]!;
      attempts++;
      if (options.naive) {
        const sold = await post(`${server}/naive`, { raffleId });
        if ((sold.json as { sold?: boolean }).sold) acknowledged++;
        return;
      }
      const key = crypto.randomUUID();
      let held = await post(`${server}/hold`, { memberId, raffleId, key });
      // A fault is answered by trying again with the same key, as the page does.
      for (let again = 0; held.status >= 500 && again < 3; again++) {
        await pause(200);
        held = await post(`${server}/hold`, { memberId, raffleId, key });
      }
      const { orderId } = held.json as { orderId?: string };
      if (!orderId) return;
      const checkout = await post(`${server}/checkout`, { memberId, orderId });
      const { url } = checkout.json as { url?: string };
      if (!url) return;
      await pay(url);
      const settled = await post(`${server}/settle`, { orderId });
      if ((settled.json as { state?: string }).state === "captured") {
        acknowledged++;
        kept.push(orderId);
      }
    };

    let turn = 0;
    const clients = members.map(async (memberId) => {
      while (!over()) {
        try {
          await buy(memberId, turn++);
        } catch {
          await pause(100); // the other side is being killed
        }
      }
    });
    const killer = (async () => {
      for (let at = 0; !over(); at++) {
        const before = acknowledged;
        await pause(options.killEverySeconds * 1000);
        // A slow machine gets no purchase through between two kills, and what is never reached proves nothing.
        for (let waited = 0; acknowledged === before && waited < 4 * options.killEverySeconds && !over(); waited++)
          await pause(1000);
        if (at % 2 === 0) await victims.killServer();
        else await victims.killDatabase();
        if (at === 2) kv.store.execute(["FLUSHALL"]);
        tell(
          `${attempts} attempts, ${acknowledged} acknowledged, ${victims.serverKills + victims.databaseKills} kills`,
        );
      }
    })();
    await Promise.all([...clients, killer]);

    // Afterwards: what was interrupted is settled by the sweep alone, an hour later by its clock.
    stripe.control.advanceSeconds(3_600); // its pages end by its own clock
    const later = { now: () => new Date(Date.now() + 3_600_000) };
    const services = { ...openServices(environment(variables)), clock: later };
    const tickets = ticketServices(services);
    try {
      for (let round = 0; round < 40 && (await sweepOrders(tickets, 500)) > 0; round++)
        tell("settling what was interrupted");
      const open_ = await db.ticketOrder.findMany({
        where: { state: { in: ["held", "checkout", "authorised", "issued", "expired"] } },
        select: { id: true },
      });
      for (const { id } of open_) await settleOrder(tickets, id);
    } finally {
      await services.db.close();
    }

    const lost = options.naive
      ? 0
      : await numberOf(
          db,
          `select count(*) as n from unnest($1::uuid[]) as x(id)
            where not exists (select 1 from ticket_order o join ticket t on t.order_id = o.id
                               where o.id = x.id and o.state = 'captured' and t.state = 'valid')`,
          [kept],
        );
    const sold = options.naive
      ? await numberOf(db, "select count(*) as n from naive_sale")
      : await numberOf(db, "select count(*) as n from ticket where state in ('issued', 'valid')");
    const oversold = options.naive
      ? await numberOf(
          db,
          `select coalesce(sum(s.sold - r.ticket_cap), 0) as n from
             (select raffle_id, count(*) as sold from naive_sale group by 1) s join raffle r on r.game_id = s.raffle_id
            where s.sold > r.ticket_cap`,
        )
      : await numberOf(
          db,
          `select coalesce(sum(s.sold - r.ticket_cap), 0) as n from
             (select raffle_id, count(*) as sold from ticket where state <> 'taken-back' group by 1) s
             join raffle r on r.game_id = s.raffle_id where s.sold > r.ticket_cap`,
        );
    const captured = await numberOf(db, "select coalesce(sum(captured_minor - refunded_minor), 0) as n from payment");
    const balance = (key: string) =>
      numberOf(
        db,
        `select coalesce(-sum(p.amount_minor), 0) as n from ledger_posting p join ledger_account a on a.id = p.account_id where a.key = $1`,
        [key],
      );
    const report: FaultReport = {
      attempts,
      acknowledged,
      serverKills: victims.serverKills,
      databaseKills: victims.databaseKills,
      sold,
      oversold,
      lostAcknowledged: lost,
      unsettledOrders: await numberOf(
        db,
        "select count(*) as n from ticket_order where state in ('held', 'checkout', 'authorised', 'issued')",
      ),
      ledgerSum: await numberOf(db, "select coalesce(sum(amount_minor), 0) as n from ledger_posting"),
      pendingMinor: await balance(`org:${organisationId}:pending`),
      gatewayCapturedMinor: captured,
      ledgerClearingMinor: await numberOf(
        db,
        `select coalesce(sum(total_minor), 0) as n from ticket_order where state = 'captured'`,
      ),
      authorisationsLeft: await numberOf(
        db,
        `select count(*) as n from payment p join ticket_order o on o.id = p.order_id
          where p.state = 'authorised' and o.state not in ('authorised', 'issued')`,
      ),
      soldAfterwards: 0,
    };
    if (!options.naive) report.soldAfterwards = await sellTheRest(db, server, raffles, members[0]!);
    return report;
  } finally {
    await db.close().catch(() => {});
    await victims.end();
    await stripe.close();
    await kv.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Holds come back: whatever is left can be bought by somebody else once holds have run out. Answers what could not. */
async function sellTheRest(db: Database, server: string, raffles: string[], memberId: string): Promise<number> {
  const rows = await db.query<{ raffle_id: string; left: number }>({
    text: "select raffle_id, ticket_cap - issued as left from raffle_sales where raffle_id = any($1::uuid[]) and ticket_cap > issued",
    values: [raffles],
  });
  let sold = 0;
  let last = "";
  for (const row of rows.slice(0, 20)) {
    for (let tries = 0; tries < 40; tries++) {
      const held = await post(`${server}/hold`, { memberId, raffleId: row.raffle_id, key: crypto.randomUUID() });
      if (held.status === 200) {
        sold++;
        break;
      }
      last = JSON.stringify(held);
      await pause(1_000); // holds of killed clients last thirty seconds here
    }
  }
  if (sold < Math.min(rows.length, 20))
    throw new Error(`holds did not come back in ${rows.length - sold} raffles: ${last}`);
  return sold;
}
