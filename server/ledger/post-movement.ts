import type { Reader, Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Movement } from "./movement";
import { insertMovement, isPosted } from "./store";

/**
 * Posts a movement in the caller's transaction, once per key. Returns whether this call posted it.
 * Throws AppError `insufficientBalance` when a wallet would be overdrawn and `wrongCurrency` when an account is kept
 * in another currency.
 */
export async function postMovement(tx: Tx, movement: Movement): Promise<boolean> {
  try {
    return await insertMovement(tx, movement);
  } catch (error) {
    const words = describe(error);
    if (words.includes("would be overdrawn")) throw new AppError("insufficientBalance", 409, {}, { cause: error });
    if (words.includes("transfer_debit") || words.includes("transfer_credit"))
      throw new AppError("wrongCurrency", 422, { currency: movement.currency }, { cause: error });
    throw error;
  }
}

/** Whether a movement with this key stands in the ledger. */
export function movementStands(reader: Reader, key: string): Promise<boolean> {
  return isPosted(reader, key);
}

/** Prisma wraps the database's words, in places that differ by kind of query. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return `${error.message} ${JSON.stringify((error as { meta?: unknown }).meta ?? "")}`;
}
