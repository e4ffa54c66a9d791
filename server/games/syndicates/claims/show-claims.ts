import { AppError } from "@/server/kernel/errors";
import { findGame } from "@/server/lotteries/catalogue";
import type { Actor, AuthorizedAdministrator } from "@/server/people/authority";
import { findNames } from "../listing-store";
import type { SyndicateDeps } from "../ports";
import { findSyndicate, findSyndicateBySlug, type Syndicate } from "../store";
import {
  type ClaimRecord,
  type DocumentRecord,
  findClaimsIn,
  findClaimsOf,
  findDocuments,
  findLotteryWords,
  findWinners,
  type WinnerRecord,
} from "./claim-store";
import { type PrizeTax, prizeTaxOn, taxOf } from "./prize-tax";

export interface ClaimView {
  readonly claim: ClaimRecord;
  readonly winners: readonly WinnerRecord[];
  readonly documents: readonly DocumentRecord[];
  /** The figures for the tax, and what they say of this prize; null where none are known. */
  readonly tax: { figures: PrizeTax; isReportable: boolean; withheldMinor: number } | null;
}

async function viewOf(deps: Pick<SyndicateDeps, "db">, one: Syndicate, claim: ClaimRecord): Promise<ClaimView> {
  const [winners, documents, [word]] = await Promise.all([
    findWinners(deps.db, claim.id),
    findDocuments(deps.db, claim.id),
    findLotteryWords(deps.db, [claim.purchaseId], claim.drawDate),
  ]);
  const figures = prizeTaxOn(findGame(one.lotteryGame)?.country ?? "", one.currency, claim.drawDate);
  const wagerMinor = word ? Math.ceil(word.priceMinor / word.drawCount) : 0;
  const tax = figures && { figures, ...taxOf(figures, { amountMinor: claim.amountMinor, wagerMinor }) };
  return { claim, winners, documents, tax };
}

/** The claims of a syndicate, for its winners and its manager. Throws AppError notFound for everybody else. */
export async function showClaims(
  deps: SyndicateDeps,
  actor: Actor,
  slug: string,
): Promise<{ syndicate: Syndicate; claims: ClaimView[]; names: ReadonlyMap<string, string>; isManager: boolean }> {
  const syndicate = await findSyndicateBySlug(deps.db, slug);
  if (!syndicate) throw new AppError("notFound", 404);
  const isManager = syndicate.managerId === actor.memberId;
  const all = await Promise.all(
    (await findClaimsOf(deps.db, syndicate.gameId)).map((one) => viewOf(deps, syndicate, one)),
  );
  const claims = all.filter(({ winners }) => isManager || winners.some(({ memberId }) => memberId === actor.memberId));
  if (claims.length === 0) throw new AppError("notFound", 404);
  const ids = claims.flatMap(({ winners }) => winners.map(({ memberId }) => memberId));
  return { syndicate, claims, isManager, names: await findNames(deps.db, [...new Set(ids)], syndicate) };
}

export interface WaitingClaim extends ClaimView {
  readonly syndicate: Syndicate;
  readonly names: ReadonlyMap<string, string>;
  readonly mayDecide: boolean;
}

/** The claims that wait for an administrator's word. */
export async function waitingClaims(deps: SyndicateDeps, by: AuthorizedAdministrator): Promise<WaitingClaim[]> {
  const me = by.actor.memberId;
  const claims = await findClaimsIn(deps.db, ["consented", "approved-once"]);
  return Promise.all(
    claims.map(async (claim) => {
      const syndicate = (await findSyndicate(deps.db, claim.syndicateId))!;
      const view = await viewOf(deps, syndicate, claim);
      const ids = view.winners.map(({ memberId }) => memberId);
      const isIn = syndicate.managerId === me || ids.includes(me);
      const names = await findNames(deps.db, ids, syndicate);
      return { ...view, syndicate, names, mayDecide: !isIn && claim.approvedBy !== me };
    }),
  );
}
