import fc from "fast-check";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { GET } from "@/app/maps/[area]/[file]/route";
import { answersOfCode, codeOfAnswers } from "@/components/maps/answer-code";
import { stateFile, stateFileAddress, usFile } from "@/components/maps/drawing-file";
import { DrawnStateMap, DrawnUsMap } from "@/components/maps/drawn-map";
import { stateGeometry } from "@/components/maps/state-geometry";
import common from "@/messages/en/common.json";

function render(element: ReactNode): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={{ common }} timeZone="UTC">
      {element}
    </NextIntlClientProvider>,
  );
}

const answers = { open: ["US-36029", "US-36055"], undecided: ["US-36063"] };
const partOf = (file: string, name: string) => file.split(`<g id="${name}">`)[1]?.split("</g>")[0] ?? "";
const namesIn = (part: string) => [...part.matchAll(/<title>([^<]+)</g)].map(([, name]) => name);
const get = (area: string, file: string) =>
  GET(new Request("http://localhost/"), { params: Promise.resolve({ area, file }) });

test("P7 answers written into an address are read back as they were, and nothing else is read", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("open", "undecided", "closed"), { minLength: 1, maxLength: 260 }), (signs) => {
      const ids = signs.map((_, at) => `US-${at}`);
      const given = {
        open: ids.filter((_, at) => signs[at] === "open"),
        undecided: ids.filter((_, at) => signs[at] === "undecided"),
      };
      const code = codeOfAnswers(ids, given);
      expect(code).toMatch(/^[\w-]+$/);
      expect(code.length).toBe(Math.ceil(signs.length / 3));
      expect(answersOfCode(ids, code)).toEqual(given);
      expect(answersOfCode(ids, `${code}A`)).toBeNull();
      expect(answersOfCode(ids, code.slice(1))).toBeNull();
    }),
  );
  // Three is no answer, and counties that are not there have none.
  expect(answersOfCode(["US-1"], "D")).toBeNull();
  expect(answersOfCode(["US-1"], "E")).toBeNull();
});

test("P7 a map takes less than two kilobytes of a raffle's page, however many counties it has", () => {
  for (const stateId of ["US-NY", "US-TX"]) {
    const drawing = render(<DrawnStateMap stateId={stateId} answers={answers} />);
    expect(drawing.length, stateId).toBeLessThan(2000);
    expect(drawing).toContain(stateFileAddress(stateId, answers));
    expect(drawing).not.toMatch(/NaN|undefined|style=/);
  }
  expect(render(<DrawnUsMap mapId={"0".repeat(32)} />).length).toBeLessThan(2000);
  expect(render(<DrawnStateMap stateId="US-XX" answers={answers} />)).toBe("");
});

test("P8 the file of a map shows each county once, by name, under its answer", async () => {
  const address = stateFileAddress("US-NY", answers) ?? "";
  const [, , area = "", name = ""] = address.split("/");
  const answer = await get(area, name);
  expect(answer.headers.get("content-type")).toBe("image/svg+xml");
  const file = await answer.text();
  expect(namesIn(partOf(file, "open"))).toEqual(["Erie", "Monroe"]);
  expect(namesIn(partOf(file, "undecided"))).toEqual(["Niagara"]);
  expect(namesIn(partOf(file, "closed")).length).toBe(59);
  // A part that named its own colours would not follow the page's.
  expect(file).not.toMatch(/ (fill|stroke|class|style)=/);
  expect(file).toContain('id="coast"');
});

test("P8 the parts that pages refer to are in the files", () => {
  const refers = (drawing: string) => [...drawing.matchAll(/svg#(\w+)"/g)].map(([, part]) => part);
  const state = refers(render(<DrawnStateMap stateId="US-NY" answers={answers} />));
  const ours = stateFile("US-NY", codeOfAnswers(stateGeometry("US-NY")?.counties.map(({ id }) => id) ?? [], answers));
  expect(state.length).toBe(4);
  for (const part of state) expect(ours).toContain(`id="${part}"`);
  const country = refers(render(<DrawnUsMap mapId={"0".repeat(32)} />));
  const whole = usFile(answers);
  expect(country.length).toBe(7);
  for (const part of country) expect(whole).toContain(`id="${part}"`);
});

test("P8 a file exists for a state with answers for all of its counties, and for nothing else", async () => {
  const code = (stateFileAddress("US-UT", answers) ?? "").split("/")[3] ?? "";
  expect((await get("US-UT", code)).status).toBe(200);
  for (const [area, file] of [
    ["US-NY", code],
    ["UT", code],
    ["us-ut", code],
    ["US-XX", code],
    ["constructor", code],
    ["US-UT", code.replace(".svg", "")],
    ["US-UT", `A${code}`],
    ["US-UT", `${"A".repeat(5000)}.svg`],
  ] as const) {
    expect((await get(area, file)).status, `${area}/${file}`).toBe(404);
  }
});
