import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { checkLedger } from "@/server/ledger/read-ledger";
import { followEvent } from "@/server/payments/follow-event";
import { gatewaysOf } from "@/server/payments/gateways";
import type { EventHint } from "@/server/payments/ports";
import { setOwnLimits } from "@/server/people/limit-play";
import { DEPOSIT_STATES, DEPOSIT_TRANSITIONS } from "@/server/wallets/deposit";
import { readWallet } from "@/server/wallets/read-wallet";
import { reconcileDeposits } from "@/server/wallets/reconcile-deposits";
import { followDeposit, settleDeposit, sweepDeposits } from "@/server/wallets/settle-deposit";
import { type DepositDeps, startDeposit } from "@/server/wallets/start-deposit";
import { balanceOf, openTestVenue, type TestVenue } from "@/tests/support/venue";
import { type Buyer, refusal } from "@/tests/support/ways";

let venue: TestVenue;
let deps: DepositDeps;

beforeAll(async () => {
  venue = await openTestVenue();
  const { db, clock, gateway } = venue;
  await db.venueSetting.create({ data: { key: "member_money", value: "open", updatedAt: new Date() } });
  deps = { db, clock, gateway, returnUrl: (id) => `http://127.0.0.1:9/wallet/deposits/${id}` };
});
beforeEach(() => venue.clock.set(new Date()));
afterAll(() => venue.close());

test("M5 a venue that cannot pay out takes no deposits", async () => {
  const { actor } = await venue.buyer();
  const wish = { requestKey: "closed-venue", amountMinor: 2_000, currency: "USD", label: "Deposit" };
  await venue.db.venueSetting.update({ where: { key: "member_money" }, data: { value: "closed" } });
  await expect(startDeposit(deps, actor, wish)).rejects.toMatchObject({ code: "memberMoneyClosed" });
  await venue.db.venueSetting.update({ where: { key: "member_money" }, data: { value: "open" } });
});

const ADDRESS = { line1: "118 Larkspur Street", city: "Buffalo", state: "NY", country: "US" };

type Card = Parameters<TestVenue["stripe"]["control"]["paySession"]>[1];
const wishOf = (amountMinor: number, requestKey: string = newId()) => ({
  ...{ amountMinor, requestKey, currency: "USD", label: "Deposit" },
});
const rowOf = (buyer: Buyer) =>
  venue.db.walletDeposit.findFirstOrThrow({ where: { memberId: buyer.memberId }, orderBy: { id: "desc" } });
async function open(buyer: Buyer, amountMinor = 2_000) {
  await startDeposit(deps, buyer.actor, wishOf(amountMinor));
  return rowOf(buyer);
}
const type = (row: { checkoutId: string | null }, card: Card = {}) =>
  venue.stripe.control.paySession(row.checkoutId!, card);
async function credited(buyer: Buyer, amountMinor = 2_000) {
  const row = await open(buyer, amountMinor);
  type(row);
  expect(await settleDeposit(deps, row.id)).toBe("credited");
  return rowOf(buyer);
}
const wallet = (buyer: Buyer) => balanceOf(venue.db, `wallet:${buyer.memberId}:USD`);
const hint = (over: Partial<EventHint>): EventHint => ({
  ...{ about: "payment", account: null, checkoutId: null, intentId: null, chargeId: null },
  ...over,
});

test("M5 docs/wallets.md lists the states of a deposit as the code has them", () => {
  const text = readFileSync("docs/wallets.md", "utf8");
  for (const state of DEPOSIT_STATES) {
    const row = new RegExp(`^\\| ${state} +\\|[^|]+\\|[^|]+\\| ([^|]+?) +\\|$`, "m").exec(text);
    expect(row?.[1], state).toBe(DEPOSIT_TRANSITIONS[state].join(", ") || "nothing");
  }
});

test("M5 a deposit is on the venue's own account, credited once, with the gateway's fee beside it", async () => {
  const buyer = await venue.buyer();
  const key = newId();
  const before = await balanceOf(venue.db, "members:clearing:USD");
  const first = await startDeposit(deps, buyer.actor, wishOf(2_000, key));
  expect(await startDeposit(deps, buyer.actor, wishOf(2_000, key))).toEqual(first);
  expect((await refusal(startDeposit(deps, buyer.actor, wishOf(3_000, key)))).code).toBe("idempotencyConflict");
  const row = await rowOf(buyer);
  expect(await settleDeposit(deps, row.id)).toBe("created");
  expect(await wallet(buyer)).toBe(0);
  type(row);
  await Promise.all(Array.from({ length: 8 }, () => settleDeposit(deps, row.id)));
  expect(await wallet(buyer)).toBe(2_000);
  // 2.9 % and 30 cents are the gateway's; what is left is what it holds for members.
  expect((await balanceOf(venue.db, "members:clearing:USD")) - before).toBe(-(2_000 - 88));
  expect((await refusal(startDeposit(deps, buyer.actor, wishOf(2_000, key)))).code).toBe("depositOver");
  expect(await checkLedger(venue.db)).toEqual({ balanced: true, faults: [] });
  const shown = await readWallet(venue.db, buyer.actor, "USD");
  expect(shown).toMatchObject({ balanceMinor: 2_000, deposits: [{ state: "credited", amountMinor: 2_000 }] });
  expect(shown.statement).toMatchObject([{ cause: "deposit", changeMinor: 2_000, balanceMinor: 2_000 }]);
});

test("M5 whoever hears of it, and in whatever order, a closed browser loses nothing", async () => {
  const buyer = await venue.buyer();
  const row = await open(buyer);
  type(row);
  const { payment } = await venue.gateway.fetchCheckout("", row.checkoutId!);
  // The payment's own event comes before we know its id; another is of nothing of ours.
  expect(await followDeposit(deps, hint({ intentId: payment!.intentId }))).toBe(row.id);
  expect(await followDeposit(deps, hint({ checkoutId: row.checkoutId }))).toBe(row.id);
  expect(await followDeposit(deps, hint({ checkoutId: "cs_nobody" }))).toBeNull();
  expect(await wallet(buyer)).toBe(2_000);

  const third = await venue.buyer();
  const page = await open(third);
  type(page);
  const told = venue.stripe.control
    .events()
    .filter(({ data }) => (data.object as { id?: string }).id === page.checkoutId);
  const fulfilment = { paymentChanged: async () => {}, disputeChanged: async () => {} };
  const gateways = gatewaysOf([venue.gateway]);
  const hears = {
    ...deps,
    gateways,
    fulfilment,
    ownAccount: {
      gateway: "stripe",
      follow: async (seen: EventHint) => (await followDeposit(deps, seen)) !== null,
      followPayee: async () => false,
    },
  };
  for (const { id: eventId, type: kind, account = null, ...event } of [...told, ...told]) {
    expect(account).toBeNull();
    const row = {
      gateway: "stripe",
      eventId,
      type: kind,
      account,
      objectId: page.checkoutId,
      payload: event,
      attempts: 1,
    };
    expect(await followEvent(hears, row)).toBe("done");
    expect(await followEvent({ ...hears, ownAccount: undefined }, row)).toBe("ignored");
  }
  expect(told.length).toBeGreaterThan(0);
  expect(await wallet(third)).toBe(2_000);

  const other = await venue.buyer();
  type(await open(other));
  venue.clock.advanceSeconds(31);
  await sweepDeposits(deps);
  expect(await wallet(other)).toBe(2_000);
});

test("M5 a process that dies after the capture credits once when the next one looks", async () => {
  const buyer = await venue.buyer();
  const row = await open(buyer);
  type(row);
  const dying = {
    ...deps,
    gateway: {
      ...venue.gateway,
      capture: async (wish: Parameters<typeof venue.gateway.capture>[0]) => {
        await venue.gateway.capture(wish);
        throw new Error("the process died");
      },
    },
  };
  await expect(settleDeposit(dying, row.id)).rejects.toThrow("died");
  expect(await wallet(buyer)).toBe(0);
  await settleDeposit(deps, row.id);
  await settleDeposit(deps, row.id);
  expect(await wallet(buyer)).toBe(2_000);
});

test("M5 a card from elsewhere, a declined one and a page that ended bring nothing and take nothing", async () => {
  const cases: Array<[Card | null, string, string]> = [
    [{ address: { ...ADDRESS, postalCode: "14614" } }, "declined", "addressMismatch"],
    [{ number: "4000000000000036" }, "declined", "addressNotConfirmed"],
    [null, "expired", "pageClosed"],
  ];
  for (const [card, state, reason] of cases) {
    const buyer = await venue.buyer();
    const row = await open(buyer);
    if (card) type(row, card);
    else venue.stripe.control.expireSession(row.checkoutId!);
    expect(await settleDeposit(deps, row.id)).toBe(state);
    expect((await rowOf(buyer)).reason).toBe(reason);
    expect(await wallet(buyer)).toBe(0);
    const facts = await venue.gateway.fetchCheckout("", row.checkoutId!);
    expect(facts.payment?.capturedMinor ?? 0).toBe(0);
  }
  const buyer = await venue.buyer();
  const row = await open(buyer);
  try {
    type(row, { number: "4000000000000002" });
  } catch {
    // The page says so itself.
  }
  expect(await settleDeposit(deps, row.id)).toBe("created");
  type(row);
  expect(await settleDeposit(deps, row.id)).toBe("credited");
});

test("M5 of deposits at once as many are begun as the limit covers; who is excluded begins none", async () => {
  const buyer = await venue.buyer();
  await setOwnLimits(venue.db, buyer.actor, "USD", [{ name: { kind: "deposit", period: "day" }, amount: 5_000 }]);
  const tries = await Promise.all(
    Array.from({ length: 16 }, () => refusal(startDeposit(deps, buyer.actor, wishOf(1_000)))),
  );
  expect(tries.filter(({ code }) => code === "no error")).toHaveLength(5);
  expect(tries.filter(({ code }) => code === "depositLimit")).toHaveLength(11);
  const excluded = await venue.buyer({ excludedUntil: new Date(Date.now() + 1e9) });
  expect((await refusal(startDeposit(deps, excluded.actor, wishOf(1_000)))).code).toBe("selfExcluded");
  expect((await refusal(startDeposit(deps, buyer.actor, wishOf(499)))).code).toBe("depositAmount");
});

test("M5 a disputed deposit leaves the wallet as far as it is there; the rest is owed; a won one comes back", async () => {
  for (const outcome of ["won", "lost"] as const) {
    const buyer = await venue.buyer();
    const row = await credited(buyer);
    await venue.db.transaction(async (tx) => {
      const { postMovement } = await import("@/server/ledger/post-movement");
      const { walletAccount } = await import("@/server/ledger/accounts");
      await postMovement(tx, {
        ...{ cause: "share", causeId: row.id, key: newId(), currency: "USD", postedAt: new Date() },
        lines: [
          {
            debit: walletAccount(buyer.memberId, "USD"),
            credit: { key: `escrow:${row.id}`, kind: "liability", guarded: true },
            amountMinor: 1_500,
          },
        ],
      });
    });
    const owed = () => balanceOf(venue.db, "members:receivable:USD");
    const before = await owed();
    const dispute = venue.stripe.control.dispute(row.chargeId!);
    const heard = hint({ about: "dispute", chargeId: row.chargeId });
    await followDeposit(deps, heard);
    await followDeposit(deps, heard);
    expect([await wallet(buyer), before - (await owed()), (await rowOf(buyer)).state]).toEqual([0, 1_500, "disputed"]);
    venue.stripe.control.closeDispute(dispute.id, outcome);
    await followDeposit(deps, heard);
    await followDeposit(deps, heard);
    expect([await wallet(buyer), before - (await owed()), (await rowOf(buyer)).state]).toEqual(
      outcome === "won" ? [500, 0, "credited"] : [0, 1_500, "charged-back"],
    );
    expect((await checkLedger(venue.db)).balanced).toBe(true);
  }
});

test("M3 the charges on the venue's own account are compared with deposits and the ledger", async () => {
  const { db, gateway, clock } = venue;
  const since = new Date(Date.now() - 3_600_000);
  const buyer = await venue.buyer();
  const row = await credited(buyer);
  const lost = await open(buyer);
  type(lost);
  await settleDeposit(deps, lost.id);
  // The clock is ahead, so that nothing is still on its way.
  clock.advanceSeconds(600);
  const reconcile = () => reconcileDeposits({ db, gateway, clock }, since);
  const whole = await reconcile();
  expect(whole.differences).toEqual([]);
  expect(whole.charges).toBeGreaterThan(1);
  await db.walletDeposit.update({ where: { id: lost.id }, data: { intentId: "pi_other" } });
  expect((await reconcile()).differences.map(({ kind, depositId }) => [kind, depositId])).toEqual([
    ["unknown-charge", null],
    ["missing-charge", lost.id],
  ]);
  await db.walletDeposit.update({ where: { id: lost.id }, data: { intentId: lost.intentId ?? null } });
  expect(row.state).toBe("credited");
});
