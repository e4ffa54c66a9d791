import fc from "fast-check";
import { expect, test } from "vitest";
import { layOutBooks } from "@/server/tickets/paper/books";
import { addressLines, LABEL_SHEETS, labelPlace, PAPER } from "@/server/tickets/paper/label-sheet";
import { pricesOf, readPrintedNumber, readPrintedNumbers } from "@/server/tickets/paper/manual-entry";
import { countOf, readRanges } from "@/server/tickets/paper/number-ranges";
import { cropMarks, perforationMarks, TICKETS_A_SHEET, ticketSheet } from "@/server/tickets/paper/ticket-sheet";

test("T7 ranges by number, mixed and open, sorted and joined, never beyond the last sold", () => {
  const read = (text: string, last = 320) => readRanges(text, last);
  expect(read("1-50, 75, 100-")).toEqual({
    ranges: [
      { from: 1, to: 50 },
      { from: 75, to: 75 },
      { from: 100, to: 320 },
    ],
  });
  expect(read("")).toEqual({ ranges: [{ from: 1, to: 320 }] });
  expect(read("300–500; 7")).toEqual({
    ranges: [
      { from: 7, to: 7 },
      { from: 300, to: 320 },
    ],
  });
  expect(read("-10,5-12")).toEqual({ ranges: [{ from: 1, to: 12 }] });
  expect(read("321")).toEqual({ fault: { code: "beyond", part: "321", last: 320 } });
  expect(read("9-3")).toEqual({ fault: { code: "backwards", part: "9-3" } });
  for (const bad of ["a", "1-2-3", "1..5", "0", "-", "1 2", "99999999999"])
    expect(read(bad), bad).toMatchObject({ fault: { code: "malformed" } });
  expect(read("", 0)).toEqual({ ranges: [] });
});

test("T7 ranges name exactly the numbers that were asked for and are sold, each once", () => {
  const range = fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 30 }))
    .map(([from, more]) => [from, from + more] as const);
  fc.assert(
    fc.property(fc.array(range, { minLength: 1, maxLength: 8 }), fc.integer({ min: 60, max: 80 }), (wanted, last) => {
      const read = readRanges(wanted.map(([from, to]) => `${from}-${to}`).join(", "), last);
      if (!("ranges" in read)) throw new Error("refused");
      const named = read.ranges.flatMap(({ from, to }) => Array.from({ length: to! - from + 1 }, (_, at) => from + at));
      const meant = new Set(
        wanted
          .flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at))
          .filter((one) => one <= last),
      );
      expect(named).toEqual([...meant].sort((one, other) => one - other));
      expect(countOf(read.ranges)).toBe(meant.size);
    }),
  );
});

test("R12 the label sheets are Avery's: nothing over the edge, nothing over its neighbour, and the exact places", () => {
  const measure = (id: string) => LABEL_SHEETS.find((sheet) => sheet.id === id)!;
  for (const sheet of LABEL_SHEETS) {
    const { width, height } = PAPER[sheet.paper];
    expect(sheet.left + (sheet.columns - 1) * sheet.pitchX + sheet.width, sheet.id).toBeLessThanOrEqual(
      width - sheet.left + 0.1,
    );
    expect(sheet.top + (sheet.rows - 1) * sheet.pitchY + sheet.height, sheet.id).toBeLessThanOrEqual(
      height - sheet.top + 0.1,
    );
    expect(sheet.pitchX).toBeGreaterThanOrEqual(sheet.width);
    expect(sheet.pitchY).toBeGreaterThanOrEqual(sheet.height);
    // The margins on both sides are the same: the template is centred.
    expect(width - (sheet.left + (sheet.columns - 1) * sheet.pitchX + sheet.width)).toBeCloseTo(sheet.left, 0);
  }
  expect([
    measure("5160").columns * measure("5160").rows,
    measure("5161").columns * measure("5161").rows,
    measure("5163").columns * measure("5163").rows,
  ]).toEqual([30, 20, 10]);
  expect([measure("L7160").columns * measure("L7160").rows, measure("L7163").columns * measure("L7163").rows]).toEqual([
    21, 14,
  ]);
  expect([measure("5160").width / 72, measure("5160").height / 72]).toEqual([2.625, 1]);
  expect(labelPlace(measure("5160"), 0, 1)).toEqual({ page: 0, x: 0.1875 * 72, y: 36 });
  expect(labelPlace(measure("5160"), 4, 1)).toEqual({ page: 0, x: (0.1875 + 2.75) * 72, y: 1.5 * 72 });
  // Beginning at label 29 leaves two on the first sheet.
  expect([0, 1, 2].map((at) => labelPlace(measure("5160"), at, 29).page)).toEqual([0, 0, 1]);
  expect(labelPlace(measure("L7160"), 1, 1).x).toBeCloseTo((7.21 + 66.04) * (72 / 25.4), 6);
});

test("R12 addresses as their country's post wants them", () => {
  const home = {
    name: "Maria  Kowalska",
    street: "12 Elm Street",
    city: "Buffalo",
    subdivisionId: "US-NY",
    postalCode: "14202",
    country: "US",
  };
  expect(addressLines(home, "US")).toEqual(["Maria Kowalska", "12 Elm Street", "Buffalo NY 14202"]);
  expect(addressLines({ ...home, country: "GB", city: "Leeds", postalCode: "LS1 1AA" }, "US")).toEqual([
    "Maria Kowalska",
    "12 Elm Street",
    "LEEDS",
    "LS1 1AA",
    "UNITED KINGDOM",
  ]);
  expect(addressLines({ ...home, country: "ES", city: "León", postalCode: "24001" }, "ES")).toEqual([
    "Maria Kowalska",
    "12 Elm Street",
    "24001 León",
  ]);
});

test("T7 crop marks and perforation stand in the margin, never on a ticket, on every paper", () => {
  for (const paper of ["letter", "a4"] as const) {
    for (const perPage of TICKETS_A_SHEET) {
      const sheet = ticketSheet(paper, perPage);
      const bottom = sheet.top + sheet.perPage * sheet.ticketHeight;
      const right = sheet.left + sheet.ticketWidth;
      expect(sheet.left).toBeGreaterThan(18);
      expect(bottom).toBeLessThan(sheet.height - 18);
      for (const [x, y, toX, toY] of [...cropMarks(sheet), ...perforationMarks(sheet)]) {
        for (const [px, py] of [
          [x, y],
          [toX, toY],
        ] as const) {
          expect(px > sheet.left && px < right && py > sheet.top && py < bottom, `${paper} ${px} ${py}`).toBe(false);
          expect(px >= 0 && px <= sheet.width && py >= 0 && py <= sheet.height).toBe(true);
        }
      }
      expect(cropMarks(sheet).length).toBe(2 * (perPage + 1) + 4);
    }
  }
});

test("T8 books follow one another without a gap or an overlap", () => {
  expect(layOutBooks("A-0001", 25, 2)).toEqual([
    { prefix: "A-", firstNumber: 1, lastNumber: 25, digits: 4 },
    { prefix: "A-", firstNumber: 26, lastNumber: 50, digits: 4 },
  ]);
  expect(layOutBooks("0990", 25, 1)).toMatchObject([{ prefix: "", firstNumber: 990, lastNumber: 1014 }]);
  expect(layOutBooks("990", 25, 1), "more figures than are printed").toBeNull();
  for (const bad of [
    ["A-", 25, 1],
    ["A1B", 1, 1],
    ["A-1", 0, 1],
    ["A-1", 1, 501],
    ["", 1, 1],
  ] as const)
    expect(layOutBooks(bad[0], bad[1], bad[2]), bad.join()).toBeNull();
});

test("T8 printed numbers are read as people write them", () => {
  expect(readPrintedNumber(" a-0042 ")).toEqual({ number: "A-0042", prefix: "A-", figure: 42 });
  expect(readPrintedNumber("0042")).toEqual({ number: "0042", prefix: "", figure: 42 });
  expect(readPrintedNumber("A42B")).toBeNull();
  expect(readPrintedNumbers("A-0009 to A-0011, B7", 10)).toMatchObject({
    numbers: [{ number: "A-0009" }, { number: "A-0010" }, { number: "A-0011" }, { number: "B7" }],
  });
  expect(readPrintedNumbers("A-1, A-0001", 10)).toEqual({ twice: "A-0001" });
  expect(readPrintedNumbers("A-1 to B-3", 10)).toEqual({ unreadable: "A-1 to B-3" });
  expect(readPrintedNumbers("1 to 9999999", 1000)).toEqual({ tooMany: 1000 });
});

test("B1 every price so many tickets may have been sold at, the lowest first", () => {
  const levels = [
    { id: "three", count: 3, priceMinor: 2500 },
    { id: "one", count: 1, priceMinor: 1000 },
  ];
  expect(pricesOf(6, 1000, levels).map(({ totalMinor, levelId, bundles }) => [totalMinor, levelId, bundles])).toEqual([
    [5000, "three", 2],
    [6000, null, 1],
  ]);
  expect(pricesOf(4, 1000, levels).map(({ totalMinor }) => totalMinor)).toEqual([4000]);
});
