import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { AREA_FILE_NAMES, type AreaFault, readAreaFiles } from "./area-files";
import type { AreaSource } from "./area-source";
import { writeCompiledTree } from "./compiled-file";
import { defaultAreaSource } from "./default-areas";
import {
  applyStaged,
  compareStaged,
  gamesNaming,
  hasAreas,
  loadTree,
  recordImport,
  stageImport,
  type TouchedGame,
} from "./store";

/** What is wrong with a directory: every fault with file and line. Nothing was changed. */
export class AreaFilesInvalid extends AppError {
  constructor(
    readonly faults: readonly AreaFault[],
    faultCount: number,
  ) {
    const [first] = faults;
    super("areas_invalid", 422, {
      count: faultCount,
      first: first ? `${first.file}, line ${first.line}: ${first.text}` : "",
    });
    this.message = `${faultCount} faults in the area files; nothing was changed.`;
  }
}

/** What an import did. Lists of ids name at most a thousand; the counts are whole. */
export interface ImportReport {
  readonly source: string;
  readonly areas: number;
  readonly postalCodes: number;
  readonly postalNames: number;
  readonly added: number;
  readonly renamed: number;
  readonly moved: number;
  readonly removed: number;
  readonly kept: number;
  readonly postalWritten: number;
  readonly postalRemoved: number;
  /** Kept although the import does not have them, because games, rules, members or organisations name them. */
  readonly keptAreas: readonly string[];
  readonly renamedAreas: readonly string[];
  readonly movedAreas: readonly string[];
  readonly removedAreas: readonly string[];
  /** Games whose lists name an area that was renamed, moved or kept. Their lists stay as they are and keep working. */
  readonly games: readonly TouchedGame[];
  /** Lines that were mended or left out. */
  readonly notes: readonly AreaFault[];
  readonly seconds: number;
}

export interface ImportOptions {
  /** Told what is being done, and how far it is where that is known. */
  readonly progress?: (step: string, done: number, total: number) => void;
  /** Where the compiled tree goes; null writes none. Default: `compiledTreePath()`. */
  readonly compiledFile?: string | null;
}

const MAXIMUM_LISTED = 1000;

/** Reads a directory in the import format. Throws {@link AreaFilesInvalid}, or `areas_unreadable` for a missing file. */
export async function readAreaDirectory(
  directory: string,
): Promise<{ source: AreaSource; notes: readonly AreaFault[] }> {
  const read = async (name: string): Promise<Uint8Array> => {
    try {
      return await readFile(path.join(directory, name));
    } catch (cause) {
      throw new AppError("areas_unreadable", 422, { file: path.join(directory, name) }, { cause });
    }
  };
  const files = {
    areas: await read(AREA_FILE_NAMES.areas),
    postalCodes: await read(AREA_FILE_NAMES.postalCodes),
    postalNames: await read(AREA_FILE_NAMES.postalNames),
  };
  const result = readAreaFiles(path.basename(path.resolve(directory)), files);
  if (result.source === null) throw new AreaFilesInvalid(result.faults, result.faultCount);
  return { source: result.source, notes: result.notes };
}

/**
 * Makes the tables say what the source says, for the countries it names, in one transaction; then leaves the compiled
 * tree in its file. Doing it again changes nothing. An area that anything names is never removed.
 */
export async function importAreas(
  db: Database,
  clock: Clock,
  input: { readonly source: AreaSource; readonly notes?: readonly AreaFault[] },
  options: ImportOptions = {},
): Promise<ImportReport> {
  const { source, notes = [] } = input;
  const progress = options.progress ?? (() => {});
  const started = performance.now();
  const total = source.areas.length + source.postalCodes.length + source.postalNames.length;
  const report = await db.transaction(
    async (tx): Promise<ImportReport> => {
      progress("Reading in", 0, total);
      await stageImport(tx, source, (done) => progress("Reading in", done, total));
      progress("Comparing", total, total);
      const changes = await compareStaged(tx);
      const games = await gamesNaming(tx, [...changes.renamed, ...changes.moved, ...changes.kept]);
      progress("Writing", total, total);
      const postal = await applyStaged(tx);
      const done: ImportReport = {
        source: source.name,
        areas: source.areas.length,
        postalCodes: source.postalCodes.length,
        postalNames: source.postalNames.length,
        added: changes.added.length,
        renamed: changes.renamed.length,
        moved: changes.moved.length,
        removed: changes.removed.length,
        kept: changes.kept.length,
        ...postal,
        keptAreas: changes.kept.slice(0, MAXIMUM_LISTED),
        renamedAreas: changes.renamed.slice(0, MAXIMUM_LISTED),
        movedAreas: changes.moved.slice(0, MAXIMUM_LISTED),
        removedAreas: changes.removed.slice(0, MAXIMUM_LISTED),
        games,
        notes,
        seconds: Math.round((performance.now() - started) / 10) / 100,
      };
      const changed =
        done.added + done.renamed + done.moved + done.removed + done.postalWritten + done.postalRemoved > 0;
      if (changed) {
        await recordImport(tx, {
          id: newId(clock.now().getTime()),
          importedAt: clock.now(),
          source: source.name,
          digest: digestOf(source),
          report: JSON.parse(JSON.stringify(done)),
        });
      }
      return done;
    },
    { timeoutMs: 300_000 },
  );
  if (options.compiledFile !== null) {
    progress("Compiling the tree", total, total);
    writeCompiledTree(await loadTree(db), options.compiledFile);
  }
  return { ...report, seconds: Math.round((performance.now() - started) / 10) / 100 };
}

/** Fills an empty database with the areas that the packages know. Returns null where there are areas already. */
export async function ensureDefaultAreas(
  db: Database,
  clock: Clock,
  options: ImportOptions = {},
): Promise<ImportReport | null> {
  if (await hasAreas(db)) return null;
  return importAreas(db, clock, { source: defaultAreaSource() }, options);
}

function digestOf(source: AreaSource): string {
  const digest = createHash("sha256");
  for (const area of source.areas) digest.update(`${area.id}\t${area.tier}\t${area.parents.join(",")}\t${area.name}\n`);
  for (const row of source.postalCodes) digest.update(`${row.code}\t${row.area}\t${row.permille ?? ""}\n`);
  for (const row of source.postalNames) digest.update(`${row.code}\t${row.name}\n`);
  return digest.digest("hex");
}
