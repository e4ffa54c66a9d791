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

/** Keeps the document of a class; a class that is there already stays as it is. */
export async function saveClass(
  tx: Tx,
  entry: { classId: string; document: ClassDocument; rulesVersion: string; now: Date },
): Promise<void> {
  await tx.eligibilityClass.createMany({
    data: [
      {
        hash: entry.classId,
        document: entry.document as never,
        rulesVersion: BigInt(entry.rulesVersion),
        createdAt: entry.now,
      },
    ],
    skipDuplicates: true,
  });
}

/** The document of a class, or null where it was never registered. */
export async function readClass(reader: Reader, classId: string): Promise<ClassDocument | null> {
  const row = await reader.eligibilityClass.findUnique({ where: { hash: classId } });
  return (row?.document as unknown as ClassDocument | undefined) ?? null;
}

/** Keeps what a map of the whole country shows, under its hash, unless it is kept already. */
export async function saveMap(
  db: Database,
  entry: { mapId: string; map: MapAnswers; rulesVersion: string; now: Date },
): Promise<void> {
  const hash = `map-${entry.mapId}`;
  if (await db.eligibilityClass.findUnique({ where: { hash }, select: { hash: true } })) return;
  await db.transaction((tx) =>
    tx.eligibilityClass.createMany({
      data: [{ hash, document: { ...entry.map }, rulesVersion: BigInt(entry.rulesVersion), createdAt: entry.now }],
      skipDuplicates: true,
    }),
  );
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
