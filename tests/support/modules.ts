import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";

export const root = path.resolve(import.meta.dirname, "..", "..");

/** One import of a module: what it names, and whether only types are taken. */
export interface Import {
  /** Path from the root for our own modules, the bare name for packages and Node's own. */
  to: string;
  own: boolean;
  typeOnly: boolean;
}

export interface Module {
  file: string;
  text: string;
  imports: Import[];
}

const SKIPPED = new Set(["node_modules", "prisma", "results", "peers"]);

function listed(dir: string): string[] {
  if (!existsSync(path.join(root, dir))) return [];
  return readdirSync(path.join(root, dir), { withFileTypes: true }).flatMap((entry) => {
    if (entry.name.startsWith(".") || SKIPPED.has(entry.name)) return [];
    const inside = path.join(dir, entry.name);
    if (entry.isDirectory()) return listed(inside);
    return /\.(tsx?|mjs)$/.test(entry.name) && !/\.d\.m?ts$/.test(entry.name) ? [inside] : [];
  });
}

function resolved(from: string, name: string): string | null {
  const base = name.startsWith("@/")
    ? name.slice(2)
    : name.startsWith(".")
      ? path.join(path.dirname(from), name)
      : null;
  if (base === null) return null;
  const candidates = [base, `${base}.ts`, `${base}.tsx`, `${base}.mjs`, path.join(base, "index.ts")];
  const found = candidates.find(
    (file) => existsSync(path.join(root, file)) && statSync(path.join(root, file)).isFile(),
  );
  return found ?? base;
}

/** Comments would hide or invent imports; strings stay, since imports are made of them. */
export function withoutComments(text: string): string {
  return text.replaceAll(/(^|[^:"'`\\])\/\/[^\n]*/g, "$1").replaceAll(/\/\*[\s\S]*?\*\//g, "");
}

export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (name: string, typeOnly: boolean) => {
    const own = resolved(file, name);
    found.push({ to: own ?? name, own: own !== null, typeOnly });
  };
  const code = withoutComments(text);
  for (const match of code.matchAll(
    /(?:^|[\n;])\s*(import|export)\s+(type\s+)?([^"';]*?)\s*from\s*["']([^"']+)["']/g,
  )) {
    const names = match[3]!.trim();
    // `import { type A, type B }` takes nothing at run time either.
    const inner = /^\{([\s\S]*)\}$/
      .exec(names)?.[1]
      ?.split(",")
      .map((name) => name.trim())
      .filter(Boolean);
    const onlyTypes = inner !== undefined && inner.length > 0 && inner.every((name) => name.startsWith("type "));
    add(match[4]!, match[2] !== undefined || onlyTypes);
  }
  for (const match of code.matchAll(/(?:^|[\n;])\s*import\s+["']([^"']+)["']/g)) add(match[1]!, false);
  for (const match of code.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) {
    // `import("x").Type` in a type position is not an import at run time; `await import` and `.then` are.
    const before = code.slice(Math.max(0, match.index - 12), match.index);
    add(match[1]!, !/(await|=>|return|\(|,|\[)\s*$/.test(before));
  }
  return found;
}

/** Every module under the given folders and files, with what it imports. */
export function modules(...targets: string[]): Module[] {
  return targets
    .flatMap((target) =>
      /\.\w+$/.test(target) ? (existsSync(path.join(root, target)) ? [target] : []) : listed(target),
    )
    .map((file) => {
      const text = readFileSync(path.join(root, file), "utf8");
      return { file, text, imports: importsOf(file, text) };
    });
}

/** Everything that `start` loads at run time, itself included, as the way there from `start`. */
export function reachable(start: string, byFile: ReadonlyMap<string, Module>): Map<string, string[]> {
  const ways = new Map<string, string[]>([[start, [start]]]);
  const queue = [start];
  while (queue.length > 0) {
    const file = queue.shift()!;
    for (const { to, typeOnly } of byFile.get(file)?.imports ?? []) {
      if (typeOnly || ways.has(to)) continue;
      ways.set(to, [...ways.get(file)!, to]);
      if (byFile.has(to)) queue.push(to);
    }
  }
  return ways;
}
