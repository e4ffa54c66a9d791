import path from "node:path";
import sharp, { type OverlayOptions } from "sharp";

/** What a share image says, in the reader's words; `figures` null is the picture for places where nothing may be said. */
export interface ShareImage {
  readonly brand: string;
  readonly title: string;
  readonly lines: readonly string[];
  readonly figures: { taken: number; count: number } | null;
}

const [WIDTH, HEIGHT] = [1200, 630];
const FONTS = path.join(process.cwd(), "server/tickets/paper/fonts");
const FACES = {
  title: { font: "Newsreader Medium", fontfile: path.join(FONTS, "Newsreader-Medium.ttf") },
  text: { font: "Inter Regular", fontfile: path.join(FONTS, "Inter-Regular.ttf") },
  strong: { font: "Inter SemiBold", fontfile: path.join(FONTS, "Inter-SemiBold.ttf") },
} as const;
const INK = "#1f2b38";
const MUTED = "#5a6472";
const ACCENT = "#1f5a4c";
const PAPER = "#f7f3ea";
const LINE = "#cfc8b8";

const escaped = (text: string) =>
  text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`).replace(/\p{Cc}/gu, " ");

/** Text as a picture; drawn with our own fonts, whatever the machine has. */
async function text(
  words: string,
  face: keyof typeof FACES,
  size: number,
  colour: string,
  at: { left: number; top: number; width: number; height: number },
): Promise<OverlayOptions> {
  const { font, fontfile } = FACES[face];
  const input = await sharp({
    text: {
      text: `<span foreground="${colour}">${escaped(words)}</span>`,
      // The comma ends the family's name: without it "Medium" would be taken for a weight of another family.
      font: `${font}, ${size}`,
      fontfile,
      width: at.width,
      rgba: true,
      dpi: 72,
      wrap: "word",
      spacing: Math.round(size * 0.15),
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = input.info;
  const fits = height <= at.height && width <= at.width;
  const data = fits
    ? input.data
    : await sharp(input.data)
        .resize({ width: at.width, height: at.height, fit: "inside", position: "left" })
        .png()
        .toBuffer();
  return { input: data, left: at.left, top: at.top };
}

/** The shapes: paper, the drawbridge, and the shares as squares, of which the taken ones are filled. */
function ground({ figures }: ShareImage): string {
  const squares = figures ? shareSquares(figures) : "";
  const leaf = figures ? "M10 29H38" : "M10 29L24 5";
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
    <rect width="${WIDTH}" height="${HEIGHT}" fill="${PAPER}"/>
    <rect x="32.5" y="32.5" width="${WIDTH - 65}" height="${HEIGHT - 65}" fill="none" stroke="${LINE}"/>
    <g transform="translate(80 78)" fill="none">
      <path d="M1 29H13V42H35V29H47" stroke="${INK}" stroke-width="4"/>
      <path d="${leaf}" stroke="${ACCENT}" stroke-width="7"/>
    </g>
    <path d="M80 500H${WIDTH - 80}" stroke="${LINE}"/>
    ${squares}
  </svg>`;
}

function shareSquares({ taken, count }: { taken: number; count: number }): string {
  // One square a share while they can be told apart; else a line filled so far.
  const [left, width] = [80, WIDTH - 160];
  if (count > 60) {
    const part = Math.round((width * taken) / count);
    return `<rect x="${left}" y="532" width="${width}" height="18" fill="none" stroke="${ACCENT}"/>
      <rect x="${left}" y="532" width="${part}" height="18" fill="${ACCENT}"/>`;
  }
  const pitch = Math.min(36, width / count);
  const side = pitch - 6;
  return Array.from({ length: count }, (_, at) => {
    const x = left + at * pitch + 0.5;
    const look = at < taken ? `fill="${ACCENT}"` : `fill="none" stroke="${ACCENT}" stroke-dasharray="3 3"`;
    return `<rect x="${x}" y="528.5" width="${side}" height="${side}" rx="2" ${look}/>`;
  }).join("");
}

/** A picture of 1200 by 630 points as PNG, for links that are passed on. */
export async function shareImage(image: ShareImage): Promise<Buffer> {
  const width = WIDTH - 160;
  const layers = await Promise.all([
    text(image.brand, "title", 34, INK, { left: 146, top: 86, width: 600, height: 48 }),
    text(image.title, "title", 72, INK, { left: 80, top: 176, width, height: 180 }),
    ...image.lines.slice(0, 3).map((line, at) =>
      text(line, at === 0 ? "strong" : "text", 30, at === 0 ? INK : MUTED, {
        left: 80,
        top: 368 + at * 44,
        width,
        height: 40,
      }),
    ),
  ]);
  return sharp(Buffer.from(ground(image)))
    .composite(layers)
    .png({ compressionLevel: 9 })
    .toBuffer();
}
