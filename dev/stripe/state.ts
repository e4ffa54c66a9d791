import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { invalid, missing } from "./api-error";
import type { Kind, ObjectKinds, SessionPlan } from "./objects";
import type { Created } from "./params";

interface Entry {
  /** The connected account that it belongs to; null for the platform's own. */
  account: string | null;
  sequence: number;
  value: ObjectKinds[Kind];
}

/** A call that was answered under an idempotency key, and the answer that its repetition gets. */
export interface Answered {
  fingerprint: string;
  status: number;
  body: string;
}

/** An event on its way to one endpoint. */
export interface Delivery {
  id: string;
  eventId: string;
  endpoint: number;
  attempt: number;
  dueMs: number;
}

const PREFIX: Record<Kind, string> = {
  account: "acct_",
  "checkout.session": "cs_test_",
  payment_intent: "pi_",
  charge: "ch_",
  balance_transaction: "txn_",
  refund: "re_",
  application_fee: "fee_",
  fee_refund: "fr_",
  transfer: "tr_",
  transfer_reversal: "trr_",
  payout: "po_",
  dispute: "du_",
  event: "evt_",
};
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

export function randomText(length: number): string {
  let made = "";
  for (const byte of randomBytes(length)) made += ALPHABET[byte % 62];
  return made;
}

/** Everything the stand-in knows, in memory, and in one JSON file when it was given one. */
export class State {
  private byId = new Map<string, Entry>();
  private byKind = new Map<Kind, Entry[]>();
  private sequence = 0;
  readonly plans = new Map<string, SessionPlan>();
  readonly onboarding = new Map<string, { account: string; returnUrl: string; refreshUrl: string }>();
  readonly answered = new Map<string, Answered>();
  deliveries: Delivery[] = [];
  clockOffsetSeconds = 0;
  private saving: NodeJS.Timeout | undefined;

  constructor(private readonly file?: string) {
    if (file && existsSync(file)) this.restore(readFileSync(file, "utf8"));
  }

  nowSeconds(): number {
    return Math.floor(Date.now() / 1000) + this.clockOffsetSeconds;
  }

  newId(kind: Kind): string {
    return PREFIX[kind] + randomText(kind === "account" ? 16 : 24);
  }

  add<K extends Kind>(kind: K, account: string | null, value: ObjectKinds[K]): ObjectKinds[K] {
    const entry: Entry = { account, sequence: ++this.sequence, value };
    this.byId.set(value.id, entry);
    const list = this.byKind.get(kind);
    if (list) list.push(entry);
    else this.byKind.set(kind, [entry]);
    this.save();
    return value;
  }

  /** One object as `account` may see it. Throws `resource_missing` when it is another's, another kind, or not there. */
  get<K extends Kind>(kind: K, account: string | null, id: string, param?: string): ObjectKinds[K] {
    const entry = this.byId.get(id);
    if (!entry || entry.value.object !== kind || entry.account !== account)
      throw missing(kind === "checkout.session" ? kind : kind.replace("application_", ""), id, param ?? "id");
    return entry.value as ObjectKinds[K];
  }

  /** Any object by its id, whoever owns it: for expansion and for the stand-in's own pages. */
  find(id: string): { account: string | null; value: ObjectKinds[Kind] } | undefined {
    return this.byId.get(id);
  }

  all<K extends Kind>(kind: K): Array<{ account: string | null; value: ObjectKinds[K] }> {
    return (this.byKind.get(kind) ?? []) as unknown as Array<{ account: string | null; value: ObjectKinds[K] }>;
  }

  /** A page of a list, newest first. */
  page<K extends Kind>(
    kind: K,
    account: string | null,
    url: string,
    query: { limit?: number; starting_after?: string; ending_before?: string; created?: Created },
    keep: (value: ObjectKinds[K]) => boolean = () => true,
  ): { object: "list"; data: Array<ObjectKinds[K]>; has_more: boolean; url: string } {
    const within = (at: number): boolean => {
      if (query.created === undefined) return true;
      if (typeof query.created === "number") return at === query.created;
      const { gt, gte, lt, lte } = query.created;
      return (
        (gt === undefined || at > gt) &&
        (gte === undefined || at >= gte) &&
        (lt === undefined || at < lt) &&
        (lte === undefined || at <= lte)
      );
    };
    const matching = (this.byKind.get(kind) ?? [])
      .filter((entry) => entry.account === account)
      .map((entry) => entry.value as ObjectKinds[K])
      .filter((value) => within(value.created) && keep(value))
      .reverse();
    const limit = query.limit ?? 10;
    const position = (id: string, param: string): number => {
      const at = matching.findIndex((value) => value.id === id);
      if (at < 0) throw missing(kind, id, param);
      return at;
    };
    if (query.starting_after && query.ending_before)
      throw invalid("You may only specify one of these parameters: starting_after, ending_before.");
    let from = 0;
    let until = limit;
    let more = (end: number): boolean => end < matching.length;
    if (query.starting_after) {
      from = position(query.starting_after, "starting_after") + 1;
      until = from + limit;
    } else if (query.ending_before) {
      until = position(query.ending_before, "ending_before");
      from = Math.max(0, until - limit);
      more = () => from > 0;
    }
    return { object: "list", data: matching.slice(from, until), has_more: more(until), url };
  }

  /** Writes the file soon; a burst of changes is one write. */
  save(): void {
    if (!this.file || this.saving) return;
    this.saving = setTimeout(() => {
      this.saving = undefined;
      this.saveNow();
    }, 150);
    this.saving.unref();
  }

  saveNow(): void {
    if (!this.file) return;
    if (this.saving) clearTimeout(this.saving);
    this.saving = undefined;
    const text = JSON.stringify({
      entries: [...this.byId.values()],
      plans: [...this.plans],
      onboarding: [...this.onboarding],
      answered: [...this.answered],
      deliveries: this.deliveries,
      clockOffsetSeconds: this.clockOffsetSeconds,
    });
    writeFileSync(`${this.file}.new`, text, { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }

  private restore(text: string): void {
    const saved = JSON.parse(text) as {
      entries: Entry[];
      plans: Array<[string, SessionPlan]>;
      onboarding: Array<[string, { account: string; returnUrl: string; refreshUrl: string }]>;
      answered: Array<[string, Answered]>;
      deliveries: Delivery[];
      clockOffsetSeconds: number;
    };
    for (const entry of saved.entries.sort((a, b) => a.sequence - b.sequence))
      this.add(entry.value.object as Kind, entry.account, entry.value as never);
    for (const [id, plan] of saved.plans) this.plans.set(id, plan);
    for (const [token, link] of saved.onboarding) this.onboarding.set(token, link);
    for (const [key, answer] of saved.answered) this.answered.set(key, answer);
    this.deliveries = saved.deliveries;
    this.clockOffsetSeconds = saved.clockOffsetSeconds;
  }
}
