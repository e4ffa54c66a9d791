import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { connectAccount, readAccount } from "@/server/payments/connect-account";
import { gatewaysOf } from "@/server/payments/gateways";
import { listAccounts, openAnotherAccount, putAccountInForce, setRates } from "@/server/payments/keep-accounts";
import { paymentDesk } from "@/server/payments/payment-desk";
import type { PaymentGateway } from "@/server/payments/ports";
import { reconcilePayments } from "@/server/payments/reconcile-payments";
import { authoriseOrganiser, proveActor } from "@/server/people/authority";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeOrganisation } from "@/tests/support/fixtures";
import type { GatewayKit } from "./kit";
import { makeShop, returnUrl } from "./support";

/** Reconciling and keeping accounts, over any gateway: the same tests for each. */
export function reconcilingOver(open: () => Promise<GatewayKit>): void {
  let fresh: FreshDatabase;
  let kit: GatewayKit;
  let gateway: PaymentGateway;
  let shop: Awaited<ReturnType<typeof makeShop>>;

  beforeAll(async () => {
    [fresh, kit] = await Promise.all([freshDatabase(), open()]);
    gateway = kit.gateway;
  });
  beforeEach(async () => {
    await fresh.db.organisation.updateMany({ data: { gatewayAccount: null } });
    await fresh.db.merchantAccount.deleteMany();
    shop = await makeShop(fresh.db, kit);
  });
  afterAll(async () => {
    await kit.close();
    await fresh.drop();
  });

  const later = { now: () => new Date(Date.now() + 600_000) };
  const desk = () =>
    paymentDesk({ db: fresh.db, clock: { now: () => new Date() }, gateways: gatewaysOf([gateway]), returnUrl });

  /** A purchase that went through to the end, ledger and all. */
  async function sold() {
    const order = await shop.order();
    const { paymentId } = await desk().open(order);
    const row = await fresh.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
    kit.pay(row.checkoutId!);
    await desk().refresh(order.orderId);
    await fresh.db.ticketOrder.update({ where: { id: order.orderId }, data: { state: "authorised" } });
    const version = (await fresh.db.rulesVersion.findUniqueOrThrow({ where: { id: 1 } })).version;
    await fresh.db.query({
      text: "select * from issue_tickets($1::uuid, $2::bigint, $3::jsonb)",
      values: [order.orderId, version.toString(), JSON.stringify({ input: {}, decision: "open", reasons: [] })],
    });
    await desk().capture(paymentId, { amountMinor: order.totalMinor, feeMinor: order.venueFeeMinor });
    await fresh.db.query({ text: "select * from settle_order($1::uuid)", values: [order.orderId] });
    return { order, paymentId, ...(await fresh.db.payment.findUniqueOrThrow({ where: { id: paymentId } })) };
  }

  const differences = async () =>
    (await reconcilePayments({ db: fresh.db, clock: later, gateways: gatewaysOf([gateway]) }, { since: new Date(0) }))
      .differences;
  const kinds = async () => (await differences()).map((each) => each.kind).sort();

  test("M3 books that agree have no differences, with refunds whole and in part", async () => {
    const first = await sold();
    await sold();
    const third = await sold();
    await desk().refund(first.paymentId, { key: `a:${first.id}`, amountMinor: 6_000, feeMinor: 180, reason: "test" });
    expect(await kinds()).toEqual(["unsettled"]);
    await fresh.db.query({ text: "select * from void_tickets($1::uuid, null, 'test')", values: [first.order.orderId] });
    await desk().refund(third.paymentId, { key: `b:${third.id}`, amountMinor: 2_000, feeMinor: 60, reason: "test" });
    const report = await reconcilePayments(
      { db: fresh.db, clock: later, gateways: gatewaysOf([gateway]) },
      { since: new Date(0) },
    );
    expect(report).toMatchObject({ accounts: 1, charges: 3, differences: [] });
  });

  test("M3 each kind of difference is found and named", async () => {
    const paid = await sold();
    expect(await kinds()).toEqual([]);

    await fresh.db.payment.update({ where: { id: paid.id }, data: { processingMinor: 203 } });
    expect(await differences()).toMatchObject([
      { kind: "processing-fee", paymentId: paid.id, ours: "203", theirs: "204" },
    ]);
    await fresh.db.payment.update({ where: { id: paid.id }, data: { processingMinor: 204, feeMinor: 179 } });
    expect(await kinds()).toEqual(["fee"]);
    await fresh.db.payment.update({
      where: { id: paid.id },
      data: { feeMinor: 180, state: "authorised", capturedMinor: 0 },
    });
    expect(await kinds()).toEqual(["captured", "state"]);
    await fresh.db.payment.update({ where: { id: paid.id }, data: { state: "captured", capturedMinor: 6_000 } });

    const { intentId, account } = paid;
    const wish = {
      key: `outside:${paid.id}`,
      account,
      intentId: intentId!,
      amountMinor: 500,
      feeMinor: 0,
      whole: false,
    };
    await gateway.refund(wish);
    expect(await kinds()).toEqual(["balance", "refunded"]);
    await desk().refresh(paid.order.orderId);
    expect(await kinds()).toEqual([]);

    await fresh.db.ticketOrder.update({ where: { id: paid.order.orderId }, data: { state: "refused" } });
    expect(await kinds()).toEqual(["unsettled"]);
    await fresh.db.ticketOrder.update({ where: { id: paid.order.orderId }, data: { state: "captured" } });

    const stranger = await gateway.createCheckout({
      key: newId(),
      account: shop.account,
      reference: newId(),
      currency: "USD",
      lines: [{ name: "Elsewhere", quantity: 1, unitMinor: 1_000 }],
      feeMinor: 0,
      email: "someone@example.test",
      locale: "en",
      successUrl: "http://127.0.0.1:9/",
      cancelUrl: "http://127.0.0.1:9/",
      expiresAt: new Date(Date.now() + 3_600_000),
    });
    kit.pay(stranger.checkoutId);
    kit.advanceSeconds(-3_600);
    expect(await kinds()).toEqual(["unknown-charge"]);
    kit.advanceSeconds(3_600);
  });

  test("M3 a payment that the gateway knows nothing of, and an account that is gone, are told", async () => {
    const paid = await sold();
    await fresh.db.payment.update({ where: { id: paid.id }, data: { intentId: `pi_gone_${paid.id}` } });
    expect(await kinds()).toEqual(["missing-charge", "unknown-charge"]);
    await fresh.db.organisation.update({ where: { id: shop.organisationId }, data: { gatewayAccount: "acct_gone" } });
    await fresh.db.merchantAccount.deleteMany({ where: { account: { not: "acct_gone" } } });
    expect(await differences()).toMatchObject([{ kind: "unreachable", account: "acct_gone" }]);
  });

  test("M2 an organisation gets one account of its own, and is ready when the gateway says so", async () => {
    const organisationId = await makeOrganisation(fresh.db, { gatewayAccount: null, gatewayReady: false });
    const actor = proveActor({
      memberId: newId(),
      sessionId: newId(),
      email: "treasurer@example.test",
      givenName: "Test",
      roles: [{ id: newId(), kind: "organisation", organisationId, areaId: null, status: "active" }],
      secondFactor: true,
    });
    const organiser = authoriseOrganiser(actor, organisationId);
    const deps = { db: fresh.db, clock: later, gateways: gatewaysOf([gateway]) };
    const urls = { returnUrl: "http://127.0.0.1:9/back", refreshUrl: "http://127.0.0.1:9/again" };
    expect(await readAccount(deps, organiser)).toBeNull();
    const links = await Promise.all([connectAccount(deps, organiser, urls), connectAccount(deps, organiser, urls)]);
    const account = (await fresh.db.organisation.findUniqueOrThrow({ where: { id: organisationId } })).gatewayAccount;
    expect(kit.accountsOf(organisationId, account!)).toBe(1);
    expect(await readAccount(deps, organiser)).toMatchObject({ ready: false, account });
    // Either a page for this once, or an invitation by mail and a place to log in.
    expect(links.map(({ mailed }) => mailed)).toEqual([!kit.endsPages, !kit.endsPages]);
    await kit.finishAccount(links[0].url, account!, urls.returnUrl);
    expect(await readAccount(deps, organiser)).toMatchObject({ ready: true, due: [] });
    expect((await fresh.db.organisation.findUniqueOrThrow({ where: { id: organisationId } })).gatewayReady).toBe(true);
  });

  test("M2 a second account takes new payments once it is ready, and both are reconciled against one ledger", async () => {
    await sold();
    const { organisationId } = shop;
    const actor = proveActor({
      memberId: newId(),
      sessionId: newId(),
      email: "treasurer@example.test",
      givenName: "Test",
      roles: [{ id: newId(), kind: "organisation", organisationId, areaId: null, status: "active" }],
      secondFactor: true,
    });
    const organiser = authoriseOrganiser(actor, organisationId);
    const deps = { db: fresh.db, clock: later, gateways: gatewaysOf([gateway]) };
    const [first] = await listAccounts(deps, organiser);
    expect(first).toMatchObject({ inForce: true, ready: true, rates: { kind: "standard" } });
    const urls = { returnUrl: "http://127.0.0.1:9/back", refreshUrl: "http://127.0.0.1:9/again" };
    const { url } = await openAnotherAccount(deps, organiser, { label: "Gala" }, urls);
    const second = (await listAccounts(deps, organiser)).find(({ label }) => label === "Gala")!;
    await expect(putAccountInForce(deps, organiser, second.id)).rejects.toMatchObject({ code: "gatewayNotReady" });
    await kit.finishAccount(url, second.account, urls.returnUrl);
    await putAccountInForce(deps, organiser, second.id);
    expect((await listAccounts(deps, organiser)).map(({ inForce }) => inForce)).toEqual([false, true]);
    const later_ = await sold();
    expect(later_.account).toBe(second.account);
    expect(await differences()).toEqual([]);

    await setRates(deps, organiser, second.id, {
      kind: "by-hand",
      discountBasisPoints: 220,
      transactionMinor: 10,
      gatewayMinor: 5,
      addressCheckMinor: 2,
    });
    expect((await listAccounts(deps, organiser))[1]!.rates).toMatchObject({
      kind: "by-hand",
      discountBasisPoints: 220,
    });
    const bad = {
      kind: "by-hand",
      discountBasisPoints: -1,
      transactionMinor: 0,
      gatewayMinor: 0,
      addressCheckMinor: 0,
    };
    await expect(setRates(deps, organiser, second.id, bad as never)).rejects.toMatchObject({ code: "malformed" });
    const stranger = authoriseOrganiser(
      proveActor({
        ...actor,
        roles: [{ ...actor.roles[0]!, organisationId: await makeOrganisation(fresh.db) }],
        secondFactor: true,
      }),
      (await fresh.db.organisation.findFirstOrThrow({ orderBy: { id: "desc" } })).id,
    );
    await expect(putAccountInForce(deps, stranger, first!.id)).rejects.toMatchObject({ status: 404 });
  });
}
