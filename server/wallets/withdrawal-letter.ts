import type { Database, Tx } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { formatMoney } from "@/server/kernel/money";
import { enqueue } from "@/server/kernel/outbox";
import { findDepositor } from "./store";
import { findPartsOf, findWithdrawal } from "./withdrawal-store";

/** The outbox kind of the letters that tell what has become of a withdrawal. */
export const WITHDRAWAL_LETTER = "wallets.withdrawal";

export type WithdrawalNews = "paid" | "part-paid" | "returned" | "refused";

export interface WithdrawalLetterJob {
  withdrawalId: string;
  news: WithdrawalNews;
}

/** Writes the letter into the outbox, in the transaction of what it tells. */
export async function tellWithdrawal(tx: Tx, withdrawalId: string, news: WithdrawalNews, now: Date): Promise<void> {
  const dedupeKey = `withdrawal:${withdrawalId}:${news}`;
  await enqueue(tx, [{ kind: WITHDRAWAL_LETTER, payload: { withdrawalId, news }, dedupeKey }], now);
}

export interface WithdrawalLetterDeps {
  db: Database;
  mail: Mail;
  appUrl: string;
  /** The texts of a language by their whole key. */
  words(locale: string): Promise<(key: string, fill?: Record<string, string | number>) => string>;
}

/** The outbox handler of {@link WITHDRAWAL_LETTER}. */
export async function sendWithdrawalLetter(
  deps: WithdrawalLetterDeps,
  job: WithdrawalLetterJob,
  deliveryId: string,
): Promise<void> {
  const row = await findWithdrawal(deps.db, job.withdrawalId);
  const member = row && (await findDepositor(deps.db, row.memberId));
  if (!row || !member || member.status === "closed") return;
  const say = await deps.words(member.locale);
  const parts = await findPartsOf(deps.db, [row.id]);
  const money = (minor: number) => formatMoney(minor, row.currency, member.locale);
  const sum = (returned: boolean) =>
    parts
      .filter(({ state }) => (state === "returned") === returned)
      .reduce((total, { amountMinor }) => total + amountMinor, 0);
  const fill = { amount: money(row.amountMinor), paid: money(sum(false)), returned: money(sum(true)) };
  const lines = [
    say("withdrawals.letter.hello"),
    say(`withdrawals.letter.${job.news}${row.kind === "refund" && job.news === "paid" ? "Refund" : ""}`, fill),
    ...(row.reason ? [say("withdrawals.letter.reason", { reason: row.reason })] : []),
    `${deps.appUrl}/wallet/withdrawals/${row.id}`,
  ];
  await deps.mail.send({
    to: member.email,
    subject: say(`withdrawals.letter.subject.${job.news}`, fill),
    text: `${lines.join("\n\n")}\n`,
    idempotencyKey: `withdrawal-letter-${deliveryId}`,
  });
}
