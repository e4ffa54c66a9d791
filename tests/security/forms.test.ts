import { expect, test } from "vitest";
import { rowCount, textOf, valuesOf } from "@/components/people/form-spec";
import { wayBack } from "@/server/edge/choose-place";
import { readDraftForm } from "@/server/games/raffles/draft-form";

test("P25 the names of a form's fields neither reach a prototype nor make rows without end", () => {
  const data = new FormData();
  for (const name of [
    "__proto__",
    "constructor",
    "toString",
    "drawings.0.groups.999999999.prizes.0.heading",
    "drawings.1e9.triggerCount",
  ]) {
    data.append(name, "x");
    data.append(name, "y");
  }
  data.append("drawings.0.groups.2.prizes.3.heading", "A \0quilt");
  const values = valuesOf(data);
  expect(Object.getPrototypeOf(values)).toBe(Object.prototype);
  expect(({} as { x?: string }).x).toBeUndefined();
  expect(textOf(values, "drawings.0.groups.2.prizes.3.heading")).toBe("A quilt");
  expect(rowCount(values, "drawings.0.groups")).toBe(3);
  expect([...readDraftForm(values, new Map()).rows]).toEqual([
    ["drawings.0", "drawings.0"],
    ["drawings.0.groups.0", "drawings.0.groups.2"],
    ["drawings.0.groups.0.prizes.0", "drawings.0.groups.2.prizes.3"],
  ]);
});

test("P25 nobody is sent to another site", () => {
  for (const elsewhere of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/\t/evil.example",
    "/\n/evil.example",
    " /raffles",
    "",
    "raffles",
    `/${"a".repeat(600)}`,
    "/api/auth/signout",
    "/v/en/missing",
  ]) {
    expect([elsewhere, wayBack(elsewhere)]).toEqual([elsewhere, "/"]);
  }
  expect(wayBack("/raffles?q=boat&page=2")).toBe("/raffles?q=boat&page=2");
});
