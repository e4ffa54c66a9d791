import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { GET } from "@/app/covers/[motif]/[file]/route";
import { coverDrawing } from "@/components/covers/cover";
import { CoverImage } from "@/components/covers/cover-image";
import { motifs } from "@/components/covers/motifs";
import { svgText } from "@/components/covers/svg-text";
import { COVER_VARIANTS, coverVariant } from "@/components/covers/variants";

const get = (motif: string, file: string) =>
  GET(new Request("http://localhost/"), { params: Promise.resolve({ motif, file }) });

test("P8 a cover as a file draws what React draws", () => {
  const plain = (text: string) => text.replaceAll("/>", ">").replace(/<\/\w+>/g, "");
  for (const motif of motifs) {
    // A drawing makes its choices while it is rendered, so each way gets one of its own.
    const ours = svgText(coverDrawing(motif, "seed"));
    expect(plain(ours), motif).toBe(plain(renderToStaticMarkup(coverDrawing(motif, "seed"))).replaceAll("&#x27;", "'"));
  }
});

test("P8 pages refer to one of the drawings of a motif, always the same for a seed", () => {
  const markup = renderToStaticMarkup(<CoverImage motif="boat" seed="a" />);
  expect(markup).toContain(`/covers/boat/${coverVariant("a")}.svg#cover`);
  const variants = new Set(Array.from({ length: 500 }, (_, at) => coverVariant(`seed ${at}`)));
  expect(variants.size).toBe(COVER_VARIANTS);
});

test("P8 a cover file exists for each motif and for nothing else", async () => {
  const found = await get("boat", "7.svg");
  expect(found.status).toBe(200);
  expect(await found.text()).toContain('<g id="cover">');
  for (const [motif, file] of [
    ["boat", "32.svg"],
    ["boat", "07.svg"],
    ["boat", "x.svg"],
    ["yacht", "1.svg"],
  ] as const) {
    expect((await get(motif, file)).status).toBe(404);
  }
});
