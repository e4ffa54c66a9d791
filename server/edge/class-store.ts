import type { Database, Reader, Tx } from "@/server/kernel/db";
import type { GameKey } from "./gate-rules";
import type { MapAnswers } from "./rules-wire";

/** What the pages of a class are rendered from. It never changes: other contents have another id. */
export interface ClassDocument {
  open: GameKey[];
  listed: GameKey[];
  undecidedCount: number;
  missing: string | null;
  locale: string;
}

/** The version of everything the compiled rules are made from. */
export async function readRulesVersion(reader: Reader): Promise<string> {
  const [row] = await reader.query<{ version: string | bigint }>({
    name: "rules-version",
    text: "SELECT version FROM rules_version WHERE id = 1",
  });
  if (!row) throw new Error("The table rules_version has lost its row.");
  return String(row.version);
}

/** How long a row may go without being marked as asked for, although it is: a write an hour is enough. */
const MARK_MS = 3_600_000;

/** Keeps a document under its hash, or marks the one that is there already as asked for now. */
async function keep(
  tx: Tx,
  entry: { hash: string; document: unknown; rulesVersion: string; now: Date },
): Promise<void> {
  await tx.query({
    name: "keep-class",
    text: `INSERT INTO eligibility_class (hash, document, rules_version, created_at, asked_at)
           VALUES ($1, $2::jsonb, $3, $4, $4)
           ON CONFLICT (hash) DO UPDATE SET asked_at = greatest(eligibility_class.asked_at, excluded.asked_at)`,
    values: [entry.hash, JSON.stringify(entry.document), entry.rulesVersion, entry.now],
  });
}

/** Keeps the document of a class; one that is there already stays as it is and is marked as asked for. */
export async function saveClass(
  tx: Tx,
  entry: { classId: string; document: ClassDocument; rulesVersion: string; now: Date },
): Promise<void> {
  await keep(tx, { ...entry, hash: entry.classId });
}

/** The document of a class, or null where it was never registered. */
export async function readClass(reader: Reader, classId: string): Promise<ClassDocument | null> {
  const row = await reader.eligibilityClass.findUnique({ where: { hash: classId } });
  return (row?.document as unknown as ClassDocument | undefined) ?? null;
}

/** Keeps what a map of the whole country shows, under its hash, and once an hour that it is still asked for. */
export async function saveMap(
  db: Database,
  entry: { mapId: string; map: MapAnswers; rulesVersion: string; now: Date },
): Promise<void> {
  const hash = `map-${entry.mapId}`;
  const there = await db.eligibilityClass.findUnique({ where: { hash }, select: { askedAt: true } });
  if (there && entry.now.getTime() - there.askedAt.getTime() < MARK_MS) return;
  await db.transaction((tx) => keep(tx, { ...entry, hash, document: entry.map }));
}

/** Removes classes and maps that nobody has asked for since `before`. Answers how many. */
export async function deleteUnasked(tx: Tx, before: Date): Promise<number> {
  const { count } = await tx.eligibilityClass.deleteMany({ where: { askedAt: { lt: before } } });
  return count;
}

/** What a map shows, or null where it was never kept. */
export async function readMap(reader: Reader, mapId: string): Promise<MapAnswers | null> {
  const row = await reader.eligibilityClass.findUnique({ where: { hash: `map-${mapId}` } });
  return (row?.document as unknown as MapAnswers | undefined) ?? null;
}

/** A setting of the venue, or what holds where none was made. */
export async function readSetting(reader: Reader, key: string, otherwise: string): Promise<string> {
  const row = await reader.venueSetting.findUnique({ where: { key } });
  return typeof row?.value === "string" ? row.value : otherwise;
}

/** Keeps an electronic signature of somebody who has only chosen a place (J7). */
export async function recordAgeConfirmation(
  tx: Tx,
  entry: {
    id: string;
    visitorId: string;
    minimumAge: number;
    place: unknown;
    text: string;
    textVersion: number;
    signedAt: Date;
  },
): Promise<void> {
  await tx.ageConfirmation.create({ data: { ...entry, place: entry.place as never } });
}
