import type { Reader, Tx } from "@/server/kernel/db";
import type { Coverage, Prisma } from "@/server/kernel/prisma/client";

export interface AreaRuleRecord {
  id: string;
  areaId: string;
  version: number;
  minimumAge: number | null;
  rules: unknown;
  source: string;
  confidence: string;
  validFrom: Date;
  validTo: Date | null;
  createdBy: string | null;
  createdAt: Date;
}

/** Every version of an area's law, the newest first. */
export function findRuleVersions(reader: Reader, areaId: string): Promise<AreaRuleRecord[]> {
  return reader.areaRule.findMany({ where: { areaId }, orderBy: { version: "desc" }, take: 100 });
}

/** Ends what is in force and adds the next version; earlier ones stay. Locks the area's row, so versions never collide. */
export async function insertRuleVersion(
  tx: Tx,
  rule: Omit<AreaRuleRecord, "version" | "rules" | "validTo"> & { rules: Prisma.InputJsonValue },
): Promise<number> {
  await tx.query({ text: "select id from area where id = $1 for update", values: [rule.areaId] });
  const last = await tx.areaRule.aggregate({ where: { areaId: rule.areaId }, _max: { version: true } });
  const version = (last._max.version ?? 0) + 1;
  await tx.areaRule.updateMany({
    where: { areaId: rule.areaId, validTo: null, validFrom: { lt: rule.validFrom } },
    data: { validTo: rule.validFrom },
  });
  await tx.areaRule.create({ data: { ...rule, version } });
  return version;
}

export interface AreaListRecord {
  id: string;
  areaId: string;
  list: "permission" | "exclusion";
  coverage: "wide" | "not-required" | "local" | null;
  reason: string;
  validFrom: Date | null;
  validTo: Date | null;
  createdAt: Date;
}

/** The lists kept for areas; of one area where it is given. */
export async function findAreaLists(reader: Reader, areaId: string | null): Promise<AreaListRecord[]> {
  const rows = await reader.areaListEntry.findMany({
    where: areaId ? { areaId } : {},
    orderBy: [{ areaId: "asc" }, { list: "asc" }],
    take: 2000,
  });
  return rows.map((row) => ({
    ...row,
    coverage: row.coverage === "not_required" ? "not-required" : row.coverage,
  }));
}

/** False when the area is on this list already. */
export async function insertAreaListEntry(tx: Tx, entry: AreaListRecord & { createdBy: string }): Promise<boolean> {
  const { coverage, ...rest } = entry;
  const data = { ...rest, coverage: (coverage?.replace("-", "_") as Coverage | undefined) ?? null };
  return (await tx.areaListEntry.createMany({ data: [data], skipDuplicates: true })).count === 1;
}

export async function deleteAreaListEntry(tx: Tx, id: string, areaId: string): Promise<AreaListRecord | null> {
  const [entry] = (await findAreaLists(tx, areaId)).filter((one) => one.id === id);
  if (!entry) return null;
  return (await tx.areaListEntry.deleteMany({ where: { id, areaId } })).count === 1 ? entry : null;
}

export async function areaExists(reader: Reader, areaId: string): Promise<boolean> {
  return (await reader.area.count({ where: { id: areaId } })) === 1;
}
