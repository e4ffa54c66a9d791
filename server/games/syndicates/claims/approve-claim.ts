import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import { givenReason } from "@/server/kernel/reason";
import { claimPrize } from "@/server/lotteries/claim-prizes";
import type { AuthorizedAdministrator } from "@/server/people/authority";
import { unseal } from "@/server/people/identity/seal";
import { tell } from "../notices";
import type { SyndicateDeps } from "../ports";
import { lockSyndicate } from "../store";
import type { TaxPerson } from "./claim";
import {
  findClaim,
  findClaimsIn,
  findDocument,
  findDocuments,
  findLotteryWords,
  findSealed,
  findWinners,
  moveClaim,
} from "./claim-store";
import { TAX_TYPE, taxRow } from "./keep-claim";

/**
 * One administrator's word on a claim (P27): the first approval waits for a second person, whose approval lets the lottery be asked
 * for the payment under the claimant's legal name. Either may send it back with a reason. Nobody decides about a syndicate that they
 * are in. Throws AppError: notFound, changedMeanwhile, anotherPersonNeeded, documentMissing (nothing was shown), reasonNeeded.
 */
export async function decideClaim(
  deps: SyndicateDeps,
  by: AuthorizedAdministrator,
  wish: { claimId: string; word: "approve" | "refuse"; reason: string },
): Promise<"approved-once" | "approved" | "consented"> {
  const at = await deps.moment(deps.db);
  const me = by.actor.memberId;
  const state = await deps.db.transaction(async (tx) => {
    const known = isId(wish.claimId) ? await findClaim(tx, wish.claimId) : null;
    const one = known && (await lockSyndicate(tx, known.syndicateId));
    const claim = known && (await findClaim(tx, known.id));
    if (!one || !claim) throw new AppError("notFound", 404);
    if (claim.state !== "consented" && claim.state !== "approved-once") throw new AppError("changedMeanwhile", 409);
    const winners = await findWinners(tx, claim.id);
    const isIn = one.managerId === me || winners.some(({ memberId }) => memberId === me);
    if (isIn || claim.approvedBy === me) throw new AppError("anotherPersonNeeded", 403);
    const reason = wish.word === "refuse" ? givenReason(wish.reason) : null;
    if (!reason && (await findDocuments(tx, claim.id)).length === 0) throw new AppError("documentMissing", 409);
    const to = reason
      ? { state: "consented" as const, approvedBy: null }
      : claim.state === "consented"
        ? { state: "approved-once" as const, approvedBy: me }
        : { state: "approved" as const, confirmedBy: me };
    if (!(await moveClaim(tx, claim.id, claim.state, to, at))) throw new AppError("changedMeanwhile", 409);
    if (reason) {
      const about = { syndicateId: one.gameId, key: `${claim.id}:${at.toISOString()}` };
      const people = [...new Set([claim.claimantId!, one.managerId])].map((memberId) => ({ memberId }));
      await tell(tx, "claim-sent-back", about, people, { person: reason }, at);
    }
    await writeAudit(tx, {
      ...{ at, actorId: me, actorRole: "administrator", subject: `syndicate:${one.gameId}` },
      action: reason ? "send-claim-back" : `claim-${to.state}`,
      after: { claim: claim.id, amountMinor: claim.amountMinor, ...(reason ? { reason } : {}) },
    });
    return to.state;
  });
  if (state === "approved") await fileClaim(deps, wish.claimId);
  return state;
}

/** Asks the lottery for the payment of an approved claim; asking twice collects once. */
async function fileClaim(deps: SyndicateDeps, claimId: string): Promise<void> {
  const claim = await findClaim(deps.db, claimId);
  if (claim?.state !== "approved" || !claim.claimantId) return;
  const person = await openTaxPerson(deps, claim.id, claim.claimantId);
  if (!person) return;
  await claimPrize({ ...deps.agent, db: deps.db }, claim.purchaseId, claim.drawDate, person.legalName);
}

/** Goes on with approved claims that the lottery has not been asked for, after a failure in between. Returns how many. */
export async function fileApprovedClaims(deps: SyndicateDeps): Promise<number> {
  let filed = 0;
  for (const claim of await findClaimsIn(deps.db, ["approved"])) {
    const [word] = await findLotteryWords(deps.db, [claim.purchaseId], claim.drawDate);
    if (word?.state !== "claimant-needed") continue;
    await fileClaim(deps, claim.id);
    filed++;
  }
  return filed;
}

async function openTaxPerson(
  deps: Pick<SyndicateDeps, "db" | "venueSecret">,
  claimId: string,
  memberId: string,
): Promise<TaxPerson | null> {
  const sealed = await findSealed(deps.db, claimId, memberId);
  if (!sealed) return null;
  const bytes = unseal(deps.venueSecret, taxRow(claimId, memberId), TAX_TYPE, sealed);
  return JSON.parse(new TextDecoder().decode(bytes)) as TaxPerson;
}

/**
 * What the payer's form asks of each winner, for the administrator who decides; each look is written down before anything is shown.
 * Null where a winner has given nothing yet. Throws AppError notFound (also for a syndicate that they are in).
 */
export async function showTaxPersons(
  deps: SyndicateDeps,
  by: AuthorizedAdministrator,
  claimId: string,
): Promise<Map<string, TaxPerson | null>> {
  const claim = await lookable(deps, by, claimId);
  await noteLook(deps, by, claim, "look-at-tax-persons", {});
  const winners = await findWinners(deps.db, claim.id);
  const persons = await Promise.all(winners.map(({ memberId }) => openTaxPerson(deps, claim.id, memberId)));
  return new Map(winners.map(({ memberId }, n) => [memberId, persons[n]!]));
}

/** A document of a claim, for the administrator who decides; each look is written down. Throws AppError notFound, documentUnreadable. */
export async function showClaimDocument(
  deps: SyndicateDeps,
  by: AuthorizedAdministrator,
  documentId: string,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string; name: string }> {
  const document = isId(documentId) ? await findDocument(deps.db, documentId) : null;
  if (!document) throw new AppError("notFound", 404);
  const claim = await lookable(deps, by, document.claimId);
  await noteLook(deps, by, claim, "look-at-claim-document", { document: document.id });
  const { contentType } = document;
  const bytes = unseal(deps.venueSecret, document.id, contentType, document);
  return { bytes, contentType, name: `${document.kind}.${contentType === "application/pdf" ? "pdf" : "webp"}` };
}

async function lookable(deps: SyndicateDeps, by: AuthorizedAdministrator, claimId: string) {
  const claim = isId(claimId) ? await findClaim(deps.db, claimId) : null;
  const winners = claim ? await findWinners(deps.db, claim.id) : [];
  if (!claim || winners.some(({ memberId }) => memberId === by.actor.memberId)) throw new AppError("notFound", 404);
  return claim;
}

async function noteLook(
  deps: SyndicateDeps,
  by: AuthorizedAdministrator,
  claim: { id: string; syndicateId: string },
  action: string,
  after: object,
): Promise<void> {
  const at = await deps.moment(deps.db);
  await deps.db.transaction((tx) =>
    writeAudit(tx, {
      ...{ at, actorId: by.actor.memberId, actorRole: "administrator", action },
      subject: `syndicate:${claim.syndicateId}`,
      after: { claim: claim.id, ...after },
    }),
  );
}
