import { randomInt } from "node:crypto";
import { readFileSync } from "node:fs";
import { systemClock } from "../server/kernel/clock";
import { isAppError } from "../server/kernel/errors";
import { formatMoney } from "../server/kernel/money";
import { readResultsFile } from "../server/lotteries/adapters/published-results";
import { findGame, rulesOn } from "../server/lotteries/catalogue";
import { drawOn, openDraws } from "../server/lotteries/draw-calendar";
import { checkResults, type ImportReport, importResults } from "../server/lotteries/import-results";
import {
  type Entry,
  isFault,
  lineCount,
  priceMinor,
  randomEntry,
  randomLines,
  readEntry,
  ticketFault,
} from "../server/lotteries/selection";
import type { Io } from "./io";

const USAGE = `Usage: lottery import-results FILE [--game ID] [--correct] [--check] [--json]
       lottery pick GAME [--date YYYY-MM-DD] [--lines N | --system K] [--add-on ID] [--json]
       lottery appoint-agent CODE
`;

/** What is left of the arguments when options were taken out of them. */
class Arguments {
  constructor(readonly rest: string[]) {}

  flag(name: string): boolean {
    return this.rest.includes(name) && this.rest.splice(this.rest.indexOf(name), 1).length > 0;
  }

  /** The value of an option; undefined without it, empty where the value is missing. */
  value(name: string): string | undefined {
    const at = this.rest.indexOf(name);
    return at < 0 ? undefined : (this.rest.splice(at, 2)[1] ?? "");
  }
}

/** `lottery import-results`, `lottery pick` (docs/lotteries.md) and `lottery appoint-agent` (docs/syndicates.md). 2 on wrong usage. */
export async function lottery(argv: string[], io: Io): Promise<number> {
  const [what, ...rest] = argv;
  const given = new Arguments(rest);
  const json = given.flag("--json");
  if (what === "import-results") return importFile(given, json, io);
  if (what === "pick") return pick(given, json, io);
  if (what === "appoint-agent") return appoint(given, io);
  io.error.write(USAGE);
  return 2;
}

/**
 * Picks random lines, or a random system entry, for a draw: the next one open unless a date is given. Says what they are and
 * what they cost by the catalogue. Needs no database. 1 where the game has no such draw or sells no such ticket.
 */
function pick(given: Arguments, json: boolean, io: Io): number {
  const [date, lines, system, addOn] = ["--date", "--lines", "--system", "--add-on"].map((name) => given.value(name));
  const game = findGame(given.rest[0] ?? "");
  const whole = (text: string | undefined) => text === undefined || /^[1-9]\d{0,3}$/.test(text);
  if (!game || given.rest.length !== 1 || !whole(lines) || !whole(system) || (lines && system) || addOn === "") {
    io.error.write(USAGE);
    return 2;
  }
  const say = (text: string) => {
    if (json) io.output.write(`${JSON.stringify({ error: { code: "cannot-be", text } })}\n`);
    else io.error.write(`${text}\n`);
    return 1;
  };
  const draw = date === undefined ? openDraws(game, systemClock.now(), 1)[0] : drawOn(game, date);
  const rules = draw && rulesOn(game, draw.date);
  if (!draw || !rules)
    return say(`${game.name} has no draw ${date === undefined ? "to come that is known" : `on ${date}`}.`);
  const addOns = addOn === undefined ? [] : [addOn];
  let entries: Entry[];
  try {
    const count = Number(lines ?? rules.price.minimumLines);
    entries = system
      ? [randomEntry(rules, randomInt, { system: Number(system), addOns })]
      : randomLines(rules, count, randomInt, addOns);
  } catch (error) {
    return say((error as Error).message);
  }
  const fault = entries.map((entry) => readEntry(rules, entry)).find(isFault) ?? ticketFault(rules, entries);
  if (fault) return say(fault.text);
  const price = priceMinor(rules, entries);
  const count = entries.reduce((sum, entry) => sum + lineCount(rules, entry), 0);
  if (json) {
    const { currency } = game;
    io.output.write(
      `${JSON.stringify({ game: game.id, date: draw.date, lineCount: count, priceMinor: price, currency, entries })}\n`,
    );
  } else {
    const shown = entries.map(
      ({ main, bonus }) => `  ${main.join(" ")}${bonus.length > 0 ? ` + ${bonus.join(" ")}` : ""}`,
    );
    const head = `${game.name}, ${draw.date}: ${count} lines, ${formatMoney(price, game.currency, "en")}, sold until ${draw.closesAt.toISOString()}`;
    io.output.write(`${[head, ...shown].join("\n")}\n`);
  }
  return 0;
}

/**
 * Takes published results into the venue. `--check` reads alone and needs no database. 0 when every row was taken, 1 when one
 * was not, 2 for a file of no known form.
 */
async function importFile(given: Arguments, json: boolean, io: Io): Promise<number> {
  const [correct, check] = [given.flag("--correct"), given.flag("--check")];
  const game = given.value("--game") ?? null;
  const [path] = given.rest;
  if (path === undefined || given.rest.length > 1 || path.startsWith("--") || game === "") {
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

/** Makes an organisation, named by the letters of its ticket numbers, the agent behind every syndicate. 1 where that is not possible. */
async function appoint({ rest }: Arguments, io: Io): Promise<number> {
  const [code] = rest;
  if (!code || rest.length !== 1) {
    io.error.write(USAGE);
    return 2;
  }
  const [{ withDatabase }, { appointAgent }, { readClock }] = await Promise.all([
    import("./with-database"),
    import("../server/games/syndicates/appoint-agent"),
    import("../server/games/syndicates/read-clock"),
  ]);
  try {
    await withDatabase((db) => appointAgent({ db, moment: readClock }, null, code));
  } catch (error) {
    if (!isAppError(error)) throw error;
    const words: Record<string, string> = {
      organisationNotFound: `There is no organisation ${code}.`,
      agentAppointed: "There is an agent already; it stays the operator of record of its syndicates.",
    };
    io.error.write(`${words[error.code] ?? error.code}\n`);
    return 1;
  }
  io.output.write(`${code} is the agent that buys for syndicates.\n`);
  return 0;
}
