import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import type { Actor, AuthorizedOrganiser } from "@/server/people/authority";
import type { Words } from "../ports";
import { completeFile, insertFile, removeFile } from "./file-store";
import { addressLines, labelSheet, type PAPER } from "./label-sheet";
import { readRanges } from "./number-ranges";
import type { LawOfPaper, PaperLaw, PaperPress, ReadPaperSettings } from "./ports";
import {
  addressesMeant,
  claimPrintJob,
  countCopies,
  countMeant,
  endPrintJob,
  findHolderAreas,
  findPrintJob,
  findPrintRaffle,
  insertPrintJob,
  keepPrintJob,
  listPrintJobs,
  ordersMeant,
  type PrintJobRow,
  type PrintRaffle,
  restartPrintJob,
  type Selection,
  setJobFile,
  stopPrintJob,
  ticketsMeant,
} from "./print-store";
import { receiptFace } from "./receipt-face";
import { writeParts } from "./stored-file";
import { lawText, type TicketFace, ticketFace } from "./ticket-face";

export interface PrintDeps {
  db: Database;
  clock: Clock;
  law: PaperLaw;
  settings: ReadPaperSettings;
  words: Words;
  press: PaperPress;
  appUrl: string;
}

export type PrintKind = PrintJobRow["kind"];

/** What is to be printed, as a form has it. */
export interface PrintWish {
  kind: PrintKind;
  /** "1-50, 75, 100-"; empty for all. */
  numbers: string;
  /** Participants by their numbers, written the same way; for labels alone. Empty or left out for all. */
  participants?: string;
  /** Sold from and until before, as instants; null for no bound. */
  from: Date | null;
  until: Date | null;
  unprinted: boolean;
  paper: keyof typeof PAPER;
  sponsors: boolean;
  /** The sheet of labels and the first free label on it. */
  sheet: string;
  first: number;
  locale: string;
}

type Options = Omit<PrintWish, "kind" | "from" | "until"> & { from: string | null; until: string | null };

const LEASE_SECONDS = 60;
const MOST_ATTEMPTS = 3;
const BATCH = 200;
/** No job's id. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const KEPT_DAYS = 30;

/** A raffle's jobs and how far its tickets go, for its page. Throws 404 `raffleNotFound`. */
export async function readPrinting(
  deps: Pick<PrintDeps, "db">,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<{ raffle: PrintRaffle; jobs: Awaited<ReturnType<typeof listPrintJobs>> }> {
  const raffle = isId(raffleId) ? await findPrintRaffle(deps.db, raffleId) : null;
  if (!raffle || raffle.organisationId !== by.organisationId) throw new AppError("raffleNotFound", 404);
  return { raffle, jobs: await listPrintJobs(deps.db, raffleId, 20) };
}

/**
 * Asks for a print: what is sold now and nothing later. Throws AppError: rangeMalformed, rangeBackwards, rangeBeyond,
 * participantBeyond, datesBackwards, sheetUnknown, labelUnknown, nothingToPrint.
 */
export async function askPrint(
  deps: Pick<PrintDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  raffleId: string,
  wish: PrintWish,
): Promise<string> {
  const { raffle } = await readPrinting(deps, by, raffleId);
  const sheet = labelSheet(wish.sheet);
  if (wish.kind === "labels") {
    if (!sheet) throw new AppError("sheetUnknown", 422);
    const most = sheet.columns * sheet.rows;
    if (!Number.isInteger(wish.first) || wish.first < 1 || wish.first > most)
      throw new AppError("labelUnknown", 422, { most });
  }
  const selection = selectionOf(
    raffle,
    {
      numbers: wish.numbers,
      from: wish.from,
      until: wish.until,
      unprintedBut: wish.kind === "tickets" && wish.unprinted ? NOBODY : null,
      participants: wish.kind === "labels" ? (wish.participants ?? "") : "",
    },
    raffle.lastOrder,
  );
  const total = await countMeant(deps.db, selection, wish.kind);
  if (total === 0) throw new AppError("nothingToPrint", 409);
  const now = deps.clock.now();
  const id = newId(now.getTime());
  const { kind, ...rest } = wish;
  const options: Options = {
    ...rest,
    from: wish.from?.toISOString() ?? null,
    until: wish.until?.toISOString() ?? null,
  };
  await deps.db.transaction(async (tx) => {
    await insertPrintJob(tx, {
      id,
      raffleId,
      organisationId: by.organisationId,
      kind,
      options,
      upto: BigInt(raffle.lastOrder),
      total,
      askedBy: by.actor.memberId,
      createdAt: now,
    });
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "organisation",
      action: `print-${kind}`,
      subject: `raffle:${raffleId}`,
      after: { jobId: id, total, ...options },
    });
  });
  return id;
}

function selectionOf(
  raffle: PrintRaffle,
  wish: { numbers: string; from: Date | null; until: Date | null; unprintedBut: string | null; participants?: string },
  upto: string,
): Selection {
  const ranges = (of: "numbers" | "participants", text: string, last: number, beyond: string) => {
    const read = readRanges(text, last);
    if ("ranges" in read) return read.ranges;
    const code = { malformed: "rangeMalformed", backwards: "rangeBackwards", beyond }[read.fault.code];
    throw new AppError(code, 422, { part: read.fault.part.slice(0, 40), last, of });
  };
  if (wish.from && wish.until && wish.until <= wish.from) throw new AppError("datesBackwards", 422);
  return {
    raffleId: raffle.raffleId,
    ranges: ranges("numbers", wish.numbers, raffle.lastNumber, "rangeBeyond"),
    participants: wish.participants?.trim()
      ? ranges("participants", wish.participants, raffle.lastParticipant, "participantBeyond")
      : null,
    from: wish.from,
    until: wish.until,
    unprintedBut: wish.unprintedBut,
    upto,
  };
}

/** Stops a job, or begins one again that failed or was stopped. Throws AppError: notFound, changedMeanwhile. */
export async function changePrint(
  deps: Pick<PrintDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  jobId: string,
  to: "stop" | "restart",
): Promise<string> {
  const job = isId(jobId) ? await findPrintJob(deps.db, jobId) : null;
  if (!job || job.organisationId !== by.organisationId) throw new AppError("notFound", 404);
  await deps.db.transaction(async (tx) => {
    const changed = to === "stop" ? await stopPrintJob(tx, jobId, deps.clock.now()) : await restartPrintJob(tx, jobId);
    if (!changed) throw new AppError("changedMeanwhile", 409);
  });
  return job.raffleId;
}

/**
 * Prints what waits, one job after another, and answers how many were done. Any number of workers may run it: a job is
 * one's until its lease ends, and whoever dies leaves it to the next, who begins its file again.
 */
export async function runPrintJobs(deps: PrintDeps, most = 10): Promise<number> {
  for (let done = 0; done < most; done++) {
    const job = await claimPrintJob(deps.db, deps.clock.now(), LEASE_SECONDS);
    if (!job) return done;
    await runPrintJob(deps, job);
  }
  return most;
}

class Stopped extends Error {}

async function runPrintJob(deps: PrintDeps, job: PrintJobRow): Promise<void> {
  const { db } = deps;
  const now = deps.clock.now();
  const fileId = newId(now.getTime());
  const raffle = await findPrintRaffle(db, job.raffleId);
  try {
    if (!raffle) throw new Error(`raffle ${job.raffleId} is gone`);
    const options = job.options as Options;
    const say = await deps.words(options.locale);
    const name = `${raffle.slug}-${say(`paper.print.file.${job.kind}`)}-${now.toISOString().slice(0, 10)}.pdf`;
    await db.transaction(async (tx) => {
      if (job.fileId) await removeFile(tx, job.fileId);
      await insertFile(tx, {
        id: fileId,
        organisationId: job.organisationId,
        name,
        contentType: "application/pdf",
        createdAt: now,
        expiresAt: new Date(now.getTime() + KEPT_DAYS * 86_400_000),
      });
      await setJobFile(tx, job, fileId);
    });
    let printed = 0;
    let told = Date.now();
    const stream = await drawn(deps, job, raffle, options, (count) => {
      printed = count;
    });
    const size = await writeParts(db, fileId, stream, async () => {
      if (Date.now() - told < 1000) return;
      told = Date.now();
      if (!(await keepPrintJob(db, job, printed, deps.clock.now(), LEASE_SECONDS))) throw new Stopped();
    });
    await db.transaction(async (tx) => {
      await completeFile(tx, fileId, size);
      if (!(await endPrintJob(tx, job, { state: "done", failure: null, total: printed, at: deps.clock.now() })))
        throw new Stopped();
    });
  } catch (error) {
    await db.transaction((tx) => removeFile(tx, fileId));
    if (error instanceof Stopped) return;
    log.error("print_failed", { error, jobId: job.id, attempt: job.attempt });
    const over = job.attempt >= MOST_ATTEMPTS;
    await db.transaction((tx) =>
      endPrintJob(tx, job, {
        state: over ? "failed" : "waiting",
        failure: over ? "failed" : null,
        at: deps.clock.now(),
      }),
    );
  }
}

async function drawn(
  deps: PrintDeps,
  job: PrintJobRow,
  raffle: PrintRaffle,
  options: Options,
  progress: (done: number) => void,
): Promise<AsyncIterable<Uint8Array>> {
  const { db } = deps;
  const { locale } = options;
  const bounds = {
    from: options.from ? new Date(options.from) : null,
    until: options.until ? new Date(options.until) : null,
  };
  // What this job has printed already, before it was begun again, belongs in it.
  const unprintedBut = job.kind === "tickets" && options.unprinted ? job.id : null;
  const chosen = selectionOf(
    raffle,
    {
      numbers: options.numbers,
      ...bounds,
      unprintedBut,
      participants: job.kind === "labels" ? options.participants : "",
    },
    job.upto.toString(),
  );
  const about = { title: raffle.title, author: raffle.organisation, locale };
  const sheet = labelSheet(options.sheet);
  switch (job.kind) {
    case "tickets": {
      const print = { jobId: job.id, by: job.askedBy, at: deps.clock.now() };
      const { faces, longestLaw } = await ticketFaces(
        deps,
        raffle,
        chosen,
        { locale, sponsors: options.sponsors },
        print,
      );
      return deps.press.tickets(faces, { ...about, paper: options.paper, longestLaw }, progress);
    }
    case "receipts":
      return deps.press.receipts(
        receiptFaces(deps, raffle, chosen, locale),
        { ...about, paper: options.paper },
        progress,
      );
    case "labels": {
      if (!sheet) throw new Error(`sheet ${options.sheet} is unknown`);
      return deps.press.labels(
        flat(addressesMeant(db, chosen, BATCH)),
        { ...about, sheet, first: options.first, senderCountry: raffle.organisationCountry },
        progress,
      );
    }
  }
}

async function* flat<Item>(batches: AsyncIterable<Item[]>): AsyncGenerator<Item> {
  for await (const batch of batches) yield* batch;
}

/** Reads the law for a holder once for each place that holders live in. */
function lawReader(
  deps: PrintDeps,
  raffle: PrintRaffle,
  of: "raffle" | "organisation" | "residence",
): (areas: readonly string[]) => Promise<LawOfPaper> {
  const known = new Map<string, Promise<LawOfPaper>>();
  const now = deps.clock.now();
  return (holderAreas) => {
    const areaIds = {
      raffle: [raffle.governingAreaId],
      organisation: [raffle.organisationGoverningAreaId],
      residence: [...holderAreas].reverse(),
    }[of];
    const key = areaIds.join(" ");
    let law = known.get(key);
    if (!law) {
      law = deps.law.of(deps.db, { gameId: raffle.raffleId, areaIds }, now);
      known.set(key, law);
    }
    return law;
  };
}

/** The faces of the tickets of a selection, one after another, with the longest text that a law wants on any of them. */
async function ticketFaces(
  deps: PrintDeps,
  raffle: PrintRaffle,
  selection: Selection,
  how: { locale: string; sponsors: boolean },
  print: { jobId: string; by: string; at: Date },
): Promise<{ faces: AsyncGenerator<TicketFace>; longestLaw: string }> {
  const say = await deps.words(how.locale);
  const { ticketLaw } = await deps.settings(deps.db);
  const lawOf = lawReader(deps, raffle, ticketLaw);
  const places = ticketLaw === "residence" ? await findHolderAreas(deps.db, selection) : [[]];
  const texts = new Map<LawOfPaper, string>();
  const textOfLaw = (law: LawOfPaper): string => {
    const text = texts.get(law) ?? lawText(raffle, law, how.locale, say);
    texts.set(law, text);
    return text;
  };
  let longestLaw = "";
  for (const place of places) {
    const text = textOfLaw(await lawOf(place));
    if (text.length > longestLaw.length) longestLaw = text;
  }
  async function* faces(): AsyncGenerator<TicketFace> {
    for await (const batch of ticketsMeant(deps.db, selection, BATCH)) {
      const copies = await deps.db.transaction((tx) =>
        countCopies(tx, { ...print, ticketIds: batch.map(({ id }) => id) }),
      );
      for (const { address, phone, place: _, ...ticket } of batch) {
        const law = await lawOf(ticket.holderAreas);
        const holderAddress = [
          ...addressLines(address, raffle.organisationCountry).slice(1),
          ...(phone ? [phone] : []),
        ];
        const facts = { ...ticket, holderAddress, copy: copies.get(ticket.id) ?? 1 };
        yield ticketFace(raffle, facts, law, {
          ...how,
          say,
          appUrl: deps.appUrl,
          lawText: textOfLaw(law),
        });
      }
    }
  }
  return { faces: faces(), longestLaw };
}

async function* receiptFaces(deps: PrintDeps, raffle: PrintRaffle, selection: Selection, locale: string) {
  const say = await deps.words(locale);
  const { helpLineText } = await lawReader(deps, raffle, "raffle")([]);
  for await (const batch of ordersMeant(deps.db, selection, BATCH)) {
    for (const { address, place: _, ...order } of batch) {
      const facts = { ...order, holderAddress: addressLines(address, raffle.organisationCountry) };
      yield receiptFace(raffle, facts, {
        locale,
        say,
        rulesUrl: `${deps.appUrl}/raffles/${raffle.slug}`,
        helpLineText,
      });
    }
  }
}

/**
 * A participant's own tickets of a raffle as a PDF, any time; from the second copy on each is marked as a reprint. The
 * answer streams. Throws 404 `ticketNotFound` where they hold no valid one.
 */
export async function printOwnTickets(
  deps: PrintDeps,
  actor: Actor,
  raffleId: string,
  how: { locale: string; paper: keyof typeof PAPER },
): Promise<{ name: string; stream: AsyncIterable<Uint8Array> }> {
  const raffle = isId(raffleId) ? await findPrintRaffle(deps.db, raffleId) : null;
  if (!raffle) throw new AppError("ticketNotFound", 404);
  const selection: Selection = {
    ...selectionOf(raffle, { numbers: "", from: null, until: null, unprintedBut: null }, raffle.lastOrder),
    holderId: actor.memberId,
  };
  if (selection.ranges.length === 0 || (await countMeant(deps.db, selection, "tickets")) === 0)
    throw new AppError("ticketNotFound", 404);
  const print = { jobId: newId(deps.clock.now().getTime()), by: actor.memberId, at: deps.clock.now() };
  const { faces, longestLaw } = await ticketFaces(
    deps,
    raffle,
    selection,
    { locale: how.locale, sponsors: true },
    print,
  );
  const about = { title: raffle.title, author: raffle.organisation, locale: how.locale, paper: how.paper, longestLaw };
  return { name: `${raffle.slug}.pdf`, stream: deps.press.tickets(faces, about, () => {}) };
}
