import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { Actor } from "@/server/people/authority";
import { kindOfFile, MOST_PDF_BYTES, MOST_PICTURE_BYTES } from "@/server/people/identity/identity";
import type { IdentityDeps } from "@/server/people/identity/ports";
import { isActivePdf } from "@/server/people/identity/scan-pdf";
import { seal } from "@/server/people/identity/seal";
import type { SyndicateDeps } from "../ports";
import { lockSyndicate, type Syndicate } from "../store";
import { DOCUMENT_KINDS, MOST_DOCUMENTS, nextClaimant, type TaxPerson, taxPersonFault } from "./claim";
import {
  type ClaimRecord,
  changeWinner,
  findClaim,
  findDocuments,
  findWinners,
  insertDocument,
  moveClaim,
  type WinnerRecord,
} from "./claim-store";
import { askClaimant } from "./follow-claims";

/** How a winner's data for the tax is sealed: bound to the claim and the winner. */
export const taxRow = (claimId: string, memberId: string) => `${claimId}:${memberId}`;
export const TAX_TYPE = "application/json";

interface Held {
  one: Syndicate;
  claim: ClaimRecord;
  winners: WinnerRecord[];
}

/** The claim, held with its syndicate. Throws AppError notFound, also for whoever is neither a winner nor the manager. */
async function hold(tx: Tx, actor: Actor, claimId: string): Promise<Held> {
  const known = isId(claimId) ? await findClaim(tx, claimId) : null;
  const one = known && (await lockSyndicate(tx, known.syndicateId));
  const claim = known && (await findClaim(tx, known.id));
  const winners = known ? await findWinners(tx, known.id) : [];
  const isTheirs = one?.managerId === actor.memberId || winners.some(({ memberId }) => memberId === actor.memberId);
  if (!one || !claim || !isTheirs) throw new AppError("notFound", 404);
  return { one, claim, winners };
}

async function audit(tx: Tx, actor: Actor, claim: ClaimRecord, action: string, after: object, at: Date): Promise<void> {
  await writeAudit(tx, {
    ...{ at, actorId: actor.memberId, actorRole: "participant", action },
    subject: `syndicate:${claim.syndicateId}`,
    after: { claim: claim.id, ...after },
  });
}

/**
 * The manager names another winner to claim for all, as long as nobody has consented (B17). Throws AppError: notFound (not the
 * manager's, or no winner), claimDeclined (they said no), claimFixed.
 */
export async function nameClaimant(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { claimId: string; memberId: string },
): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const { one, claim, winners } = await hold(tx, actor, wish.claimId);
    const winner = winners.find(({ memberId }) => memberId === wish.memberId);
    if (one.managerId !== actor.memberId || !winner) throw new AppError("notFound", 404);
    if (winner.declinedAt) throw new AppError("claimDeclined", 409);
    if (claim.state !== "open" && claim.state !== "proposed") throw new AppError("claimFixed", 409);
    const { memberId: claimantId } = winner;
    await moveClaim(tx, claim.id, claim.state, { state: "proposed", claimantId }, at);
    await askClaimant(tx, { ...claim, claimantId }, at);
    await audit(tx, actor, claim, "name-claimant", { claimant: claimantId }, at);
  });
}

/**
 * A winner gives what the payer of the prize asks of each: legal name, address, tax number. It is sealed before it is written down.
 * Until the prize is paid it may be given again. Throws AppError notFound, claimFixed, 422 `taxPerson` with the field.
 */
export async function giveTaxPerson(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { claimId: string; person: TaxPerson },
): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const { claim, winners } = await hold(tx, actor, wish.claimId);
    if (!winners.some(({ memberId }) => memberId === actor.memberId)) throw new AppError("notFound", 404);
    if (claim.state === "paid" || claim.state === "lapsed") throw new AppError("claimFixed", 409);
    // Two people have approved the claimant under this name.
    if (claim.claimantId === actor.memberId && claim.state.startsWith("approved"))
      throw new AppError("claimFixed", 409);
    await sealPerson(deps, tx, claim.id, actor.memberId, wish.person, at);
    await audit(tx, actor, claim, "give-tax-person", {}, at);
  });
}

async function sealPerson(
  deps: SyndicateDeps,
  tx: Tx,
  claimId: string,
  memberId: string,
  given: TaxPerson,
  at: Date,
): Promise<void> {
  const tidy = (text: string) => text.replace(/\s+/g, " ").trim();
  const { legalName, address, taxNumber } = given;
  const person = { legalName: tidy(legalName), address: tidy(address), taxNumber: tidy(taxNumber) };
  const field = taxPersonFault(person);
  if (field) throw new AppError("taxPerson", 422, { field });
  const bytes = new TextEncoder().encode(JSON.stringify(person));
  const row = seal(deps.venueSecret, taxRow(claimId, memberId), TAX_TYPE, bytes);
  await changeWinner(tx, claimId, memberId, { ...row, givenAt: at });
}

/**
 * Whoever is named agrees to claim the prize for all, under their legal name. Throws AppError: notFound (nobody else may),
 * claimFixed, 422 `taxPerson` with the field.
 */
export async function consentToClaim(
  deps: SyndicateDeps,
  actor: Actor,
  wish: { claimId: string; person: TaxPerson },
): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const { claim } = await hold(tx, actor, wish.claimId);
    if (claim.claimantId !== actor.memberId) throw new AppError("notFound", 404);
    await sealPerson(deps, tx, claim.id, actor.memberId, wish.person, at);
    if (!(await moveClaim(tx, claim.id, "proposed", { state: "consented", consentedAt: at }, at))) {
      throw new AppError("claimFixed", 409);
    }
    await audit(tx, actor, claim, "consent-to-claim", {}, at);
  });
}

/** Whoever is named says no, before they consented or after, until the first approval: the next is asked. Throws AppError notFound, claimFixed. */
export async function declineClaim(deps: SyndicateDeps, actor: Actor, claimId: string): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const { claim, winners } = await hold(tx, actor, claimId);
    if (claim.claimantId !== actor.memberId) throw new AppError("notFound", 404);
    if (claim.state !== "proposed" && claim.state !== "consented") throw new AppError("claimFixed", 409);
    await changeWinner(tx, claim.id, actor.memberId, { declinedAt: at });
    const claimantId = nextClaimant(
      winners.map((winner) => ({
        ...winner,
        hasDeclined: winner.declinedAt !== null || winner.memberId === actor.memberId,
      })),
    );
    // A claimant who consented goes back through the question, so that nobody is left named without being asked.
    if (claim.state === "consented") await moveClaim(tx, claim.id, "consented", { state: "proposed" }, at);
    const to = claimantId
      ? { state: "proposed" as const, claimantId, consentedAt: null }
      : { state: "open" as const, claimantId: null, consentedAt: null };
    await moveClaim(tx, claim.id, "proposed", to, at);
    if (claimantId) await askClaimant(tx, { ...claim, claimantId }, at);
    await audit(tx, actor, claim, "decline-claim", { next: claimantId }, at);
  });
}

/**
 * Keeps a document of the claim, sealed; pictures are encoded anew. The claimant and the manager send them. Throws AppError:
 * notFound, claimFixed, documentsFull, documentMissing, documentKindUnknown, documentTooLarge, documentActive, and what the picture
 * is refused for.
 */
export async function addClaimDocument(
  deps: SyndicateDeps & Pick<IdentityDeps, "cleanPicture">,
  actor: Actor,
  wish: { claimId: string; kind: string; bytes: Uint8Array },
): Promise<void> {
  const kind = DOCUMENT_KINDS.find((one) => one === wish.kind);
  if (!kind) throw new AppError("invalidInput", 400);
  const { bytes, contentType } = await clean(deps, wish.bytes);
  const at = await deps.moment(deps.db);
  await deps.db.transaction(async (tx) => {
    const { one, claim } = await hold(tx, actor, wish.claimId);
    if (claim.claimantId !== actor.memberId && one.managerId !== actor.memberId) throw new AppError("notFound", 404);
    if (["approved", "paid", "lapsed"].includes(claim.state)) throw new AppError("claimFixed", 409);
    if ((await findDocuments(tx, claim.id)).length >= MOST_DOCUMENTS) throw new AppError("documentsFull", 409);
    const id = newId(at.getTime());
    const row = { id, claimId: claim.id, kind, contentType, uploadedBy: actor.memberId, uploadedAt: at };
    await insertDocument(tx, { ...row, ...seal(deps.venueSecret, id, contentType, bytes) });
    await audit(tx, actor, claim, "add-claim-document", { document: id, kind }, at);
  });
}

async function clean(
  deps: Pick<IdentityDeps, "cleanPicture">,
  bytes: Uint8Array,
): Promise<{ bytes: Uint8Array; contentType: string }> {
  if (bytes.byteLength === 0) throw new AppError("documentMissing", 422);
  const kind = kindOfFile(bytes);
  if (!kind) throw new AppError("documentKindUnknown", 422);
  const most = kind === "pdf" ? MOST_PDF_BYTES : MOST_PICTURE_BYTES;
  if (bytes.byteLength > most) throw new AppError("documentTooLarge", 413, { most: most / 1024 / 1024 });
  if (kind !== "pdf") return deps.cleanPicture(bytes, kind);
  if (isActivePdf(bytes)) throw new AppError("documentActive", 422);
  return { bytes, contentType: "application/pdf" };
}
