import { expect, test } from "vitest";
import { type AreaFiles, readAreaFiles } from "@/server/areas/area-files";
import { decodeTree, encodeTree } from "@/server/areas/compiled-tree";
import { AreaTree } from "@/server/areas/tree";

const bytes = (text: string) => new TextEncoder().encode(text);
const AREAS = `id\ttier\tparents\tname
US\tcountry\t\tUnited States
US-NY\tsubdivision\tUS\tNew York
US-36029\tcounty\tUS-NY\tErie County
US-36055\tcounty\tUS-NY\tMonroe County
US-3655266\tmunicipality\tUS-36029,US-36055\tOrchard Park village
`;
const CODES = "code\tarea\tpermille\n14127\tUS-36029\t1000\n14127\tUS-3655266\t\n";
const NAMES = "code\tname\n14127\tOrchard Park\n";

function read(over: Partial<Record<keyof AreaFiles, string | Uint8Array>> = {}) {
  const file = (key: keyof AreaFiles, otherwise: string) => {
    const given = over[key] ?? otherwise;
    return typeof given === "string" ? bytes(given) : given;
  };
  return readAreaFiles("test", {
    areas: file("areas", AREAS),
    postalCodes: file("postalCodes", CODES),
    postalNames: file("postalNames", NAMES),
  });
}
const faults = (over: Parameters<typeof read>[0]) =>
  read(over).faults.map((fault) => `${fault.file}:${fault.line} ${fault.text}`);

test("J1 what is right comes back as rows, in every script, with or without carriage returns", () => {
  const result = read({ areas: AREAS.replace("New York", "Nueva York – Нью-Йорк – 紐約").replaceAll("\n", "\r\n") });
  expect(result.faults).toEqual([]);
  expect(result.source?.areas.find((row) => row.id === "US-NY")?.name).toBe("Nueva York – Нью-Йорк – 紐約");
  expect(result.source?.areas.at(-1)?.parents).toEqual(["US-36029", "US-36055"]);
  expect(result.source?.postalCodes).toEqual([
    { code: "14127", area: "US-36029", permille: 1000 },
    { code: "14127", area: "US-3655266", permille: null },
  ]);
});

test.each([
  ["a missing header", AREAS.slice(AREAS.indexOf("\n") + 1), "areas.tsv:1 The first line has to be the header"],
  ["nothing after the header", "id\ttier\tparents\tname\n", "areas.tsv:1 There is nothing after the header."],
  [
    "an unknown parent",
    AREAS.replace("county\tUS-NY\tErie", "county\tUS-ZZ\tErie"),
    "areas.tsv:4 The parent US-ZZ of US-36029",
  ],
  [
    "an unknown tier",
    AREAS.replace("county\tUS-NY\tErie", "province\tUS-NY\tErie"),
    "areas.tsv:4 “province” is not a tier of US.",
  ],
  [
    "an id twice",
    AREAS.replace("US-36055\tcounty", "US-36029\tcounty"),
    "areas.tsv:5 US-36029 stands in the file twice.",
  ],
  [
    "a parent twice",
    AREAS.replace("US-36029,US-36055", "US-36029,US-36029"),
    "areas.tsv:6 US-3655266 names a parent twice.",
  ],
  [
    "a circle",
    AREAS.replace("county\tUS-NY\tErie", "county\tUS-3655266\tErie"),
    "areas.tsv:4 The parent US-3655266 is not of a wider tier",
  ],
  [
    "a county above a county",
    AREAS.replace("county\tUS-NY\tErie", "county\tUS-36055\tErie"),
    "areas.tsv:4 The parent US-36055 is not of a wider tier",
  ],
  ["no parent", AREAS.replace("county\tUS-NY\tErie", "county\t\tErie"), "areas.tsv:4 US-36029 has no parent."],
  [
    "a country with a parent",
    AREAS.replace("country\t\t", "country\tUS-NY\t"),
    "areas.tsv:2 US is a country and has no parents.",
  ],
  [
    "an id of another form",
    AREAS.replace("US-36055\tcounty", "us_36055\tcounty"),
    "areas.tsv:5 “us_36055” is not an area id.",
  ],
  ["no name", AREAS.replace("Erie County", " "), "areas.tsv:4 US-36029 has no usable name."],
  ["a column too few", AREAS.replace("\tErie County", ""), "areas.tsv:4 3 columns instead of 4."],
])("J1 %s is named with its line", (_, areas, expected) => {
  expect(faults({ areas }).some((fault) => fault.startsWith(expected))).toBe(true);
  expect(read({ areas }).source).toBeNull();
});

test.each([
  [
    "a share above the whole",
    CODES.replace("1000", "1300"),
    "postal-codes.tsv:2 “1300” is not a share in thousandths.",
  ],
  ["a share that is no number", CODES.replace("1000", "-5"), "postal-codes.tsv:2 “-5” is not a share in thousandths."],
  [
    "an unknown area",
    CODES.replace("US-36029", "US-99999"),
    "postal-codes.tsv:2 The area US-99999 is not in areas.tsv.",
  ],
  [
    "a code of another form",
    CODES.replace("14127\tUS-36029", "1412\tUS-36029"),
    "postal-codes.tsv:2 “1412” is not a postal code.",
  ],
  ["a pair twice", CODES.replace("US-3655266", "US-36029"), "postal-codes.tsv:3 14127 names US-36029 twice."],
])("J1 postal codes: %s is named with its line", (_, postalCodes, expected) => {
  expect(faults({ postalCodes })).toContain(expected);
});

test("J1 broken UTF-8 is named with its line", () => {
  const broken = bytes(AREAS);
  broken[AREAS.indexOf("Erie")] = 0xff;
  expect(faults({ areas: broken })).toContain("areas.tsv:4 The line is not valid UTF-8.");
});

test("J1 what can be mended is mended and said", () => {
  const result = read({ postalCodes: CODES.replace("1000", "1002"), postalNames: `${NAMES}99999\tNowhere\n` });
  expect(result.source?.postalCodes[0]?.permille).toBe(1000);
  expect(result.source?.postalNames).toHaveLength(1);
  expect(result.source && result.notes.map((note) => note.line)).toEqual([2, 3]);
});

test("J1 faults are counted where they are too many to list", () => {
  const areas = AREAS + "US\tcountry\t\tagain\n".repeat(500);
  const result = read({ areas });
  expect(result.source === null && result.faultCount).toBe(500);
  expect(result.faults).toHaveLength(50);
});

test("J1 the compiled file gives the same tree back, and nothing where it is broken", () => {
  const { source } = read();
  const tree = AreaTree.fromRows(source!.areas);
  const file = encodeTree(tree, "digest");
  const back = decodeTree(file);
  expect(back.header).toMatchObject({ digest: "digest", areas: 5 });
  expect([...back.tree.rows()]).toEqual([...tree.rows()]);
  expect(() => decodeTree(file.subarray(0, file.length - 30))).toThrow();
  expect(() => decodeTree(bytes("not a tree at all"))).toThrow(/not a compiled area file/);
});
