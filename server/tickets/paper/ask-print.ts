import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { labelSheet, type PAPER } from "./label-sheet";
import { readRanges } from "./number-ranges";
import type { PrintDeps } from "./print-faces";
import {
  countMeant,
  findPrintJob,
  findPrintRaffle,
  insertPrintJob,
  listPrintJobs,
  type PrintJobRow,
  type PrintRaffle,
  restartPrintJob,
  type Selection,
  stopPrintJob,
} from "./print-store";

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

/** A wish as a job keeps it. */
export type PrintOptions = Omit<PrintWish, "kind" | "from" | "until"> & { from: string | null; until: string | null };

/** No job's id. */
const NOBODY = "00000000-0000-0000-0000-000000000000";

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
  const options: PrintOptions = {
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

/** What is meant by numbers and days, as they were typed. Throws AppError: rangeMalformed, rangeBackwards, rangeBeyond, participantBeyond, datesBackwards. */
export function selectionOf(
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
