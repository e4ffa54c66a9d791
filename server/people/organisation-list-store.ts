import type { Reader, Tx } from "@/server/kernel/db";
import type { Coverage } from "@/server/kernel/prisma/client";

/** An area on one of the lists that an organisation keeps for all its games (J12). */
export interface OrganisationListEntry {
  id: string;
  areaId: string;
  areaName: string;
  list: "permission" | "exclusion";
  coverage: "wide" | "not-required" | "local" | null;
  permitNumber: string | null;
  validFrom: Date | null;
  validTo: Date | null; // exclusive
}

export async function findOrganisationLists(reader: Reader, organisationId: string): Promise<OrganisationListEntry[]> {
  return reader.query<OrganisationListEntry & Record<string, unknown>>({
    text: `select e.id::text as id, e.area_id as "areaId", a.name as "areaName", e.list::text as list,
                  replace(e.coverage::text, '_', '-') as coverage, e.permit_number as "permitNumber",
                  e.valid_from as "validFrom", e.valid_to as "validTo"
             from organisation_list_entry e join area a on a.id = e.area_id
            where e.organisation_id = $1::uuid order by e.list, a.name, e.area_id`,
    values: [organisationId],
  });
}

/** False when the area is on this list already. */
export async function insertOrganisationListEntry(
  tx: Tx,
  entry: Omit<OrganisationListEntry, "areaName"> & { organisationId: string; createdBy: string; createdAt: Date },
): Promise<boolean> {
  const coverage = (entry.coverage?.replace("-", "_") as Coverage | undefined) ?? null;
  const { count } = await tx.organisationListEntry.createMany({ data: [{ ...entry, coverage }], skipDuplicates: true });
  return count === 1;
}

/** The entry that was taken off, or null where it was not on the organisation's lists. */
export async function deleteOrganisationListEntry(
  tx: Tx,
  organisationId: string,
  id: string,
): Promise<OrganisationListEntry | null> {
  const entry = (await findOrganisationLists(tx, organisationId)).find((one) => one.id === id);
  if (!entry) return null;
  const { count } = await tx.organisationListEntry.deleteMany({ where: { id, organisationId } });
  return count === 1 ? entry : null;
}

export async function isArea(reader: Reader, areaId: string): Promise<boolean> {
  return (await reader.area.count({ where: { id: areaId } })) === 1;
}
