import { createHash } from "node:crypto";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Kv } from "@/server/kernel/kv";
import { log } from "@/server/kernel/log";
import { hitInDatabase, takeBackInDatabase } from "./attempt-store";

interface Limit {
  windowSeconds: number;
  subject: number;
  origin: number;
  inDatabase?: boolean;
}

/** How many attempts a window takes: per account (or address) and per origin, the client's network address. */
export const LIMITS = {
  login: { windowSeconds: 900, subject: 10, origin: 100 },
  register: { windowSeconds: 3600, subject: 10, origin: 200 },
  letter: { windowSeconds: 3600, subject: 6, origin: 60 },
  token: { windowSeconds: 900, subject: 30, origin: 60 },
  secondFactor: { windowSeconds: 900, subject: 8, origin: 100 },
  /** Signatures that somebody without an account gives for their age (J7): each is kept. */
  ageConfirmation: { windowSeconds: 3600, subject: 20, origin: 60 },
  /** Applications to act for an organisation or an area. */
  application: { windowSeconds: 24 * 3600, subject: 10, origin: 50 },
  /** Going to pay: each may open and close a page at the gateway. */
  payment: { windowSeconds: 60, subject: 30, origin: 300, inDatabase: true },
  purchase: { windowSeconds: 60, subject: 30, origin: 300, inDatabase: true },
  /** Codes on tickets that somebody checks: a hall full of people may share an address. */
  ticketCheck: { windowSeconds: 600, subject: 0, origin: 240 },
  /** Tickets for somebody else: each names an address, and nobody shall try many. */
  gift: { windowSeconds: 3600, subject: 10, origin: 100 },
  /** Friends whom somebody shows a raffle by mail; each address counts. */
  friend: { windowSeconds: 24 * 3600, subject: 20, origin: 60 },
  /** Questions to connect with somebody; each may send a letter. */
  connection: { windowSeconds: 24 * 3600, subject: 30, origin: 100 },
  /** Letters that an organisation sends to its participants. */
  campaign: { windowSeconds: 24 * 3600, subject: 20, origin: 60 },
} as const satisfies Record<string, Limit>;

export type Limited = keyof typeof LIMITS;

/**
 * Counts an attempt and throws 429 `tooManyAttempts` (with `minutes`) once there were too many. Counts in KV, and in
 * the database while KV is away; in the database always where the request is at work there anyhow and many come at once
 * (`inDatabase`). Keys are hashed: KV sees no email address.
 */
export async function limitAttempts(
  deps: { db: Database; clock: Clock; kv: Kv | null },
  what: Limited,
  subject: string,
  origin: string,
): Promise<void> {
  const limit: Limit = LIMITS[what];
  const { windowMs, windowAt } = windowOf(what, deps.clock.now());
  const hit = async (scope: "subject" | "origin", value: string) => {
    const key = keyOf(what, scope, value);
    if (deps.kv && !limit.inDatabase) {
      try {
        return await deps.kv.increment(`${key}:${windowAt.getTime()}`, 1, windowMs);
      } catch (error) {
        log.warn("attempts_counted_in_database", { error });
      }
    }
    return hitInDatabase(deps.db, { key, windowAt });
  };
  const [ofSubject, ofOrigin] = await Promise.all([
    subject ? hit("subject", subject) : 0,
    origin ? hit("origin", origin) : 0,
  ]);
  if (ofSubject > limit.subject || ofOrigin > limit.origin) {
    const leftMs = windowAt.getTime() + windowMs - deps.clock.now().getTime();
    throw new AppError("tooManyAttempts", 429, { minutes: Math.max(1, Math.ceil(leftMs / 60_000)) });
  }
}

/** Takes back one attempt of a subject that turned out to be right: only wrong ones use up the window. */
export async function forgiveAttempt(
  deps: { db: Database; clock: Clock; kv: Kv | null },
  what: Limited,
  subject: string,
): Promise<void> {
  const { windowMs, windowAt } = windowOf(what, deps.clock.now());
  const key = keyOf(what, "subject", subject);
  try {
    if (deps.kv && !(LIMITS[what] as Limit).inDatabase)
      await deps.kv.increment(`${key}:${windowAt.getTime()}`, -1, windowMs);
    else await takeBackInDatabase(deps.db, key, windowAt);
  } catch (error) {
    log.warn("attempt_not_forgiven", { error });
  }
}

function windowOf(what: Limited, now: Date): { windowMs: number; windowAt: Date } {
  const windowMs = LIMITS[what].windowSeconds * 1000;
  return { windowMs, windowAt: new Date(Math.floor(now.getTime() / windowMs) * windowMs) };
}

function keyOf(what: Limited, scope: "subject" | "origin", value: string): string {
  return `attempts:${what}:${scope}:${createHash("sha256").update(value).digest("hex").slice(0, 32)}`;
}
