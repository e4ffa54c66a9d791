/**
 * Printing 10,000 two-part tickets as a job: read from PostgreSQL, drawn as print-ready PDF, kept in parts; how long, how
 * large, and how much memory it takes at its peak beside what the process had before. The peer is the same drawing without
 * a database: what is left is what the job costs. A tenth of the tickets is printed too: memory must not grow with their number.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@/dev/migrate";
import { anyFreePort, startPostgres } from "@/dev/postgres";
import { wordsOf } from "@/i18n/words";
import { systemClock } from "@/server/kernel/clock";
import { type Database, openDatabase } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { authoriseOrganiser, proveActor } from "@/server/people/authority";
import { pdfPress } from "@/server/tickets/paper/adapters/pdf-press";
import { askPrint, readPrinting } from "@/server/tickets/paper/ask-print";
import type { PrintDeps } from "@/server/tickets/paper/print-faces";
import { runPrintJobs } from "@/server/tickets/paper/print-tickets";
import { groupedCode, type TicketFace } from "@/server/tickets/paper/ticket-face";
import { makeMember, makeOrganisation, makeRaffle, rulesVersion, seedAreas } from "@/tests/support/fixtures";
import { figure, type WriteFigure } from "./report";

const WHOLE = 10_000;
const AN_ORDER = 100;
const MEBIBYTE = 1024 * 1024;

/** A raffle with so many tickets, sold to a hundred people. */
async function sell(db: Database, organisationId: string, members: string[], count: number): Promise<string> {
  const open = { opensAt: new Date(Date.now() - 3_600_000), closesAt: new Date(Date.now() + 86_400_000) };
  const raffle = {
    title: "Harvest hamper and a weekend in the hills",
    drawPlace: "Parish hall",
    ticketText: "No substitution of the offered prize may be made.",
    sponsors: ["Lakeside Bakery"],
  };
  const raffleId = await makeRaffle(db, { organisationId, cap: null, game: open, raffle });
  const version = (await rulesVersion(db)).toString();
  for (let from = 0; from < count; from += AN_ORDER) {
    const quantity = Math.min(AN_ORDER, count - from);
    const orderId = newId();
    const cost = quantity * 500;
    const now = new Date();
    await db.ticketOrder.create({
      data: {
        id: orderId,
        raffleId,
        memberId: members[(from / AN_ORDER) % members.length]!,
        state: "authorised",
        wanted: quantity,
        quantity,
        unitPriceMinor: 500,
        ticketsMinor: cost,
        totalMinor: cost,
        venueFeeMinor: 0,
        feeBasisPoints: 0,
        residence: {},
        residenceRevision: 1,
        rulesVersion: 1,
        idempotencyKey: orderId,
        inputHash: "",
        holdExpiresAt: now,
        createdAt: now,
        updatedAt: now,
      },
    });
    await db.query({
      text: `select * from issue_tickets($1::uuid, $2::bigint, '{"input": {}, "decision": "open"}'::jsonb)`,
      values: [orderId, version],
    });
    await db.query({ text: "select * from settle_order($1::uuid)", values: [orderId] });
  }
  return raffleId;
}

/** The highest resident memory while `work` runs, above what it was when it began, in MiB. */
async function watched(work: () => Promise<unknown>): Promise<{ seconds: number; peakMiB: number; aboveMiB: number }> {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 50);
  const began = process.hrtime.bigint();
  await work();
  const seconds = Number(process.hrtime.bigint() - began) / 1e9;
  clearInterval(timer);
  peak = Math.max(peak, process.memoryUsage().rss);
  return { seconds, peakMiB: peak / MEBIBYTE, aboveMiB: (peak - before) / MEBIBYTE };
}

/** The same drawing from faces in memory, thrown away as it comes. */
async function drawOnly(count: number): Promise<number> {
  const fact = (term: string, value: string) => ({ term, value });
  async function* faces(): AsyncGenerator<TicketFace> {
    for (let at = 1; at <= count; at++) {
      const code = at.toString(16).toUpperCase().padStart(16, "0");
      const draw = fact("Draw", "Dec 4, 2026, 20:00 EST");
      yield {
        eyebrow: "Ticket",
        reprint: null,
        organisation: "Testing Charity",
        title: "Harvest hamper and a weekend in the hills",
        number: `TAA-1-0001-${String(at).padStart(5, "0")}`,
        facts: [
          fact("Price", "$5"),
          draw,
          fact("Place", "Parish hall"),
          fact("Sold", "Nov 2, 2026, 14:04 EST"),
          fact("Sold by", "Drawbridge, online"),
        ],
        holder: { term: "Held by", value: "Test Member", otherwise: "Participant no. 1" },
        law: "No substitution of the offered prize may be made.",
        code: groupedCode(code),
        codeTerm: "Code",
        checkAddress: "Check it at localhost/t",
        checkUrl: `http://localhost/t/${code}`,
        sponsors: "With thanks to Lakeside Bakery",
        stub: { eyebrow: "Drawing stub", facts: [draw], address: [] },
        seed: "bench",
      };
    }
  }
  let bytes = 0;
  const about = { title: "Bench", author: "Bench", locale: "en", paper: "letter", longestLaw: "" } as const;
  for await (const chunk of pdfPress.tickets(faces(), about, () => {})) bytes += chunk.length;
  return bytes;
}

export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const count = options.short ? 400 : WHOLE;
  const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-print-"));
  const postgres = await startPostgres({ dataDir: path.join(folder, "data"), port: await anyFreePort(), fast: true });
  await migrate(postgres.url);
  const db = openDatabase(postgres.url, 8);
  try {
    await seedAreas(db);
    const organisationId = await makeOrganisation(db);
    const staff = await makeMember(db);
    const roles = [
      { id: newId(), kind: "organisation" as const, organisationId, areaId: null, status: "active" as const },
    ];
    const actor = proveActor({
      memberId: staff,
      sessionId: newId(),
      email: "",
      givenName: "",
      roles,
      secondFactor: true,
    });
    const by = authoriseOrganiser(actor, organisationId);
    const members: string[] = [];
    for (let at = 0; at < 100; at++) members.push(await makeMember(db));
    const nothing = {
      areaName: "New York",
      minimumAge: 18,
      ticketText: "Ticket holders need not be present to win.",
      helpLineText: null,
      elements: [],
      manualEntry: null,
      books: null,
    };
    const deps: PrintDeps = {
      db,
      clock: systemClock,
      law: { of: async () => nothing },
      settings: async () => ({ manualEntry: "allowed", ticketLaw: "raffle" }),
      words: wordsOf,
      press: pdfPress,
      appUrl: "http://localhost",
    };
    const wish = {
      kind: "tickets",
      numbers: "",
      from: null,
      until: null,
      unprinted: false,
      paper: "letter",
      sponsors: true,
      sheet: "5160",
      first: 1,
      locale: "en",
    } as const;
    const print = async (raffleId: string) => {
      await askPrint(deps, by, raffleId, wish);
      const spent = await watched(() => runPrintJobs(deps, 1));
      const [job] = (await readPrinting(deps, by, raffleId)).jobs;
      if (job?.state !== "done") throw new Error(`the job ended as ${job?.state}`);
      return { ...spent, bytes: Number(job.sizeBytes ?? 0), tickets: job.total };
    };
    const small = await sell(db, organisationId, members, count / 10);
    const large = await sell(db, organisationId, members, count);
    await print(small); // fonts are read, code is warm
    const tenth = await print(small);
    const whole = await print(large);
    if (whole.tickets !== count) throw new Error(`printed ${whole.tickets} of ${count}`);
    const bare = await watched(() => drawOnly(count));
    write(
      figure(
        `${count} tickets to PDF, the whole job against drawing alone`,
        count / whole.seconds,
        count / bare.seconds,
        "tickets/s",
        count,
        `${whole.seconds.toFixed(1)} s, ${(whole.bytes / 1e6).toFixed(1)} MB, read from and kept in PostgreSQL`,
      ),
    );
    write(
      figure(
        "memory above the process's own at the peak, against a tenth of the tickets",
        whole.aboveMiB,
        Math.max(1, tenth.aboveMiB),
        "MiB",
        count,
        `peak ${whole.peakMiB.toFixed(0)} MiB resident in all; a tenth took ${tenth.aboveMiB.toFixed(0)}`,
      ),
    );
    write(figure("size of a printed ticket", whole.bytes / count, null, "bytes", count));
  } finally {
    await db.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
