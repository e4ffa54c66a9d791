import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { systemClock } from "@/server/kernel/clock";
import type { AppError } from "@/server/kernel/errors";
import { checkLedger, readBalances } from "@/server/ledger/read-ledger";
import { gatewaysOf } from "@/server/payments/gateways";
import { learnFees } from "@/server/payments/learn-fees";
import { openCheckout } from "@/server/payments/open-checkout";
import { paymentDesk } from "@/server/payments/payment-desk";
import type { PaymentGateway } from "@/server/payments/ports";
import { watchLeftPages } from "@/server/payments/refresh-payment";
import { finishRefunds } from "@/server/payments/refund-payment";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import type { GatewayKit, KitCard } from "./kit";
import { makeShop, returnUrl } from "./support";

/** What payments do, over any gateway: the same tests for each, so that none of them is a special case. */
export function paymentsOver(open: () => Promise<GatewayKit>): void {
  let fresh: FreshDatabase;
  let kit: GatewayKit;
  let gateway: PaymentGateway;
  let shop: Awaited<ReturnType<typeof makeShop>>;

  beforeAll(async () => {
    [fresh, kit] = await Promise.all([freshDatabase(), open()]);
    gateway = kit.gateway;
    shop = await makeShop(fresh.db, kit);
  });
  afterEach(() => kit.clearFaults());
  afterAll(async () => {
    await kit.close();
    await fresh.drop();
  });

  const deps = () => ({ db: fresh.db, clock: systemClock, gateways: gatewaysOf([gateway]), returnUrl });
  const desk = () => paymentDesk(deps());
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => "no error",
      (error: AppError) => error.code ?? error.message,
    );

  async function row(paymentId: string) {
    return fresh.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
  }

  /** An order whose payment was authorised with this card. */
  async function authorised(card: KitCard = {}) {
    const order = await shop.order();
    const { paymentId } = await desk().open(order);
    kit.pay((await row(paymentId)).checkoutId!, card);
    const facts = await desk().refresh(order.orderId);
    return { order, paymentId, facts: facts! };
  }

  async function captured() {
    const { order, paymentId } = await authorised();
    const facts = await desk().capture(paymentId, { amountMinor: order.totalMinor, feeMinor: order.venueFeeMinor });
    return { order, paymentId, facts };
  }

  /** Nobody is charged on a page of a payment that has ended: it is closed, or what is paid there goes back. */
  async function expectOver({ paymentId, url }: { paymentId: string; url: string }) {
    if (kit.endsPages) {
      expect((await fetch(url)).status).toBe(410);
      return;
    }
    const { checkoutId, pageLeftOpen } = await row(paymentId);
    expect(pageLeftOpen).toBe(true);
    kit.pay(checkoutId!);
    const watch = (now: Date) => watchLeftPages({ ...deps(), clock: { now: () => now } });
    await watch(new Date());
    const after = await row(paymentId);
    expect([after.state, after.pageLeftOpen, kit.payment(after.intentId!).state]).toEqual(["cancelled", true, "over"]);
    await watch(new Date(Date.now() + 3_600_000));
    expect((await row(paymentId)).pageLeftOpen).toBe(false);
  }

  async function clearing(): Promise<bigint> {
    return (await readBalances(fresh.db, `org:${shop.organisationId}:clearing`))[0]?.balanceMinor ?? 0n;
  }

  test("M4 opening the page again, or eight times at once, comes to the same page", async () => {
    const order = await shop.order();
    const pages = await Promise.all(Array.from({ length: 8 }, () => openCheckout(deps(), order)));
    expect(new Set(pages.map((page) => page.url)).size).toBe(1);
    expect((await desk().open(order)).url).toBe(pages[0]!.url);
    expect(await fresh.db.payment.count({ where: { orderId: order.orderId } })).toBe(1);
    expect(await (await fetch(pages[0]!.url)).text()).toContain("$60.00");
  });

  test("M4 an answer lost on the way leads to the same page, not to a second one", async () => {
    const order = await shop.order();
    kit.fault({ kind: "lost", at: "page" });
    expect(await codeOf(desk().open(order))).toBe("gatewayUnavailable");
    kit.clearFaults();
    const page = await desk().open(order);
    // A gateway that knows no keys here made two pages; the one that anybody sees is always the same.
    expect(kit.pagesFor(page.paymentId)).toBe(kit.endsPages ? 1 : 2);
    expect((await desk().open(order)).url).toBe(page.url);
  });

  test("M4 other wishes close the open page and open another", async () => {
    const order = await shop.order();
    const first = await desk().open(order);
    const second = await desk().open({
      ...order,
      totalMinor: 6_500,
      lines: [...order.lines, { name: "Donation", quantity: 1, unitMinor: 500 }],
    });
    expect(second.url).not.toBe(first.url);
    expect((await row(first.paymentId)).state).toBe("cancelled");
    await expectOver(first);
  });

  test("M2 without a working account there is nothing to pay", async () => {
    const order = await shop.order();
    await fresh.db.organisation.update({ where: { id: shop.organisationId }, data: { gatewayReady: false } });
    expect(await codeOf(desk().open(order))).toBe("gatewayNotReady");
    await fresh.db.organisation.update({ where: { id: shop.organisationId }, data: { gatewayReady: true } });
  });

  test("M2 an account that the gateway closed meanwhile says so, and takes no more orders", async () => {
    const order = await shop.order();
    kit.closeAccount(shop.account);
    expect(await codeOf(desk().open(order))).toBe("gatewayNotReady");
    const organisation = () => fresh.db.organisation.findUniqueOrThrow({ where: { id: shop.organisationId } });
    expect((await organisation()).gatewayReady).toBe(false);
    kit.completeAccount(shop.account);
    await fresh.db.organisation.update({ where: { id: shop.organisationId }, data: { gatewayReady: true } });
    expect((await desk().open(order)).url).toMatch(/^http/);
  });

  test("T2 an authorised payment shows the card, its kind and the check of its postal code", async () => {
    const { facts, paymentId } = await authorised({ number: "4000056655665556" });
    expect(facts).toMatchObject({
      state: "authorised",
      amountMinor: 6_000,
      currency: "USD",
      postalCheck: "pass",
      billingPostalCode: "14202",
      billingCountry: "US",
      cardFunding: "debit",
    });
    expect(await row(paymentId)).toMatchObject({ state: "authorised", cardBrand: "visa", capturedMinor: 0 });
    expect((await authorised({ number: "4000000000000036" })).facts.postalCheck).toBe("fail");
    expect((await authorised({ number: "4000000000000044" })).facts.postalCheck).toBe("unavailable");
  });

  test("T2 a declined card leaves the page open for another; a closed page ends the payment", async () => {
    const order = await shop.order();
    const { paymentId } = await desk().open(order);
    const checkoutId = (await row(paymentId)).checkoutId!;
    kit.pay(checkoutId, { number: "4000000000009995" });
    expect(await desk().refresh(order.orderId)).toMatchObject({ state: "created", failureCode: "insufficient_funds" });
    kit.endPage(checkoutId);
    expect(await desk().refresh(order.orderId)).toMatchObject({
      state: "cancelled",
      failureCode: "insufficient_funds",
    });
  });

  test("M1 a capture records what was taken, the venue's fee and the gateway's, and posts it once", async () => {
    const before = await clearing();
    const { order, paymentId, facts } = await captured();
    expect(facts).toMatchObject({ state: "captured", amountMinor: 6_000 });
    // 2.9 % of 60.00 and 0.30
    expect(await row(paymentId)).toMatchObject({ capturedMinor: 6_000, feeMinor: 180, processingMinor: 204 });
    const again = await Promise.all(
      Array.from({ length: 4 }, () => desk().capture(paymentId, { amountMinor: 6_000, feeMinor: 180 })),
    );
    expect(again.map((each) => each.state)).toEqual(Array(4).fill("captured"));
    await desk().refresh(order.orderId);
    expect((await clearing()) - before).toBe(-204n);
  });

  test("T2 fewer tickets capture less, and their own fee", async () => {
    const { order, paymentId } = await authorised();
    await desk().capture(paymentId, { amountMinor: 4_000, feeMinor: 120 });
    expect(await row(paymentId)).toMatchObject({
      state: "captured",
      capturedMinor: 4_000,
      feeMinor: 120,
      refundedMinor: 0,
    });
    expect(await desk().refresh(order.orderId)).toMatchObject({ state: "captured", amountMinor: 4_000 });
  });

  test("M4 a capture whose answer was lost is known at the next look, and taken once", async () => {
    const { order, paymentId } = await authorised();
    kit.fault({ kind: "lost", at: "capture" });
    const amount = { amountMinor: 6_000, feeMinor: 180 };
    expect(await codeOf(desk().capture(paymentId, amount))).toBe("gatewayUnavailable");
    expect((await row(paymentId)).state).toBe("authorised");
    kit.clearFaults();
    expect(await desk().capture(paymentId, amount)).toMatchObject({ state: "captured" });
    expect(await desk().refresh(order.orderId)).toMatchObject({ state: "captured", amountMinor: 6_000 });
  });

  test("T3 a capture that is refused gives the authorisation back", async () => {
    const { paymentId } = await authorised();
    const facts = await desk().capture(paymentId, { amountMinor: 6_001, feeMinor: 180 });
    expect(facts.state).toBe("cancelled");
    expect(kit.payment((await row(paymentId)).intentId!)).toMatchObject({ state: "over", takenMinor: 0 });
  });

  test("T3 an authorisation that lapsed cannot be captured any more", async () => {
    const { paymentId } = await authorised();
    kit.advanceSeconds(7 * 86_400 + 60);
    expect((await desk().capture(paymentId, { amountMinor: 6_000, feeMinor: 180 })).state).toBe("cancelled");
    kit.advanceSeconds(-7 * 86_400 - 60);
  });

  test("T2 cancelling closes a page, gives an authorisation back, and leaves a capture alone", async () => {
    const open = await shop.order();
    const page = await desk().open(open);
    expect((await desk().cancel(page.paymentId)).state).toBe("cancelled");
    await expectOver(page);
    const held = await authorised();
    expect((await desk().cancel(held.paymentId)).state).toBe("cancelled");
    expect((await desk().cancel(held.paymentId)).state).toBe("cancelled");
    const taken = await captured();
    expect((await desk().cancel(taken.paymentId)).state).toBe("captured");
  });

  test("T2 a card that is accepted while the page is being closed is given back", async () => {
    const order = await shop.order();
    const { paymentId } = await desk().open(order);
    const checkoutId = (await row(paymentId)).checkoutId!;
    // Paid between the look and the call that closes the page.
    const racing: PaymentGateway = {
      ...gateway,
      expireCheckout: async (account, id) => {
        kit.pay(checkoutId);
        return gateway.expireCheckout(account, id);
      },
    };
    const facts = await paymentDesk({ ...deps(), gateways: gatewaysOf([racing]) }).cancel(paymentId);
    expect(facts.state).toBe("cancelled");
    expect(kit.payment((await row(paymentId)).intentId!).state).toBe("over");
  });

  test("M8 the whole goes back once, with the venue's fee, however often it is asked for", async () => {
    const { paymentId } = await captured();
    const before = await clearing();
    const wish = { key: `whole:${paymentId}`, amountMinor: 6_000, feeMinor: 180, reason: "test" };
    const answers = await Promise.all(Array.from({ length: 6 }, () => desk().refund(paymentId, wish)));
    expect(answers.every((each) => each.state === "done")).toBe(true);
    expect(await row(paymentId)).toMatchObject({ state: "refunded", refundedMinor: 6_000 });
    expect(kit.payment((await row(paymentId)).intentId!).refunds).toBe(1);
    expect(await codeOf(desk().refund(paymentId, { ...wish, amountMinor: 5_000, feeMinor: 0 }))).toBe("keyReused");
    expect(await codeOf(desk().refund(paymentId, { ...wish, key: "another" }))).toBe("refundTooLarge");
    // Nothing was in the ledger for this order's capture: what came late went back, and only the gateway's fee is lost.
    expect((await clearing()) - before).toBe(0n);
    expect((await readBalances(fresh.db, `org:${shop.organisationId}:unapplied`))[0]?.balanceMinor).toBe(0n);
  });

  test("M8 parts go back until everything has, with exactly the fee that was said", async () => {
    const { paymentId } = await captured();
    const part = (key: string, amountMinor: number, feeMinor: number) =>
      desk().refund(paymentId, { key: `${key}:${paymentId}`, amountMinor, feeMinor, reason: "test" });
    await part("a", 1_500, 45);
    await part("b", 500, 0);
    expect(await codeOf(part("c", 4_001, 0))).toBe("refundTooLarge");
    expect(await codeOf(part("d", 100, 136))).toBe("badAmount");
    // One cent more than is left of the fee, as rounding by parts may make it.
    const last = await Promise.all([part("f", 4_000, 136), part("f", 4_000, 136)]);
    expect(last.map((each) => each.state)).toEqual(["done", "done"]);
    expect(await row(paymentId)).toMatchObject({ state: "refunded", refundedMinor: 6_000 });
    const { feeMinor, feeReturnedMinor } = kit.payment((await row(paymentId)).intentId!);
    expect([feeMinor, feeReturnedMinor]).toEqual([180, 180]);
  });

  test("M8 many parts at once never give back more than was taken", async () => {
    const { paymentId } = await captured();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        codeOf(
          desk().refund(paymentId, { key: `many-${at}:${paymentId}`, amountMinor: 1_000, feeMinor: 0, reason: "test" }),
        ),
      ),
    );
    expect(answers.filter((each) => each === "no error")).toHaveLength(6);
    expect(answers.filter((each) => each === "refundTooLarge")).toHaveLength(2);
    expect((await row(paymentId)).refundedMinor).toBe(6_000);
  });

  test("M8 a refund whose answer was lost is found again and not made twice", async () => {
    const { paymentId } = await captured();
    kit.fault({ kind: "lost", at: "refund" });
    const answer = await desk().refund(paymentId, {
      key: `lost:${paymentId}`,
      amountMinor: 6_000,
      feeMinor: 180,
      reason: "test",
    });
    expect(answer.state).toBe("requested");
    kit.clearFaults();
    const later = { now: () => new Date(Date.now() + 120_000) };
    expect(await finishRefunds({ ...deps(), clock: later })).toHaveLength(1);
    expect(await row(paymentId)).toMatchObject({ state: "refunded", refundedMinor: 6_000 });
    expect(kit.payment((await row(paymentId)).intentId!).refunds).toBe(1);
  });

  test("M8 a refund made at the gateway itself is taken over, once", async () => {
    const { order, paymentId } = await captured();
    const { intentId, account } = await row(paymentId);
    await gateway.refund({
      key: `dashboard:${paymentId}`,
      account,
      intentId: intentId!,
      amountMinor: 700,
      feeMinor: 0,
      whole: false,
    });
    await Promise.all([desk().refresh(order.orderId), desk().refresh(order.orderId)]);
    expect(await row(paymentId)).toMatchObject({ state: "captured", refundedMinor: 700 });
    const rows = await fresh.db.refund.findMany({ where: { paymentId } });
    expect(rows.map((each) => [each.reason, each.amountMinor, each.state])).toEqual([["atGateway", 700, "done"]]);
  });

  test("M8 nothing goes back of what was never captured", async () => {
    const { paymentId } = await authorised();
    const wish = { key: `early:${paymentId}`, amountMinor: 6_000, feeMinor: 0, reason: "test" };
    expect(await codeOf(desk().refund(paymentId, wish))).toBe("notCaptured");
    for (const amountMinor of [0, -5, 1.5, Number.NaN])
      expect(await codeOf(desk().refund(paymentId, { ...wish, key: "x", amountMinor }))).toBe("badAmount");
  });

  test("M1 after all this the ledger balances", async () => {
    expect(await checkLedger(fresh.db)).toEqual({ balanced: true, faults: [] });
  });

  test("M1 a fee that the gateway books later is learnt and posted once", async () => {
    const { paymentId } = await captured();
    const known = await row(paymentId);
    await fresh.db.payment.update({ where: { id: paymentId }, data: { processingMinor: null } });
    expect(await learnFees(deps())).toBe(1);
    expect((await row(paymentId)).processingMinor).toBe(known.processingMinor);
    expect(await learnFees(deps())).toBe(0);
  });
}
