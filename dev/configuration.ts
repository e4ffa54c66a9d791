import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { environmentSchema } from "../server/kernel/env";
import { root } from "./prepare.mjs";

export const CONFIGURATION_FILE = path.join(root, "docs", "configuration.md");
const BEGIN = "<!-- variables: written by `npx tsx dev/configuration.ts` from server/kernel/env.ts -->";
const END = "<!-- end of variables -->";

interface Field {
  description?: string;
  safeParse(value: unknown): { success: boolean; data?: unknown };
}

/** The table of every variable, from the schema that checks them. */
export function variablesTable(): string {
  const rows = Object.entries(environmentSchema.shape as Record<string, Field>).map(([name, field]) => {
    const absent = field.safeParse(undefined);
    const given = absent.success ? (absent.data === "" ? "empty" : `\`${String(absent.data)}\``) : "must be given";
    return `| \`${name}\` | ${given} | ${field.description ?? ""} |`;
  });
  return ["| variable | default | meaning |", "|---|---|---|", ...rows].join("\n");
}

/** The document with its table brought up to date. */
export function configurationDocument(text: string): string {
  const [before, rest] = text.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new Error(`docs/configuration.md has lost its marks: ${BEGIN}`);
  return `${before}${BEGIN}\n\n${variablesTable()}\n\n${END}${after}`;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  writeFileSync(CONFIGURATION_FILE, configurationDocument(readFileSync(CONFIGURATION_FILE, "utf8")));
}
