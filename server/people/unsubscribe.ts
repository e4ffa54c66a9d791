import { createHmac, timingSafeEqual } from "node:crypto";
import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { findMember } from "./member-store";
import { deleteOptOut, findOptOuts, insertOptOut, switchNewsOff } from "./opt-out-store";
import { findOrganisation } from "./organisation-store";

// The link in a letter ends letters without a login (RFC 8058): it names the person and the organisation and is signed,
// so nobody can make one up for somebody else. It may do nothing but that, and never grows old.

export interface UnsubscribeDeps {
  db: Database;
  clock: Clock;
  venueSecret: string;
}

function macOf(memberId: string, organisationId: string, secret: string): string {
  const said = `drawbridge-unsubscribe:${memberId}:${organisationId}`;
  return createHmac("sha256", secret).update(said).digest("base64url").slice(0, 27);
}

/** What a link out of the letters of one organisation carries. */
export function unsubscribeToken(memberId: string, organisationId: string, secret: string): string {
  return `${memberId}.${organisationId}.${macOf(memberId, organisationId, secret)}`;
}

function readToken(token: string, secret: string): { memberId: string; organisationId: string } {
  const [memberId = "", organisationId = "", mac = ""] = token.split(".");
  const wanted = isId(memberId) && isId(organisationId) ? macOf(memberId, organisationId, secret) : "";
  const same = wanted.length === mac.length && timingSafeEqual(Buffer.from(wanted), Buffer.from(mac));
  if (!wanted || !same) throw new AppError("linkOver", 404);
  return { memberId, organisationId };
}

export interface LetterChoice {
  organisationName: string;
  /** Whether letters of this organisation, and of every organisation, come. */
  organisation: boolean;
  all: boolean;
}

/** What the person of a link gets now. Throws 404 `linkOver` for a link that was not made here. */
export async function readLetterChoice(deps: UnsubscribeDeps, token: string): Promise<LetterChoice> {
  const { memberId, organisationId } = readToken(token, deps.venueSecret);
  const [organisation, outs] = await Promise.all([
    findOrganisation(deps.db, organisationId),
    findOptOuts(deps.db, memberId),
  ]);
  if (!organisation) throw new AppError("linkOver", 404);
  return {
    organisationName: organisation.name,
    organisation: !outs.some((one) => one.organisationId === organisationId),
    all: !outs.some((one) => one.organisationId === null),
  };
}

/**
 * Ends the letters of the link's organisation, or of all of them and the news of new raffles too. Again changes
 * nothing. What the law demands goes out all the same. Throws 404 `linkOver`.
 */
export async function unsubscribe(
  deps: UnsubscribeDeps,
  token: string,
  scope: "organisation" | "all",
  way: "one-click" | "page",
): Promise<void> {
  const { memberId, organisationId } = readToken(token, deps.venueSecret);
  if (!(await findMember(deps.db, memberId))) throw new AppError("linkOver", 404);
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const of = scope === "all" ? null : organisationId;
    if (!(await insertOptOut(tx, { memberId, organisationId: of, way, at }))) return;
    if (of === null) await switchNewsOff(tx, memberId);
    await log(tx, memberId, "end-letters", of, way, at);
  });
}

/** Takes both back: letters of this organisation come again. */
export async function resubscribe(deps: UnsubscribeDeps, token: string): Promise<void> {
  const { memberId, organisationId } = readToken(token, deps.venueSecret);
  const at = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const own = await deleteOptOut(tx, memberId, organisationId);
    const all = await deleteOptOut(tx, memberId, null);
    if (own || all) await log(tx, memberId, "want-letters-again", organisationId, "page", at);
  });
}

function log(
  tx: Parameters<typeof writeAudit>[0],
  memberId: string,
  action: string,
  organisationId: string | null,
  way: string,
  at: Date,
): Promise<void> {
  const after = { organisationId, way };
  return writeAudit(tx, {
    at,
    actorId: memberId,
    actorRole: "participant",
    action,
    subject: `member:${memberId}`,
    after,
  });
}
