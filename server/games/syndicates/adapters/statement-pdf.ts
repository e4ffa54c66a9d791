import { openSheet } from "./pdf-sheet";

/** What a page of a statement says, in the reader's words. */
export interface StatementPage {
  readonly locale: string;
  readonly title: string;
  readonly intro: string;
  readonly facts: ReadonlyArray<{ term: string; value: string }>;
  readonly linesTitle: string;
  readonly lines: readonly string[];
  readonly signatureTitle: string;
  readonly signature: string;
  readonly foot: string;
  /** The signed text and how to check it, as a file inside the document. */
  readonly attachment: { name: string; json: string };
}

const MARGIN = 64;
const LABEL_WIDTH = 170;

/** A statement as a PDF on A4; the signed text travels inside it. */
export function statementPdf(page: StatementPage): Promise<Buffer> {
  const { document, done } = openSheet(page, MARGIN);
  document.font("title").fontSize(24).fillColor("#1b2733").text(page.title);
  document.moveDown(0.5).font("text").fontSize(10).fillColor("#5a6472").text(page.intro).moveDown();
  for (const { term, value } of page.facts) {
    const top = document.y;
    document
      .font("text")
      .fontSize(9)
      .fillColor("#5a6472")
      .text(term, MARGIN, top, { width: LABEL_WIDTH - 12 });
    const left = document.y;
    document.font("strong").fontSize(10).fillColor("#1b2733");
    document.text(value, MARGIN + LABEL_WIDTH, top, { width: 595 - 2 * MARGIN - LABEL_WIDTH });
    document.y = Math.max(document.y, left) + 5;
  }
  document.x = MARGIN;
  document.moveDown().font("strong").fontSize(11).text(page.linesTitle).moveDown(0.3).font("mono").fontSize(10);
  for (const line of page.lines) document.text(line);
  document.moveDown().font("strong").fontSize(11).text(page.signatureTitle).moveDown(0.3);
  document.font("mono").fontSize(8).text(page.signature).moveDown();
  document.font("text").fontSize(9).fillColor("#5a6472").text(page.foot);
  const { name, json } = page.attachment;
  document.file(Buffer.from(json), { name, type: "application/json", description: page.signatureTitle } as never);
  document.end();
  return done;
}
