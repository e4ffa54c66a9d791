import {
  AreaFilesInvalid,
  ensureDefaultAreas,
  type ImportReport,
  importAreas,
  readAreaDirectory,
} from "../server/areas/import-areas";
import { resolvePostalCode } from "../server/areas/resolve-postal-code";
import { systemClock } from "../server/kernel/clock";
import { isAppError } from "../server/kernel/errors";
import type { Io } from "./io";
import { withDatabase } from "./with-database";

const USAGE = `areas import DIR [--json]     read in areas.tsv, postal-codes.tsv and postal-names.tsv
areas resolve [--json] CODE   every county and municipality a postal code may mean
`;

/** `areas import DIR` and `areas resolve CODE`. Exit code 1 when refused, 2 when the command is not understood. */
export async function areas(argv: string[], io: Io): Promise<number> {
  const json = argv.includes("--json");
  const [action, operand, ...more] = argv.filter((word) => word !== "--json");
  if (operand === undefined || more.length > 0 || operand.startsWith("--")) return misunderstood(io);
  if (action === "import") return importDirectory(operand, json, io);
  if (action === "resolve") return resolve(operand, json, io);
  return misunderstood(io);
}

function misunderstood(io: Io): number {
  io.error.write(USAGE);
  return 2;
}

function refuse(io: Io, json: boolean, code: string, text: string, faults: readonly unknown[] = []): number {
  if (json) io.output.write(`${JSON.stringify({ error: { code, text, ...(faults.length > 0 ? { faults } : {}) } })}\n`);
  else io.error.write(`${text}\n`);
  return 1;
}

async function importDirectory(directory: string, json: boolean, io: Io): Promise<number> {
  try {
    io.error.write("Reading the files\n");
    const input = await readAreaDirectory(directory);
    const report = await withDatabase((db) => importAreas(db, systemClock, input, { progress: progressTo(io) }));
    io.output.write(json ? `${JSON.stringify(report)}\n` : inWords(report));
    return 0;
  } catch (error) {
    if (error instanceof AreaFilesInvalid) {
      const lines = error.faults.map((fault) => `  ${fault.file}, line ${fault.line}: ${fault.text}`);
      const more = Number(error.params.count) - lines.length;
      if (more > 0) lines.push(`  and ${more} more`);
      const text = json ? error.message : `${error.message}\n${lines.join("\n")}`;
      return refuse(io, json, error.code, text, error.faults);
    }
    if (isAppError(error)) {
      return refuse(io, json, error.code, `${error.params.file ?? directory} cannot be read. Nothing was changed.`);
    }
    throw error;
  }
}

function progressTo(io: Io): (step: string, done: number, total: number) => void {
  let last = "";
  return (step, done, total) => {
    const share = step === "Reading in" && total > 0 ? ` ${Math.floor((100 * done) / total)} %` : "";
    const text = `${step}${share}`;
    if (text !== last) io.error.write(`${text}\n`);
    last = text;
  };
}

function inWords(report: ImportReport): string {
  const lines = [
    `${report.areas} areas, ${report.postalCodes} postal rows and ${report.postalNames} postal names read in ${report.seconds} s.`,
    `Areas: ${report.added} added, ${report.renamed} renamed, ${report.moved} moved, ${report.removed} removed.`,
    `Postal rows: ${report.postalWritten} written, ${report.postalRemoved} removed.`,
  ];
  if (report.kept > 0) {
    lines.push(`${report.kept} areas are not in the files any more and were kept, because something names them:`);
    for (const area of report.keptAreas.slice(0, 20)) lines.push(`  ${area}`);
  }
  if (report.games.length > 0) {
    lines.push("Games whose lists name an area that changed:");
    for (const game of report.games.slice(0, 50)) lines.push(`  ${game.slug}: ${game.areas.join(", ")}`);
  }
  for (const note of report.notes.slice(0, 20)) lines.push(`${note.file}, line ${note.line}: ${note.text}`);
  return `${lines.join("\n")}\n`;
}

async function resolve(code: string, json: boolean, io: Io): Promise<number> {
  try {
    const found = await withDatabase(async (db) => {
      await ensureDefaultAreas(db, systemClock, { progress: progressTo(io) });
      return resolvePostalCode(db, code);
    });
    if (!found) return refuse(io, json, "postal_code_unknown", `There is no postal code ${code}.`);
    const areas = found.areas.map(({ id, tier, name, permille }) => ({ id, tier, name, permille }));
    if (json) io.output.write(`${JSON.stringify({ code: found.code, name: found.name, areas })}\n`);
    else {
      const shown = areas.map(
        (area) => `  ${area.id}  ${area.tier}  ${area.name}${area.permille === null ? "" : `  ${area.permille} ‰`}\n`,
      );
      io.output.write(`${found.code} ${found.name}\n${shown.join("")}`);
    }
    return 0;
  } catch (error) {
    if (isAppError(error)) return refuse(io, json, error.code, `“${code}” is not a postal code.`);
    throw error;
  }
}
