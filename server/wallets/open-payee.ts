import { AppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { isIdentityApproved } from "@/server/people/identity/is-approved";
import { changePayee, findPayee, findPayeeByAccount, insertPayee, type PayeeRow } from "./payee-store";
import { followPayee, type SendDeps } from "./send-withdrawal";
import { findDepositor } from "./store";

/**
 * Gives a member an account at the gateway, once, and the address of the page on which they name their bank account; what they
 * write there the venue never sees. Throws AppError: identityNeeded, gatewayUnavailable; GatewayRefusal.
 */
export async function openPayee(
  deps: SendDeps,
  actor: Actor,
  urls: { returnUrl: string; refreshUrl: string },
): Promise<{ url: string }> {
  const { db, clock, payouts } = deps;
  const { memberId } = actor;
  if (!(await isIdentityApproved(db, memberId))) throw new AppError("identityNeeded", 403);
  const member = await findDepositor(db, memberId);
  if (!member) throw new AppError("notFound", 404);
  let account = (await findPayee(db, memberId))?.accountId;
  if (!account) {
    const wish = { key: `payee:${memberId}`, memberId, email: member.email, country: member.country };
    const made = await payouts.openPayee(wish);
    await db.transaction((tx) => insertPayee(tx, memberId, made, clock.now()));
    // Of two who asked at once, both got the same account by its key; whoever wrote first is right.
    account = (await findPayee(db, memberId))?.accountId ?? made;
  }
  return { url: await payouts.payeeLink(account, urls) };
}

/** What the gateway says of the member's payee now, written down; null where there is none. Throws AppError `gatewayUnavailable`. */
export async function refreshPayee(deps: SendDeps, memberId: string): Promise<PayeeRow | null> {
  const before = await findPayee(deps.db, memberId);
  if (!before) return null;
  const { ready, bank } = await deps.payouts.payeeState(before.accountId);
  if (ready !== before.ready || bank !== before.bank)
    await deps.db.transaction((tx) => changePayee(tx, memberId, { ready, bank, updatedAt: deps.clock.now() }));
  return { ...before, ready, bank };
}

/** Looks at a payee's account, and at what goes to it, when something was heard of it; false where it is nobody's here. */
export async function followPayeeAccount(deps: SendDeps, accountId: string): Promise<boolean> {
  const payee = await findPayeeByAccount(deps.db, accountId);
  if (!payee) return false;
  await refreshPayee(deps, payee.memberId);
  return followPayee(deps, accountId);
}
