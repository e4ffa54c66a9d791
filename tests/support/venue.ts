import { type KvStandIn, startKv } from "@/dev/kv/server";
import { type RunningStripe, startStripe } from "@/dev/stripe/server";
import { upstashKv } from "@/server/kernel/adapters/upstash";
import { fixedClock } from "@/server/kernel/clock";
import type { Database, Reader } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { Kv } from "@/server/kernel/kv";
import type { Mail, MailMessage } from "@/server/kernel/mail";
import { createStripeGateway } from "@/server/payments/adapters/stripe";
import { openAccount } from "@/server/payments/connect-account";
import { gatewaysOf } from "@/server/payments/gateways";
import { paymentDesk } from "@/server/payments/payment-desk";
import type { Gateways, PaymentGateway } from "@/server/payments/ports";
import { type Actor, proveActor } from "@/server/people/authority";
import { holdTickets } from "@/server/tickets/hold-tickets";
import type { DecideEntry, PaymentDesk } from "@/server/tickets/ports";
import { settleOrder } from "@/server/tickets/settle-order";
import { type StartCheckoutDeps, startCheckout } from "@/server/tickets/start-checkout";
import { type FreshDatabase, freshDatabase } from "./database";
import { makeMember, makeOrganisation, makeRaffle, NOW, type RaffleOptions, seedAreas } from "./fixtures";

/**
 * Whether a member's county or state is named by the raffle and none of them excluded: as much of the law as tests of
 * money need. The law itself is tested where it lives.
 */
export const decideSimply: DecideEntry = async (reader: Reader, { gameId, memberId }) => {
  const [game, member, rules] = await Promise.all([
    reader.game.findUniqueOrThrow({ where: { id: gameId }, include: { permissions: true, exclusions: true } }),
    reader.member.findUniqueOrThrow({ where: { id: memberId } }),
    reader.rulesVersion.findUniqueOrThrow({ where: { id: 1 } }),
  ]);
  const areas = [member.subdivisionId, ...member.countyIds, ...member.municipalityIds];
  const excluded = game.exclusions.find((entry) => areas.includes(entry.areaId));
  const allowed = !excluded && game.permissions.some((entry) => areas.includes(entry.areaId));
  return {
    allowed,
    decision: allowed ? "open" : "closed",
    reasons: allowed
      ? []
      : [{ code: "excluded", area: excluded?.areaId ?? null, text: "It is closed where you live." }],
    rulesVersion: rules.version,
    input: { areas },
    forbiddenFunding: [],
  };
};

export interface TestVenue {
  fresh: FreshDatabase;
  db: Database;
  stripe: RunningStripe;
  kvStandIn: KvStandIn;
  kv: Kv;
  gateway: PaymentGateway;
  gateways: Gateways;
  clock: ReturnType<typeof fixedClock>;
  deps: StartCheckoutDeps;
  mails: MailMessage[];
  mail: Mail;
  organisationId: string;
  raffle(options?: Partial<RaffleOptions>): Promise<string>;
  buyer(over?: Record<string, unknown>): Promise<{ memberId: string; actor: Actor }>;
  /** Holds and goes to the hosted page, as the pages do. */
  toGateway(
    actor: Actor,
    raffleId: string,
    quantity: number,
    over?: Partial<Parameters<typeof startCheckout>[2]> & { holdFor?: "none" | "remaining" },
  ): Promise<{ orderId: string; url: string }>;
  /** Types a card into the hosted page. */
  type(orderId: string, card?: Parameters<RunningStripe["control"]["paySession"]>[1]): Promise<void>;
  settle(orderId: string): ReturnType<typeof settleOrder>;
  /** What the gateway has of an order's newest payment: its state and what was taken. */
  atGateway(orderId: string): Promise<{ status: string; receivedMinor: number; refundedMinor: number } | null>;
  close(): Promise<void>;
}

/** Someone who is logged in. */
export function actorOf(memberId: string, roles: Actor["roles"] = []): Actor {
  return proveActor({
    memberId,
    sessionId: newId(),
    email: "somebody@example.test",
    givenName: "Test",
    roles,
    secondFactor: true,
  });
}

/**
 * A venue for service tests: a database of its own, the stand-ins for Stripe and KV behind their real clients, an
 * organisation whose account works, and a clock that stands at NOW until it is moved. The gateway keeps its own time.
 */
export async function openTestVenue(options: { desk?: (desk: PaymentDesk) => PaymentDesk } = {}): Promise<TestVenue> {
  const secrets = { secretKey: "sk_test_tickets", webhookSecret: "whsec_one_two", connectWebhookSecret: "whsec_three" };
  const [fresh, stripe, kvStandIn] = await Promise.all([
    freshDatabase({ poolSize: 16 }),
    startStripe({ port: 0, host: "127.0.0.1", secretKey: secrets.secretKey, webhooks: [] }),
    startKv({ port: 0, token: "kv_token_for_tests" }),
  ]);
  const { db } = fresh;
  await seedAreas(db);
  const clock = fixedClock(NOW);
  const gateway = createStripeGateway({ ...secrets, apiBase: stripe.url, timeoutMs: 3_000 });
  const gateways = gatewaysOf([gateway]);
  const kv = upstashKv({ url: kvStandIn.url, token: kvStandIn.token });
  const organisationId = await makeOrganisation(db, { gatewayAccount: null, gatewayReady: false });
  const { account } = await openAccount({ db, clock, gateways }, organisationId, "treasurer@example.test");
  stripe.control.completeAccount(account);
  await db.organisation.update({ where: { id: organisationId }, data: { gatewayReady: true } });

  // Pages at the gateway live by the machine's clock, whatever the test's clock says.
  const gatewayClock = { now: () => new Date() };
  const desk = paymentDesk({
    db,
    clock: gatewayClock,
    gateways,
    returnUrl: (orderId) => `http://127.0.0.1:9/orders/${orderId}`,
  });
  const mails: MailMessage[] = [];
  const mail: Mail = {
    send: async (message) => {
      mails.push(message);
      return { id: `mail_${mails.length}` };
    },
  };
  const deps: StartCheckoutDeps = {
    db,
    kv,
    clock,
    decideEntry: decideSimply,
    desk: options.desk ? options.desk(desk) : desk,
    board: { salesChanged: async () => {} },
    holdSeconds: 600,
    databaseClock: "given",
  };
  const newestPayment = (orderId: string) =>
    db.payment.findFirst({ where: { orderId }, orderBy: { createdAt: "desc" } });

  return {
    fresh,
    db,
    stripe,
    kvStandIn,
    kv,
    gateway,
    gateways,
    clock,
    deps,
    mails,
    mail,
    organisationId,
    raffle: (over = {}) => makeRaffle(db, { organisationId, ...over }),
    async buyer(over = {}) {
      const memberId = await makeMember(db, over);
      return { memberId, actor: actorOf(memberId) };
    },
    async toGateway(actor, raffleId, quantity, over = {}) {
      const { holdFor, ...checkout } = over;
      const held = await holdTickets(deps, actor, {
        raffleId,
        quantity,
        shortfall: holdFor ?? "none",
        idempotencyKey: newId(),
        presence: null,
      });
      const { url } = await startCheckout(deps, actor, {
        orderId: held.orderId,
        rulesVersion: 1,
        signedAs: "Test Member",
        donationMinor: 0,
        coverFee: false,
        presence: null,
        ...checkout,
      });
      return { orderId: held.orderId, url: url ?? "" };
    },
    async type(orderId, card = {}) {
      const payment = await newestPayment(orderId);
      stripe.control.paySession(payment?.checkoutId ?? "", card);
    },
    settle: (orderId) => settleOrder(deps, orderId),
    async atGateway(orderId) {
      const payment = await newestPayment(orderId);
      const session = payment?.checkoutId ? await gateway.fetchCheckout(payment.account, payment.checkoutId) : null;
      if (!session) return null;
      if (!session.payment) return { status: session.state, receivedMinor: 0, refundedMinor: 0 };
      const { state, capturedMinor, refundedMinor } = session.payment;
      return { status: state, receivedMinor: capturedMinor, refundedMinor };
    },
    async close() {
      await stripe.close();
      await kvStandIn.close();
      await fresh.drop();
    },
  };
}

/** Debits less credits over the whole ledger; anything but zero is a broken ledger. */
export async function ledgerSum(db: Database): Promise<bigint> {
  const [row] = await db.query<{ sum: string }>({
    text: "select coalesce(sum(amount_minor), 0)::text as sum from ledger_posting",
  });
  return BigInt(row?.sum ?? "1");
}

/** What was credited to an account less what was debited: what an income account took in is positive. */
export async function balanceOf(db: Database, key: string): Promise<number> {
  const [row] = await db.query<{ sum: string }>({
    text: `select coalesce(sum(p.amount_minor), 0)::text as sum from ledger_posting p
           join ledger_account a on a.id = p.account_id where a.key = $1`,
    values: [key],
  });
  return Number(row?.sum ?? "0");
}
