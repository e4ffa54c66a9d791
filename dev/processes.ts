import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { root } from "./prepare.mjs";

/** When a process began, in the kernel's ticks: with it a number that was given out again is told from the old one. */
function beganAt(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function alive(pid: number, began: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as { code?: string }).code !== "EPERM") return false;
  }
  return began === null || began === "" || beganAt(pid) === began;
}

/** Writes who a process is to a file. */
function mark(file: string, pid: number): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${pid} ${beganAt(pid) ?? ""}`);
}

/** The process that a file names, where it is still that one. */
export function markedProcess(file: string): number | null {
  if (!existsSync(file)) return null;
  const [pid, began] = readFileSync(file, "utf8").split(" ");
  return alive(Number(pid), began ?? null) ? Number(pid) : null;
}

/** Takes a directory for this process. Returns the process that has it, or null when it is ours now. */
export function takeDirectory(dir: string): number | null {
  const file = path.join(dir, "owner");
  const owner = markedProcess(file);
  if (owner !== null && owner !== process.pid) return owner;
  mark(file, process.pid);
  return null;
}

export function giveDirectoryBack(dir: string): void {
  rmSync(path.join(dir, "owner"), { force: true });
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function endGroup(pid: number, began: string | null): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-pid, name);
    } catch {
      // It has gone.
    }
  };
  signal("SIGTERM");
  for (let waited = 0; waited < 100 && alive(pid, began); waited++) await pause(50);
  signal("SIGKILL");
}

/** Ends what an earlier run in this directory left behind when it was killed. Returns their names. */
export async function endLeftovers(dir: string): Promise<string[]> {
  const folder = path.join(dir, "pids");
  if (!existsSync(folder)) return [];
  const ended: string[] = [];
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    const pid = markedProcess(file);
    if (pid !== null) {
      await endGroup(pid, beganAt(pid));
      ended.push(name);
    }
    rmSync(file, { force: true });
  }
  return ended;
}

export interface Child {
  process: ChildProcess;
  pid: number;
  logFile: string;
  /** Ends it and everything it started. */
  stop(): Promise<void>;
  /** As `kill -9` would; for fault tests. */
  kill(): void;
  /** Resolves with the exit code, or null when a signal ended it. */
  ended: Promise<number | null>;
}

/**
 * Starts a program in a process group of its own, noted in `dir`, so that it ends with us or, after we were killed,
 * at the next start. Its output goes to `dir/logs/<name>.log`.
 */
export function startChild(options: {
  dir: string;
  name: string;
  command: string;
  args: string[];
  env: Record<string, string | undefined>;
}): Child {
  const logFile = path.join(options.dir, "logs", `${options.name}.log`);
  mkdirSync(path.dirname(logFile), { recursive: true });
  const output = openSync(logFile, "w");
  const child = spawn(options.command, options.args, {
    cwd: root,
    env: options.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  const pid = child.pid ?? 0;
  const file = path.join(options.dir, "pids", options.name);
  if (pid) mark(file, pid);
  const began = beganAt(pid);
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", (code) => resolve(code));
    child.once("error", () => resolve(127));
  });
  return {
    process: child,
    pid,
    logFile,
    ended,
    stop: async () => {
      await endGroup(pid, began);
      await ended;
      rmSync(file, { force: true });
    },
    kill: () => {
      process.kill(-pid, "SIGKILL");
    },
  };
}

/** The last lines of a log, for a message. */
export function tail(logFile: string, lines = 25): string {
  return existsSync(logFile) ? readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n") : "";
}

const closers: Array<() => Promise<void>> = [];
let ending: Promise<void> | null = null;

export const isEnding = (): boolean => ending !== null;

/** Runs all of `onEnd`, last first, once. */
export function endAll(): Promise<void> {
  ending ??= (async () => {
    for (const close of closers.splice(0).reverse()) {
      try {
        await close();
      } catch (error) {
        process.stderr.write(`While ending: ${(error as Error).message}\n`);
      }
    }
  })();
  return ending;
}

/** Adds what is to be ended before this process goes, by itself, by Ctrl-C or by SIGTERM. */
export function onEnd(close: () => Promise<void>): void {
  if (closers.length === 0 && !ending) {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      // A terminal and npm both pass Ctrl-C on, so it comes twice; the second must not cut the first one's work short.
      process.on(signal, () => {
        if (ending) return;
        process.stderr.write("Ending…\n");
        void endAll().then(() => process.exit(0));
      });
    }
  }
  closers.push(close);
}
