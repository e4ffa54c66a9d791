import type { DrawResult, LotteryDeps, ResultsFile, RowFault } from "./ports";
import { isSameResult, recordNews, resultFault } from "./record-news";
import { findNewestResult, findResultsOfDraw } from "./store";

export interface ImportReport {
  readonly form: string;
  readonly rows: number;
  readonly new: number;
  readonly corrected: number;
  readonly known: number;
  /** Every row that was not taken, by line. */
  readonly faults: readonly RowFault[];
}

export interface ImportOptions {
  /** A row that says something else than its source, or another one, said before becomes a new revision. */
  readonly correct: boolean;
  /** Rows of other games are faults. */
  readonly game: string | null;
}

/** What is wrong with the rows of a file, each by itself; needs no database. */
export function checkResults({ results, faults }: ResultsFile, game: string | null): RowFault[] {
  const wrong = results.flatMap(({ line, result }) => {
    const fault = rowFault(result, game);
    return fault ? [{ line, ...fault }] : [];
  });
  return [...faults, ...wrong].sort((a, b) => a.line - b.line);
}

function rowFault(result: DrawResult, game: string | null): { code: string; text: string } | null {
  if (game !== null && result.game !== game) return { code: "other-game", text: `This is a row of ${result.game}.` };
  return resultFault(result);
}

const plain = ({ main, bonus }: Pick<DrawResult, "main" | "bonus">) =>
  JSON.stringify([[...main].sort((a, b) => a - b), [...bonus].sort((a, b) => a - b)]);

/**
 * Takes the results of a file, row by row: what cannot be is a fault and the rest are kept, once however often the file comes.
 * What contradicts what is known, of this source or another, is a fault unless it is said to be a correction.
 */
export async function importResults(
  deps: Pick<LotteryDeps, "db" | "clock" | "followers">,
  file: ResultsFile,
  { correct, game }: ImportOptions,
): Promise<ImportReport> {
  const { source } = file;
  const faults: RowFault[] = [...file.faults];
  const counts = { new: 0, corrected: 0, known: 0 };
  for (const { line, result } of file.results) {
    const fault = rowFault(result, game) ?? (correct ? null : await contradiction(deps, source, result));
    if (fault) {
      faults.push({ line, ...fault });
      continue;
    }
    const before = await findNewestResult(deps.db, source, result.game, result.date);
    const revision = before === null ? 1 : isSameResult(before, result) ? before.revision : before.revision + 1;
    const [recorded] = await recordNews(deps, source, [{ kind: "result", ...result, revision }]);
    if (recorded!.outcome === "refused") faults.push({ line, code: recorded!.code!, text: recorded!.text! });
    else counts[recorded!.outcome]++;
  }
  faults.sort((a, b) => a.line - b.line);
  return { form: file.form, rows: file.results.length + file.faults.length, ...counts, faults };
}

async function contradiction(
  deps: Pick<LotteryDeps, "db">,
  source: string,
  result: DrawResult,
): Promise<{ code: string; text: string } | null> {
  for (const known of await findResultsOfDraw(deps.db, result.game, result.date)) {
    const agrees = known.source === source ? isSameResult(known, result) : plain(known) === plain(result);
    if (agrees) continue;
    const said = `${known.main.join(" ")} + ${known.bonus.join(" ")}`;
    return { code: "contradicts", text: `${known.source} said ${said} of this draw, or other prizes.` };
  }
  return null;
}
