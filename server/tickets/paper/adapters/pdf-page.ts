import { readFileSync } from "node:fs";
import path from "node:path";
import PDFDocument from "pdfkit";
import { PAPER } from "../label-sheet";

/** The faces of print: serif for titles, sans for the rest, mono for numbers and codes. */
export type Face = "title" | "text" | "strong" | "mono";

const FILES: Record<Face, string> = {
  title: "Newsreader-Medium.ttf",
  text: "Inter-Regular.ttf",
  strong: "Inter-SemiBold.ttf",
  mono: "JetBrainsMono-Medium.ttf",
};

/** Inks of print: near black, quiet grey, hairlines, the one accent, and red for what is void or printed again. */
export const INK = {
  ink: "#1b2733",
  muted: "#5a6472",
  line: "#b9b4a6",
  accent: "#1f5a4c",
  tint: "#dde8e2",
  red: "#93341f",
} as const;

/** The part of a parsed font that is asked for here. */
interface Font {
  hasGlyphForCodePoint(codePoint: number): boolean;
}

const fonts = new Map<Face, Font>();

/** A font, parsed once a process: pdfkit parses what it is given as a file and takes what is parsed already as it is. */
function fontOf(face: Face): Font {
  let font = fonts.get(face);
  if (!font) {
    const file = readFileSync(path.join(process.cwd(), "server/tickets/paper/fonts", FILES[face]));
    const document = new PDFDocument({ font: file as never, autoFirstPage: false });
    font = (document as unknown as { _font: { font: Font } })._font.font;
    fonts.set(face, font);
  }
  return font;
}

/**
 * A text as these fonts can print it: Latin, Greek and Cyrillic as they are, a letter they lack without its accent, or
 * null where a letter would come out as an empty box; whoever prints then says it in another way.
 */
export function printable(text: string, face: Face): string | null {
  // Every font has these, and most texts have nothing else.
  if (/^[\x21-\x7e]+( [\x21-\x7e]+)*$/.test(text)) return text;
  const font = fontOf(face);
  let out = "";
  for (const letter of text.normalize("NFC").replace(/\s+/g, " ")) {
    if (/\p{Cf}|\p{Cc}|\p{M}/u.test(letter)) continue;
    if (font.hasGlyphForCodePoint(letter.codePointAt(0)!)) {
      out += letter;
      continue;
    }
    const plain = letter.normalize("NFKD").replace(/\p{M}/gu, "");
    if (plain === letter || [...plain].some((one) => !font.hasGlyphForCodePoint(one.codePointAt(0)!))) return null;
    out += plain;
  }
  return out;
}

/** The same, with every letter that cannot be printed as a question mark; for texts that cannot be left out. */
export function printableOr(text: string, face: Face): string {
  return printable(text, face) ?? [...text].map((letter) => printable(letter, face) ?? "?").join("");
}

/** A drawing that stands once in the file and is placed any number of times. */
export interface Stamp {
  readonly name: string;
  readonly ref: object;
}

interface Text {
  face?: Face;
  size: number;
  colour?: string;
  /** Letters apart, in points. */
  spacing?: number;
  align?: "left" | "right" | "center";
}

/** pdfkit has no word for content that is not a page's own; these are the two of its fields that a stamp needs. */
interface PageContent {
  content: { end(): void };
  resources: object;
  xobjects: Record<string, object>;
}

/**
 * Pages of one PDF, drawn one after another. What is finished is taken out with {@link PdfPages.take} after each page,
 * so that a file of any length needs the memory of a page. Measures in points from the upper left corner.
 */
export class PdfPages {
  private readonly document: PDFKit.PDFDocument;
  private stamps = 0;
  private current: Face | null = null;
  private readonly size: { width: number; height: number };

  constructor(
    paper: keyof typeof PAPER | { width: number; height: number },
    about: { title: string; author: string; locale: string },
  ) {
    this.size = typeof paper === "string" ? PAPER[paper] : paper;
    this.document = new PDFDocument({
      size: [this.size.width, this.size.height],
      margin: 0,
      autoFirstPage: false,
      pdfVersion: "1.7",
      lang: about.locale,
      displayTitle: true,
      // Words of ten thousand tickets would stay in its memory.
      fontLayoutCache: false,
      font: fontOf("text") as never,
      info: { Title: about.title, Author: about.author, Creator: "Drawbridge", Producer: "Drawbridge" },
    } as PDFKit.PDFDocumentOptions);
    for (const face of Object.keys(FILES) as Face[]) this.document.registerFont(face, fontOf(face) as never);
  }

  page(): void {
    this.document.addPage();
  }

  /** What is ready to be kept. */
  take(): Uint8Array[] {
    const chunks: Uint8Array[] = [];
    for (let chunk = this.document.read(); chunk !== null; chunk = this.document.read())
      chunks.push(chunk as Uint8Array);
    return chunks;
  }

  /** Ends the file; {@link PdfPages.take} then has its last part. */
  end(): void {
    this.document.end();
  }

  width(text: string, how: Text): number {
    this.font(how);
    return this.document.widthOfString(printableOr(text, how.face ?? "text"), { characterSpacing: how.spacing ?? 0 });
  }

  /** One line. `fit` makes it smaller, to `least` of its size, and then cuts it with an ellipsis, so that it is at most that wide. */
  line(text: string, x: number, y: number, how: Text & { fit?: number; least?: number }): void {
    let shown = printableOr(text, how.face ?? "text");
    let size = how.size;
    let width = this.width(shown, how);
    if (how.fit !== undefined && width > how.fit) {
      size = Math.max(how.size * (how.least ?? 0.75), (how.size * how.fit) / width);
      width = this.width(shown, { ...how, size });
      // Half a point is what rounding may make of a text that was made to fit.
      while (width > how.fit + 0.5 && shown.length > 1) {
        shown = `${shown.replace(/…$/, "").slice(0, -1).trimEnd()}…`;
        width = this.width(shown, { ...how, size });
      }
    }
    this.set({ ...how, size });
    const left = how.align === "right" ? x - width : how.align === "center" ? x - width / 2 : x;
    this.document.text(shown, left, y + (how.size - size) * 0.7, {
      lineBreak: false,
      characterSpacing: how.spacing ?? 0,
    });
  }

  /** How high a paragraph of that width is. */
  heightOf(text: string, width: number, how: Text): number {
    this.font(how);
    return this.document.heightOfString(printableOr(text, how.face ?? "text"), { width, lineGap: how.size * 0.16 });
  }

  /** A paragraph, broken into lines. */
  paragraph(text: string, x: number, y: number, width: number, how: Text): void {
    this.set(how);
    this.document.text(printableOr(text, how.face ?? "text"), x, y, {
      width,
      lineGap: how.size * 0.16,
      align: how.align ?? "left",
    });
  }

  stroke(
    lines: ReadonlyArray<readonly [number, number, number, number]>,
    colour: string,
    width: number,
    dash?: number,
  ): void {
    if (dash) this.document.dash(dash, { space: dash });
    this.document.lineWidth(width).strokeColor(colour);
    for (const [x, y, toX, toY] of lines) this.document.moveTo(x, y).lineTo(toX, toY);
    this.document.stroke();
    if (dash) this.document.undash();
  }

  /** A path as in SVG, moved to x and y, kept within a rectangle. */
  ornament(
    path: string,
    at: { x: number; y: number },
    within: readonly [number, number, number, number],
    colour: string,
  ): void {
    this.document.save();
    this.document.rect(...within).clip();
    this.document.translate(at.x, at.y).lineWidth(0.4).strokeColor(colour).path(path).stroke();
    this.document.restore();
  }

  /** Dark squares of a code, `size` to a side, in a square of `side` points. */
  squares(rects: string, size: number, x: number, y: number, side: number): void {
    const scale = side / size;
    this.document.save().fillColor(INK.ink);
    this.document.addContent(`${scale.toFixed(5)} 0 0 ${scale.toFixed(5)} ${x} ${y} cm ${rects}f`);
    this.document.restore();
  }

  /** Draws something once, to be placed with {@link PdfPages.place}. Call it on an open page. */
  stamp(draw: () => void): Stamp {
    const page = this.document.page as unknown as PageContent;
    const own = page.content;
    const { width, height } = this.size;
    const form = this.document.ref({
      Type: "XObject",
      Subtype: "Form",
      BBox: [-width, -height, width, height],
      Resources: page.resources,
    });
    page.content = form as never;
    draw();
    page.content = own;
    (form as unknown as PageContent["content"]).end();
    this.stamps += 1;
    return { name: `S${this.stamps}`, ref: form };
  }

  place(stamp: Stamp, x: number, y: number): void {
    (this.document.page as unknown as PageContent).xobjects[stamp.name] = stamp.ref;
    this.document.addContent(`q 1 0 0 1 ${x.toFixed(3)} ${y.toFixed(3)} cm /${stamp.name} Do Q`);
  }

  private font(how: Text): void {
    const face = how.face ?? "text";
    // Choosing a font compares it with all there are, several times a line.
    if (face !== this.current) this.document.font(face);
    this.current = face;
    this.document.fontSize(how.size);
  }

  private set(how: Text): void {
    this.font(how);
    this.document.fillColor(how.colour ?? INK.ink);
  }
}
