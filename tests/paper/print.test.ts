import { inflateSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { newId } from "@/server/kernel/ids";
import { authoriseOrganiser } from "@/server/people/authority";
import { printable, printableOr } from "@/server/tickets/paper/adapters/pdf-page";
import { pdfPress } from "@/server/tickets/paper/adapters/pdf-press";
import { askPrint, changePrint, type PrintWish, readPrinting } from "@/server/tickets/paper/ask-print";
import { enterTickets } from "@/server/tickets/paper/enter-tickets";
import type { PrintDeps } from "@/server/tickets/paper/print-faces";
import { printOwnTickets, runPrintJobs } from "@/server/tickets/paper/print-tickets";
import { openFile } from "@/server/tickets/paper/stored-file";
import { lawText, stampOf, ticketFace } from "@/server/tickets/paper/ticket-face";
import { voidTickets } from "@/server/tickets/void-tickets";
import { makeOrganisation } from "@/tests/support/fixtures";
import { actorOf } from "@/tests/support/venue";
import { entry, openPaperVenue, type PaperVenue, person } from "./support";

let venue: PaperVenue;
let deps: PrintDeps;
beforeAll(async () => {
  venue = await openPaperVenue();
  deps = {
    db: venue.db,
    clock: venue.clock,
    law: venue.paper.law,
    settings: venue.paper.settings,
    words: wordsOf,
    press: pdfPress,
    appUrl: "https://drawbridge.test",
  };
});
afterAll(() => venue.close());

const wish = (over: Partial<PrintWish> = {}): PrintWish => ({
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
  ...over,
});

async function sold(quantities: number[], raffle: Record<string, unknown> = {}) {
  const raffleId = await venue.raffle({ raffle: { participation: "offline", title: "Quilt raffle", ...raffle } });
  const orders: string[] = [];
  for (const quantity of quantities) {
    const done = await enterTickets(
      venue.paper,
      venue.by,
      raffleId,
      entry({ quantity, person: person({ givenName: "Łucja", familyName: "Ñandú" }) }),
      { key: newId(), importId: null },
    );
    if (!done.ok) throw new Error(JSON.stringify(done.faults));
    orders.push(done.orderId);
  }
  return { raffleId, orders };
}

async function file(raffleId: string): Promise<{ bytes: Buffer; pages: number }> {
  const { jobs } = await readPrinting(deps, venue.by, raffleId);
  const opened = await openFile(venue.db, venue.by, jobs[0]!.fileId!);
  const parts: Uint8Array[] = [];
  for await (const part of opened.parts) parts.push(part);
  const bytes = Buffer.concat(parts);
  expect(BigInt(bytes.length)).toBe(opened.file.sizeBytes);
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  expect(bytes.subarray(-6).toString()).toContain("EOF");
  return { bytes, pages: (bytes.toString("latin1").match(/\/Type \/Page\b(?!s)/g) ?? []).length };
}

test("T7 a print of a range has those tickets and no others, in the background, and the file streams to its own organisation alone", async () => {
  const { raffleId } = await sold([4, 5]);
  await askPrint(deps, venue.by, raffleId, wish({ numbers: "2-6" }));
  expect(await runPrintJobs(deps)).toBe(1);
  const { jobs } = await readPrinting(deps, venue.by, raffleId);
  expect(jobs[0]).toMatchObject({ state: "done", total: 5, done: 5, attempt: 1 });
  expect((await file(raffleId)).pages).toBe(2);
  const printed = await venue.db.ticketPrint.findMany({ where: { jobId: jobs[0]!.id } });
  const tickets = await venue.db.ticket.findMany({ where: { id: { in: printed.map(({ ticketId }) => ticketId) } } });
  expect(tickets.map(({ sequence }) => sequence).sort()).toEqual([2, 3, 4, 5, 6]);
  expect(printed.every(({ copy }) => copy === 1)).toBe(true);
  const other = await makeOrganisation(venue.db);
  const stranger = authoriseOrganiser(
    actorOf(newId(), [{ id: newId(), kind: "organisation", organisationId: other, areaId: null, status: "active" }]),
    other,
  );
  await expect(openFile(venue.db, stranger, jobs[0]!.fileId!)).rejects.toMatchObject({ status: 404 });
  await expect(askPrint(deps, stranger, raffleId, wish())).rejects.toMatchObject({ code: "raffleNotFound" });
  await expect(changePrint(deps, stranger, jobs[0]!.id, "stop")).rejects.toMatchObject({ status: 404 });
});

test("T7 never beyond the last sold, never a void one, never one sold after it was asked for", async () => {
  const { raffleId, orders } = await sold([3, 3]);
  await expect(askPrint(deps, venue.by, raffleId, wish({ numbers: "7" }))).rejects.toMatchObject({
    code: "rangeBeyond",
    params: { last: 6 },
  });
  await voidTickets(venue.deps, venue.by, { orderId: orders[0]!, ticketIds: null, reason: "Returned" });
  await askPrint(deps, venue.by, raffleId, wish({ numbers: "1-900" }));
  await enterTickets(venue.paper, venue.by, raffleId, entry({ quantity: 4 }), { key: newId(), importId: null });
  await runPrintJobs(deps);
  const { jobs } = await readPrinting(deps, venue.by, raffleId);
  expect(jobs[0]).toMatchObject({ state: "done", total: 3 });
  await expect(askPrint(deps, venue.by, raffleId, wish({ numbers: "1-3" }))).rejects.toMatchObject({
    code: "nothingToPrint",
  });
  const later = new Date(venue.clock.now().getTime() + 86_400_000);
  await expect(askPrint(deps, venue.by, raffleId, wish({ from: later }))).rejects.toMatchObject({
    code: "nothingToPrint",
  });
  await expect(
    askPrint(deps, venue.by, raffleId, wish({ from: later, until: venue.clock.now() })),
  ).rejects.toMatchObject({ code: "datesBackwards" });
});

test("P28 every copy is counted and marked from the second on; only what was never printed can be left to print", async () => {
  const { raffleId } = await sold([2]);
  await askPrint(deps, venue.by, raffleId, wish({ numbers: "1" }));
  await askPrint(deps, venue.by, raffleId, wish());
  await runPrintJobs(deps);
  const copies = await venue.db.ticketPrint.findMany({
    where: { ticketId: { in: (await venue.db.ticket.findMany({ where: { raffleId } })).map(({ id }) => id) } },
    orderBy: [{ copy: "asc" }],
  });
  expect(copies.map(({ copy }) => copy)).toEqual([1, 1, 2]);
  await expect(askPrint(deps, venue.by, raffleId, wish({ unprinted: true }))).rejects.toMatchObject({
    code: "nothingToPrint",
  });
  const holder = await venue.db.ticket.findFirstOrThrow({ where: { raffleId } });
  const own = await printOwnTickets(deps, actorOf(holder.holderId), raffleId, { locale: "es", paper: "a4" });
  let bytes = 0;
  for await (const chunk of own.stream) bytes += chunk.length;
  expect(bytes).toBeGreaterThan(10_000);
  expect(await venue.db.ticketPrint.count({ where: { ticketId: holder.id } })).toBe(3);
  await expect(printOwnTickets(deps, actorOf(newId()), raffleId, { locale: "en", paper: "a4" })).rejects.toMatchObject({
    code: "ticketNotFound",
  });
});

test("T7 a worker that died leaves its job to the next, who begins the file again and counts no copy twice", async () => {
  const { raffleId } = await sold([6]);
  const jobId = await askPrint(deps, venue.by, raffleId, wish());
  const dies: PrintDeps = {
    ...deps,
    press: {
      ...pdfPress,
      tickets: async function* (faces) {
        for await (const face of faces) {
          yield new TextEncoder().encode(face.number);
          if (face.number.endsWith("0003")) throw new Error("the power went");
        }
      },
    },
  };
  await runPrintJobs(dies, 1);
  expect(await venue.db.printJob.findUniqueOrThrow({ where: { id: jobId } })).toMatchObject({
    state: "waiting",
    attempt: 1,
  });
  // Killed outright: the lease runs out.
  await venue.db.printJob.update({
    where: { id: jobId },
    data: { state: "running", attempt: 2, leaseUntil: new Date(venue.clock.now().getTime() + 30_000) },
  });
  expect(await runPrintJobs(deps)).toBe(0);
  venue.clock.advanceSeconds(31);
  expect(await runPrintJobs(deps)).toBe(1);
  expect(await venue.db.printJob.findUniqueOrThrow({ where: { id: jobId } })).toMatchObject({
    state: "done",
    attempt: 3,
    done: 6,
  });
  expect(await venue.db.ticketPrint.count({ where: { jobId } })).toBe(6);
  expect(
    await venue.db.storedFile.count({
      where: {
        id: { notIn: (await venue.db.printJob.findMany({ where: { state: "done" } })).map((job) => job.fileId ?? "") },
      },
    }),
    "no half file is left",
  ).toBe(0);
});

test("T7 several workers at once print each job once, and a stopped job stops", async () => {
  const { raffleId } = await sold([2]);
  for (let job = 0; job < 4; job++) await askPrint(deps, venue.by, raffleId, wish());
  const stopped = await askPrint(deps, venue.by, raffleId, wish());
  await changePrint(deps, venue.by, stopped, "stop");
  const done = await Promise.all([runPrintJobs(deps), runPrintJobs(deps), runPrintJobs(deps)]);
  expect(done.reduce((sum, one) => sum + one, 0)).toBe(4);
  expect(
    (await readPrinting(deps, venue.by, raffleId)).jobs.map(({ state, attempt }) => `${state} ${attempt}`).sort(),
  ).toEqual(["done 1", "done 1", "done 1", "done 1", "stopped 0"]);
});

test("T7 R12 receipts name the transaction, and labels each person once", async () => {
  const { raffleId } = await sold([2, 1, 1]);
  await askPrint(deps, venue.by, raffleId, wish({ kind: "receipts", paper: "a4" }));
  await runPrintJobs(deps);
  expect((await file(raffleId)).pages).toBe(3);
  await expect(askPrint(deps, venue.by, raffleId, wish({ kind: "labels", first: 31 }))).rejects.toMatchObject({
    code: "labelUnknown",
    params: { most: 30 },
  });
  await askPrint(deps, venue.by, raffleId, wish({ kind: "labels", first: 29 }));
  await runPrintJobs(deps);
  expect((await readPrinting(deps, venue.by, raffleId)).jobs[0]).toMatchObject({
    kind: "labels",
    total: 3,
    state: "done",
  });
  expect((await file(raffleId)).pages).toBe(2);
});

test("T7 labels are for the participants that were chosen by number, or for all", async () => {
  const { raffleId } = await sold([2, 1, 1]);
  const holders = await venue.db.ticket.findMany({
    where: { raffleId },
    select: { holder: { select: { number: true } } },
    distinct: ["holderId"],
  });
  const numbers = holders.map(({ holder }) => holder.number).sort((one, other) => one - other);
  const labels = async (participants: string) => {
    await askPrint(deps, venue.by, raffleId, wish({ kind: "labels", participants }));
    await runPrintJobs(deps);
    return (await readPrinting(deps, venue.by, raffleId)).jobs[0]?.total;
  };
  expect(await labels("")).toBe(3);
  expect(await labels(`${numbers[0]}, ${numbers[2]}`)).toBe(2);
  expect(await labels(`${numbers[1]}-`)).toBe(2);
  await expect(labels(`${numbers[2]! + 1}`)).rejects.toMatchObject({ code: "participantBeyond" });
  await expect(labels("a few")).rejects.toMatchObject({ code: "rangeMalformed", params: { of: "participants" } });
  // Tickets are chosen by their own numbers alone.
  await askPrint(deps, venue.by, raffleId, wish({ participants: `${numbers[0]}` }));
  await runPrintJobs(deps);
  expect((await readPrinting(deps, venue.by, raffleId)).jobs[0]?.total).toBe(4);
});

test("P28 T6 a ticket says what it has to: organisation, event, number, date and 24-hour time, seller, price, code, licence, help line, and the law's own words", async () => {
  const say = await wordsOf("en");
  const raffle = {
    raffleId: "r",
    title: "Quilt raffle",
    organisation: "Saint Martha’s",
    registration: "16-1",
    purpose: "the kitchen",
    drawPlace: "Hall",
    timeZone: "America/New_York",
    currency: "USD",
    permits: [
      { areaId: "US-36029", number: "ERI-7" },
      { areaId: "US-36055", number: "MON-3" },
    ],
    ownText: "Own words",
    sponsors: ["Bakery"],
    prizes: [
      { heading: "Quilt", valueMinor: 30_000, quantity: 1 },
      { heading: "Jam", valueMinor: 500, quantity: 4 },
    ],
    claimDays: 60,
  };
  const law = {
    areaName: "New York",
    minimumAge: 18,
    ticketText: "Ticket holders need not be present to win.",
    helpLineText: "Call 1-877-8-HOPENY",
    elements: ["prizes", "prize-values", "purpose", "word-raffle", "holder-address"] as const,
  };
  const text = lawText(raffle, law, "en", say);
  expect(text).toBe(
    "Prizes: Quilt ($300); 4 × Jam ($5). Proceeds: the kitchen. Registration 16-1. Purchaser must be 18 or over. Ticket holders need not be present to win. Own words. Call 1-877-8-HOPENY.",
  );
  const ticket = {
    id: "t",
    number: "SM-1-0001-0042",
    printedNumber: "A-0042",
    validationCode: "8F3A12BC55D00A1F",
    pricePaidMinor: 500,
    origin: "manual",
    issuedAt: new Date("2026-11-02T19:04:00Z"),
    drawAt: new Date("2026-12-05T01:00:00Z"),
    seller: "Agnes",
    poolHeading: null,
    participantNumber: 1,
    holder: "Maria",
    holderAddress: ["12 Elm Street"],
    holderAreas: ["US-NY", "US-36029"],
    copy: 2,
  };
  const face = ticketFace(raffle, ticket, law, {
    locale: "en",
    say,
    appUrl: "https://drawbridge.test",
    sponsors: true,
    lawText: text,
  });
  expect(Object.fromEntries(face.facts.map(({ term, value }) => [term, value]))).toEqual({
    Price: "$5",
    Draw: "Dec 4, 2026, 20:00 EST",
    Place: "Hall",
    Sold: "Nov 2, 2026, 14:04 EST",
    "Sold by": "Agnes",
    Licence: "ERI-7",
    "Printed number": "A-0042",
  });
  expect(face).toMatchObject({
    eyebrow: "Raffle ticket",
    reprint: "Reprint, copy 2",
    number: "SM-1-0001-0042",
    code: "8F3A 12BC 55D0 0A1F",
    checkUrl: "https://drawbridge.test/t/8F3A12BC55D00A1F",
    sponsors: "With thanks to Bakery",
    stub: { address: ["12 Elm Street"] },
  });
  expect(stampOf(new Date("2026-07-01T04:30:00Z"), "es", "America/New_York")).toMatch(/^1 jul 2026, 00:30/);
});

test("T7 names in other scripts come out as letters or are said in another way, never as boxes", () => {
  expect(printable("Łukasz Žižek, Ελένη, Анна, Bưởi, O’Connor", "strong")).toBe(
    "Łukasz Žižek, Ελένη, Анна, Bưởi, O’Connor",
  );
  expect(printable("王小明", "strong")).toBeNull();
  expect(printable("שרה", "text")).toBeNull();
  expect(printableOr("王 & Co", "text")).toBe("? & Co");
  expect(printable("A\u202eB\u0007", "text")).toBe("AB");
});

test("T7 the law's text is never cut: a long one takes taller tickets, and all of it stands in the file", async () => {
  const words = Array.from({ length: 300 }, (_, at) => `word${at}`).join(" ");
  venue.said.ticketText = words;
  const { raffleId } = await sold([4]);
  await askPrint(deps, venue.by, raffleId, wish());
  await runPrintJobs(deps);
  const { bytes, pages } = await file(raffleId);
  venue.said.ticketText = "";
  expect(pages, "two a sheet").toBe(2);
  const streams = [...bytes.toString("latin1").matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, body]) => {
    try {
      return inflateSync(Buffer.from(body!, "latin1")).toString("latin1");
    } catch {
      return "";
    }
  });
  expect(streams.join("").match(/TJ/g)!.length).toBeGreaterThan(20);
});
