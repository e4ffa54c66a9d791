import { answerWebhook } from "@/app/api/webhooks/answer-webhook";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { checkLedger, readBalances } from "@/server/ledger/read-ledger";
import type { FollowEventDeps } from "@/server/payments/follow-event";
import { gatewaysOf } from "@/server/payments/gateways";
import { paymentDesk } from "@/server/payments/payment-desk";
import { processWebhooks } from "@/server/payments/process-webhooks";
import { reconcilePayments } from "@/server/payments/reconcile-payments";
import { watchLeftPages } from "@/server/payments/refresh-payment";
import { finishRefunds } from "@/server/payments/refund-payment";
import { type SettleOrderDeps, settleOrder } from "@/server/tickets/settle-order";
import { sweepOrders } from "@/server/tickets/sweep-orders";
import { type GatewayKit, type KitDelivery, type KitEvent, stripeKit } from "@/tests/payments/kit";
import { makeShop, returnUrl } from "@/tests/payments/support";
import { rulesVersion } from "@/tests/support/fixtures";

/**
 * P18: a storm of webhooks against the real route handler, the real database, the real order flow and a gateway that
 * sometimes fails. Orders are paid with good cards, bad cards and wrong addresses, early and too late, more of them
 * than there are tickets. Their events arrive two to four times, in any order, late, or never; between them forged
 * ones, replayed ones and ones about things unknown. In the end the books are compared with the gateway's.
 */
export interface StormReport {
  orders: number;
  deliveries: number;
  forged: number;
  unknown: number;
  dropped: number;
  issued: number;
  returned: number;
  seconds: number;
  faults: string[];
  /** What the same deliveries did to a handler that believes what it is sent. */
  naive: { credits: number; faults: string[] };
}

interface Delivery extends KitDelivery {
  kind: "genuine" | "forged" | "unknown";
}

/** Numbers that are the same in each run of a seed (mulberry32); what the network does is not. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function shuffle<Item>(items: Item[], random: () => number): Item[] {
  for (let at = items.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [items[at], items[other]] = [items[other]!, items[at]!];
  }
  return items;
}

async function inParallel<Item>(items: Item[], lanes: number, work: (item: Item) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let at = next++; at < items.length; at = next++) await work(items[at]!);
    }),
  );
}

/** Credits what each event says, whoever sent it and however often: what must not be done. */
class NaiveHandler {
  readonly credits = new Map<string, number>();

  constructor(private readonly kit: GatewayKit) {}

  receive(body: string): void {
    const claim = this.kit.claimOf(JSON.parse(body) as KitEvent);
    if (claim) this.credits.set(claim.intentId, (this.credits.get(claim.intentId) ?? 0) + claim.amountMinor);
  }
}

/** Compares what was credited with what the gateway captured: the one judge of both handlers. */
export function judgeCredits(credits: Map<string, number>, kit: Pick<GatewayKit, "payments">): string[] {
  const faults: string[] = [];
  const captured = new Map(kit.payments().map(({ intentId, takenMinor }) => [intentId, takenMinor]));
  for (const [intentId, credit] of credits) {
    const amount = captured.get(intentId);
    if (amount === undefined) faults.push(`${intentId}: credited ${credit} for a payment that does not exist`);
    else if (credit > amount) faults.push(`${intentId}: credited ${credit} of ${amount} captured`);
  }
  return faults;
}

export async function runWebhookStorm(
  db: Database,
  options: {
    deliveries: number;
    seed: number;
    /** Which gateway; the first one without it. */
    kit?: (timeoutMs: number) => Promise<GatewayKit>;
    onProgress?: (done: number) => void;
  },
): Promise<StormReport> {
  const started = Date.now();
  const random = seeded(options.seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const kit = await (options.kit ?? stripeKit)(5_000);
  const { gateway } = kit;
  const gateways = gatewaysOf([gateway]);
  let skewMs = 0;
  const clock: Clock = { now: () => new Date(Date.now() + skewMs) };
  try {
    const orderCount = Math.max(20, Math.round(options.deliveries / 16));
    // Fewer tickets than are paid for: some payments come for nothing and have to go back.
    const shop = await makeShop(db, kit, { cap: Math.round(orderCount * 1.1) });
    const desk = paymentDesk({ db, clock, gateways, returnUrl });
    const orders: SettleOrderDeps = {
      db,
      kv: {
        read: async () => null,
        readMany: async (keys) => keys.map(() => null),
        write: async () => true,
        remove: async () => 0,
        increment: async () => 1,
        run: async () => 0,
        claim: async () => true,
        release: async () => true,
      },
      clock,
      desk,
      board: { salesChanged: async () => {} },
      decideEntry: async (reader) => ({
        allowed: true,
        decision: "open",
        reasons: [],
        rulesVersion: await rulesVersion(reader as Database),
        input: {},
        forbiddenFunding: [],
      }),
    };
    const webhooks: FollowEventDeps = {
      db,
      clock,
      gateways,
      fulfilment: {
        paymentChanged: async ({ orderId }) => {
          await settleOrder(orders, orderId);
        },
        disputeChanged: async () => {},
      },
    };

    const report: StormReport = {
      orders: orderCount,
      deliveries: 0,
      forged: 0,
      unknown: 0,
      dropped: 0,
      issued: 0,
      returned: 0,
      seconds: 0,
      faults: [],
      naive: { credits: 0, faults: [] },
    };
    const naive = new NaiveHandler(kit);
    const heard = new Set<string>();
    let seen = kit.events().length;
    let kept: KitEvent[] = [];
    let made = 0;

    const genuine = (event: KitEvent): Delivery => ({ kind: "genuine", ...kit.sign(event) });
    const forged = (event: KitEvent): Delivery => {
      const delivery = kit.sign({ ...event, id: `evt_forged_${report.forged++}` });
      return { ...delivery, kind: "forged", signature: pick(kit.forgeries(delivery)) };
    };
    const unknown = (): Delivery => {
      const id = `unknown_${options.seed}_${report.unknown++}`;
      return { ...genuine(pick(kit.strangers(shop.account, id))), kind: "unknown" };
    };

    /** Whatever happened at the gateway since the last look, as the network would bring it. */
    function nextDeliveries(): Delivery[] {
      const events = [...kept, ...kit.events().slice(seen)];
      seen = kit.events().length;
      kept = [];
      const batch: Delivery[] = [];
      for (const event of events) {
        const luck = random();
        if (luck < 0.08) {
          report.dropped++;
          continue;
        }
        if (luck < 0.25) {
          kept.push(event);
          continue;
        }
        heard.add(event.id);
        for (let copy = 0; copy < 2 + Math.floor(random() * 3); copy++) batch.push(genuine(event));
        if (random() < 0.15) kept.push(event);
        if (random() < 0.3) batch.push(forged(event));
        if (random() < 0.15) batch.push(unknown());
      }
      return shuffle(batch, random);
    }

    async function deliver(delivery: Delivery): Promise<void> {
      const { body, signature, endpoint, kind } = delivery;
      report.deliveries++;
      naive.receive(body);
      const request = new Request("http://venue.test/", {
        method: "POST",
        body,
        headers: { [gateway.signatureHeader]: signature },
      });
      const { status } = await answerWebhook(webhooks, request, { gateway: kit.name, endpoint });
      if (status !== (kind === "forged" ? 400 : 200))
        report.faults.push(`a ${kind} delivery was answered with ${status}`);
      if (report.deliveries % 1_000 === 0) options.onProgress?.(report.deliveries);
    }

    async function buy(): Promise<void> {
      made++;
      const quantity = 1 + Math.floor(random() * 3);
      const late = random() < 0.1;
      const order = await shop.order(quantity, {
        shortfall: random() < 0.5 ? "none" : "remaining",
        createdAt: clock.now(),
        updatedAt: clock.now(),
        holdExpiresAt: new Date(clock.now().getTime() + 600_000),
      });
      const { paymentId } = await desk.open(order);
      const { checkoutId } = await db.payment.findUniqueOrThrow({ where: { id: paymentId } });
      // Too late: the order is over before the card is accepted.
      if (late) await db.ticketOrder.update({ where: { id: order.orderId }, data: { state: "cancelled" } });
      const luck = random();
      if (luck < 0.1) kit.pay(checkoutId!, { number: "4000000000000002" });
      else if (luck < 0.16) kit.endPage(checkoutId!);
      if (luck >= 0.16 || (luck < 0.1 && random() < 0.5)) {
        const number = pick(["4242424242424242", "4242424242424242", "5555555555554444", "4000056655665556"]);
        const wrong = random();
        if (wrong < 0.08) kit.pay(checkoutId!, { number: "4000000000000036" });
        else if (wrong < 0.12) kit.pay(checkoutId!, { number: "4000000000000044" });
        else if (wrong < 0.17) {
          const address = { line1: "1 Elsewhere", city: "Ogden", state: "UT", postalCode: "84401", country: "US" };
          kit.pay(checkoutId!, { number, address });
        } else kit.pay(checkoutId!, { number });
      }
    }

    for (let round = 0; made < orderCount || round < 4; round++) {
      const wave = Math.min(orderCount - made, 200, Math.ceil(orderCount / 5));
      kit.clearFaults();
      await inParallel(Array.from({ length: wave }), 8, buy);
      // The gateway fails a tenth of the calls, and of another twentieth nobody hears the answer.
      kit.fault({ kind: "error", percent: 10 });
      kit.fault({ kind: "lost", percent: 5 });
      await inParallel(nextDeliveries(), 16, deliver);
    }

    // Quiet: nothing fails any more, what waits is done, what was never told is found by looking.
    kit.clearFaults();
    skewMs = 40 * 60_000;
    kit.advanceSeconds(40 * 60);
    for (let round = 0; round < 200; round++) {
      await inParallel(nextDeliveries(), 16, deliver);
      skewMs += 1_900_000;
      const events = await processWebhooks(webhooks, 10_000);
      const refunds = await finishRefunds({ db, clock, gateways });
      const swept = await sweepOrders(orders, 10_000);
      await watchLeftPages({ db, clock, gateways }, 1_000);
      const waiting = await db.webhookEvent.count({ where: { state: "pending" } });
      const quiet = events === 0 && refunds.length === 0 && waiting === 0 && kept.length === 0;
      if (quiet && (swept === 0 || round > 150) && seen === kit.events().length) break;
    }
    await judge(db, kit, shop, { gateways, clock }, report, heard);
    report.naive = {
      credits: [...naive.credits.values()].length,
      faults: judgeCredits(naive.credits, kit),
    };
    report.seconds = (Date.now() - started) / 1000;
    return report;
  } finally {
    await kit.close();
  }
}

async function judge(
  db: Database,
  kit: GatewayKit,
  shop: Awaited<ReturnType<typeof makeShop>>,
  { gateways, clock }: Pick<FollowEventDeps, "gateways" | "clock">,
  report: StormReport,
  heard: Set<string>,
): Promise<void> {
  const { faults } = report;
  const stored = await db.webhookEvent.findMany({
    select: { eventId: true, state: true, attempts: true, lastError: true },
  });
  for (const event of stored) {
    if (event.eventId.startsWith("evt_forged")) faults.push(`${event.eventId} was stored`);
    if (event.state === "pending" || event.state === "failed")
      faults.push(`${event.eventId} is ${event.state}: ${event.lastError}`);
    if (event.eventId.includes("unknown_") && event.state !== "ignored")
      faults.push(`${event.eventId} is ${event.state}`);
  }
  const genuine = stored.filter((event) => heard.has(event.eventId)).length;
  if (genuine !== heard.size) faults.push(`${heard.size} events were heard, ${genuine} are stored`);

  const orders = await db.ticketOrder.findMany({
    where: { raffleId: shop.raffleId },
    include: { tickets: true, payments: true },
  });
  const intents = new Map(kit.payments().map((payment) => [payment.intentId, payment]));
  const credits = new Map<string, number>();
  for (const order of orders) {
    const valid = order.tickets.filter((ticket) => ticket.state === "valid").length;
    const open = order.tickets.filter((ticket) => ticket.state === "issued").length;
    if (open > 0) faults.push(`order ${order.id} has ${open} tickets neither captured nor taken back`);
    let kept = 0;
    for (const payment of order.payments) {
      const intent = payment.intentId ? intents.get(payment.intentId) : undefined;
      if (!intent) continue;
      if (intent.state === "held") faults.push(`order ${order.id} (${order.state}): money is held for nothing`);
      if (intent.state === "taken") {
        kept += intent.takenMinor - intent.returnedMinor;
        if (order.state === "captured") credits.set(intent.intentId, order.totalMinor);
      }
    }
    // Every paid purchase is either issued or returned, to the cent.
    const due = order.state === "captured" ? order.totalMinor : 0;
    if (kept !== due) faults.push(`order ${order.id} (${order.state}): ${kept} was kept and ${due} is due`);
    if (order.state === "captured") {
      report.issued++;
      if (valid !== order.quantity) faults.push(`order ${order.id}: ${valid} tickets of ${order.quantity}`);
    } else {
      if (valid > 0) faults.push(`order ${order.id} (${order.state}) keeps ${valid} tickets`);
      if (order.payments.some((payment) => payment.intentId)) report.returned++;
    }
  }
  faults.push(...judgeCredits(credits, kit));

  const sales = await db.raffleSales.findUniqueOrThrow({ where: { raffleId: shop.raffleId } });
  const tickets = orders.flatMap((order) => order.tickets).filter((ticket) => ticket.state === "valid").length;
  if (tickets > (sales.ticketCap ?? Infinity)) faults.push(`${tickets} tickets of ${sales.ticketCap}`);
  if (sales.issued !== tickets || sales.uncaptured !== 0)
    faults.push(`the counters say ${sales.issued} issued, ${sales.uncaptured} uncaptured; there are ${tickets}`);
  faults.push(...(await checkLedger(db)).faults);
  const pending = (await readBalances(db, `org:${shop.organisationId}:pending`))[0]?.balanceMinor ?? 0n;
  if (pending !== 0n) faults.push(`${pending} is pending in the ledger for good`);
  const later = { now: () => new Date(clock.now().getTime() + 600_000) };
  const compared = await reconcilePayments({ db, clock: later, gateways }, { since: new Date(0) });
  for (const each of compared.differences)
    faults.push(`${each.kind} ${each.gatewayId ?? ""}: ours ${each.ours}, theirs ${each.theirs}`);
}
