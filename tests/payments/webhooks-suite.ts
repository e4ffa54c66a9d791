import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { answerWebhook } from "@/app/api/webhooks/answer-webhook";
import { systemClock } from "@/server/kernel/clock";
import { readBalances } from "@/server/ledger/read-ledger";
import type { FollowEventDeps } from "@/server/payments/follow-event";
import { gatewaysOf } from "@/server/payments/gateways";
import { paymentDesk } from "@/server/payments/payment-desk";
import type { PaymentGateway } from "@/server/payments/ports";
import { processWebhooks } from "@/server/payments/process-webhooks";
import { replayWebhooks } from "@/server/payments/replay-webhooks";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import type { GatewayKit, KitCard, KitDelivery } from "./kit";
import { listeningFulfilment, makeShop, returnUrl } from "./support";

/** What webhooks do, over any gateway: the same tests for each. */
export function webhooksOver(open: () => Promise<GatewayKit>): void {
  let fresh: FreshDatabase;
  let kit: GatewayKit;
  let gateway: PaymentGateway;
  let shop: Awaited<ReturnType<typeof makeShop>>;
  let fulfilment: ReturnType<typeof listeningFulfilment>;

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

  function deps(over: Partial<FollowEventDeps> = {}): FollowEventDeps {
    fulfilment = listeningFulfilment();
    return { db: fresh.db, clock: systemClock, gateways: gatewaysOf([gateway]), fulfilment, ...over };
  }
  const desk = () => paymentDesk({ db: fresh.db, clock: systemClock, gateways: gatewaysOf([gateway]), returnUrl });

  /** Sends an event as the gateway would, or otherwise. A signature of null leaves the header away. */
  function deliver(
    using: FollowEventDeps,
    event: unknown,
    how: Partial<Omit<KitDelivery, "signature">> & { signature?: string | null; gateway?: string } = {},
  ): Promise<Response> {
    const signed = kit.sign(event);
    const { body, signature, endpoint } = { ...signed, ...how };
    const headers = new Headers({ "content-type": "application/json" });
    if (signature !== null) headers.set(gateway.signatureHeader, signature);
    return answerWebhook(using, new Request("http://venue.test/api/webhooks", { method: "POST", body, headers }), {
      gateway: how.gateway ?? kit.name,
      endpoint,
    });
  }

  /** A payment that was authorised, the events of it, and the one that says so. */
  async function paid(card: KitCard = {}) {
    const order = await shop.order();
    const { paymentId } = await desk().open(order);
    const before = kit.events().length;
    const row = await fresh.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
    kit.pay(row.checkoutId!, card);
    const events = kit.events().slice(before);
    return { order, paymentId, events, said: events.find((each) => kit.claimOf(each)) ?? events[0]! };
  }
  const row = (paymentId: string) => fresh.db.payment.findUniqueOrThrow({ where: { id: paymentId } });
  const stored = (eventId: string) => fresh.db.webhookEvent.findFirst({ where: { eventId } });
  const countStored = () => fresh.db.webhookEvent.count();

  test("M3 an event makes us look at the payment itself, and tells who waits for it", async () => {
    const { order, paymentId, said } = await paid();
    const using = deps();
    const answer = await deliver(using, said);
    expect([answer.status, await answer.json()]).toEqual([200, { received: true, fresh: true }]);
    expect((await row(paymentId)).state).toBe("authorised");
    expect(fulfilment.told).toEqual([{ kind: "payment", paymentId, orderId: order.orderId }]);
    expect(await stored(said.id)).toMatchObject({ state: "done", attempts: 1 });
  });

  test("M3 the same event twice, or ten times at once, is stored and followed once", async () => {
    const { said } = await paid();
    const using = deps();
    const event = said;
    const answers = await Promise.all(Array.from({ length: 10 }, () => deliver(using, event)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
    expect((await Promise.all(answers.map((answer) => answer.json()))).filter((each) => each.fresh)).toHaveLength(1);
    expect(fulfilment.told).toHaveLength(1);
  });

  test("M3 any event of a payment is enough, the first heard being the last sent", async () => {
    for (let at = (await paid()).events.length - 1; at >= 0; at--) {
      const { paymentId, events } = await paid();
      await deliver(deps(), events[at]);
      expect([events[at]!.type, (await row(paymentId)).state]).toEqual([events[at]!.type, "authorised"]);
    }
  });

  test("M3 what an event claims is not believed: only what the gateway's record says", async () => {
    const { paymentId, events } = await paid({ number: "4000000000000002" });
    const using = deps();
    for (const [at, event] of events.entries())
      expect((await deliver(using, { ...event, id: `evt_lie_${at}`, type: kit.takenType })).status).toBe(200);
    expect(await row(paymentId)).toMatchObject({ state: "created", capturedMinor: 0 });
  });

  test("M3 an old event heard after the capture changes nothing", async () => {
    const { order, paymentId, events } = await paid();
    await desk().refresh(order.orderId);
    await desk().capture(paymentId, { amountMinor: 6_000, feeMinor: 180 });
    const before = await row(paymentId);
    for (const event of [...events].reverse()) await deliver(deps(), event);
    expect(await row(paymentId)).toEqual(before);
  });

  test("M3 a forged event is refused and leaves nothing", async () => {
    const { paymentId, said } = await paid();
    const before = await countStored();
    for (const signature of [...kit.forgeries(kit.sign(said)), null]) {
      const answer = await deliver(deps(), said, { signature });
      expect([signature, answer.status, (await answer.json()).error.code]).toEqual([signature, 400, "webhookForged"]);
      expect(fulfilment.told).toEqual([]);
    }
    expect(await countStored()).toBe(before);
    expect((await row(paymentId)).state).toBe("created");
  });

  test("M3 an event at the address of a gateway that the venue has not is not there", async () => {
    expect((await deliver(deps(), (await paid()).said, { gateway: "another" })).status).toBe(404);
  });

  test("M3 a body changed after it was signed is refused", async () => {
    const delivery = kit.sign((await paid()).said);
    const { body } = delivery;
    for (const changed of [body.replace("6000", "1"), `${body} `, body.slice(0, -1), ""])
      expect((await deliver(deps(), null, { ...delivery, body: changed })).status).toBe(400);
  });

  test("M3 what is signed but no event, and what is too large, is refused", async () => {
    const before = await countStored();
    for (const nonsense of [[], {}, "x", { id: 1, type: 2, data: { object: {} } }])
      expect((await deliver(deps(), nonsense)).status).toBe(400);
    expect((await deliver(deps(), { id: "evt_large", type: "x", data: { text: "x".repeat(600_000) } })).status).toBe(
      413,
    );
    expect(await countStored()).toBe(before);
  });

  test("M3 an unknown object, kind or account is recorded and changes nothing", async () => {
    const { paymentId, said } = await paid();
    const elsewhere = said.account ? [{ ...said, id: "evt_elsewhere", account: "acct_other" }] : [];
    for (const each of [...kit.strangers(shop.account, "u"), ...elsewhere]) {
      expect((await deliver(deps(), each)).status).toBe(200);
      expect(fulfilment.told).toEqual([]);
      expect([each.id, (await stored(each.id))?.state]).toEqual([each.id, "ignored"]);
    }
    expect((await row(paymentId)).state).toBe("created");
  });

  test("M3 with the gateway down an event waits and is followed later, by one of many workers", async () => {
    const { paymentId, said } = await paid();
    kit.fault({ kind: "error" });
    const using = deps();
    const event = said;
    expect((await deliver(using, event)).status).toBe(200);
    expect(await stored(event.id)).toMatchObject({ state: "pending", attempts: 1, lastError: "gatewayUnavailable" });
    kit.clearFaults();
    expect(await processWebhooks(using)).toBe(0);
    const later = { ...using, clock: { now: () => new Date(Date.now() + 10_000) } };
    const taken = await Promise.all(Array.from({ length: 4 }, () => processWebhooks(later)));
    expect(taken.reduce((a, b) => a + b, 0)).toBe(1);
    expect((await row(paymentId)).state).toBe("authorised");
    expect(fulfilment.told).toHaveLength(1);
    expect(await stored(event.id)).toMatchObject({ state: "done", attempts: 2 });
  });

  test("M3 what was given up, or followed wrongly, can be replayed, and what was right stays as it is", async () => {
    const { order, paymentId, said } = await paid();
    const { order: other, paymentId: otherId, said: saidOther } = await paid();
    const event = said;
    await deliver(deps(), event);
    await deliver(deps(), saidOther);
    await desk().capture(otherId, { amountMinor: 6_000, feeMinor: 180 });
    const right = await row(otherId);
    await fresh.db.webhookEvent.updateMany({ where: { eventId: event.id }, data: { state: "failed", attempts: 24 } });
    await fresh.db.payment.update({ where: { id: paymentId }, data: { state: "created", intentId: null } });
    const using = deps({ clock: { now: () => new Date(Date.now() + 1_000) } });
    expect(await replayWebhooks(using, new Date(Date.now() - 3_600_000))).toBeGreaterThan(1);
    expect(await row(paymentId)).toMatchObject({ state: "authorised" });
    expect(await row(otherId)).toEqual(right);
    expect(await stored(event.id)).toMatchObject({ state: "done", attempts: 1 });
    expect(fulfilment.told.map((each) => each.orderId)).toEqual(expect.arrayContaining([order.orderId, other.orderId]));
  });

  test("M3 an event that was taken by a process that died comes back", async () => {
    const { paymentId, said } = await paid();
    const event = said;
    const dying = deps({ fulfilment: { ...listeningFulfilment(), paymentChanged: () => new Promise(() => {}) } });
    void deliver(dying, event);
    await expect.poll(async () => (await stored(event.id))?.attempts).toBe(1);
    const soon = deps({ clock: { now: () => new Date(Date.now() + 30_000) } });
    expect(await processWebhooks(soon)).toBe(0);
    const late = deps({ clock: { now: () => new Date(Date.now() + 150_000) } });
    expect(await processWebhooks(late)).toBe(1);
    expect(fulfilment.told.map((each) => each.paymentId)).toEqual([paymentId]);
  });

  test("M3 with the database down the gateway is asked to send it again", async () => {
    const broken = deps({ db: { ...fresh.db, query: () => Promise.reject(new Error("no database")) } as never });
    const { said } = await paid();
    expect((await deliver(broken, said)).status).toBe(503);
  });

  test("M2 the gateway's word on an account decides whether it may sell", async () => {
    const other = await makeShop(fresh.db, kit);
    await fresh.db.organisation.update({ where: { id: other.organisationId }, data: { gatewayReady: false } });
    await deliver(deps(), kit.accountEvent(other.account));
    expect((await fresh.db.organisation.findUniqueOrThrow({ where: { id: other.organisationId } })).gatewayReady).toBe(
      true,
    );
  });

  test("B8 a dispute takes the money for now; won, it comes back; heard in any order, posted once", async () => {
    for (const outcome of ["won", "lost"] as const) {
      const { order, paymentId } = await paid();
      await desk().refresh(order.orderId);
      await desk().capture(paymentId, { amountMinor: 6_000, feeMinor: 180 });
      const { intentId } = await row(paymentId);
      const names = ["clearing", "disputed", "dispute-fees", "dispute-losses"];
      const balances = async () => {
        const all = await readBalances(fresh.db, `org:${shop.organisationId}:`);
        return names.map((name) => all.find((each) => each.key.endsWith(`:${name}`))?.balanceMinor ?? 0n);
      };
      const before = await balances();
      const change = async () => (await balances()).map((balance, at) => balance - before[at]!);
      const from = kit.events().length;
      const dispute = kit.dispute(intentId!);
      for (const event of kit.events().slice(from)) await deliver(deps(), event);
      expect(await row(paymentId)).toMatchObject({ disputeState: "open", disputeReason: "fraudulent" });
      expect(await change()).toEqual([-7_500n, 6_000n, 1_500n, 0n]);
      expect(fulfilment.told).toEqual([{ kind: "dispute", paymentId, orderId: order.orderId, state: "open" }]);
      const middle = kit.events().length;
      kit.closeDispute(dispute, outcome);
      const events = [...kit.events().slice(middle).reverse(), ...kit.events().slice(from)];
      const using = deps();
      for (const event of events) await deliver(using, { ...event, id: `${event.id}_again_${outcome}` });
      expect((await row(paymentId)).disputeState).toBe(outcome);
      expect(fulfilment.told.at(-1)).toMatchObject({ kind: "dispute", state: outcome });
      expect(await change()).toEqual(outcome === "won" ? [-1_500n, 0n, 1_500n, 0n] : [-7_500n, 0n, 1_500n, 6_000n]);
    }
  });
}
