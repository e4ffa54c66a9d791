import path from "node:path";
import { root } from "./prepare.mjs";
import { endAll, endLeftovers, giveDirectoryBack, isEnding, onEnd, tail, takeDirectory } from "./processes";
import { freePorts } from "./stack";
import { openVenue, type Venue } from "./venue";

const json = process.argv.includes("--json");
const began = Date.now();
const say = (text: string) => {
  const seconds = String(Math.round((Date.now() - began) / 1000)).padStart(4);
  process.stderr.write(`${seconds} s  ${text}\n`);
};

function table(venue: Venue): string {
  const { address, mailbox, accounts } = venue.addresses;
  const rows = accounts.map(({ role, name, email, password, totpSecret }) => [
    role,
    name,
    email,
    password,
    totpSecret ? "code from the authenticator" : "",
  ]);
  const head = ["Role", "Who", "Email", "Password", "Second factor"];
  const widths = head.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: string[]) => `  ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join("  ")}`.trimEnd();
  const people =
    rows.length > 0 ? ["", line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)] : [];
  return [
    "",
    `  Drawbridge is open: ${address}`,
    "",
    `  Mail that was sent     ${mailbox}`,
    `  Codes for logging in   ${mailbox}/authenticator`,
    ...people,
    "",
    "  At the payment: card 4242 4242 4242 4242 pays, 4000 0000 0000 0002 is declined; any date to come, any code.",
    "  A demonstration: charities, permits and people are invented. Not legal advice.",
    "  Ctrl-C ends everything.",
    "",
  ].join("\n");
}

/** PORT, or 3000; the directory belongs to one demonstration at a time, a second one gets its own. */
async function open(): Promise<Venue> {
  const wanted = Number(process.env.PORT ?? 3000);
  if (!Number.isInteger(wanted) || wanted < 1024 || wanted > 65_500) {
    throw new Error(`PORT=${process.env.PORT} will not do: give a number between 1024 and 65500.`);
  }
  let name = "demo";
  let owner = takeDirectory(path.join(root, ".drawbridge", name));
  if (owner !== null) {
    say(`Another demonstration is running (process ${owner}); this one is separate, with data of its own.`);
    name = `demo-${wanted}`;
    owner = takeDirectory(path.join(root, ".drawbridge", name));
    if (owner !== null) {
      throw new Error(
        `A demonstration with PORT=${wanted} is running already (process ${owner}). End it, or give another PORT.`,
      );
    }
  }
  const dir = path.join(root, ".drawbridge", name);
  onEnd(async () => giveDirectoryBack(dir));
  const ended = await endLeftovers(dir);
  if (ended.length > 0) say(`Ended what an earlier run left behind: ${ended.join(", ")}.`);
  const { ports, taken } = await freePorts(wanted, path.join(dir, "postgres"));
  if (taken !== null) {
    say(
      `Port ${taken} is taken, and ${wanted} to ${wanted + 9} belong together: using ${ports.public} to ${ports.public + 9}.`,
    );
  }
  return openVenue({
    dir,
    ports,
    distDir: name === "demo" ? ".next-demo" : `.next-${name}`,
    seed: "live",
    progress: say,
    databaseUrl: process.env.DATABASE_URL || undefined,
    notice: "A demonstration: charities, permits and people are invented. Not legal advice.",
    noticeInSpanish: "Una demostración: entidades, permisos y personas son inventados. No es asesoramiento legal.",
  });
}

/** Says so when the application or the worker ends by itself, with the end of its log. */
function watch(venue: Venue): void {
  for (const [name, child] of [
    ["application", venue.application],
    ["worker", venue.worker],
  ] as const) {
    void child.ended.then((code) => {
      if (!isEnding())
        say(`The ${name} ended by itself (${code ?? "killed"}). The end of ${child.logFile}:\n${tail(child.logFile)}`);
    });
  }
}

try {
  const venue = await open();
  onEnd(venue.close);
  watch(venue);
  // From here on the terminal is for what people have to know; application and worker write their own logs.
  process.env.LOG_LEVEL ??= "error";
  if (json) {
    const { address, mailbox, databaseUrl, accounts } = venue.addresses;
    process.stdout.write(`${JSON.stringify({ address, mailbox, databaseUrl, accounts })}\n`);
  } else {
    process.stdout.write(`${table(venue)}\n`);
  }
} catch (error) {
  process.stderr.write(`\n${(error as Error).message}\n`);
  await endAll();
  process.exit(1);
}
