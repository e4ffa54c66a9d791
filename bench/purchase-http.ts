import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { encode } from "next-auth/jwt";
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

/** The peer in a process of its own, as the application is: the smallest handler that reads a body and commits one row. */
async function rowHandler(databaseUrl: string): Promise<{ url: string; close(): void }> {
  const child = spawn(process.execPath, [path.resolve("bench", "row-handler.mjs")], {
    env: { ...process.env, DATABASE_URL: databaseUrl, NODE_ENV: "production" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once("data", (line) => resolve(Number(String(line))));
    child.once("exit", () => reject(new Error("the peer did not start")));
  });
  return { url: `http://127.0.0.1:${port}/`, close: () => child.kill() };
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
 * Purchases through the application's own HTTP endpoints, each against requests to a handler that commits one row, in
 * turns and on the same database server: `tickets.hold`, `tickets.pay`, and both together against two rows. The raffle
 * costs nothing, so that no gateway's speed is measured; its `pay` issues and settles too.
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
      await calm(application.pid);
      const row = (at: number, step: string) => post(agent, peer.url, {}, { at, step }).then(() => {});
      for (const shape of ["hot", "many"] as const) {
        for (const clients of [1, 16, 64]) {
          const whole = { 1: 300, 16: 1_280, 64: 2_560 }[clients]!;
          const count = options.short ? whole / 2 : whole;
          const rounds = options.short ? 2 : 3;
          const names = {
            hold: "tickets.hold",
            pay: "tickets.pay, issue and settlement included",
            both: "hold and pay",
          };
          const rates = { hold: [] as number[][], pay: [] as number[][], both: [] as number[][] };
          for (let round = 0; round <= rounds; round++) {
            // The first round warms both sides and is not counted; each has raffles and people of its own.
            const n = round === 0 ? Math.min(200, count) : count;
            const cap = shape === "hot" ? null : 1;
            const raffles = await Promise.all(
              Array.from({ length: shape === "hot" ? 1 : n }, () =>
                makeRaffle(db, { organisationId, cap, priceMinor: 0, game, raffle }),
              ),
            );
            const address = (at: number) => `10.${clients}.${round}.${at}`;
            const people = await Promise.all(
              Array.from({ length: Math.ceil(n / HOLDS_EACH) }, (_, at) =>
                member(db, stack.env.NEXTAUTH_SECRET!, address(at)),
              ),
            );
            // As a venue's own database has them all the time: what the tables hold, for the planner.
            await db.query({ text: "analyze" });
            const orders: string[] = [];
            const headersOf = (at: number) => ({ ...common, ...people[at % people.length]! });
            const held = await rate(clients, n, async (at) => {
              const wish = { quantity: 1, shortfall: "none", idempotencyKey: newId() };
              const answer = (await post(agent, `${own}/tickets.hold`, headersOf(at), {
                json: { raffleId: raffles[at % raffles.length], ...wish },
              })) as { result: { data: { json: { orderId: string } } } };
              orders[at] = answer.result.data.json.orderId;
            });
            const one = await rate(clients, n, (at) => row(at, "hold"));
            const paid = await rate(clients, n, async (at) => {
              const form = { rulesVersion: 1, signedAs: "Test Member", donationMinor: 0, coverFee: false };
              await post(agent, `${own}/tickets.pay`, headersOf(at), { json: { orderId: orders[at], ...form } });
            });
            const two = await rate(clients, n, (at) => row(at, "pay"));
            if (round === 0) continue;
            const together = (first: number, second: number) => 1 / (1 / first + 1 / second);
            rates.hold.push([held, one]);
            rates.pay.push([paid, two]);
            rates.both.push([together(held, paid), together(one, two)]);
          }
          const where = shape === "hot" ? "one hot raffle" : `${count} raffles with one ticket`;
          for (const step of ["hold", "pay", "both"] as const) {
            const line = figure(
              `purchase over HTTP: ${names[step]}, ${where}, ${clients} clients`,
              median(rates[step].map(([ours]) => ours!)),
              median(rates[step].map(([, theirs]) => theirs!)),
              step === "both" ? "purchases/s" : "requests/s",
              count,
              `peer: ${step === "both" ? "two requests" : "a request"} to a bare handler that commits one row; goal 0.5`,
            );
            const ratio = median(rates[step].map(([ours, theirs]) => ours! / theirs!));
            write({ ...line, ratio: Number(ratio.toPrecision(3)) });
          }
        }
      }
    } finally {
      agent.destroy();
      peer.close();
      await db.close();
      await application.stop();
    }
  } finally {
    await stack.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The application loads its pages while it starts; that is no part of a purchase, so its start is waited out. */
async function calm(pid: number): Promise<void> {
  const ticks = () => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]!.split(" ");
    return Number(fields[11]) + Number(fields[12]);
  };
  if (!existsSync(`/proc/${pid}/stat`)) return;
  for (let waited = 0; waited < 30; waited++) {
    const before = ticks();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    if (ticks() - before < 10) return;
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
