import type { AuthorizedOrganiser } from "@/server/people/authority";
import type { RaffleDeps } from "../ports";
import { type RaffleStatus, statusOf } from "../raffle";
import { listOwnRaffles, type OwnRaffleRow } from "../raffle-store";
import { countOpenClaims } from "../reports/winners-store";
import { attentionOf } from "./home-store";

export interface HomeRow extends OwnRaffleRow {
  status: RaffleStatus;
}

/** What of an organisation waits for somebody: raffles by reason, the first few by name. */
export interface Attention {
  reason: "refused" | "stopped" | "missed" | "hand-due" | "books-out" | "waiting";
  raffles: Array<{ id: string; title: string }>;
}

export interface OrganisationHome {
  rows: HomeRow[];
  /** How many there are in each status, whatever is searched for. */
  counts: Partial<Record<RaffleStatus, number>>;
  attention: Attention[];
  openClaims: number;
}

/** The first page of an organisation: its raffles by status, searched, and what needs somebody. */
export async function readOrganisationHome(
  deps: Pick<RaffleDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  filter: { status: string; text: string },
): Promise<OrganisationHome> {
  const now = deps.clock.now();
  const [found, attention, openClaims] = await Promise.all([
    listOwnRaffles(deps.db, { organisationIds: [by.organisationId] }),
    attentionOf(deps.db, by.organisationId, now),
    countOpenClaims(deps.db, by.organisationId),
  ]);
  const all = found.map((row): HomeRow => ({ ...row, status: statusOf(row.facts, now) }));
  const counts: OrganisationHome["counts"] = {};
  for (const { status } of all) counts[status] = (counts[status] ?? 0) + 1;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8);
  const rows = all.filter(
    (row) =>
      (!filter.status || row.status === filter.status) && words.every((word) => row.title.toLowerCase().includes(word)),
  );
  return { rows, counts, attention, openClaims };
}
