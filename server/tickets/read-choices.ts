import type { Database } from "@/server/kernel/db";
import type { Kv } from "@/server/kernel/kv";
import { heldNumbers } from "./holds";
import { type Odds, oddsOfWinning } from "./odds";
import type { SaleLaw } from "./ports";
import { MAXIMUM_PER_ORDER } from "./price";
import { limitsOf } from "./purchase-rules";
import { countHeld, findPools, findSaleTerms, type PriceLevel, type SaleTerms } from "./sale-store";
import { findSoldNumbers } from "./store";

/** A prize of a tray on which tickets are placed. */
export interface PoolChoice {
  drawingId: string;
  heading: string;
  /** Tickets placed on it by everybody, and the chance of one more ticket now. */
  placed: number;
  oddsNow: Odds | null;
}

/** What somebody may choose before tickets are set aside for them. Amounts in minor units. */
export interface SaleChoices {
  format: string;
  participation: string;
  priceMinor: number;
  currency: string;
  /** Bundles, the smallest first; `left` of one, null where it has no stock of its own (B1). */
  levels: Array<{ id: string; count: number; priceMinor: number; left: number | null }>;
  /** The prizes of a tray (B3). */
  pools: PoolChoice[];
  /** The board: numbers 1 to `size`, those sold, and those in somebody's hands for a few minutes (B13). */
  board: { size: number; sold: number[]; held: number[] } | null;
  giftsAllowed: boolean;
  /** How many more this person may have; null where nothing limits them (B12). */
  mayHave: number | null;
  personMaximum: number | null;
  householdMaximum: number | null;
}

/** A level of one ticket at the raffle's own price is that price and no bundle. */
function isPlainPrice(level: PriceLevel, sale: SaleTerms): boolean {
  return level.count === 1 && level.priceMinor === sale.priceMinor && level.stock === null;
}

/** Null for an unknown raffle. Whether it is open to the member is decided by the caller before. */
export async function readChoices(
  deps: { db: Database; kv: Kv },
  asked: { raffleId: string; memberId: string; law: SaleLaw | undefined; now: Date },
): Promise<SaleChoices | null> {
  const { db, kv } = deps;
  const sale = await findSaleTerms(db, asked.raffleId);
  if (!sale) return null;
  const limits = limitsOf(sale, asked.law);
  const limited = limits.person !== null || limits.household !== null;
  const [held, pools, sold, set] = await Promise.all([
    limited ? countHeld(db, sale.raffleId, asked.memberId) : { person: 0, household: 0 },
    sale.format === "tricky-tray" ? findPools(db, sale.raffleId) : [],
    sale.format === "number-board" ? findSoldNumbers(db, sale.raffleId, null) : new Set<number>(),
    sale.format === "number-board" ? heldNumbers(kv, sale.raffleId, asked.now) : new Set<number>(),
  ]);
  const room = [
    ...(limits.person === null ? [] : [limits.person - held.person]),
    ...(limits.household === null ? [] : [limits.household - held.household]),
  ];
  return {
    format: sale.format,
    participation: sale.participation,
    priceMinor: sale.priceMinor,
    currency: sale.currency,
    levels: sale.levels
      .filter((level) => !isPlainPrice(level, sale))
      .map(({ id, count, priceMinor, stock, sold: gone }) => ({
        ...{ id, count, priceMinor },
        left: stock === null ? null : stock - gone,
      })),
    pools: pools
      .filter((pool) => sale.pools.includes(pool.drawingId))
      .map((pool) => ({ ...pool, oddsNow: oddsOfWinning(1, 1, pool.placed + 1) })),
    board:
      sale.format === "number-board"
        ? { size: sale.ticketCap ?? 0, sold: [...sold], held: [...set].filter((number) => !sold.has(number)) }
        : null,
    giftsAllowed: sale.giftsAllowed && asked.law?.giftsAllowed?.value !== false,
    mayHave: room.length > 0 ? Math.max(0, Math.min(MAXIMUM_PER_ORDER, ...room)) : null,
    personMaximum: limits.person,
    householdMaximum: limits.household,
  };
}
