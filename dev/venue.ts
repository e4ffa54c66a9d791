import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { ensureDefaultAreas } from "../server/areas/import-areas";
import { systemClock } from "../server/kernel/clock";
import { openDatabase } from "../server/kernel/db";
import { ensureBuilt } from "./build";
import { root } from "./prepare.mjs";
import type { Child } from "./processes";
import { type Stack, type StackOptions, startApplication, startStack, startWorker } from "./stack";

/** Somebody who can log in to what was seeded. */
export interface Account {
  role: string;
  name: string;
  email: string;
  password: string;
  totpSecret: string | null;
}

/** What whoever uses a running venue from outside needs to know. */
export interface VenueAddresses {
  address: string;
  application: string;
  mailbox: string;
  gateway: string;
  beacon: string;
  lottery: string;
  databaseUrl: string;
  accounts: Account[];
}

export interface Venue {
  stack: Stack;
  application: Child;
  worker: Child;
  addresses: VenueAddresses;
  /** Ends application, worker, stand-ins and database. */
  close(): Promise<void>;
}

export interface VenueOptions extends StackOptions {
  distDir: string;
  /** `live` keeps adding raffles that close soon while this process runs; `still` seeds once. */
  seed: "live" | "still";
}

interface Seeded {
  accounts: Account[];
  stop(): Promise<void>;
}

/** What dev/demo-data has to offer: a venue that looks alive, made through the application's own use cases. */
export interface DemoData {
  openDemo(options: { env: Record<string, string>; live: boolean; progress: (text: string) => void }): Promise<Seeded>;
}

async function seed(stack: Stack, live: boolean, progress: (text: string) => void): Promise<Seeded> {
  const file = path.join(root, "dev", "demo-data", "open-demo.ts");
  if (!stack.ownDatabase || !existsSync(file)) return { accounts: [], stop: async () => {} };
  const data = (await import(pathToFileURL(file).href)) as DemoData;
  return data.openDemo({ env: stack.env, live, progress });
}

/** The first answers compile the rules and load the code; whoever comes first should not wait for that. */
async function warmUp(stack: Stack): Promise<void> {
  for (const path of ["/", "/raffles", "/api/session"]) {
    for (let attempt = 0; attempt < 5; attempt++) {
      const answer = await fetch(`http://localhost:${stack.ports.app}${path}`, {
        headers: {
          accept: "text/html",
          "x-drawbridge-proxy-secret": stack.env.GEO_PROXY_SECRET!,
          "x-drawbridge-geo-areas": "US,US-NY,US-36029",
        },
      }).catch(() => null);
      if (answer && answer.status < 500) break;
    }
  }
}

/** Starts everything a venue needs, built and seeded, and waits until it answers. */
export async function openVenue(options: VenueOptions): Promise<Venue> {
  const say = options.progress ?? (() => {});
  const steps: string[] = [];
  const stack = await startStack({ ...options, progress: say });
  const ends: Array<() => Promise<void>> = [stack.close];
  const step = (text: string) => {
    say(text);
    steps.push(text);
    stack.proxy.starting(steps);
  };
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    for (const text of stack.recovered) step(text);
    step("Building the pages (once, about two minutes)");
    if (!(await ensureBuilt({ distDir: options.distDir, dir: options.dir, env: stack.env }))) {
      step("They were built before from the same sources");
    }
    if (stack.ownDatabase) {
      const db = openDatabase(stack.databaseUrl, 4);
      try {
        step("Reading in the areas that the packages know");
        const report = await ensureDefaultAreas(db, systemClock);
        if (report) step(`Read in ${report.areas} areas in ${report.seconds} s`);
      } finally {
        await db.close();
      }
    }
    step("Starting the application");
    const application = await startApplication(stack, options.distDir);
    ends.push(application.stop);
    const worker = startWorker(stack);
    ends.push(worker.stop);
    if (stack.ownDatabase) step("Filling the venue");
    else step("The database of DATABASE_URL is used as it is, and nothing is added to it");
    const seeded = await seed(stack, options.seed === "live", step);
    ends.push(seeded.stop);
    stack.mail.accounts.push(...seeded.accounts);
    step("Opening the first pages");
    await warmUp(stack);
    stack.proxy.ready();
    const local = (port: number) => `http://localhost:${port}`;
    return {
      stack,
      application,
      worker,
      addresses: {
        address: local(stack.ports.public),
        application: local(stack.ports.app),
        mailbox: local(stack.ports.mail),
        gateway: local(stack.ports.gateway),
        beacon: local(stack.ports.beacon),
        lottery: local(stack.ports.lottery),
        databaseUrl: stack.databaseUrl,
        accounts: seeded.accounts,
      },
      close,
    };
  } catch (error) {
    await close().catch(() => {});
    throw error;
  }
}
