import { create } from "qrcode";
import { openSheet } from "./pdf-sheet";

/** What an entry form says, in the reader's words. */
export interface EntryFormPage {
  readonly locale: string;
  readonly title: string;
  readonly intro: string;
  readonly facts: ReadonlyArray<{ term: string; value: string }>;
  readonly linesTitle: string;
  readonly lines: readonly string[];
  readonly sharesTitle: string;
  readonly shareColumns: readonly [string, string, string, string, string];
  /** Number, weight, price, owner; the last column is left for a signature. */
  readonly shares: ReadonlyArray<readonly [string, string, string, string]>;
  readonly handTitle: string;
  /** What is filled in by hand. */
  readonly blanks: readonly string[];
  /** Where the code leads; null where nothing is recorded by hand. */
  readonly code: { url: string; text: string } | null;
  readonly foot: string;
}

const MARGIN = 56;
const WIDTH = 595 - 2 * MARGIN;
const BOTTOM = 842 - MARGIN;
const INK = "#1b2733";
const MUTED = "#5a6472";
const CODE_SIDE = 96;

/** The entry form as a PDF on A4: conditions, lines, members with room to sign, and a code to scan (S2). */
export function entryFormPdf(page: EntryFormPage): Promise<Buffer> {
  const { document, done } = openSheet(page, MARGIN);
  const room = (points: number) => {
    if (document.y + points > BOTTOM) document.addPage();
  };
  const heading = (text: string) => {
    room(60);
    document.x = MARGIN;
    document.moveDown(0.9).font("strong").fontSize(11).fillColor(INK).text(text).moveDown(0.4);
  };

  const head = page.code ? WIDTH - CODE_SIDE - 24 : WIDTH;
  if (page.code) square(document, page.code.url, MARGIN + WIDTH - CODE_SIDE, MARGIN);
  document.font("title").fontSize(24).fillColor(INK).text(page.title, MARGIN, MARGIN, { width: head });
  document.moveDown(0.4).font("text").fontSize(10).fillColor(MUTED).text(page.intro, { width: head });
  if (page.code) {
    document.y = Math.max(document.y, MARGIN + CODE_SIDE + 6);
    document.moveDown(0.4).fontSize(9).fillColor(INK).text(page.code.text, MARGIN, document.y, { width: WIDTH });
    document.font("mono").fontSize(8).fillColor(MUTED).text(page.code.url, { width: WIDTH });
  }
  document.moveDown(0.8);
  for (const { term, value } of page.facts) {
    document.font("strong").fontSize(9);
    room(document.heightOfString(value, { width: WIDTH - 160 }) + 6);
    const top = document.y;
    document.font("text").fontSize(9).fillColor(MUTED).text(term, MARGIN, top, { width: 148 });
    const left = document.y;
    document
      .font("strong")
      .fillColor(INK)
      .text(value, MARGIN + 160, top, { width: WIDTH - 160 });
    document.y = Math.max(document.y, left) + 4;
  }
  heading(page.linesTitle);
  document.font("mono").fontSize(11);
  for (const line of page.lines) {
    room(18);
    document.text(line, MARGIN, document.y, { width: WIDTH });
  }
  heading(page.sharesTitle);
  const edges = [0, 44, 100, 170, 310, WIDTH];
  const row = (cells: readonly string[], face: string, colour: string) => {
    room(24);
    const top = document.y;
    document.font(face).fontSize(9).fillColor(colour);
    for (const [at, cell] of cells.entries()) {
      const width = edges[at + 1]! - edges[at]! - 8;
      document.text(cell, MARGIN + edges[at]!, top + 5, { width, height: 12, ellipsis: true, lineBreak: false });
    }
    document
      .moveTo(MARGIN, top + 21)
      .lineTo(MARGIN + WIDTH, top + 21)
      .lineWidth(0.5)
      .strokeColor("#b9b4a6")
      .stroke();
    document.y = top + 22;
  };
  row(page.shareColumns, "text", MUTED);
  for (const share of page.shares) row([...share, ""], "text", INK);
  heading(page.handTitle);
  for (const blank of page.blanks) {
    room(34);
    const top = document.y + 14;
    document.font("text").fontSize(9).fillColor(MUTED).text(blank, MARGIN, top, { width: 148 });
    document
      .moveTo(MARGIN + 160, top + 11)
      .lineTo(MARGIN + WIDTH, top + 11)
      .lineWidth(0.5)
      .strokeColor(MUTED)
      .stroke();
    document.y = top + 14;
  }
  document.x = MARGIN;
  room(60);
  document
    .moveDown(1.2)
    .font("text")
    .fontSize(9)
    .fillColor(MUTED)
    .text(page.foot, MARGIN, document.y, { width: WIDTH });
  document.end();
  return done;
}

/** A square code with its quiet zone, dark on white. */
function square(document: PDFKit.PDFDocument, text: string, x: number, y: number): void {
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  const unit = CODE_SIDE / (size + 4);
  document.rect(x, y, CODE_SIDE, CODE_SIDE).fill("#ffffff");
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (data[row * size + column]) document.rect(x + (column + 2) * unit, y + (row + 2) * unit, unit, unit);
    }
  }
  document.fill("#000000");
}
