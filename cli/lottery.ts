import { readFileSync } from "node:fs";
import { systemClock } from "../server/kernel/clock";
import { readResultsFile } from "../server/lotteries/adapters/published-results";
import { checkResults, type ImportReport, importResults } from "../server/lotteries/import-results";
import type { Io } from "./io";

const USAGE = "Usage: lottery import-results FILE [--game ID] [--correct] [--check] [--json]\n";

/**
 * `lottery import-results FILE`: takes published results into the venue (docs/lotteries.md). `--check` reads alone and needs
 * no database. Exits 0 when every row was taken, 1 when one was not, 2 on wrong usage or a file of no known form.
 */
export async function lottery(argv: string[], io: Io): Promise<number> {
  const [what, ...rest] = argv;
  const take = (flag: string) => (rest.includes(flag) ? rest.splice(rest.indexOf(flag), 1).length > 0 : false);
  const [json, correct, check] = [take("--json"), take("--correct"), take("--check")];
  const at = rest.indexOf("--game");
  const game = at >= 0 ? (rest.splice(at, 2)[1] ?? "") : null;
  const [path] = rest;
  if (what !== "import-results" || path === undefined || rest.length > 1 || path.startsWith("--") || game === "") {
    io.error.write(USAGE);
    return 2;
  }
  const file = readResultsFile(readFileSync(path, "utf8"));
  if (!file) {
    const text = `${path} has no form that is known; docs/lotteries.md says where the known ones are.`;
    if (json) io.output.write(`${JSON.stringify({ error: { code: "unknown-form", text } })}\n`);
    else io.error.write(`${text}\n`);
    return 2;
  }
  let report: ImportReport;
  if (check) {
    const faults = checkResults(file, game);
    const rows = file.results.length + file.faults.length;
    report = { form: file.form, rows, new: 0, corrected: 0, known: 0, faults };
  } else {
    const [{ withDatabase }, { LOTTERY_FOLLOWERS: followers }] = await Promise.all([
      import("./with-database"),
      import("../server/api/lottery-services"),
    ]);
    report = await withDatabase((db) => importResults({ db, clock: systemClock, followers }, file, { correct, game }));
  }
  io.output.write(json ? `${JSON.stringify(report)}\n` : inWords(report));
  return report.faults.length > 0 ? 1 : 0;
}

function inWords({ form, rows, new: fresh, corrected, known, faults }: ImportReport): string {
  const lines = [
    `${form}: ${rows} rows, ${fresh} new, ${corrected} corrected, ${known} known before, ${faults.length} not taken.`,
    ...faults.map(({ line, code, text }) => `  line ${line}: ${text} (${code})`),
  ];
  return `${lines.join("\n")}\n`;
}
