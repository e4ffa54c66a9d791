import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import type { Actor } from "@/server/people/authority";
import { type PrintOptions, selectionOf } from "./ask-print";
import { completeFile, insertFile, removeFile } from "./file-store";
import { labelSheet, type PAPER } from "./label-sheet";
import { PRINT_BATCH, type PrintDeps, receiptFaces, ticketFaces } from "./print-faces";
import {
  addressesMeant,
  claimPrintJob,
  countMeant,
  endPrintJob,
  findPrintRaffle,
  keepPrintJob,
  type PrintJobRow,
  type PrintRaffle,
  type Selection,
  setJobFile,
} from "./print-store";
import { writeParts } from "./stored-file";

const LEASE_SECONDS = 60;
const MOST_ATTEMPTS = 3;
const KEPT_DAYS = 30;

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
    const options = job.options as PrintOptions;
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
  options: PrintOptions,
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
        flat(addressesMeant(db, chosen, PRINT_BATCH)),
        { ...about, sheet, first: options.first, senderCountry: raffle.organisationCountry },
        progress,
      );
    }
  }
}

async function* flat<Item>(batches: AsyncIterable<Item[]>): AsyncGenerator<Item> {
  for await (const batch of batches) yield* batch;
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
