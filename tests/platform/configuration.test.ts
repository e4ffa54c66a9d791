import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CONFIGURATION_FILE, configurationDocument, variablesTable } from "@/dev/configuration";
import { environment, environmentSchema } from "@/server/kernel/env";

test("P3 every variable is documented with its default and meaning", () => {
  const text = readFileSync(CONFIGURATION_FILE, "utf8");
  expect(text, "Run npx tsx dev/configuration.ts").toBe(configurationDocument(text));
  const rows = variablesTable().split("\n").slice(2);
  expect(rows.length).toBe(Object.keys(environmentSchema.shape).length);
  expect(rows.filter((row) => / \| {1,2}\|$/.test(row))).toEqual([]);
});

test("P3 a configuration that is wrong stops the start with all faults in words", () => {
  expect(() => environment({ DATABASE_URL: "not an address", HOLD_SECONDS: "1" })).toThrow(
    /DATABASE_URL: [\s\S]*APP_SECRET must be given[\s\S]*HOLD_SECONDS: /,
  );
});
