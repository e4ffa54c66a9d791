import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { nodeFault } from "@/dev/prepare.mjs";
import { root } from "../support/modules";

interface Entry {
  version?: string;
  optionalDependencies?: Record<string, string>;
  dependencies?: Record<string, string>;
  resolved?: string;
}

test("P1 the lock file names every package that npm ci asks for, those of other platforms included", () => {
  const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, Entry>;
  };
  const missing: string[] = [];
  for (const [place, entry] of Object.entries(packages)) {
    for (const name of Object.keys({ ...entry.optionalDependencies, ...entry.dependencies })) {
      let at = place;
      while (!packages[`${at ? `${at}/` : ""}node_modules/${name}`] && at) {
        at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")));
      }
      if (!packages[`${at ? `${at}/` : ""}node_modules/${name}`]) missing.push(`${name} of ${place}`);
    }
  }
  expect(missing).toEqual([]);
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
});

test("P1 a Node that is too old is told so in words", () => {
  expect(nodeFault("20.19.4")).toMatch(/needs Node 20\.20 or newer; this is 20\.19\.4/);
  expect(nodeFault("18.20.0")).not.toBeNull();
  for (const version of ["20.20.0", "20.20.2", "22.1.0", "24.0.0"]) expect(nodeFault(version)).toBeNull();
});
