import { gzipSync } from "node:zlib";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { CountMap } from "@/components/maps/count-map";
import { simplifyLine } from "@/components/maps/simplify";
import { stateGeometry } from "@/components/maps/state-geometry";
import { StateMap, StateTable } from "@/components/maps/state-map";
import { fipsOfState, stateIdOf, stateOfCounty } from "@/components/maps/states";
import { usGeometry } from "@/components/maps/us-geometry";
import { UsLegend, UsMap, UsTable } from "@/components/maps/us-map";
import { UsStatesMap } from "@/components/maps/us-states-map";
import common from "@/messages/en/common.json";

function render(element: ReactNode): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale="en" messages={{ common }} timeZone="UTC">
      {element}
    </NextIntlClientProvider>,
  );
}

const all = usGeometry().counties.map(({ id }) => id);
const mixed = {
  open: all.filter((_, index) => index % 3 !== 0),
  undecided: all.filter((_, index) => index % 21 === 0),
};

test("P8 the atlas holds every county of the fifty states and the District once", () => {
  expect(all.length).toBe(3144);
  expect(new Set(all).size).toBe(3144);
  expect(new Set(all.map(stateOfCounty)).size).toBe(51);
  expect(all).toContain("US-36029");
  expect(stateIdOf("36")).toBe("US-NY");
  expect(fipsOfState("US-NY")).toBe("36");
  expect(stateOfCounty("US-3602955277")).toBeUndefined();
});

test("P7 the map of the United States stays under 150 KB compressed, however mixed the answers are", () => {
  const drawing = render(<UsMap answers={mixed} here={{ countyId: "US-36029", name: "Erie County" }} />);
  expect(gzipSync(drawing).length).toBeLessThan(150_000);
  expect(drawing).not.toMatch(/NaN|undefined|style=/);
  expect(drawing).toContain("You, in Erie County");
});

test("P8 what is open is filled and what is undecided hatched, and the legend counts each", () => {
  const drawing = render(<UsMap answers={{ open: ["US-36029"], undecided: ["US-36063"] }} />);
  expect(/class="m-open" d="(M[^"]+)"/.exec(drawing)?.[1]?.length).toBeGreaterThan(20);
  const hatch = /<pattern id="([^"]+)"/.exec(drawing)?.[1];
  const undecided = drawing.split(`fill="url(#${hatch})" d="`)[1]?.split('"')[0] ?? "";
  expect(undecided).toMatch(/^M/);
  expect(undecided.length).toBeLessThan(400);
  const nothing = render(<UsMap answers={{ open: [], undecided: [] }} />);
  expect(nothing).toContain('class="m-open" d=""');
  const legend = render(<UsLegend answers={{ open: ["US-36029"], undecided: ["US-36063"] }} />);
  expect(legend).toContain("Open in 1 county");
  expect(legend).toContain("Undecided in 1");
  expect(legend).toContain("Closed in 3,142");
});

test("P8 behind the map stands a table of every state, with the same figures", () => {
  const table = render(<UsTable answers={{ open: ["US-36029", "US-36055"], undecided: ["US-36063"] }} />);
  expect(table.match(/<tr>/g)?.length).toBe(52);
  const row = /New York<\/th>(.*?)<\/tr>/.exec(table)?.[1];
  expect([...(row ?? "").matchAll(/>([\d,]+)</g)].map(([, figure]) => figure)).toEqual(["62", "2", "1", "59"]);
});

test("P8 a state shows each of its counties by name with its answer, one's own outlined", () => {
  const answers = { open: ["US-36029"], undecided: ["US-36063"] };
  const drawing = render(<StateMap stateId="US-NY" answers={answers} here={{ countyId: "US-36029", name: "Erie" }} />);
  expect(drawing.match(/<title>/g)?.length).toBe(62);
  expect(drawing.match(/m-c m-open/g)?.length).toBe(1);
  expect(drawing.match(/m-c m-und/g)?.length).toBe(1);
  expect(drawing).toContain("m-here");
  const table = render(<StateTable stateId="US-NY" answers={answers} linkOf={(id) => `/place?county=${id}`} />);
  expect(table).toContain('href="/place?county=US-36029"');
  expect(table.match(/sign--open/g)?.length).toBe(1);
  expect(render(<StateMap stateId="US-XX" answers={answers} />)).toBe("");
});

test.each(["US-AK", "US-HI", "US-TX", "US-RI", "US-DC", "US-PR", "US-CT"])(
  "P8 %s can be drawn, all of it within its box",
  (id) => {
    const state = stateGeometry(id);
    expect(state?.counties.length).toBeGreaterThan(0);
    for (const county of state?.counties ?? []) {
      expect(county.path, county.name).toMatch(/^M/);
      expect(county.path).not.toContain("NaN");
      const [x, y] = county.middle;
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(state?.width ?? 0);
      expect(y).toBeLessThanOrEqual(state?.height ?? 0);
    }
  },
);

test("X1 counts by county are shaded, written and in the table, stopped ones edged", () => {
  const drawing = render(
    <CountMap
      stateId="US-NY"
      counts={{ "US-36029": 23, "US-36055": 7 }}
      marked={["US-36055"]}
      markedText="Stopped"
      heading="Open"
    />,
  );
  expect(drawing).toContain('class="m-c q4"');
  expect(drawing).toContain('class="m-c q2"');
  expect(drawing.match(/class="m-c q0"/g)?.length).toBe(60);
  expect(drawing.match(/stop-mark/g)?.length).toBe(1);
  expect(drawing).toMatch(/Erie<\/th><td class="n">23</);
});

test("P8 states as links lead to their own pages", () => {
  const drawing = render(<UsStatesMap answers={mixed} linkOf={(id) => `/place?state=${id}`} />);
  expect(drawing.match(/<a /g)?.length).toBe(51);
  expect(drawing).toContain('href="/place?state=US-UT" aria-label="Utah"');
});

test("P8 simplifying keeps ends and corners and drops what lies on the line", () => {
  expect(
    simplifyLine(
      [
        [0, 0],
        [5, 0.1],
        [10, 0],
        [10, 10],
      ],
      1,
    ),
  ).toEqual([
    [0, 0],
    [10, 0],
    [10, 10],
  ]);
  const ring = simplifyLine(
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [0, 10],
      [0, 0],
    ],
    1,
  );
  expect(ring.length).toBe(5);
  expect(
    simplifyLine(
      [
        [0, 0],
        [1, 1],
      ],
      5,
    ),
  ).toEqual([
    [0, 0],
    [1, 1],
  ]);
});
