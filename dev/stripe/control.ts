import type { IncomingMessage, ServerResponse } from "node:http";
import { type Fault, Faults } from "../faults";
import { completeOnboarding, connectedAccount } from "./accounts";
import { ApiError, invalid } from "./api-error";
import { topUp } from "./balance";
import { readBody } from "./body";
import type { Call } from "./call";
import { type CardEntry, expireSession, lapseSessions, paySession } from "./checkout";
import type { Account, Charge, Dispute, Intent, Payout, Refund, Session, StripeEvent } from "./objects";
import { closeDispute, lapseAuthorisations, openDispute } from "./payments";
import { failPayout, settlePayouts } from "./payouts";
import { failRefund } from "./refunds";
import type { State } from "./state";
import { GOOD_MANNERS, type WebhookManners, type WebhookSender } from "./webhooks";

const ADDRESS = { line1: "118 Larkspur Street", city: "Buffalo", state: "NY", postalCode: "14202", country: "US" };

/** What tests and the demo may do to the stand-in that no customer of Stripe could. */
export class Control {
  private readonly faults = new Faults();

  constructor(
    readonly state: State,
    readonly sender: WebhookSender,
    public publicUrl: string,
  ) {}

  call(): Call {
    return {
      state: this.state,
      account: null,
      requestId: null,
      idempotencyKey: null,
      publicUrl: this.publicUrl,
      sender: this.sender,
    };
  }

  setManners(manners: Partial<WebhookManners>): void {
    this.sender.manners = { ...GOOD_MANNERS, ...manners };
  }

  addFault(fault: Fault): void {
    this.faults.add(fault);
  }

  clearFaults(): void {
    this.faults.clear();
  }

  /** The fault that strikes this call, after its delay. */
  faultFor(method: string, path: string): Promise<Fault["kind"] | undefined> {
    return this.faults.strike(method, path);
  }

  /** Moves the stand-in's clock forward; what lapses by then lapses now. */
  advanceSeconds(seconds: number): void {
    this.state.clockOffsetSeconds += seconds;
    lapseSessions(this.call());
    lapseAuthorisations(this.call());
    settlePayouts(this.call());
    this.state.save();
  }

  completeAccount(id: string): Account {
    return completeOnboarding(this.call(), connectedAccount(this, id));
  }

  private own<Value>(id: string, kind: string): { account: string | null; value: Value } {
    const found = this.state.find(id);
    if (found?.value.object !== kind) throw invalid(`No such ${kind}: '${id}'`, { code: "resource_missing" }, 404);
    return { account: found.account, value: found.value as Value };
  }

  /** Pays a session as its hosted page would. */
  paySession(id: string, card: Partial<CardEntry> = {}): ReturnType<typeof paySession> {
    const { account, value } = this.own<Session>(id, "checkout.session");
    return paySession(this.call(), account, value, {
      number: "4242424242424242",
      expMonth: 12,
      expYear: 2034,
      cvc: "123",
      name: "Test Payer",
      email: value.customer_email ?? "payer@example.org",
      ...card,
      address: { ...ADDRESS, ...card.address },
    });
  }

  expireSession(id: string): Session {
    const { account, value } = this.own<Session>(id, "checkout.session");
    return expireSession(this.call(), account, value);
  }

  /** Opens a dispute over the charge with this id, or over that of a payment intent. */
  dispute(id: string, reason = "fraudulent"): Dispute {
    const chargeId = id.startsWith("pi_") ? this.own<Intent>(id, "payment_intent").value.latest_charge : id;
    const { account, value } = this.own<Charge>(chargeId ?? "", "charge");
    return openDispute(this.call(), account, value, reason);
  }

  closeDispute(id: string, outcome: "won" | "lost"): Dispute {
    const { account, value } = this.own<Dispute>(id, "dispute");
    return closeDispute(this.call(), account, value, outcome);
  }

  /** The bank gives a payout back. */
  failPayout(id: string, code?: string): Payout {
    const { account, value } = this.own<Payout>(id, "payout");
    return failPayout(this.call(), account, value, code);
  }

  /** The card's bank does not take a refund. */
  failRefund(id: string): Refund {
    const { account, value } = this.own<Refund>(id, "refund");
    return failRefund(this.call(), account, value);
  }

  /** The platform's owner pays money in. */
  topUp(amount: number, currency = "usd"): void {
    topUp(this.call(), amount, currency);
  }

  resend(id: string): number {
    return this.sender.send(this.own<StripeEvent>(id, "event").value);
  }

  events(): StripeEvent[] {
    return this.state.all("event").map((entry) => entry.value);
  }

  summary(): Record<string, unknown> {
    return {
      endpoints: this.sender.endpoints.map(({ url, connect }) => ({ url, connect })),
      manners: this.sender.manners,
      faults: this.faults.list(),
      delivered: this.sender.delivered,
      failedAttempts: this.sender.failed,
      waiting: this.state.deliveries.length,
      clockOffsetSeconds: this.state.clockOffsetSeconds,
    };
  }
}

/** The same over HTTP, for what runs in another process: JSON in, JSON out. */
export async function controlRequest(
  control: Control,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  try {
    const text = await readBody(request);
    // A page in a browser cannot send this type to another origin without asking first.
    if (request.method === "POST" && !request.headers["content-type"]?.startsWith("application/json"))
      throw invalid("Send JSON.", {}, 415);
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>;
    const [, , kind, id, verb] = url.pathname.split("/");
    const act = `${request.method} ${kind ?? ""}${verb ? ` ${verb}` : ""}`;
    switch (act) {
      case "GET ":
        return answer(200, control.summary());
      case "POST webhooks":
        control.setManners(body as Partial<WebhookManners>);
        return answer(200, control.summary());
      case "POST faults":
        control.addFault(body as unknown as Fault);
        return answer(200, control.summary());
      case "DELETE faults":
        control.clearFaults();
        return answer(200, control.summary());
      case "POST flush":
        control.sender.flush();
        return answer(200, control.summary());
      case "POST clock":
        control.advanceSeconds(Number(body.advanceSeconds ?? 0));
        return answer(200, control.summary());
      case "POST accounts complete":
        return answer(200, control.completeAccount(id!));
      case "POST sessions pay":
        return answer(200, control.paySession(id!, body as Partial<CardEntry>));
      case "POST sessions expire":
        return answer(200, control.expireSession(id!));
      case "POST charges dispute":
        return answer(200, control.dispute(id!, body.reason as string | undefined));
      case "POST disputes close":
        return answer(200, control.closeDispute(id!, body.outcome === "won" ? "won" : "lost"));
      case "POST payouts fail":
        return answer(200, control.failPayout(id!, body.code as string | undefined));
      case "POST refunds fail":
        return answer(200, control.failRefund(id!));
      case "POST topups":
        control.topUp(Number(body.amount ?? 0));
        return answer(200, control.summary());
      case "POST events resend":
        return answer(200, { endpoints: control.resend(id!) });
      default:
        throw invalid(`No such control: ${request.method} ${url.pathname}`, {}, 404);
    }
  } catch (error) {
    if (error instanceof SyntaxError) return answer(400, { error: { message: "Not JSON." } });
    if (error instanceof ApiError) return answer(error.status, error.body("control"));
    throw error;
  }
}
