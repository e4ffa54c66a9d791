import type { Reader, Tx } from "./db";
import { Prisma } from "./prisma/client";

/** One line of the audit log: who did what to which object, and what it was before and after. */
export interface AuditFact {
  at: Date;
  actorId: string | null; // null: the venue itself, such as a timer
  actorRole: "participant" | "organisation" | "regulator" | "administrator" | "venue";
  action: string; // verb first: "activate-raffle"
  subject: string; // kind:id
  areaId?: string | null; // whose regulators see the line
  before?: unknown;
  after?: unknown;
  correlationId?: string | null;
}

const json = (value: unknown) =>
  value === undefined || value === null ? Prisma.DbNull : (JSON.parse(JSON.stringify(value)) as Prisma.InputJsonValue);

/** Writes the line in the transaction of the change it tells of, so that there is never one without the other. */
export async function writeAudit(tx: Tx, fact: AuditFact): Promise<void> {
  await tx.auditEntry.create({
    data: {
      at: fact.at,
      actorId: fact.actorId,
      actorRole: fact.actorRole,
      action: fact.action,
      subject: fact.subject,
      areaId: fact.areaId ?? null,
      before: json(fact.before),
      after: json(fact.after),
      correlationId: fact.correlationId ?? null,
    },
  });
}

export interface AuditLine {
  id: string;
  at: Date;
  actorId: string | null;
  actorRole: string;
  action: string;
  subject: string;
  areaId: string | null;
  before: unknown;
  after: unknown;
}

/** The newest lines first; `beforeId` continues a page. At most 200 at a time. */
export async function readAudit(
  reader: Reader,
  filter: { subject?: string; actorId?: string; action?: string; beforeId?: string; limit?: number },
): Promise<AuditLine[]> {
  const rows = await reader.auditEntry.findMany({
    where: {
      ...(filter.subject ? { subject: filter.subject } : {}),
      ...(filter.actorId ? { actorId: filter.actorId } : {}),
      ...(filter.action ? { action: filter.action } : {}),
      ...(filter.beforeId ? { id: { lt: BigInt(filter.beforeId) } } : {}),
    },
    orderBy: { id: "desc" },
    take: Math.min(filter.limit ?? 50, 200),
  });
  return rows.map((row) => ({ ...row, id: row.id.toString(), before: row.before, after: row.after }));
}
