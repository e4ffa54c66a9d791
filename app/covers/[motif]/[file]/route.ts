import { coverDrawing } from "@/components/covers/cover";
import { motifs } from "@/components/covers/motifs";
import { svgText } from "@/components/covers/svg-text";
import { COVER_VARIANTS } from "@/components/covers/variants";

export const dynamic = "force-dynamic";

const drawn = new Map<string, string>();

/** One drawing of one motif as SVG, the same for everybody: `/covers/boat/7.svg`. Pages refer to its `#cover`. */
export async function GET(
  _request: Request,
  { params }: { params: Promise<{ motif: string; file: string }> },
): Promise<Response> {
  const { motif, file } = await params;
  const variant = Number(/^(0|[1-9]\d?)\.svg$/.exec(file)?.[1] ?? Number.NaN);
  if (!(motifs as readonly string[]).includes(motif) || !(variant < COVER_VARIANTS)) {
    return new Response(null, { status: 404 });
  }
  const name = `${motif}/${variant}`;
  let text = drawn.get(name);
  if (!text) {
    const shapes = svgText(coverDrawing(motif, name));
    text = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 400"><g id="cover">${shapes}</g></svg>`;
    drawn.set(name, text);
  }
  return new Response(text, {
    headers: {
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=86400",
      "content-security-policy": "default-src 'none'",
      "x-content-type-options": "nosniff",
    },
  });
}
