import type { Reader, Tx } from "@/server/kernel/db";

export interface MemberLine {
  number: number;
  email: string;
  name: string;
  status: string;
  roles: string[];
  createdAt: Date;
}

/** Members by their number, newest last; `search` is part of an address or a name. */
export async function listMembers(reader: Reader, search: string, limit: number): Promise<MemberLine[]> {
  const part = { contains: search, mode: "insensitive" as const };
  const rows = await reader.member.findMany({
    where: search ? { OR: [{ email: part }, { givenName: part }, { familyName: part }] } : {},
    include: { roles: { include: { organisation: { select: { code: true } } }, orderBy: { createdAt: "asc" } } },
    orderBy: { number: "asc" },
    take: limit,
  });
  return rows.map((row) => ({
    number: row.number,
    email: row.email,
    name: `${row.givenName} ${row.familyName}`,
    status: row.status,
    roles: row.roles.map((role) =>
      [role.kind, role.organisation?.code, role.areaId, role.status === "active" ? null : role.status]
        .filter(Boolean)
        .join(" "),
    ),
    createdAt: row.createdAt,
  }));
}

export async function setMemberStatus(tx: Tx, id: string, status: "active" | "suspended"): Promise<void> {
  await tx.member.update({ where: { id }, data: { status } });
}

/** An organisation's id by its code, or null. */
export async function organisationIdByCode(reader: Reader, code: string): Promise<string | null> {
  return (await reader.organisation.findUnique({ where: { code }, select: { id: true } }))?.id ?? null;
}

export async function areaExists(reader: Reader, id: string): Promise<boolean> {
  return (await reader.area.count({ where: { id } })) > 0;
}
