import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { ensureBuilt } from "@/dev/build";
import { portIsFree } from "@/dev/postgres";
import { freePorts, startApplication, startStack } from "@/dev/stack";
import { openDatabase } from "@/server/kernel/db";
import { makeOrganisation, makeRaffle, seedAreas } from "@/tests/support/fixtures";
import { figure, median, type WriteFigure } from "./report";

const root = path.resolve(import.meta.dirname ?? __dirname, "..");
const next = path.join(root, "node_modules", "next", "dist", "bin", "next");
const CLIENTS = 16;

/** Requests per second of one address over `seconds`, with `CLIENTS` kept-alive connections; every answer is read. */
async function rate(
  url: string,
  headers: Record<string, string>,
  seconds: number,
): Promise<{ perSecond: number; n: number }> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      http
        .get(url, { agent, headers }, (answer) => {
          if (answer.statusCode !== 200) reject(new Error(`${url} answered ${answer.statusCode}`));
          answer.on("data", () => {});
          answer.on("end", resolve);
        })
        .on("error", reject);
    });
  await one();
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() < until) {
        await one();
        done++;
      }
    }),
  );
  agent.destroy();
  return { perSecond: done / ((performance.now() - startedAt) / 1000), n: done };
}

async function freePort(from: number): Promise<number> {
  for (let port = from; port < from + 200; port++) if (await portIsFree(port)) return port;
  throw new Error(`No port is free from ${from} on.`);
}

/** Builds and starts the empty application, behind an empty middleware or without one. */
async function emptyApp(dir: string, gated: boolean): Promise<{ url: string; child: ChildProcess }> {
  const home = path.join(dir, gated ? "empty-gated" : "empty");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(path.join(home, "app"), { recursive: true });
  for (const file of ["app/layout.tsx", "app/page.tsx", "next.config.ts"]) {
    copyFileSync(path.join(root, "bench", "empty-app", file), path.join(home, file));
  }
  writeFileSync(path.join(home, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
  writeFileSync(path.join(home, "tsconfig.next.json"), "{}");
  // Without a file of its own Next would find the application's middleware further up; this one matches nothing.
  const matcher = gated ? "" : `export const config = { matcher: ["/never"] };\n`;
  const text = `import { NextResponse } from "next/server";\nexport default function middleware() {\n  return NextResponse.next();\n}\n`;
  writeFileSync(path.join(home, "middleware.ts"), text + matcher);
  const env = { ...process.env, BENCH_ROOT: root, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };
  const build = spawn(process.execPath, [next, "build"], { cwd: home, env, stdio: ["ignore", 2, 2] });
  const code = await new Promise((resolve) => build.on("exit", resolve));
  if (code !== 0) throw new Error("The empty application could not be built.");
  const port = await freePort(gated ? 4950 : 4900);
  const child = spawn(process.execPath, [next, "start", "-p", String(port)], { cwd: home, env, stdio: "ignore" });
  const url = `http://localhost:${port}/`;
  for (let waited = 0; waited < 100; waited++) {
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return { url, child };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error("The empty application did not start.");
}

/**
 * P7: the public list and a raffle's page, from the cache and through the whole gate, against an empty static page of the
 * same framework behind an empty middleware, and without any. Rates are medians of alternating rounds; the load comes
 * from this process, so it takes its share of the machine from all of them alike.
 */
export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const rounds = options.short ? 2 : 5;
  const seconds = options.short ? 1.5 : 4;
  const dir = path.join(root, ".drawbridge", "bench-pages");
  mkdirSync(dir, { recursive: true });
  const children: ChildProcess[] = [];
  const { ports } = await freePorts(4800);
  const stack = await startStack({ dir, ports, fast: true });
  try {
    await ensureBuilt({ distDir: ".next", dir, env: {} });
    const db = openDatabase(stack.databaseUrl, 4);
    if ((await db.game.count()) === 0) {
      await seedAreas(db);
      const organisationId = await makeOrganisation(db);
      const now = new Date();
      for (let at = 0; at < 24; at++) {
        await makeRaffle(db, {
          organisationId,
          game: {
            opensAt: new Date(now.getTime() - 3_600_000),
            closesAt: new Date(now.getTime() + (at + 48) * 3_600_000),
          },
          raffle: { title: `Raffle ${at + 1}`, drawAt: new Date(now.getTime() + (at + 49) * 3_600_000) },
        });
      }
    }
    const slug = (await db.game.findFirstOrThrow({ where: { state: "active" }, orderBy: { closesAt: "asc" } })).slug;
    await db.close();
    const application = await startApplication(stack, ".next");
    const gated = await emptyApp(dir, true);
    const plain = await emptyApp(dir, false);
    children.push(gated.child, plain.child);
    const place = {
      "x-drawbridge-proxy-secret": stack.env.GEO_PROXY_SECRET!,
      "x-drawbridge-geo-areas": "US,US-NY,US-36029",
    };
    const own = `http://127.0.0.1:${stack.ports.app}`;
    const targets = {
      list: { url: `${own}/raffles`, headers: place },
      raffle: { url: `${own}/raffles/${slug}`, headers: place },
      gated: { url: gated.url, headers: {} },
      plain: { url: plain.url, headers: {} },
    };
    const rates: Record<keyof typeof targets, number[]> = { list: [], raffle: [], gated: [], plain: [] };
    const count: Record<string, number> = {};
    for (let round = -1; round < rounds; round++) {
      for (const name of Object.keys(targets) as Array<keyof typeof targets>) {
        const { url, headers } = targets[name];
        const measured = await rate(url, headers, round < 0 ? 1 : seconds);
        if (round < 0) continue;
        rates[name].push(measured.perSecond);
        count[name] = (count[name] ?? 0) + measured.n;
      }
    }
    const behind = median(rates.gated);
    const without = median(rates.plain);
    const unit = "requests/s";
    for (const name of ["list", "raffle"] as const) {
      const ours = median(rates[name]);
      const n = count[name] ?? 0;
      write(figure(`pages.${name}.behind-empty-middleware`, ours, behind, unit, n, "goal 0.9"));
      write(figure(`pages.${name}.without-middleware`, ours, without, unit, n));
    }
    write(figure("pages.gate-itself", behind, without, unit, count.gated ?? 0, "an empty middleware against none"));
    await application.stop();
  } finally {
    for (const child of children) child.kill();
    await stack.close();
  }
}
