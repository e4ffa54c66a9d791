import type { Tx } from "@/server/kernel/db";
import { enqueue } from "@/server/kernel/outbox";
import type { AreaScope } from "@/server/people/authority";
import { findAdministrators, findOrganisers, findRegulators } from "./request-store";

/** The outbox kind of the letters about a request for activation; handled by `sendRequestLetter`. */
export const REQUEST_LETTER = "raffles.request-letter";

export interface RequestLetterJob {
  letter: "handed-in" | "approved" | "refused";
  requestId: string;
  raffleId: string;
  memberId: string;
  areaId: string | null;
  reason?: string;
}

type About = Omit<RequestLetterJob, "memberId" | "areaId"> & { areaId?: string | null };

/** Tells everybody whose word is asked, each once: the regulators of an area, or where it has none, of those above. */
export async function postToDeciders(
  tx: Tx,
  scope: AreaScope,
  about: About,
  areaIds: ReadonlyArray<string | null>,
  now: Date,
): Promise<void> {
  const jobs = new Map<string, RequestLetterJob>();
  const regulators = areaIds.some((areaId) => areaId !== null) ? await findRegulators(tx) : [];
  for (const areaId of areaIds) {
    for (const memberId of areaId === null ? await findAdministrators(tx) : regulatorsOf(regulators, areaId, scope)) {
      if (!jobs.has(memberId)) jobs.set(memberId, { ...about, memberId, areaId });
    }
  }
  await post(tx, [...jobs.values()], now);
}

/** Tells everybody who acts for the organisation. */
export async function postToOrganisation(tx: Tx, organisationId: string, about: About, now: Date): Promise<void> {
  const members = await findOrganisers(tx, organisationId);
  await post(
    tx,
    members.map((memberId) => ({ ...about, memberId, areaId: about.areaId ?? null })),
    now,
  );
}

/** Who may speak for an area: its own regulators; where there are none, those of the areas above it. */
export function regulatorsOf(
  regulators: ReadonlyArray<{ memberId: string; areaId: string }>,
  areaId: string,
  scope: AreaScope,
): string[] {
  const own = regulators.filter((one) => one.areaId === areaId);
  const able = own.length > 0 ? own : regulators.filter((one) => scope.isWithin(areaId, one.areaId));
  return [...new Set(able.map(({ memberId }) => memberId))];
}

async function post(tx: Tx, jobs: RequestLetterJob[], now: Date): Promise<void> {
  await enqueue(
    tx,
    jobs.map((job) => ({
      kind: REQUEST_LETTER,
      payload: job,
      dedupeKey: `request:${job.letter}:${job.requestId}:${job.areaId ?? ""}:${job.memberId}`,
    })),
    now,
  );
}
