import { type Io, processIo } from "./io";

interface Command {
  help: string;
  run(argv: string[], io: Io): Promise<number>;
}

// Each command loads what it needs when it is called: `decide` answers without ever touching the database's client.
const COMMANDS: Record<string, Command> = {
  areas: {
    help: "areas import DIR · areas resolve [--json] CODE",
    run: async (argv, io) => (await import("./areas")).areas(argv, io),
  },
  decide: {
    help: "decide --json < LINES: one decision for each line",
    run: async (argv, io) => (await import("./decide")).decide(argv, io),
  },
  draw: {
    help: "draw advance · draw show ID",
    run: async (argv, io) => (await import("./draw")).draw(argv, io),
  },
  verify: {
    help: "verify FILE: checks a certificate; prints ok or what is wrong",
    run: async (argv, io) => (await import("./verify")).verify(argv, io),
  },
  doctor: {
    help: "doctor [--json]: says of each part whether it does its work, and what to do",
    run: async (argv, io) => (await import("./doctor")).doctor(argv, io),
  },
  lottery: {
    help: "lottery import-results FILE [--check] · lottery pick GAME [--lines N | --system K] · lottery appoint-agent CODE",
    run: async (argv, io) => (await import("./lottery")).lottery(argv, io),
  },
  settle: {
    help: "settle --json [--explain] < LINES: divisions and prizes of lottery lines",
    run: async (argv, io) => (await import("./settle")).settle(argv, io),
  },
  migrate: {
    help: "migrate: brings the database to this version's schema",
    run: async (argv, io) => (await import("./migrate")).migrateCommand(argv, io),
  },
  reconcile: {
    help: "reconcile [--since DAY] [--replay] [--json]: compares our books with the gateway's",
    run: async (argv, io) => (await import("./reconcile")).reconcile(argv, io),
  },
  users: {
    help: "users list | grant | suspend | restore | reset-second-factor",
    run: async (argv, io) => {
      const [{ users }, { withDatabase }] = await Promise.all([import("./users"), import("./with-database")]);
      return withDatabase((db) => users(argv, io, db));
    },
  },
};

function help(): string {
  const lines = Object.values(COMMANDS).map((command) => `  npm run -s cli -- ${command.help}`);
  return `Commands:\n${lines.join("\n")}\n`;
}

/** Runs one command and returns its exit code: 0 done, 1 the answer is no, 2 not understood. */
export async function main(argv: string[], io: Io): Promise<number> {
  const [name = "", ...rest] = argv;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) {
    const asked = name === "" || name === "help" || name === "--help";
    (asked ? io.output : io.error).write(asked ? help() : `There is no command ${name}.\n${help()}`);
    return asked ? 0 : 2;
  }
  try {
    return await command.run(rest, io);
  } catch (error) {
    io.error.write(`${(error as Error).message}\n`);
    return 1;
  }
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on("error", (error: { code?: string }) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
process.exitCode = await main(process.argv.slice(2), processIo);
