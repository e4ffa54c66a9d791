import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { GatewayRefusal, type PaymentGateway, VENUE_ACCOUNT } from "@/server/payments/ports";
import type { Actor } from "@/server/people/authority";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { LEAST_DEPOSIT_MINOR, MOST_DEPOSIT_MINOR } from "./deposit";
import { changeDeposit, type DepositRow, findDepositByKey, findDepositor, insertDeposit } from "./store";

export interface DepositDeps {
  db: Database;
  clock: Clock;
  gateway: PaymentGateway;
  /** Where the member comes back to, whatever happened on the page. */
  returnUrl(depositId: string): string;
}

export interface DepositWish {
  /** Made by the form, the same for a repeated click (M4). */
  requestKey: string;
  amountMinor: number;
  currency: string;
  /** What the gateway's page calls it, in the member's language. */
  label: string;
}

/** The gateway lets a page live for at least half an hour. */
export const PAGE_SECONDS = 31 * 60;

/**
 * Opens the gateway's page for a deposit on the venue's own account, or gives the address of the one that the same key opened
 * before. The row is reserved first and the gateway called with its key, so a repetition after a crash comes to the same page.
 * Throws AppError: badIdempotencyKey, depositAmount, idempotencyConflict, depositOver, accountSuspended, emailUnproven,
 * selfExcluded, depositLimit, memberMoneyClosed, gatewayRefused, gatewayUnavailable.
 */
export async function startDeposit(deps: DepositDeps, actor: Actor, wish: DepositWish): Promise<{ url: string }> {
  const { db, clock } = deps;
  const { amountMinor, currency, requestKey } = wish;
  if ((await loadVenueSettings(db)).member_money !== "open") throw new AppError("memberMoneyClosed", 409);
  if (!/^[\w-]{8,80}$/.test(requestKey)) throw new AppError("badIdempotencyKey", 422);
  if (!Number.isSafeInteger(amountMinor) || amountMinor < LEAST_DEPOSIT_MINOR || amountMinor > MOST_DEPOSIT_MINOR)
    throw new AppError("depositAmount", 422, { least: LEAST_DEPOSIT_MINOR, most: MOST_DEPOSIT_MINOR });
  const member = await findDepositor(db, actor.memberId);
  if (member?.status !== "active") throw new AppError("accountSuspended", 403);
  if (!member.emailVerified) throw new AppError("emailUnproven", 403);

  const now = clock.now();
  const { memberId } = actor;
  let deposit = await findDepositByKey(db, memberId, requestKey);
  if (!deposit) {
    await insertDeposit(db, { id: newId(now.getTime()), memberId, requestKey, amountMinor, currency, createdAt: now });
    deposit = await findDepositByKey(db, memberId, requestKey);
  }
  if (!deposit) throw new Error("the deposit was not written");
  if (deposit.amountMinor !== amountMinor || deposit.currency !== currency)
    throw new AppError("idempotencyConflict", 409);
  if (deposit.state !== "created") throw new AppError("depositOver", 409, { state: deposit.state });
  if (member.excluded) throw new AppError("selfExcluded", 403);
  return { url: deposit.checkoutUrl ?? (await openPage(deps, deposit, member, wish.label)) };
}

async function openPage(
  deps: DepositDeps,
  deposit: DepositRow,
  member: { email: string; locale: string },
  label: string,
): Promise<string> {
  const { db, clock, gateway } = deps;
  const returnUrl = deps.returnUrl(deposit.id);
  try {
    const { checkoutId, url } = await gateway.createCheckout({
      key: `deposit:${deposit.id}`,
      account: VENUE_ACCOUNT,
      reference: deposit.id,
      currency: deposit.currency,
      lines: [{ name: label, quantity: 1, unitMinor: deposit.amountMinor }],
      feeMinor: 0,
      email: member.email,
      locale: member.locale,
      successUrl: returnUrl,
      cancelUrl: returnUrl,
      // From the row, so that a repetition asks for the very same thing.
      expiresAt: new Date(deposit.createdAt.getTime() + PAGE_SECONDS * 1000),
    });
    await db.transaction((tx) =>
      changeDeposit(tx, deposit.id, "created", { checkoutId, checkoutUrl: url, updatedAt: clock.now() }),
    );
    return url;
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    log.warn("deposit_refused", { depositId: deposit.id, code: error.code, error });
    const end = { state: "expired" as const, reason: "gatewayRefused", updatedAt: clock.now() };
    await db.transaction((tx) => changeDeposit(tx, deposit.id, "created", end));
    throw new AppError("gatewayRefused", 502, {}, { cause: error });
  }
}
