import { memberMoneyAccount, walletAccount } from "@/server/ledger/accounts";
import type { Movement } from "@/server/ledger/movement";
import { lotteryAccount } from "./money";

/** What a ticket bought by hand won in a draw, from the manager who holds it; its shares then get it as they get any prize. */
export function prizePaidIn(
  syndicate: { id: string; currency: string; managerId: string },
  { date, answers }: { date: string; answers: number },
  amountMinor: number,
  at: Date,
): Movement {
  const { id, currency, managerId } = syndicate;
  return {
    cause: "prize",
    causeId: id,
    key: `syndicate-paid-in:${id}:${date}${answers > 0 ? `:${answers}` : ""}`,
    currency,
    postedAt: at,
    lines: [{ debit: walletAccount(managerId, currency), credit: lotteryAccount(currency), amountMinor }],
  };
}

/**
 * What a corrected result took back from shares goes to the manager who had paid it in: `walletMinor` into the wallet, `ownMinor` against
 * what the manager owes of it as an owner of shares.
 */
export function prizePaidBack(
  syndicate: { id: string; currency: string; managerId: string },
  turn: number,
  { walletMinor, ownMinor }: { walletMinor: number; ownMinor: number },
  at: Date,
): Movement {
  const { id, currency, managerId } = syndicate;
  const debit = lotteryAccount(currency);
  const lines = [
    { debit, credit: walletAccount(managerId, currency), amountMinor: walletMinor },
    { debit, credit: memberMoneyAccount("receivable", currency), amountMinor: ownMinor },
  ];
  return { cause: "prize", causeId: id, key: `syndicate-paid-back:${id}:${turn}`, currency, postedAt: at, lines };
}
