import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";

/** The vendor's objects, as they go over the wire, with what the stand-in has to remember beside them. */
export interface Entity {
  id: string;
  reference: string;
  email: string;
  userId: string;
  status: "draft" | "requirements_due" | "pending" | "active" | "inactive";
  invitations: number;
}

export interface Allocation {
  id: string;
  amount: number;
  commission?: { amount?: number };
}

export interface PageWish {
  amount: number;
  currency: string;
  reference?: string;
  capture?: boolean;
  customer?: { email?: string };
  products?: Array<{ name: string; quantity: number; price: number }>;
  amount_allocations?: Allocation[];
  metadata?: Record<string, unknown>;
  success_url: string;
  cancel_url: string;
  failure_url: string;
}

export interface Page {
  id: string;
  createdMs: number;
  endedEarly: boolean;
  wish: PageWish;
  paymentId: string | null;
}

export interface Action {
  id: string;
  type: "Authorization" | "Capture" | "Void" | "Refund";
  requested_on: string;
  processed_on: string;
  amount: number;
  approved: boolean;
  response_code: string;
  response_summary: string;
  reference?: string;
  metadata: Record<string, unknown>;
}

export interface Payment {
  id: string;
  requested_on: string;
  createdMs: number;
  amount: number;
  currency: string;
  reference?: string;
  metadata: Record<string, unknown>;
  status: string;
  approved: boolean;
  source: Record<string, unknown>;
  allocations: Allocation[];
  /** Minor units, as the vendor counts them. */
  captured: number;
  refunded: number;
  voided: number;
  commission: number;
  commissionBack: number;
  actions: Action[];
  /** Accepted and not carried out yet. */
  waiting: Array<{ dueMs: number; action: Action; commission: number }>;
  disputesLater: boolean;
}

export interface Financial {
  payment_id: string;
  action_id: string;
  action_type: string;
  entity_id: string;
  sub_entity_id?: string;
  processed_on: string;
  breakdown: Array<{ breakdown_type: string; holding_currency: string; holding_currency_amount: number }>;
}

export interface Dispute {
  id: string;
  category: string;
  status: string;
  amount: number;
  currency: string;
  reason_code: string;
  payment_id: string;
  received_on: string;
  last_update: string;
  evidence: Record<string, unknown>;
  submissions: number;
}

export interface Event {
  id: string;
  type: string;
  version: string;
  timestamp: string;
  data: Record<string, unknown>;
}

interface Kept {
  entities: Entity[];
  pages: Page[];
  payments: Payment[];
  financial: Financial[];
  disputes: Dispute[];
  events: Event[];
  files: Array<{ id: string; bytes: number }>;
  /** Minor units by entity and currency. */
  balances: Record<string, Record<string, number>>;
  answered: Record<string, { status: number; body: unknown }>;
  clockOffsetMs: number;
}

const ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

export function newId(prefix: string): string {
  let made = "";
  for (const byte of randomBytes(26)) made += ALPHABET[byte % 32];
  return `${prefix}_${made}`;
}

/** Everything the stand-in knows, in memory, and in one JSON file when it was given one. */
export class Book {
  readonly kept: Kept = {
    ...{ entities: [], pages: [], payments: [], financial: [], disputes: [], events: [], files: [] },
    ...{ balances: {}, answered: {}, clockOffsetMs: 0 },
  };
  private saving: NodeJS.Timeout | undefined;
  private readonly pages = new Map<string, Page>();
  private readonly payments = new Map<string, Payment>();

  constructor(private readonly file?: string) {
    if (file && existsSync(file)) Object.assign(this.kept, JSON.parse(readFileSync(file, "utf8")) as Kept);
    for (const page of this.kept.pages) this.pages.set(page.id, page);
    for (const payment of this.kept.payments) this.payments.set(payment.id, payment);
  }

  nowMs(): number {
    return Date.now() + this.kept.clockOffsetMs;
  }

  nowText(): string {
    return new Date(this.nowMs()).toISOString();
  }

  page = (id: string): Page | undefined => this.pages.get(id);
  payment = (id: string): Payment | undefined => this.payments.get(id);
  entity = (id: string): Entity | undefined => this.kept.entities.find((one) => one.id === id);

  addPage(page: Page): void {
    this.kept.pages.push(page);
    this.pages.set(page.id, page);
    this.save();
  }

  addPayment(payment: Payment): void {
    this.kept.payments.push(payment);
    this.payments.set(payment.id, payment);
    this.save();
  }

  /** Moves minor units into an entity's account, or out of it. */
  move(entityId: string, currency: string, amountMinor: number): void {
    this.kept.balances[entityId] ??= {};
    const account = this.kept.balances[entityId];
    account[currency] = (account[currency] ?? 0) + amountMinor;
  }

  /** Writes the file soon; a burst of changes is one write. */
  save(): void {
    if (!this.file || this.saving) return;
    this.saving = setTimeout(() => this.saveNow(), 150);
    this.saving.unref();
  }

  saveNow(): void {
    if (!this.file) return;
    if (this.saving) clearTimeout(this.saving);
    this.saving = undefined;
    writeFileSync(`${this.file}.new`, JSON.stringify(this.kept), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}
