import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { checkLedger, readBalances } from "@/server/ledger/read-ledger";
import { cancelWithdrawal, decideWithdrawal } from "@/server/wallets/decide-withdrawal";
import { followPayeeAccount } from "@/server/wallets/open-payee";
import { reconcileWithdrawals } from "@/server/wallets/reconcile-withdrawals";
import { refundDeposit, requestWithdrawal } from "@/server/wallets/request-withdrawal";
import { sendWithdrawal, sweepWithdrawals } from "@/server/wallets/send-withdrawal";
import type { Buyer } from "@/tests/support/ways";
import { openWalletVenue, type WalletVenue } from "./ways";

let w: WalletVenue;
beforeAll(async () => {
  w = await openWalletVenue();
});
afterAll(() => w.venue.close());

/** One thing that may happen to a member's money; `pick` chooses which withdrawal, deposit or fault. */
const step = fc.record({
  what: fc.constantFrom(
    ...(["ask", "ask", "ask", "ask-large", "cancel", "approve", "refuse", "send", "send-twice", "refund"] as const),
    ...(["card-fails", "bank-fails", "fault", "fault", "heal", "time", "prize", "drain"] as const),
  ),
  pick: fc.nat(1_000),
  amount: fc.integer({ min: 500, max: 9_000 }),
});

test("M5 whatever happens, in any order, wallet and what is set apart and what has gone come to the same sum, and the ledger to zero", async () => {
  const { db, clock, stripe } = w.venue;
  const { control } = stripe;
  const by = [await w.administrator(), await w.administrator()];

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
      clock.set(new Date(control.state.nowSeconds() * 1000));
      const buyer = await w.checked();
      const account = await w.bank(buyer);
      let came = 12_000;
      for (const amountMinor of [4_000, 8_000]) await w.deposit(buyer, amountMinor);
      await w.prize(buyer, 90_000);
      came += 90_000;
      const invariant = async () => {
        const rows = await db.walletWithdrawal.findMany({ where: { memberId: buyer.memberId } });
        const parts = await db.walletWithdrawalPart.findMany({
          where: { withdrawalId: { in: rows.map(({ id }) => id) } },
        });
        let apart = 0;
        for (const { id } of rows) apart += Number((await readBalances(db, `withdrawal:${id}`))[0]?.balanceMinor ?? 0n);
        const gone = parts
          .filter(({ state }) => state === "sent" || state === "done")
          .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
        expect((await w.wallet(buyer)) + apart + gone).toBe(came);
      };
      for (const one of steps) {
        came += await happen(buyer, account, one);
        await invariant();
      }

      // Everything heals, and time goes on: nothing stays half done, and the gateway says the same.
      control.clearFaults();
      control.topUp(500_000);
      // What was carried out and came back unheard is looked at every six hours.
      for (const seconds of [30, 30, 30, 7 * 3600, 30, 30]) {
        clock.advanceSeconds(seconds);
        control.advanceSeconds(seconds);
        await sweepWithdrawals(w.deps);
      }
      await invariant();
      const open = await db.walletWithdrawal.findMany({
        where: { memberId: buyer.memberId, state: { in: ["ready", "sending"] } },
      });
      expect(open).toEqual([]);
      expect(await w.venue.gateway.sumBalance(account)).toEqual(
        (await db.walletWithdrawalPart.count({ where: { way: "payout", gatewayId: { not: null } } })) > 0
          ? expect.toSatisfy((sums: Array<{ netMinor: number }>) => sums.every(({ netMinor }) => netMinor === 0))
          : [],
      );
    }),
    { numRuns: 6, endOnFailure: true },
  );
  expect(await checkLedger(db)).toEqual({ balanced: true, faults: [] });
  clock.advanceSeconds(600);
  expect((await reconcileWithdrawals(w.deps, new Date(0))).differences).toEqual([]);

  /** Does one thing, which may be refused; answers what came into the wallet from outside. */
  async function happen(
    buyer: Buyer,
    account: string,
    { what, pick, amount }: { what: string; pick: number; amount: number },
  ) {
    const rows = await db.walletWithdrawal.findMany({
      where: { memberId: buyer.memberId },
      orderBy: { createdAt: "asc" },
    });
    const row = rows[pick % Math.max(1, rows.length)];
    const parts = row ? await w.partsOf(row.id) : [];
    const wish = (amountMinor: number) => ({ requestKey: newId(), amountMinor, currency: "USD" });
    const send = () => row && sendWithdrawal(w.deps, row.id);
    const administrator = by[pick % 2]!;
    const acts: Record<string, () => unknown> = {
      ask: () => requestWithdrawal(w.deps, buyer.actor, wish(amount)),
      "ask-large": () => requestWithdrawal(w.deps, buyer.actor, wish(60_000 + amount)),
      cancel: () => row && cancelWithdrawal(w.deps, buyer.actor, row.id),
      approve: async () => {
        for (const each of rows.filter(({ state }) => state === "waiting" || state === "approved-once"))
          await decideWithdrawal(w.deps, administrator, each.id, { word: "approve" });
      },
      refuse: () => row && decideWithdrawal(w.deps, administrator, row.id, { word: "refuse", reason: "No." }),
      send,
      "send-twice": () => Promise.all([send(), send(), sweepWithdrawals(w.deps)]),
      refund: async () => {
        const deposits = await db.walletDeposit.findMany({ where: { memberId: buyer.memberId } });
        const deposit = deposits[pick % deposits.length]!;
        const back = { requestKey: newId(), amountMinor: amount, reason: "By mistake." };
        await refundDeposit(w.deps, administrator, deposit.id, back);
      },
      "card-fails": () => {
        const part = parts.find(({ way, state }) => way === "refund" && state === "done");
        if (part) control.failRefund(part.gatewayId!);
        return send();
      },
      "bank-fails": () => {
        const part = parts.find(({ way, payoutId }) => way === "payout" && payoutId);
        if (part) control.failPayout(part.payoutId!);
        return followPayeeAccount(w.deps, account);
      },
      fault: () => {
        const kind = (["error", "lost", "reset", "rate_limit"] as const)[pick % 4]!;
        const path = ["/refunds", "/transfers", "/payouts", "/reversals"][amount % 4]!;
        control.addFault({ kind, path, times: 1 + (pick % 3) });
      },
      heal: () => control.clearFaults(),
      time: async () => {
        clock.advanceSeconds(40);
        control.advanceSeconds(40);
        await sweepWithdrawals(w.deps);
      },
      // The venue's account runs dry for a while.
      drain: () => control.topUp(-amount * 10),
      prize: () => w.prize(buyer, amount),
    };
    try {
      await acts[what]!();
    } catch (error) {
      const code = (error as { code?: string }).code ?? "";
      const known = ["insufficientBalance", "changedMeanwhile", "alreadySent", "anotherPersonNeeded", "notFound"];
      if (![...known, "refundTooLarge", "payeeNeeded", "gatewayUnavailable"].includes(code)) {
        if (!/has failed already/.test(String(error))) throw error;
      }
      return 0;
    }
    return what === "prize" ? amount : 0;
  }
}, 120_000);
