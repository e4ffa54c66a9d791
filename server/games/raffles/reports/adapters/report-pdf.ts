import { INK, PdfPages } from "@/server/tickets/paper/adapters/pdf-page";
import { PAPER } from "@/server/tickets/paper/label-sheet";
import type { ReportColumn } from "../report";
import type { ReportPrinter } from "../run-report";

const MARGIN = 36;
const ROW = 15;
const SIZE = 7.5;
const SIZE_LEAST = 4.5;
const GAP = 8;

/** What a column wants to be wide at the plain size, in points. */
const WIDTHS: Record<ReportColumn["type"], number> = {
  text: 104,
  code: 84,
  word: 56,
  count: 38,
  money: 56,
  moment: 84,
};

const { width: SHORT, height: LONG } = PAPER.letter;
/** Letter upright, letter on its side, and two of them beside each other, which a printer makes smaller or a table holds. */
const SHEETS = [
  { width: SHORT, height: LONG },
  { width: LONG, height: SHORT },
  { width: 2 * SHORT, height: LONG },
] as const;
/** Down to this part of its size a report is rather made smaller than put on a larger sheet. */
const COMFORTABLE = 0.85;

/** The sheet on which a report's columns stand side by side, and how much smaller they are there than at their plain size. */
export function reportLayout(columns: ReadonlyArray<Pick<ReportColumn, "type">>): {
  sheet: { width: number; height: number };
  scale: number;
} {
  const wanted = columns.reduce((sum, { type }) => sum + WIDTHS[type] + GAP, -GAP);
  const scaleOn = ({ width }: { width: number }) => Math.min(1, (width - 2 * MARGIN) / wanted);
  const sheet = SHEETS.find((one) => scaleOn(one) >= COMFORTABLE) ?? SHEETS[2];
  return { sheet, scale: Math.max(SIZE_LEAST / SIZE, scaleOn(sheet)) };
}

export interface ReportPaper {
  title: string;
  subtitle: string;
  author: string;
  locale: string;
  /** "Page 3", in the reader's language. */
  pageText: (page: number) => string;
}

/**
 * A report on paper: one line a row, figures to the right, headings on every page; finished parts go out at once.
 * Wide selections lie on their side, on a larger sheet, or get smaller (see {@link reportLayout}).
 */
export function reportPaper(paper: ReportPaper, columns: ReportColumn[], headings: string[]): ReportPrinter {
  const { sheet, scale } = reportLayout(columns);
  const { width: pageWidth, height: pageHeight } = sheet;
  const pdf = new PdfPages(sheet, { title: paper.title, author: paper.author, locale: paper.locale });
  const size = SIZE * scale;
  const rowHeight = Math.max(9, ROW * scale);
  const gap = GAP * scale;
  const weight = columns.reduce((sum, column) => sum + WIDTHS[column.type], 0);
  const room = pageWidth - 2 * MARGIN - gap * (columns.length - 1);
  let left = MARGIN;
  const places = columns.map((column) => {
    const width = (room * WIDTHS[column.type]) / weight;
    const place = { left, width, right: column.type === "count" || column.type === "money" };
    left += width + gap;
    return place;
  });
  let page = 0;
  let y = pageHeight;

  const cells = (texts: readonly string[], at: number, face: "text" | "strong", colour: string) => {
    texts.forEach((text, index) => {
      const { left: x, width, right } = places[index]!;
      const type = columns[index]!.type;
      const own = face === "text" && type === "code" ? ("mono" as const) : face;
      const how = { face: own, size, colour, fit: width, least: 0.8 };
      if (text) pdf.line(text, right ? x + width : x, at, { ...how, align: right ? "right" : "left" });
    });
  };
  const begin = () => {
    pdf.page();
    page += 1;
    y = MARGIN;
    if (page === 1) {
      pdf.line(paper.title, MARGIN, y, { face: "title", size: 18, fit: pageWidth - 2 * MARGIN });
      pdf.line(paper.subtitle, MARGIN, y + 26, { size: 9, colour: INK.muted, fit: pageWidth - 2 * MARGIN });
      y += 50;
    }
    const foot = { size: SIZE, colour: INK.muted };
    pdf.line(paper.title, MARGIN, pageHeight - MARGIN + 6, { ...foot, fit: pageWidth / 2 });
    pdf.line(paper.pageText(page), pageWidth - MARGIN, pageHeight - MARGIN + 6, { ...foot, align: "right" });
    cells(headings, y, "strong", INK.muted);
    y += rowHeight;
    pdf.stroke([[MARGIN, y - 4, pageWidth - MARGIN, y - 4]], INK.ink, 0.6);
  };
  begin();
  return {
    rows: (rows) => {
      for (const row of rows) {
        if (y + rowHeight > pageHeight - MARGIN) begin();
        cells(row, y, "text", INK.ink);
        pdf.stroke([[MARGIN, y + rowHeight - 4, pageWidth - MARGIN, y + rowHeight - 4]], INK.line, 0.25);
        y += rowHeight;
      }
      return pdf.take();
    },
    end: (sums) => {
      if (sums) {
        if (y + rowHeight > pageHeight - MARGIN) begin();
        pdf.stroke([[MARGIN, y - 3, pageWidth - MARGIN, y - 3]], INK.ink, 0.6);
        cells(sums, y + 2, "strong", INK.ink);
      }
      pdf.end();
      return pdf.take();
    },
  };
}
