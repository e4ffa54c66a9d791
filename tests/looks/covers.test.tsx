import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Cover } from "@/components/covers/cover";
import { motifOf, motifs } from "@/components/covers/motifs";
import { ticketRosette } from "@/components/covers/rosette";

const draw = (motif: string, seed: string) => renderToStaticMarkup(<Cover motif={motif} seed={seed} />);

test("P8 every motif is drawn, always the same for its seed and otherwise for another", () => {
  const drawings = new Set<string>();
  for (const motif of motifs) {
    const drawing = draw(motif, "0190b2c4-0000-7000-8000-000000000001");
    expect(draw(motif, "0190b2c4-0000-7000-8000-000000000001"), motif).toBe(drawing);
    const others = ["a", "b", "c", "d"].map((seed) => draw(motif, seed));
    expect(new Set([drawing, ...others]).size, motif).toBeGreaterThan(2);
    drawings.add(drawing);
  }
  expect(drawings.size).toBe(motifs.length);
  expect(motifs.length).toBeGreaterThanOrEqual(12);
});

test.each(motifs)("P8 the cover %s is drawn in the art colours alone, in whole numbers, and stays small", (motif) => {
  const drawing = draw(motif, "seed");
  const colours = [...drawing.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
  expect(colours.length).toBeGreaterThan(3);
  for (const colour of colours)
    expect(colour).toMatch(/^(?:none|var\(--art-(?:sky|far|mid|deep|ink|paper|brass|brass-deep)\))$/);
  expect(drawing).not.toMatch(/NaN|undefined|<image|style=/);
  expect(drawing.length).toBeLessThan(16_000);
});

test("P8 a name that is no motif gets a hamper, not a grey box", () => {
  expect(motifOf("yacht")).toBe("hamper");
  expect(draw("yacht", "s")).toBe(draw("hamper", "s"));
});

test("T7 a raffle's rosette is its own", () => {
  expect(ticketRosette("LPL-27", 190)).toBe(ticketRosette("LPL-27", 190));
  expect(ticketRosette("LPL-27", 190)).not.toBe(ticketRosette("LPL-28", 190));
  expect(ticketRosette("LPL-27", 190).length).toBeLessThan(30_000);
});
