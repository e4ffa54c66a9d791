import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { encode } from "next-auth/jwt";
import pg from "pg";
import { ensureBuilt } from "@/dev/build";
import { freePorts, startApplication, startStack } from "@/dev/stack";
import { type Database, openDatabase } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { makeMember, makeOrganisation, makeRaffle, seedAreas } from "@/tests/support/fixtures";
import { figure, median, type WriteFigure } from "./report";

/** A member may ask for this many holds a minute; the load is spread over enough of them. */
const HOLDS_EACH = 20;

async function post(agent: http.Agent, url: string, headers: Record<string, string>, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      { method: "POST", agent, headers: { "content-type": "application/json", ...headers } },
      (answer) => {
        let text = "";
        answer.on("data", (part) => {
          text += part;
        });
        answer.on("end", () => {
          if (answer.statusCode === 200) resolve(JSON.parse(text));
          else reject(new Error(`${url} answered ${answer.statusCode}: ${text.slice(0, 300)}`));
        });
      },
    );
    request.on("error", reject);
    request.end(JSON.stringify(body));
  });
}

/** The peer: the smallest handler that reads a JSON body and commits one row. */
async function rowHandler(url: string): Promise<{ url: string; close(): Promise<void> }> {
  const pool = new pg.Pool({ connectionString: url, max: 16 });
  await pool.query("create table if not exists bench_row (id uuid primary key, body jsonb not null)");
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    await pool.query({ name: "row", text: "insert into bench_row values ($1, $2)", values: [newId(), body] });
    response.writeHead(200, { "content-type": "application/json" }).end('{"ok":true}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await pool.end();
    },
  };
}

async function member(db: Database, secret: string, address: string): Promise<Record<string, string>> {
  const memberId = await makeMember(db);
  const sessionId = newId();
  const now = new Date();
  await db.session.create({
    data: {
      id: sessionId,
      memberId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + 86_400_000),
    },
  });
  const token = await encode({ token: { sessionId }, secret });
  return { cookie: `next-auth.session-token=${token}`, "x-forwarded-for": address };
}

/**
 * Purchases through the application's own HTTP endpoints (`tickets.hold`, then `tickets.pay`; two requests, with the
 * gate, the session, two decisions and the issue) against two requests to a handler that commits one row each, on the
 * same server. The raffle costs nothing, so that no gateway's speed is measured.
 */
export async function throughHttp(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const dir = mkdtempSync(path.join(tmpdir(), "drawbridge-bench-http-"));
  const { ports } = await freePorts(4850);
  const stack = await startStack({ dir, ports });
  try {
    await ensureBuilt({ distDir: ".next", dir: path.resolve(".drawbridge"), env: {} });
    const application = await startApplication(stack, ".next");
    const db = openDatabase(stack.databaseUrl, 4);
    const peer = await rowHandler(stack.databaseUrl);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
    try {
      if ((await db.area.count()) === 0) await seedAreas(db);
      const organisationId = await makeOrganisation(db);
      const now = Date.now();
      const game = { opensAt: new Date(now - 3_600_000), closesAt: new Date(now + 86_400_000) };
      const raffle = { rulesText: "The rules.", drawAt: new Date(now + 90_000_000) };
      const own = `http://127.0.0.1:${ports.app}/api/trpc`;
      const common = {
        origin: stack.env.APP_URL!,
        "x-drawbridge-proxy-secret": stack.env.GEO_PROXY_SECRET!,
        "x-drawbridge-geo-areas": "US,US-NY,US-36029",
      };
      for (const shape of ["hot", "many"] as const) {
        for (const clients of [1, 16, 64]) {
          const count = options.short ? 64 : clients === 1 ? 100 : 500;
          // One raffle with one ticket can be bought once, so that shape is measured in one round.
          const rounds = shape === "hot" && !options.short ? 3 : 1;
          const raffles: string[] = [];
          for (let at = 0; at < (shape === "hot" ? 1 : count); at++) {
            raffles.push(
              await makeRaffle(db, { organisationId, cap: shape === "hot" ? null : 1, priceMinor: 0, game, raffle }),
            );
          }
          const people: Array<Record<string, string>> = [];
          for (let at = 0; at < Math.ceil((count * rounds + 4) / HOLDS_EACH); at++) {
            people.push(await member(db, stack.env.NEXTAUTH_SECRET!, `10.${clients}.${shape.length}.${at}`));
          }
          let turn = 0;
          const buy = async (at: number): Promise<void> => {
            const headers = { ...common, ...people[turn++ % people.length]! };
            const held = (await post(agent, `${own}/tickets.hold`, headers, {
              json: { raffleId: raffles[at % raffles.length], quantity: 1, shortfall: "none", idempotencyKey: newId() },
            })) as { result: { data: { json: { orderId: string } } } };
            const { orderId } = held.result.data.json;
            await post(agent, `${own}/tickets.pay`, headers, {
              json: { orderId, rulesVersion: 1, signedAs: "Test Member", donationMinor: 0, coverFee: false },
            });
          };
          const rows = async (at: number): Promise<void> => {
            await post(agent, peer.url, {}, { at, step: "hold" });
            await post(agent, peer.url, {}, { at, step: "pay" });
          };
          await rate(1, 4, shape === "hot" ? buy : rows); // both sides warm
          const ratios: number[] = [];
          const ours: number[] = [];
          const theirs: number[] = [];
          for (let round = 0; round < rounds; round++) {
            const own_ = await rate(clients, count, buy);
            const row = await rate(clients, count, rows);
            ours.push(own_);
            theirs.push(row);
            ratios.push(own_ / row);
          }
          const what = shape === "hot" ? "one hot raffle" : `${count} raffles with one ticket`;
          const note = "peer: two requests to a bare handler that commits one row each; goal 0.5";
          const line = figure(
            `purchase over HTTP, ${what}, ${clients} clients`,
            median(ours),
            median(theirs),
            "purchases/s",
            count,
            note,
          );
          write({ ...line, ratio: Number(median(ratios).toPrecision(3)) });
        }
      }
    } finally {
      agent.destroy();
      await peer.close();
      await db.close();
      await application.stop();
    }
  } finally {
    await stack.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function rate(clients: number, count: number, work: (at: number) => Promise<void>): Promise<number> {
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      for (let at = next++; at < count; at = next++) await work(at);
    }),
  );
  return count / ((performance.now() - start) / 1000);
}
