import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { type ClassDocument, readClass, readMap, saveClass, saveMap } from "./class-store";
import type { CurrentRules } from "./current-rules";
import type { MapAnswers } from "./rules-wire";
import type { SeenPlace } from "./seen-place";

/**
 * Decides again, under the rules as the database has them, and keeps the document of the class that comes out, so that
 * pages are only ever rendered from what was decided here. Returns the class to show.
 */
export async function registerClass(
  deps: { db: Database; clock: Clock; current: CurrentRules },
  input: { place: SeenPlace | null; locale: string },
): Promise<string> {
  const now = deps.clock.now();
  const visible = deps.current.rules.see(input.place, now.getTime(), input.locale);
  const document: ClassDocument = {
    open: [...visible.open],
    listed: [...visible.listed],
    undecidedCount: visible.undecidedCount,
    missing: visible.missing,
    locale: input.locale,
  };
  const rulesVersion = deps.current.version.split("-")[0] ?? "0";
  await saveMap(deps.db, { mapId: deps.current.live.mapId, map: deps.current.map, rulesVersion, now });
  await deps.db.transaction((tx) => saveClass(tx, { classId: visible.classId, document, rulesVersion, now }));
  return visible.classId;
}

/** The document of a registered class. Throws where there is none: a page must not be kept from nothing. */
export async function loadClass(deps: { db: Database }, classId: string): Promise<ClassDocument> {
  const document = /^[0-9a-f]{16,64}$/.test(classId) ? await readClass(deps.db, classId) : null;
  if (!document) throw new Error(`The class ${classId.slice(0, 64)} is not registered.`);
  return document;
}

/** What a map shows, or null where it was never kept. */
export async function findMap(deps: { db: Database }, mapId: string): Promise<MapAnswers | null> {
  return /^[0-9a-f]{32}$/.test(mapId) ? readMap(deps.db, mapId) : null;
}

/** What a map shows. Throws where it was never kept. */
export async function loadMap(deps: { db: Database }, mapId: string): Promise<MapAnswers> {
  const map = await findMap(deps, mapId);
  if (!map) throw new Error(`The map ${mapId.slice(0, 64)} is not registered.`);
  return map;
}
