import type { Reader, Tx } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import type { ActivationRequest, RequestMode, RequestState } from "./request";

const withDecisions = { decisions: { orderBy: { areaId: "asc" as const } } };

/** Holds the row of a game until the transaction ends, and says how it stands. Two who decide at once queue here. */
export async function lockGame(
  tx: Tx,
  raffleId: string,
): Promise<{ state: string; revision: number; lockedAt: Date | null } | null> {
  const [row] = await tx.query<{ state: string; revision: number; lockedAt: Date | null }>({
    text: `select state::text as state, revision, locked_at as "lockedAt" from game where id = $1::uuid for update`,
    values: [raffleId],
  });
  return row ?? null;
}

/** Adds a request with the words it waits for; false where one is open already. */
export async function insertRequest(
  tx: Tx,
  request: { id: string; raffleId: string; mode: RequestMode; note: string; requestedBy: string; requestedAt: Date },
  areaIds: ReadonlyArray<string | null>,
): Promise<boolean> {
  const added = await tx.activationRequest.createMany({ data: [request], skipDuplicates: true });
  if (added.count === 0) return false;
  await tx.activationDecision.createMany({
    data: areaIds.map((areaId) => ({ id: newId(request.requestedAt.getTime()), requestId: request.id, areaId })),
  });
  return true;
}

/** The request of a raffle that is open, or null. */
export async function findOpenRequest(reader: Reader, raffleId: string): Promise<ActivationRequest | null> {
  const row = await reader.activationRequest.findFirst({ where: { raffleId, state: "open" }, include: withDecisions });
  return row as ActivationRequest | null;
}

/** Every request of a raffle, the newest first. */
export async function findRequests(reader: Reader, raffleId: string): Promise<ActivationRequest[]> {
  const rows = await reader.activationRequest.findMany({
    where: { raffleId },
    include: withDecisions,
    orderBy: [{ requestedAt: "desc" }, { id: "desc" }],
    take: 50,
  });
  return rows as ActivationRequest[];
}

/** One request, or null. */
export async function findRequest(reader: Reader, id: string): Promise<ActivationRequest | null> {
  const row = await reader.activationRequest.findUnique({ where: { id }, include: withDecisions });
  return row as ActivationRequest | null;
}

export interface WaitingRequest {
  requestId: string;
  raffleId: string;
  title: string;
  organisationName: string;
  areaId: string | null;
  note: string;
  requestedAt: Date;
  opensAt: Date;
  timeZone: string;
}

/** What waits for a word: an administrator's (null), or that of the regulators of some areas and of those below. */
export function findWaiting(reader: Reader, areaId: string | null): Promise<WaitingRequest[]> {
  return reader.query<WaitingRequest & Record<string, unknown>>({
    text: `with recursive below as (
             select $1::text as id union select p.child_id from area_parent p join below b on p.parent_id = b.id)
           select q.id as "requestId", q.raffle_id as "raffleId", r.title, o.name as "organisationName",
                  d.area_id as "areaId", q.note, q.requested_at as "requestedAt", g.opens_at as "opensAt",
                  g.time_zone as "timeZone"
             from activation_request q join activation_decision d on d.request_id = q.id
             join raffle r on r.game_id = q.raffle_id join game g on g.id = q.raffle_id
             join organisation o on o.id = g.organisation_id
            where q.state = 'open' and d.state = 'waiting'
              and (case when $1::text is null then d.area_id is null else d.area_id in (select id from below) end)
            order by q.requested_at, d.area_id limit 500`,
    values: [areaId],
  });
}

/** Keeps somebody's word; false where it was given already. */
export async function keepDecision(
  tx: Tx,
  id: string,
  word: { state: "approved" | "refused"; reason: string; decidedBy: string; decidedAt: Date },
): Promise<boolean> {
  return (await tx.activationDecision.updateMany({ where: { id, state: "waiting" }, data: word })).count === 1;
}

/** Ends a request that is open; false where it ended before. */
export async function endRequest(tx: Tx, id: string, state: RequestState, endedAt: Date): Promise<boolean> {
  const ended = await tx.activationRequest.updateMany({ where: { id, state: "open" }, data: { state, endedAt } });
  return ended.count === 1;
}

/** From now on only areas whose regulator gave the word are open. */
export async function openPerArea(tx: Tx, gameId: string): Promise<void> {
  await tx.game.update({ where: { id: gameId }, data: { approvedPerArea: true } });
}

export async function insertApproval(
  tx: Tx,
  approval: { gameId: string; areaId: string; requestId: string; approvedBy: string; approvedAt: Date },
): Promise<void> {
  await tx.gameApproval.createMany({ data: [approval], skipDuplicates: true });
}

/** Whether areas speak for themselves for a game, and which have. */
export async function findApprovals(
  reader: Reader,
  gameId: string,
): Promise<{ perArea: boolean; areas: Array<{ areaId: string; approvedAt: Date }> }> {
  const game = await reader.game.findUnique({ where: { id: gameId }, include: { approvals: true } });
  return {
    perArea: game?.approvedPerArea ?? false,
    areas: (game?.approvals ?? []).map(({ areaId, approvedAt }) => ({ areaId, approvedAt })),
  };
}

/** The people who act for an organisation. */
export async function findOrganisers(reader: Reader, organisationId: string): Promise<string[]> {
  const rows = await reader.memberRole.findMany({
    where: { kind: "organisation", organisationId, status: "active" },
    select: { memberId: true },
  });
  return [...new Set(rows.map(({ memberId }) => memberId))];
}

/** The people who act for the venue. */
export async function findAdministrators(reader: Reader): Promise<string[]> {
  const rows = await reader.memberRole.findMany({
    where: { kind: "administrator", status: "active" },
    select: { memberId: true },
  });
  return [...new Set(rows.map(({ memberId }) => memberId))];
}

/** Everybody who acts for some area, with that area. */
export async function findRegulators(reader: Reader): Promise<Array<{ memberId: string; areaId: string }>> {
  const rows = await reader.memberRole.findMany({
    where: { kind: "regulator", status: "active", areaId: { not: null } },
    select: { memberId: true, areaId: true },
  });
  return rows.flatMap(({ memberId, areaId }) => (areaId ? [{ memberId, areaId }] : []));
}

export interface RequestLetterFacts {
  email: string;
  givenName: string;
  locale: string;
  status: string;
  title: string;
  organisationName: string;
  areaName: string;
  note: string;
}

/** What a letter about a request is written from; null where one of them is gone. */
export async function findLetterFacts(
  reader: Reader,
  job: { requestId: string; memberId: string; areaId: string | null },
): Promise<RequestLetterFacts | null> {
  const [row] = await reader.query<RequestLetterFacts & Record<string, unknown>>({
    text: `select m.email, m.given_name as "givenName", m.locale, m.status, r.title, o.name as "organisationName",
                  coalesce(a.name, '') as "areaName", q.note
             from activation_request q join raffle r on r.game_id = q.raffle_id join game g on g.id = q.raffle_id
             join organisation o on o.id = g.organisation_id join member m on m.id = $2::uuid
             left join area a on a.id = $3::text
            where q.id = $1::uuid`,
    values: [job.requestId, job.memberId, job.areaId],
  });
  return row ?? null;
}
