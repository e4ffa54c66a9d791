import { createHash } from "node:crypto";
import { AppError, isAppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import {
  type EnteredPerson,
  enterMember,
  type PersonFault,
  tellEnteredMember,
  withdrawMember,
} from "@/server/people/enter-member";
import type { PeopleDeps } from "@/server/people/ports";
import type { ResidenceOptions } from "@/server/people/residence";
import { evidenceOf } from "../evidence";
import type { DecideEntry, SalesBoard } from "../ports";
import { checkBuyer, requireEntry } from "../purchase-rules";
import { findPurchase } from "../sale-store";
import { findSeller } from "./book-store";
import {
  type EntryAnswer,
  type EntryRaffle,
  type EntryRow,
  enterStatement,
  findEnteredTickets,
  findEntryRaffle,
  listEntries,
} from "./entry-store";
import {
  type EntryClosed,
  entryClosed,
  MOST_TICKETS_AN_ENTRY,
  type PrintedNumber,
  pricesOf,
  readPrintedNumbers,
} from "./manual-entry";
import type { PaperLaw, ReadPaperSettings } from "./ports";

export interface EnterTicketsDeps {
  people: PeopleDeps;
  decideEntry: DecideEntry;
  law: PaperLaw;
  settings: ReadPaperSettings;
  board: SalesBoard;
  /** Tests that move the clock set this, so that the database judges by it too. */
  databaseClock?: "own" | "given";
}

export const PAID_BY = ["cash", "check", "card", "other"] as const;
export type PaidBy = (typeof PAID_BY)[number];

/** One sale off line, as typed or read from a file. */
export interface Entry {
  person: EnteredPerson;
  quantity: number;
  /** What was paid for all of it; null takes the price of the raffle. */
  paidMinor: number | null;
  paidBy: PaidBy;
  sellerId: string | null;
  /** Numbers on the paper, as typed; empty where the tickets carry none. */
  printed: string;
  /** Numbers of the board; empty gives the lowest free ones. */
  picks: number[];
  /** The prize all these tickets are placed on, where the raffle has pools. */
  poolId: string | null;
}

export interface Entered {
  ok: true;
  orderId: string;
  memberId: string;
  /** The account was made for this entry. */
  made: boolean;
  /** The same entry was there already. */
  repeated: boolean;
}

export interface Refused {
  ok: false;
  faults: PersonFault[];
  /** No account has this address, so that the rest is needed. */
  unknown: boolean;
  options: ResidenceOptions | null;
}

export type EnteredTickets =
  | (Entered & { tickets: Array<{ number: string | null; printedNumber: string | null }> })
  | Refused;

const REFUSALS: Record<string, [string, 403 | 409]> = {
  "sold-out": ["notSoManyLeft", 409],
  "level-sold-out": ["bundleSoldOut", 409],
  limit: ["personLimit", 409],
  closed: ["entryAfterClose", 409],
  suspended: ["raffleSuspended", 409],
  barred: ["personBarred", 403],
  "number-taken": ["boardNumberTaken", 409],
  "not-placed": ["notPlaced", 409],
  "printed-taken": ["printedTaken", 409],
  "number-outside": ["printedOutside", 409],
  "book-not-issued": ["bookNotIssued", 409],
  "book-full": ["bookFull", 409],
};
const MOST_DECISIONS = 5;
const MOST_BOARD_NUMBER = 1_000_000;

/** Whether entries are taken now, and why not (R13). Throws 404 `raffleNotFound` for a raffle of somebody else. */
export async function readEntryState(
  deps: Pick<EnterTicketsDeps, "people" | "law" | "settings">,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<{
  raffle: EntryRaffle;
  closed: EntryClosed | null;
  lawArea: string | null;
  mode: "allowed" | "on-request" | "off";
}> {
  const { db, clock } = deps.people;
  const raffle = isId(raffleId) ? await findEntryRaffle(db, raffleId) : null;
  if (!raffle || raffle.organisationId !== by.organisationId) throw new AppError("raffleNotFound", 404);
  const now = clock.now();
  const [law, settings] = await Promise.all([
    deps.law.of(db, { gameId: raffleId, areaIds: [raffle.governingAreaId] }, now),
    deps.settings(db),
  ]);
  const lawAllows = law.manualEntry?.allowed !== false;
  const closed = entryClosed({ ...raffle, mode: settings.manualEntry, lawAllows }, now);
  return { raffle, closed, lawArea: lawAllows ? null : (law.manualEntry?.area ?? null), mode: settings.manualEntry };
}

/**
 * Writes down tickets that were sold off line (R13): finds or makes the account, decides entry as online, and orders,
 * issues and settles in one statement, once for `key`. A person whose account was made for an entry that is then refused
 * is taken out again. Answers what is wrong with the person; throws AppError for the rest: the codes of
 * {@link EntryClosed}, badQuantity, wrongPrice, sellerNotFound, printedUnreadable, printedTwice, printedCount, entryClosed,
 * staffBarred, selfExcluded, accountSuspended and those of the statement.
 */
export async function enterTickets(
  deps: EnterTicketsDeps,
  by: AuthorizedOrganiser,
  raffleId: string,
  entry: Entry,
  once: { key: string; importId: string | null },
): Promise<EnteredTickets> {
  const { raffle, closed, lawArea } = await readEntryState(deps, by, raffleId);
  if (closed) throw new AppError(closed, 409, { area: lawArea ?? "" });
  const answer = await enterInto(deps, by, raffle, entry, once);
  if (!answer.ok) return answer;
  return { ...answer, tickets: await findEnteredTickets(deps.people.db, answer.orderId) };
}

/**
 * The same for a raffle whose state the caller has read just now; the statement itself holds to the state as it is. Throws
 * what {@link enterTickets} throws, but for the codes of {@link EntryClosed}.
 */
export async function enterInto(
  deps: EnterTicketsDeps,
  by: AuthorizedOrganiser,
  raffle: EntryRaffle,
  entry: Entry,
  once: { key: string; importId: string | null },
): Promise<Entered | Refused> {
  const { db } = deps.people;
  const { price, printed } = checkEntry(raffle, entry);
  const seller = entry.sellerId && isId(entry.sellerId) ? await findSeller(db, entry.sellerId) : null;
  if (entry.sellerId && seller?.organisationId !== by.organisationId) throw new AppError("sellerNotFound", 404);

  const member = await enterMember(deps.people, by, entry.person);
  if (!member.ok) return member;
  try {
    const answer = await decideAndEnter(deps, by, raffle, member.memberId, entry, { ...price, printed, ...once });
    if (answer.outcome !== "entered" && answer.outcome !== "already") {
      const [code, status] = REFUSALS[answer.outcome] ?? ["changedMeanwhile", 409];
      throw new AppError(code, status, { detail: answer.detail ?? "", left: answer.detail ?? "" });
    }
    if (member.made) await tellEnteredMember(deps.people, member.memberId, entry.person.email);
    if (answer.outcome === "entered") await deps.board.salesChanged(raffle.raffleId).catch(() => {});
    return {
      ok: true,
      orderId: answer.orderId!,
      memberId: member.memberId,
      made: member.made,
      repeated: answer.outcome === "already",
    };
  } catch (error) {
    if (member.made && isAppError(error)) await withdrawMember(deps.people, member.memberId);
    throw error;
  }
}

function checkEntry(
  raffle: EntryRaffle,
  entry: Entry,
): { price: ReturnType<typeof pricesOf>[number]; printed: PrintedNumber[] } {
  const { quantity } = entry;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > MOST_TICKETS_AN_ENTRY) {
    throw new AppError("badQuantity", 422, { most: MOST_TICKETS_AN_ENTRY });
  }
  const prices = pricesOf(quantity, raffle.priceMinor, raffle.levels);
  const price = entry.paidMinor === null ? prices[0]! : prices.find(({ totalMinor }) => totalMinor === entry.paidMinor);
  if (!price)
    throw new AppError("wrongPrice", 422, { expectedMinor: prices[0]!.totalMinor, currency: raffle.currency });
  if (entry.picks.some((pick) => !Number.isInteger(pick) || pick < 1 || pick > MOST_BOARD_NUMBER)) {
    throw new AppError("picksUnreadable", 422, { text: entry.picks.join(", ").slice(0, 40) });
  }
  if (entry.poolId !== null && !raffle.pools.some(({ drawingId }) => drawingId === entry.poolId))
    throw new AppError("notPlaced", 422);
  const read = readPrintedNumbers(entry.printed, MOST_TICKETS_AN_ENTRY);
  if ("unreadable" in read) throw new AppError("printedUnreadable", 422, { number: read.unreadable.slice(0, 60) });
  if ("twice" in read) throw new AppError("printedTwice", 422, { number: read.twice });
  if ("tooMany" in read || (read.numbers.length > 0 && read.numbers.length !== quantity)) {
    throw new AppError("printedCount", 422, {
      quantity,
      numbers: "numbers" in read ? read.numbers.length : read.tooMany,
    });
  }
  return { price, printed: read.numbers };
}

async function decideAndEnter(
  deps: EnterTicketsDeps,
  by: AuthorizedOrganiser,
  raffle: EntryRaffle,
  memberId: string,
  entry: Entry,
  sale: ReturnType<typeof pricesOf>[number] & { printed: PrintedNumber[]; key: string; importId: string | null },
): Promise<EntryAnswer> {
  const { db, clock } = deps.people;
  const { raffleId } = raffle;
  for (let attempt = 1; ; attempt++) {
    const now = clock.now();
    const found = await findPurchase(db, { raffleId, memberId, idempotencyKey: sale.key });
    if (!found) throw new AppError("memberNotFound", 404);
    const { buyer } = found;
    checkBuyer(buyer, found.sale, now);
    const { country, subdivisionId, countyIds, municipalityIds } = buyer.residence;
    const decision = await deps.decideEntry(db, {
      gameId: raffleId,
      memberId,
      // A ticket is sold off line where the buyer stands; the residence stands for presence, as with an entry by post.
      presence: { alternatives: [[[country], [subdivisionId], countyIds, municipalityIds]] },
      now,
      // Read by one statement with the buyer; the statement that enters holds to both as they are then.
      justRead: { rulesVersion: found.decidedVersion, residence: { birthDate: buyer.birthDate, ...buyer.residence } },
    });
    requireEntry(decision);
    const answer = await enterStatement(db, {
      orderId: newId(now.getTime()),
      raffleId,
      memberId,
      quantity: entry.quantity,
      unitPriceMinor: sale.unitMinor,
      paidMinor: sale.totalMinor,
      priceLevelId: sale.levelId,
      bundles: sale.bundles,
      currency: raffle.currency,
      residence: buyer.residence,
      residenceRevision: buyer.residenceRevision,
      rulesVersion: raffle.rulesVersion,
      picks: entry.picks,
      placements: entry.poolId ? [{ drawingId: entry.poolId, count: entry.quantity }] : null,
      printed: sale.printed,
      enteredBy: by.actor.memberId,
      paidBy: entry.paidBy,
      sellerId: entry.sellerId,
      importId: sale.importId,
      key: sale.key,
      inputHash: createHash("sha256")
        .update(JSON.stringify([raffle.raffleId, entry]))
        .digest("hex"),
      lawVersion: decision.rulesVersion.toString(),
      evidence: evidenceOf(decision),
      personMaximum: decision.law?.maximumPerPerson?.value ?? null,
      householdMaximum: decision.law?.maximumPerHousehold?.value ?? null,
      now,
      clockGiven: deps.databaseClock === "given",
    });
    // The first entry of a draft locks the raffle and so moves the version: others decide again.
    if (answer.outcome !== "rules-changed" || attempt === MOST_DECISIONS) return answer;
  }
}

/** The newest entries by hand of a raffle. */
export async function listNewEntries(
  deps: Pick<EnterTicketsDeps, "people" | "law" | "settings">,
  by: AuthorizedOrganiser,
  raffleId: string,
): Promise<EntryRow[]> {
  await readEntryState(deps, by, raffleId);
  return listEntries(deps.people.db, raffleId, 25);
}
