import { engraving } from "../engraving";
import type { PAPER } from "../label-sheet";
import type { TicketFace } from "../ticket-face";
import { cropMarks, perforationMarks, TICKETS_A_SHEET, type TicketSheet, ticketSheet } from "../ticket-sheet";
import { INK, PdfPages, printable, type Stamp } from "./pdf-page";
import { squareCode } from "./square-code";

const PAD = 15;
const CODE_SIDE = 70;
const LAW_SIZE = 6;
const LAW_SIZE_LEAST = 5.2;

/** Where things stand on a ticket of a sheet, from its upper left corner. */
function places(sheet: TicketSheet) {
  const partWidth = sheet.perforation;
  const codeLeft = partWidth - PAD - CODE_SIDE;
  return {
    partWidth,
    codeLeft,
    textWidth: codeLeft - PAD - 14,
    lawTop: 125,
    lawWidth: partWidth - 2 * PAD,
    lawHeight: sheet.ticketHeight - 125 - 9,
    stubLeft: partWidth + 13,
    stubWidth: sheet.ticketWidth - partWidth - 13 - PAD,
  };
}

/** How large the law's text may be on a sheet, in points, or null where it does not fit at a size that can be read. */
function lawSize(pages: PdfPages, sheet: TicketSheet, law: string): number | null {
  const { lawWidth, lawHeight } = places(sheet);
  for (let size = LAW_SIZE; size >= LAW_SIZE_LEAST; size -= 0.2) {
    if (pages.heightOf(law, lawWidth, { size }) <= lawHeight) return size;
  }
  return null;
}

/** What is the same on every ticket: drawn once a file. */
function drawGround(pages: PdfPages, sheet: TicketSheet, face: TicketFace, size: number): void {
  const at = places(sheet);
  const { ticketHeight: height, ticketWidth: width } = sheet;
  const path = engraving(face.seed, 96);
  pages.ornament(path, { x: at.partWidth - 112, y: height / 2 }, [0, 0, at.partWidth, height], INK.tint);
  pages.ornament(path, { x: width, y: height }, [at.partWidth, 0, width - at.partWidth, height], INK.tint);
  pages.line(face.organisation, PAD, 13, { size: 7.2, face: "strong", colour: INK.accent, fit: at.textWidth });
  // What a ticket is for stands on it whole: a long title gets smaller before it is cut.
  pages.line(face.title, PAD, 25, { size: 17, face: "title", fit: at.textWidth, least: 0.5 });
  pages.stroke([[PAD, 49, at.codeLeft - 14, 49]], INK.line, 0.4);
  if (face.law) pages.paragraph(face.law, PAD, at.lawTop, at.lawWidth, { size, colour: INK.muted });
  pages.line(face.stub.eyebrow.toUpperCase(), at.stubLeft, 13, {
    size: 5.6,
    face: "strong",
    colour: INK.muted,
    spacing: 0.5,
    fit: at.stubWidth,
  });
  pages.line(face.title, at.stubLeft, 23, { size: 9, face: "title", fit: at.stubWidth, least: 0.6 });
  pages.line(face.organisation, at.stubLeft, 35, { size: 6.2, colour: INK.muted, fit: at.stubWidth });
}

/** Facts side by side in columns: what it is small above, what it says below. Returns where the next row begins. */
function drawFacts(
  pages: PdfPages,
  facts: ReadonlyArray<{ term: string; value: string }>,
  box: { x: number; y: number; width: number; columns: readonly number[]; rowHeight: number; size: number },
): number {
  const sum = box.columns.reduce((one, other) => one + other, 0);
  facts.forEach(({ term, value }, index) => {
    const column = index % box.columns.length;
    const before = box.columns.slice(0, column).reduce((one, other) => one + other, 0);
    const x = box.x + (box.width * before) / sum;
    const fit = (box.width * box.columns[column]!) / sum - 6;
    const y = box.y + Math.floor(index / box.columns.length) * box.rowHeight;
    pages.line(term, x, y, { size: 5.2, colour: INK.muted, fit });
    pages.line(value, x, y + 6.6, { size: box.size, face: "strong", fit, least: 0.55 });
  });
  return box.y + Math.ceil(facts.length / box.columns.length) * box.rowHeight;
}

function drawNumber(pages: PdfPages, number: string, x: number, y: number, size: number, fit: number): void {
  const cut = number.lastIndexOf("-") + 1;
  const whole = pages.width(number, { size, face: "mono" });
  const fitted = whole > fit ? (size * fit) / whole : size;
  pages.line(number.slice(0, cut), x, y, { size: fitted, face: "mono" });
  const before = cut > 0 ? pages.width(number.slice(0, cut), { size: fitted, face: "mono" }) : 0;
  pages.line(number.slice(cut), x + before, y, { size: fitted, face: "mono", colour: INK.accent });
}

function drawTicket(pages: PdfPages, sheet: TicketSheet, face: TicketFace, x: number, y: number): void {
  const at = places(sheet);
  const line = (text: string, left: number, top: number, how: Parameters<PdfPages["line"]>[3]) =>
    pages.line(text, x + left, y + top, how);
  const holder = printable(face.holder.value, "strong") ?? face.holder.otherwise;
  drawFacts(pages, face.facts, {
    x: x + PAD,
    y: y + 53,
    width: at.textWidth + 6,
    columns: [0.78, 1.2, 1],
    rowHeight: 17.5,
    size: 6.9,
  });
  drawNumber(pages, face.number, x + PAD, y + 107, 12, 168);
  line(face.holder.term, PAD + 178, 106, { size: 5.2, colour: INK.muted });
  line(holder, PAD + 178, 112.4, { size: 7.4, face: "strong", fit: at.partWidth - 2 * PAD - 178, least: 0.6 });

  line((face.reprint ?? face.eyebrow).toUpperCase(), at.partWidth - PAD, 13, {
    size: 5.6,
    face: "strong",
    colour: face.reprint ? INK.red : INK.muted,
    spacing: 0.5,
    align: "right",
  });
  const { rects, size } = squareCode(face.checkUrl);
  pages.squares(rects, size, x + at.codeLeft, y + 23, CODE_SIDE);
  line(face.code, at.codeLeft + CODE_SIDE / 2, 95.5, { size: 5.9, face: "mono", align: "center", fit: CODE_SIDE + 8 });
  line(face.checkAddress, at.partWidth - PAD, 105, {
    size: 5.2,
    colour: INK.muted,
    align: "right",
    fit: CODE_SIDE + 30,
  });

  drawNumber(pages, face.number, x + at.stubLeft, y + 46, 10.5, at.stubWidth);
  line(face.holder.term, at.stubLeft, 63, { size: 5.2, colour: INK.muted });
  line(holder, at.stubLeft, 69.5, { size: 8.4, face: "strong", fit: at.stubWidth, least: 0.55 });
  let below = 80;
  for (const part of face.stub.address) {
    line(printable(part, "text") ?? "", at.stubLeft, below, { size: 6.2, fit: at.stubWidth });
    below += 8;
  }
  const stub = { x: x + at.stubLeft, width: at.stubWidth, rowHeight: 16.5, size: 6.4 };
  const top = Math.max(below + 1.5, 88);
  // Beside an address there is room for two rows, without one for three.
  const [first, others] = face.stub.address.length > 0 ? [1, 2] : [2, 2];
  const next = drawFacts(pages, face.stub.facts.slice(0, first), { ...stub, y: y + top, columns: [1] });
  const rest = face.stub.facts.slice(first, first + others);
  drawFacts(pages, rest, { ...stub, y: next, columns: rest.length > 1 ? [1.2, 1] : [1] });
  if (face.reprint)
    line(face.reprint.toUpperCase(), at.stubLeft, 5.5, {
      size: 5.2,
      face: "strong",
      colour: INK.red,
      spacing: 0.4,
      fit: at.stubWidth,
    });
  line(`${face.codeTerm} ${face.code}`, at.stubLeft, sheet.ticketHeight - 26, {
    size: 5.4,
    face: "mono",
    colour: INK.muted,
    fit: at.stubWidth,
  });
  if (face.sponsors)
    line(face.sponsors, at.stubLeft, sheet.ticketHeight - 16, { size: 5.2, colour: INK.muted, fit: at.stubWidth });
}

/**
 * Tickets as print-ready pages: crop marks, a perforation between the two parts, four to a sheet or fewer where the law's
 * text needs the room. Yields the file piece by piece; needs the memory of a sheet, whatever their number. `progress` is
 * told how many tickets are drawn.
 */
export async function* ticketPdf(
  faces: AsyncIterable<TicketFace>,
  about: { title: string; author: string; locale: string; paper: keyof typeof PAPER; longestLaw: string },
  progress: (done: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const pages = new PdfPages(about.paper, about);
  const sheet = sheetFor(pages, about.paper, about.longestLaw);
  const marks = [...cropMarks(sheet)];
  const grounds = new Map<string, Stamp>();
  let frame: Stamp | null = null;
  let done = 0;
  for await (const face of faces) {
    const slot = done % sheet.perPage;
    if (slot === 0) {
      pages.page();
      frame ??= pages.stamp(() => {
        pages.stroke(marks, INK.ink, 0.35);
        pages.stroke(perforationMarks(sheet), INK.ink, 0.35, 1.5);
        const x = sheet.left + sheet.perforation;
        pages.stroke([[x, sheet.top, x, sheet.top + sheet.perPage * sheet.ticketHeight]], INK.line, 0.5, 2);
        for (let row = 1; row < sheet.perPage; row++) {
          const y = sheet.top + row * sheet.ticketHeight;
          pages.stroke([[sheet.left, y, sheet.left + sheet.ticketWidth, y]], INK.tint, 0.4);
        }
      });
      pages.place(frame, 0, 0);
    }
    const key = JSON.stringify([face.organisation, face.title, face.law, face.stub.eyebrow]);
    let ground = grounds.get(key);
    if (!ground) {
      ground = pages.stamp(() => drawGround(pages, sheet, face, lawSize(pages, sheet, face.law) ?? LAW_SIZE_LEAST));
      grounds.set(key, ground);
    }
    const y = sheet.top + slot * sheet.ticketHeight;
    pages.place(ground, sheet.left, y);
    drawTicket(pages, sheet, face, sheet.left, y);
    done += 1;
    if (slot === sheet.perPage - 1) {
      progress(done);
      yield* pages.take();
    }
  }
  progress(done);
  pages.end();
  yield* pages.take();
}

/** The sheet on which that text can be read. Nothing of what the law demands is left out: at worst two tickets a page. */
function sheetFor(pages: PdfPages, paper: keyof typeof PAPER, law: string): TicketSheet {
  for (const perPage of TICKETS_A_SHEET) {
    const sheet = ticketSheet(paper, perPage);
    if (!law || lawSize(pages, sheet, law) !== null) return sheet;
  }
  return ticketSheet(paper, TICKETS_A_SHEET.at(-1));
}
