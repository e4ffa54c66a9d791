import { expect, test } from "vitest";
import { type LogWords, logText, plainName } from "@/components/organisation/running/log-text";
import organisation from "@/messages/en/organisation.json";
import running from "@/messages/en/running.json";
import { draft } from "../raffles/support";

const said: LogWords = {
  name: (part) => ({ licenceMinor: "Licence", areaId: "Area", groups: "Places" })[part] ?? plainName(part),
  value: (part, value) => (part.endsWith("Minor") ? `$${Number(value) / 100}` : String(value)),
};

test("P28 the log of edits says parts and amounts in words, and leaves out what is empty", () => {
  expect(logText("fees", { licenceMinor: 2500, note: null, reason: "" }, said)).toBe("Licence: $25");
  expect(logText("permissions", [{ areaId: "US-NY" }, { areaId: "US-UT" }], said)).toBe("Area: US-NY; Area: US-UT");
  expect(logText("title", null, said)).toBe("");
  expect([plainName("lastNumber"), plainName("feeMinor"), plainName("asked_by")]).toEqual([
    "Last number",
    "Fee",
    "Asked by",
  ]);
});

test("P28 every part of a raffle has a name of its own in the log of edits", () => {
  const whole = draft({
    permissions: [{ areaId: "US-NY", coverage: "wide", permitNumber: "1", validFrom: null, validTo: null }],
    pot: { shareBasisPoints: 5000, seedMinor: 0, minimumMinor: 0, capMinor: null },
    priceLevels: [{ count: 3, priceMinor: 1000, stock: null }],
  });
  const names = new Set<string>();
  const collect = (value: unknown): void => {
    if (Array.isArray(value)) value.forEach(collect);
    else if (typeof value === "object" && value !== null && !(value instanceof Date)) {
      for (const [name, one] of Object.entries(value)) {
        names.add(name);
        collect(one);
      }
    }
  };
  collect(whole);
  expect(names.size).toBeGreaterThan(50);
  const words = { ...organisation.field, ...running.log.field, ...running.log.part };
  expect([...names].filter((name) => !(name in words))).toEqual([]);
});
