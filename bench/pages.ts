import { type ChildProcess, spawn } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";
import { ensureBuilt } from "@/dev/build";
import { portIsFree } from "@/dev/postgres";
import { freePorts, type Stack, startApplication, startStack } from "@/dev/stack";
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
  status = 200,
): Promise<{ perSecond: number; n: number }> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: CLIENTS });
  const until = performance.now() + seconds * 1000;
  let done = 0;
  const one = () =>
    new Promise<void>((resolve, reject) => {
      http
        .get(url, { agent, headers }, (answer) => {
          if (answer.statusCode !== status) reject(new Error(`${url} answered ${answer.statusCode}`));
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
  await answering(url, child);
  return { url, child };
}

async function answering(url: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < 100; waited++) {
    const answers = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
    if (answers) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error(`${url} did not answer.`);
}

/** The same build and the same venue served by the framework alone (`next start`), its middleware being the gate. */
async function frameworkAlone(stack: Stack): Promise<{ url: string; child: ChildProcess }> {
  const port = await freePort(5000);
  const env = {
    ...{ ...process.env, ...stack.env, NODE_ENV: "production" as const },
    ...{ NEXT_DIST_DIR: ".next", NEXT_TELEMETRY_DISABLED: "1" },
  };
  const child = spawn(process.execPath, [next, "start", "-p", String(port)], { cwd: root, env, stdio: "ignore" });
  const url = `http://127.0.0.1:${port}`;
  await answering(`${url}/robots.txt`, child);
  return { url, child };
}

/**
 * P7: the public list and a raffle's page, from the cache and through the whole gate, against an empty static page of the
 * same framework behind an empty middleware, and without any; plain, packed as browsers ask for it, and asked again by a
 * browser that has it. Rates are medians of alternating rounds; the load comes from this process, so it takes its share
 * of the machine from all of them alike.
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
    const alone = await frameworkAlone(stack);
    children.push(alone.child);
    const packed = { "accept-encoding": "gzip, deflate, br" };
    const targets: Record<string, { url: string; headers: Record<string, string>; status?: number }> = {
      list: { url: `${own}/raffles`, headers: place },
      raffle: { url: `${own}/raffles/${slug}`, headers: place },
      gated: { url: gated.url, headers: {} },
      plain: { url: plain.url, headers: {} },
      "list packed": { url: `${own}/raffles`, headers: { ...place, ...packed } },
      "raffle packed": { url: `${own}/raffles/${slug}`, headers: { ...place, ...packed } },
      "gated packed": { url: gated.url, headers: packed },
      "list alone": { url: `${alone.url}/raffles`, headers: place },
      "raffle alone": { url: `${alone.url}/raffles/${slug}`, headers: place },
    };
    // Rendered once, then sent as it is kept: the ETag of the kept page is what a returning browser asks with.
    await fetch(`${own}/raffles`, { headers: place });
    const etagOf = async (url: string, headers: Record<string, string>) =>
      (await fetch(url, { headers })).headers.get("etag") ?? "";
    const again = async (name: string, url: string, headers: Record<string, string>) => {
      const etag = await etagOf(url, headers);
      targets[`${name} again`] = { url, headers: { ...headers, "if-none-match": etag }, status: 304 };
    };
    await again("list", `${own}/raffles`, place);
    await again("gated", gated.url, {});
    const rates: Record<string, number[]> = {};
    const count: Record<string, number> = {};
    for (let round = -1; round < rounds; round++) {
      for (const [name, { url, headers, status }] of Object.entries(targets)) {
        const measured = await rate(url, headers, round < 0 ? 1 : seconds, status);
        if (round < 0) continue;
        rates[name] = [...(rates[name] ?? []), measured.perSecond];
        count[name] = (count[name] ?? 0) + measured.n;
      }
    }
    const compare = (name: string, ours: string, peer: string, note?: string) =>
      write(figure(`pages.${name}`, median(rates[ours]!), median(rates[peer]!), "requests/s", count[ours] ?? 0, note));
    for (const name of ["list", "raffle"]) {
      compare(`${name}.behind-empty-middleware`, name, "gated", "goal 0.9");
      compare(`${name}.packed`, `${name} packed`, "gated packed", "as browsers ask; goal 0.9");
      compare(`${name}.without-middleware`, name, "plain");
      compare(`${name}.framework-alone`, `${name} alone`, "gated", "next start and its middleware, nothing in front");
    }
    compare("list.again", "list again", "gated again", "304 to a browser that has it");
    compare("gate-itself", "gated", "plain", "an empty middleware against none");
    await application.stop();
  } finally {
    for (const child of children) child.kill();
    await stack.close();
  }
}
