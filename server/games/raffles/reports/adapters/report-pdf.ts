import { INK, PdfPages } from "@/server/tickets/paper/adapters/pdf-page";
import { PAPER } from "@/server/tickets/paper/label-sheet";
import type { ReportColumn } from "../report";
import type { ReportPrinter } from "../run-report";

const MARGIN = 36;
const ROW = 15;
const SIZE = 7.5;
const GAP = 8;
const { width: WIDTH, height: HEIGHT } = PAPER.letter;

const WEIGHTS: Record<ReportColumn["type"], number> = {
  text: 3,
  code: 2.4,
  word: 1.6,
  count: 1,
  money: 1.5,
  moment: 2,
};

export interface ReportPaper {
  title: string;
  subtitle: string;
  author: string;
  locale: string;
  /** "Page 3", in the reader's language. */
  pageText: (page: number) => string;
}

/** A report on letter paper: one line a row, figures to the right, headings on every page; finished parts go out at once. */
export function reportPaper(paper: ReportPaper, columns: ReportColumn[], headings: string[]): ReportPrinter {
  const pdf = new PdfPages("letter", { title: paper.title, author: paper.author, locale: paper.locale });
  const weight = columns.reduce((sum, column) => sum + WEIGHTS[column.type], 0);
  const room = WIDTH - 2 * MARGIN - GAP * (columns.length - 1);
  let left = MARGIN;
  const places = columns.map((column) => {
    const width = (room * WEIGHTS[column.type]) / weight;
    const place = { left, width, right: column.type === "count" || column.type === "money" };
    left += width + GAP;
    return place;
  });
  let page = 0;
  let y = HEIGHT;

  const cells = (texts: readonly string[], at: number, face: "text" | "strong", colour: string) => {
    texts.forEach((text, index) => {
      const { left: x, width, right } = places[index]!;
      const type = columns[index]!.type;
      const own = face === "text" && type === "code" ? ("mono" as const) : face;
      const how = { face: own, size: SIZE, colour, fit: width, least: 0.8 };
      if (text) pdf.line(text, right ? x + width : x, at, { ...how, align: right ? "right" : "left" });
    });
  };
  const begin = () => {
    pdf.page();
    page += 1;
    y = MARGIN;
    if (page === 1) {
      pdf.line(paper.title, MARGIN, y, { face: "title", size: 18, fit: WIDTH - 2 * MARGIN });
      pdf.line(paper.subtitle, MARGIN, y + 26, { size: 9, colour: INK.muted, fit: WIDTH - 2 * MARGIN });
      y += 50;
    }
    const foot = { size: SIZE, colour: INK.muted };
    pdf.line(paper.title, MARGIN, HEIGHT - MARGIN + 6, { ...foot, fit: WIDTH / 2 });
    pdf.line(paper.pageText(page), WIDTH - MARGIN, HEIGHT - MARGIN + 6, { ...foot, align: "right" });
    cells(headings, y, "strong", INK.muted);
    y += ROW;
    pdf.stroke([[MARGIN, y - 4, WIDTH - MARGIN, y - 4]], INK.ink, 0.6);
  };
  begin();
  return {
    rows: (rows) => {
      for (const row of rows) {
        if (y + ROW > HEIGHT - MARGIN) begin();
        cells(row, y, "text", INK.ink);
        pdf.stroke([[MARGIN, y + ROW - 4, WIDTH - MARGIN, y + ROW - 4]], INK.line, 0.25);
        y += ROW;
      }
      return pdf.take();
    },
    end: (sums) => {
      if (sums) {
        if (y + ROW > HEIGHT - MARGIN) begin();
        pdf.stroke([[MARGIN, y - 3, WIDTH - MARGIN, y - 3]], INK.ink, 0.6);
        cells(sums, y + 2, "strong", INK.ink);
      }
      pdf.end();
      return pdf.take();
    },
  };
}
