import { type Fault, Faults } from "../faults";
import { type Book, type Dispute, type Entity, type Event, newId, type Page } from "./book";
import { type Card, capture, closeDispute, lapse, openDispute, payPage, type World } from "./payments";
import { notFound } from "./refusal";
import type { WebhookSender } from "./webhooks";

const ADDRESS = { line1: "118 Larkspur Street", city: "Buffalo", state: "NY", postalCode: "14202", country: "US" };

/** What tests and the demo may do to the stand-in that no customer of the vendor could. */
export class Control {
  private readonly faults = new Faults();
  readonly world: World;

  constructor(
    readonly book: Book,
    readonly sender: WebhookSender,
    settings: { entityId: string; pageMinutes: number; actionDelayMs: number },
  ) {
    this.world = {
      book,
      tell: (type, data) => this.tell(type, data),
      platformEntity: settings.entityId,
      pageMs: settings.pageMinutes * 60_000,
      actionDelayMs: settings.actionDelayMs,
    };
  }

  tell(type: string, data: Record<string, unknown>): void {
    const timestamp = this.book.nowText();
    const event = { id: newId("evt"), type, version: "1.0.0", timestamp, data: structuredClone(data) };
    this.book.kept.events.push(event);
    this.sender.send(event);
    this.book.save();
  }

  events(): Event[] {
    return this.book.kept.events;
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

  /** Moves the stand-in's clock; what lapses by then lapses now. */
  advanceSeconds(seconds: number): void {
    this.book.kept.clockOffsetMs += seconds * 1000;
    lapse(this.world);
    this.book.save();
  }

  private setStatus(id: string, status: Entity["status"]): Entity {
    const entity = this.book.entity(id);
    if (!entity) throw notFound();
    entity.status = status;
    this.tell(status === "active" ? "payments_enabled" : "payments_disabled", { entity_id: id, status });
    return entity;
  }

  completeAccount = (id: string): Entity => this.setStatus(id, "active");
  closeAccount = (id: string): Entity => this.setStatus(id, "inactive");

  private page(id: string): Page {
    const page = this.book.page(id);
    if (!page) throw notFound();
    return page;
  }

  /** Pays a page as a customer would, with a card that goes through unless another is given. */
  paySession(id: string, card: { number?: string; address?: Partial<Card["address"]> } = {}) {
    const page = this.page(id);
    return payPage(this.world, page, {
      number: "4242424242424242",
      expMonth: 12,
      expYear: 2034,
      name: "Test Payer",
      email: page.wish.customer?.email ?? "payer@example.org",
      ...card,
      address: { ...ADDRESS, ...card.address },
    });
  }

  expireSession(id: string): void {
    this.page(id).endedEarly = true;
    this.book.save();
  }

  dispute(paymentId: string, category = "fraudulent"): Dispute {
    const payment = this.book.payment(paymentId);
    if (!payment) throw notFound();
    return openDispute(this.world, payment, category);
  }

  closeDispute = (id: string, outcome: "won" | "lost"): Dispute => closeDispute(this.world, id, outcome);

  /** Captures at the vendor's own pages. */
  captureThere(paymentId: string): void {
    const payment = this.book.payment(paymentId);
    if (!payment) throw notFound();
    capture(this.world, payment, {});
  }
}

/** The same over HTTP, for what runs in another process: JSON in, JSON out. */
export function controlled(control: Control, method: string, path: string, body: Record<string, unknown>): unknown {
  const [, , kind, id, verb] = path.split("/");
  switch (`${method} ${kind ?? ""}${verb ? ` ${verb}` : ""}`) {
    case "GET ":
      return { delivered: control.sender.delivered, failed: control.sender.failed, idle: control.sender.isIdle };
    case "POST faults":
      control.addFault(body as unknown as Fault);
      return {};
    case "DELETE faults":
      control.clearFaults();
      return {};
    case "POST clock":
      control.advanceSeconds(Number(body.advanceSeconds ?? 0));
      return {};
    case "POST accounts complete":
      return control.completeAccount(id!);
    case "POST sessions pay":
      return control.paySession(id!, body);
    case "POST sessions expire":
      control.expireSession(id!);
      return {};
    case "POST payments dispute":
      return control.dispute(id!, body.reason as string | undefined);
    case "POST disputes close":
      return control.closeDispute(id!, body.outcome === "won" ? "won" : "lost");
    default:
      throw notFound();
  }
}
