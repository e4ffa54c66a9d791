import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { Actor } from "../authority";
import { findMember } from "../member-store";
import {
  DOCUMENT_KINDS,
  kindOfFile,
  MOST_PDF_BYTES,
  MOST_PICTURE_BYTES,
  MOST_REQUESTS_A_DAY,
  type Side,
  sidesOf,
} from "./identity";
import type { IdentityDeps } from "./ports";
import { isActivePdf } from "./scan-pdf";
import { seal } from "./seal";
import {
  type CheckRecord,
  checksOf,
  countSince,
  type DocumentRecord,
  decide,
  deleteDocuments,
  insertCheck,
  insertDocument,
  isApproved,
} from "./store";

export interface SentDocuments {
  kind: string;
  /** The bytes of each side; empty where nothing was chosen. */
  files: Record<Side, Uint8Array>;
}

/**
 * M6: takes the documents of a member in and asks for the check. Pictures are encoded anew, so that nothing but what they show
 * is kept; a PDF that is more than pages is refused. Both are sealed before they are written down. Throws AppError:
 * documentKindMissing, documentMissing, documentTooLarge, documentKindUnknown, documentActive (with `side`), imageUnreadable,
 * imageTooManyPixels, imageTooSmall, checkWaiting, alreadyApproved, checksTooMany, emailUnproven.
 */
export async function requestCheck(deps: IdentityDeps, actor: Actor, sent: SentDocuments): Promise<string> {
  const { db, clock, venueSecret } = deps;
  const now = clock.now();
  const { memberId } = actor;
  const member = await findMember(db, memberId);
  if (!member) throw new AppError("notFound", 404);
  if (!member.emailVerifiedAt) throw new AppError("emailUnproven", 403);
  const documentKind = DOCUMENT_KINDS.find((one) => one === sent.kind);
  if (!documentKind) throw new AppError("documentKindMissing", 422);
  if (await isApproved(db, memberId)) throw new AppError("alreadyApproved", 409);
  if ((await checksOf(db, memberId)).some(({ state }) => state === "open")) throw new AppError("checkWaiting", 409);
  if ((await countSince(db, memberId, new Date(now.getTime() - 86_400_000))) >= MOST_REQUESTS_A_DAY)
    throw new AppError("checksTooMany", 429, { most: MOST_REQUESTS_A_DAY });

  const checkId = newId(now.getTime());
  const documents: DocumentRecord[] = [];
  for (const side of sidesOf(documentKind)) {
    const id = newId(now.getTime());
    const { bytes, contentType } = await clean(deps, side, sent.files[side]);
    documents.push({
      ...{ id, checkId, side, contentType, createdAt: now },
      ...seal(venueSecret, id, contentType, bytes),
    });
  }
  await db.transaction(async (tx) => {
    const { givenName, familyName, birthDate } = member;
    const check = { id: checkId, memberId, checker: "documents", outsideId: null, documentKind, requestedAt: now };
    if (!(await insertCheck(tx, { ...check, givenName, familyName, birthDate })))
      throw new AppError("checkWaiting", 409);
    for (const document of documents) await insertDocument(tx, document);
    await writeAudit(tx, {
      at: now,
      actorId: memberId,
      actorRole: "participant",
      action: "request-identity-check",
      subject: `identity-check:${checkId}`,
      after: { documentKind, sides: documents.length },
    });
  });
  return checkId;
}

async function clean(
  deps: IdentityDeps,
  side: Side,
  bytes: Uint8Array,
): Promise<{ bytes: Uint8Array; contentType: string }> {
  if (bytes.byteLength === 0) throw new AppError("documentMissing", 422, { side });
  const kind = kindOfFile(bytes);
  if (!kind) throw new AppError("documentKindUnknown", 422, { side });
  const most = kind === "pdf" ? MOST_PDF_BYTES : MOST_PICTURE_BYTES;
  if (bytes.byteLength > most) throw new AppError("documentTooLarge", 413, { side, most: most / 1024 / 1024 });
  if (kind === "pdf") {
    if (isActivePdf(bytes)) throw new AppError("documentActive", 422, { side });
    return { bytes, contentType: "application/pdf" };
  }
  return deps.cleanPicture(bytes, kind);
}

export interface OwnIdentity {
  /** Whether payouts may go out. */
  isApproved: boolean;
  /** The newest first. */
  checks: CheckRecord[];
}

/** How far a member's own check is. */
export async function readOwnIdentity(deps: Pick<IdentityDeps, "db">, actor: Actor): Promise<OwnIdentity> {
  const checks = await checksOf(deps.db, actor.memberId);
  return { isApproved: checks.some(({ state }) => state === "approved"), checks };
}

/** Takes one's own request back while it waits; its documents go at once. Throws 409 `changedMeanwhile`. */
export async function withdrawCheck(deps: Pick<IdentityDeps, "db" | "clock">, actor: Actor): Promise<void> {
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const open = (await checksOf(tx, actor.memberId)).find(({ state }) => state === "open");
    const to = { state: "withdrawn" as const, decidedAt: now };
    if (!open || !(await decide(tx, open, to))) throw new AppError("changedMeanwhile", 409);
    await deleteDocuments(tx, open.id, now);
    await writeAudit(tx, {
      at: now,
      actorId: actor.memberId,
      actorRole: "participant",
      action: "withdraw-identity-check",
      subject: `identity-check:${open.id}`,
    });
  });
}
