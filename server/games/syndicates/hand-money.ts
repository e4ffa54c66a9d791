import { walletAccount } from "@/server/ledger/accounts";
import type { Movement } from "@/server/ledger/movement";
import { lotteryAccount } from "./money";

/** What a ticket bought by hand won in a draw, from the manager who holds it; its shares then get it as they get any prize. */
export function prizePaidIn(
  syndicate: { id: string; currency: string; managerId: string },
  date: string,
  amountMinor: number,
  at: Date,
): Movement {
  const { id, currency, managerId } = syndicate;
  return {
    cause: "prize",
    causeId: id,
    key: `syndicate-paid-in:${id}:${date}`,
    currency,
    postedAt: at,
    lines: [{ debit: walletAccount(managerId, currency), credit: lotteryAccount(currency), amountMinor }],
  };
}
