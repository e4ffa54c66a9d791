import { newId } from "@/server/kernel/ids";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import { type AuthorizedAdministrator, authoriseAdministrator } from "@/server/people/authority";
import { createStripePayouts } from "@/server/wallets/adapters/stripe";
import { openPayee, refreshPayee } from "@/server/wallets/open-payee";
import type { PayoutGateway } from "@/server/wallets/ports";
import type { SendDeps } from "@/server/wallets/send-withdrawal";
import { settleDeposit } from "@/server/wallets/settle-deposit";
import { type DepositDeps, startDeposit } from "@/server/wallets/start-deposit";
import { makeMember } from "@/tests/support/fixtures";
import { actorOf, balanceOf, openTestVenue, type TestVenue } from "@/tests/support/venue";
import type { Buyer } from "@/tests/support/ways";

export interface WalletVenue {
  venue: TestVenue;
  deps: DepositDeps & SendDeps;
  payouts: PayoutGateway;
  administrator(): Promise<AuthorizedAdministrator>;
  /** A member whose identity is confirmed. */
  checked(over?: Record<string, unknown>): Promise<Buyer>;
  deposit(
    buyer: Buyer,
    amountMinor: number,
    card?: Parameters<TestVenue["stripe"]["control"]["paySession"]>[1],
  ): Promise<string>;
  prize(buyer: Buyer, amountMinor: number): Promise<void>;
  /** Names a bank account at the gateway, as the member would on its page. */
  bank(buyer: Buyer): Promise<string>;
  wallet(buyer: Buyer): Promise<number>;
  partsOf(withdrawalId: string): ReturnType<typeof rowsOf>;
  stateOf(withdrawalId: string): Promise<string>;
}

const rowsOf = (venue: TestVenue, withdrawalId: string) =>
  venue.db.walletWithdrawalPart.findMany({ where: { withdrawalId }, orderBy: { place: "asc" } });

/** A venue that holds members' money, and the ways it comes in and out. */
export async function openWalletVenue(): Promise<WalletVenue> {
  const venue = await openTestVenue();
  const { db, clock, gateway, stripe } = venue;
  await db.venueSetting.create({ data: { key: "member_money", value: "open", updatedAt: new Date() } });
  const payouts = createStripePayouts({
    ...{ secretKey: "sk_test_tickets", webhookSecret: "", connectWebhookSecret: "" },
    ...{ apiBase: stripe.url, timeoutMs: 3_000 },
  });
  const deps = { db, clock, gateway, payouts, returnUrl: (id: string) => `http://127.0.0.1:9/wallet?deposit=${id}` };
  const administrator = async () => {
    const role = { id: newId(), kind: "administrator" as const, organisationId: null, areaId: null };
    return authoriseAdministrator(actorOf(await makeMember(db), [{ ...role, status: "active" }]));
  };
  const someone = (await administrator()).actor.memberId;
  clock.set(new Date());

  return {
    venue,
    deps,
    payouts,
    administrator,
    async checked(over = {}) {
      const buyer = await venue.buyer(over);
      const { givenName, familyName, birthDate } = await db.member.findUniqueOrThrow({ where: { id: buyer.memberId } });
      const id = newId();
      await db.identityCheck.create({
        data: {
          ...{ id, memberId: buyer.memberId, state: "open", checker: "documents", documentKind: "passport" },
          ...{ givenName, familyName, birthDate, requestedAt: new Date() },
        },
      });
      const decided = { state: "approved", decidedAt: new Date(), decidedBy: someone };
      await db.identityCheck.update({ where: { id }, data: decided });
      return buyer;
    },
    async deposit(buyer, amountMinor, card = {}) {
      const requestKey = newId();
      await startDeposit(deps, buyer.actor, { requestKey, amountMinor, currency: "USD", label: "Deposit" });
      const row = await db.walletDeposit.findFirstOrThrow({ where: { requestKey } });
      stripe.control.paySession(row.checkoutId!, card);
      const state = await settleDeposit(deps, row.id);
      if (state !== "credited") throw new Error(`the deposit is ${state}`);
      return row.id;
    },
    async prize(buyer, amountMinor) {
      // As a lottery's prize comes in: to the venue, and paid in at the gateway.
      stripe.control.topUp(amountMinor);
      await db.transaction((tx) =>
        postMovement(tx, {
          ...{ cause: "prize", causeId: newId(), key: newId(), currency: "USD", postedAt: new Date() },
          lines: [
            {
              debit: { key: "venue:lottery:USD", kind: "asset", guarded: false },
              credit: walletAccount(buyer.memberId, "USD"),
              amountMinor,
            },
          ],
        }),
      );
    },
    async bank(buyer) {
      await openPayee(deps, buyer.actor, { returnUrl: "https://a.example", refreshUrl: "https://a.example" });
      const { accountId } = await db.walletPayee.findUniqueOrThrow({ where: { memberId: buyer.memberId } });
      stripe.control.completeAccount(accountId);
      await refreshPayee(deps, buyer.memberId);
      return accountId;
    },
    wallet: (buyer) => balanceOf(db, `wallet:${buyer.memberId}:USD`),
    partsOf: (id) => rowsOf(venue, id),
    stateOf: async (id) => (await db.walletWithdrawal.findUniqueOrThrow({ where: { id } })).state,
  };
}
