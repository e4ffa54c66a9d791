import { readdirSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { sectionOfPath } from "@/app/(site)/organisation/sections";
import { chosenSections, mayUse } from "@/server/people/team";

test("U4 everything includes every section, and a section nothing but itself", () => {
  expect(mayUse(["everything"], "money")).toBe(true);
  expect(mayUse(["raffles"], "raffles")).toBe(true);
  expect(mayUse(["raffles"], "money")).toBe(false);
  expect(mayUse([], "raffles")).toBe(false);
  expect(chosenSections(["money", "raffles", "money", "nonsense"])).toEqual(["raffles", "money"]);
  expect(chosenSections(["money", "everything"])).toEqual(["everything"]);
  expect(chosenSections([])).toEqual([]);
});

test("U4 every page of an organisation belongs to a section, and what nobody named to whoever may use everything", () => {
  expect(sectionOfPath("/organisation")).toBeNull();
  expect(sectionOfPath("/organisation?of=1")).toBeNull();
  expect(sectionOfPath("/organisation/raffles/new")).toBe("raffles");
  expect(sectionOfPath("/organisation/raffles/1")).toBe("raffles");
  expect(sectionOfPath("/organisation/raffles/1/books")).toBe("sales");
  expect(sectionOfPath("/organisation/raffles/1/winners")).toBe("draws");
  expect(sectionOfPath("/organisation/team")).toBe("team");
  expect(sectionOfPath("/organisation/something-new")).toBe("everything");

  const root = path.resolve("app/(site)/organisation");
  const open = new Set(["", "join", "not-yours"]); // for those who are not in a team yet, or were refused
  const unnamed = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => /(^|\/)page\.tsx$/.test(file))
    .map((file) => path.dirname(file).replace(/^\.$/, ""))
    .filter((folder) => !open.has(folder) && sectionOfPath(`/organisation/${folder}`) === "everything");
  expect(unnamed).toEqual([]);
});
