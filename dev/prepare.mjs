// What has to be true before any TypeScript of ours can run: packages installed as the lock file says, and the Prisma
// client generated from the schema as it is. Plain Node without packages, because it runs before there are any.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const hashOf = (file) => createHash("sha256").update(readFileSync(file)).digest("hex");
const say = (text) => process.stderr.write(`${text}\n`);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Words for a Node that is too old, or null. */
export function nodeFault(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 20)) return null;
  return `Drawbridge needs Node 20.20 or newer; this is ${version}. Install a newer Node and run the command again.`;
}

/**
 * Runs `work` while holding the directory `name` as a lock, so that two commands started together do it once.
 * The holder touches it every second; one that was killed leaves a lock that goes stale after ten.
 */
async function alone(name, work) {
  for (let waited = 0; ; waited++) {
    try {
      mkdirSync(name);
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    if (waited === 20) say("Waiting for another command to finish preparing…");
    try {
      if (Date.now() - statSync(name).mtimeMs > 10_000) rmSync(name, { recursive: true, force: true });
    } catch {
      // Its holder has just finished.
    }
    await pause(100);
  }
  const beat = setInterval(() => {
    try {
      utimesSync(name, new Date(), new Date());
    } catch {
      // The directory was removed by hand; the work goes on.
    }
  }, 1000);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    rmSync(name, { recursive: true, force: true });
  }
}

function run(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let tail = "";
    const keep = (chunk) => {
      tail = (tail + chunk).slice(-4000);
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}.\n${tail}`));
    });
  });
}

/** Installs the packages when package-lock.json is not the one they were installed from. */
export async function ensureInstalled() {
  const mark = path.join(root, "node_modules", ".drawbridge-lock");
  const wanted = hashOf(path.join(root, "package-lock.json"));
  const current = () => existsSync(mark) && readFileSync(mark, "utf8") === wanted;
  if (current()) return;
  await alone(path.join(root, ".installing"), async () => {
    if (current()) return;
    // npm keeps its own copy of what it installed; when that is no older than the lock, an ordinary `npm install` or
    // `npm ci` has just been done by hand and doing it again would pull the packages from under whoever uses them.
    const own = path.join(root, "node_modules", ".package-lock.json");
    const byHand = existsSync(own) && statSync(own).mtimeMs >= statSync(path.join(root, "package-lock.json")).mtimeMs;
    if (!byHand) {
      say("Installing packages (once, about a minute)…");
      const quiet = ["--no-audit", "--no-fund", "--include=dev"];
      try {
        await run("npm", ["ci", ...quiet], { NODE_ENV: "development" });
      } catch (error) {
        // A registry that lacks packages of other platforms makes `npm ci` call a whole lock file broken.
        if (!error.message.includes("in sync")) throw error;
        say("npm ci will not have the lock file here; installing what it names all the same…");
        await run("npm", ["install", "--no-save", ...quiet], { NODE_ENV: "development" });
      }
    }
    writeFileSync(mark, wanted);
  });
}

/** Generates the Prisma client when the schema has changed since. Needs no engine and no network. */
export async function ensureGenerated() {
  const schema = path.join(root, "prisma", "schema.prisma");
  const target = path.join(root, "server", "kernel", "prisma");
  const mark = path.join(target, ".schema-hash");
  const current = () => existsSync(mark) && readFileSync(mark, "utf8") === hashOf(schema);
  if (current()) return;
  await alone(path.join(root, ".generating"), async () => {
    if (current()) return;
    say("Generating the database client…");
    const wanted = hashOf(schema);
    // Any executable will do: `generate` insists on an engine that it never runs, and would try to download one.
    await run(process.execPath, [path.join(root, "node_modules", "prisma", "build", "index.js"), "generate"], {
      PRISMA_SCHEMA_ENGINE_BINARY: existsSync("/bin/true") ? "/bin/true" : process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    });
    writeFileSync(mark, wanted);
  });
}
