import fc from "fast-check";
import { expect, test } from "vitest";
import { centsOf } from "@/server/kernel/money";

test("M5 an amount is read as it was meant: a comma before cents never makes it a hundred times as much", () => {
  const meant: Array<[string, number]> = [
    ["5", 500],
    ["5,00", 500],
    ["5.00", 500],
    ["49,5", 4950],
    ["1,234", 123_400],
    ["$1,049.50", 104_950],
    [" $ 20 ", 2000],
    ["1,234,567.8", 123_456_780],
  ];
  for (const [typed, minor] of meant) expect([typed, centsOf(typed)]).toEqual([typed, minor]);
  for (const typed of [
    "",
    "-5",
    "1e9",
    "1.234,56",
    "5,0000",
    "12,34,567",
    "1,2345",
    "5.999",
    "٥٠",
    "0x10",
    "1234567890",
  ])
    expect([typed, centsOf(typed)]).toEqual([typed, undefined]);
});

test("M5 whatever amount is written in either way, its cents are read back", () => {
  const amount = fc.integer({ min: 0, max: 99_999_999_999 });
  fc.assert(
    fc.property(amount, fc.boolean(), fc.constantFrom(".", ","), (minor, grouped, point) => {
      const whole = Math.floor(minor / 100);
      const shown = grouped ? new Intl.NumberFormat("en").format(whole) : String(whole);
      expect(centsOf(`${shown}${point}${String(minor % 100).padStart(2, "0")}`)).toBe(minor);
    }),
  );
});
