import type { Reader, Tx } from "@/server/kernel/db";

export interface OrganisationRecord {
  id: string;
  code: string;
  name: string;
  description: string;
  website: string | null;
  registration: string;
  status: string;
  street: string;
  city: string;
  postalCode: string;
  governingAreaId: string;
  areaIds: string[];
  gatewayAccount: string | null;
  gatewayReady: boolean;
  createdAt: Date;
}

export function findOrganisation(reader: Reader, id: string): Promise<OrganisationRecord | null> {
  return reader.organisation.findUnique({ where: { id } });
}

export function findOrganisations(reader: Reader, ids: string[]): Promise<OrganisationRecord[]> {
  return reader.organisation.findMany({ where: { id: { in: ids } }, orderBy: { name: "asc" } });
}

/** False when the code is taken. */
export async function insertOrganisation(
  tx: Tx,
  organisation: Omit<OrganisationRecord, "gatewayAccount" | "gatewayReady">,
): Promise<boolean> {
  return (await tx.organisation.createMany({ data: [organisation], skipDuplicates: true })).count === 1;
}

export async function setOrganisationStatus(tx: Tx, id: string, from: string[], to: string): Promise<boolean> {
  return (await tx.organisation.updateMany({ where: { id, status: { in: from } }, data: { status: to } })).count === 1;
}

export interface RoleRecord {
  id: string;
  memberId: string;
  kind: "participant" | "organisation" | "regulator" | "administrator";
  organisationId: string | null;
  areaId: string | null;
  status: string;
  reason: string | null;
  createdAt: Date;
}

/** False when the member holds, or waits for, the same role already. */
export async function insertRole(tx: Tx, role: RoleRecord): Promise<boolean> {
  const { count } = await tx.memberRole.createMany({ data: [role], skipDuplicates: true });
  return count === 1;
}

export function findRole(reader: Reader, id: string): Promise<RoleRecord | null> {
  return reader.memberRole.findUnique({ where: { id } });
}

export interface PendingRole extends RoleRecord {
  memberName: string;
  memberEmail: string;
  organisation: OrganisationRecord | null;
}

/** The applications that wait for a decision, oldest first. */
export async function pendingRoles(reader: Reader): Promise<PendingRole[]> {
  const rows = await reader.memberRole.findMany({
    where: { status: "pending" },
    include: { member: true, organisation: true },
    orderBy: { createdAt: "asc" },
    take: 200,
  });
  return rows.map(({ member, organisation, ...role }) => ({
    ...role,
    memberName: `${member.givenName} ${member.familyName}`,
    memberEmail: member.email,
    organisation,
  }));
}

export async function decideRole(
  tx: Tx,
  id: string,
  to: { status: "active" | "refused"; reason: string | null; grantedBy: string },
): Promise<boolean> {
  return (await tx.memberRole.updateMany({ where: { id, status: "pending" }, data: to })).count === 1;
}
