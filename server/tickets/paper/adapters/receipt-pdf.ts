import { PAPER } from "../label-sheet";
import type { ReceiptFace } from "../receipt-face";
import { INK, PdfPages, printable } from "./pdf-page";

const MARGIN = 64;
const TICKETS_A_ROW = 2;

/** Receipts, one beginning on each page; one of many tickets goes on over the next. Yields the file piece by piece. */
export async function* receiptPdf(
  receipts: AsyncIterable<ReceiptFace>,
  about: { title: string; author: string; locale: string; paper: keyof typeof PAPER },
  progress: (done: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const pages = new PdfPages(about.paper, about);
  let done = 0;
  for await (const receipt of receipts) {
    drawReceipt(pages, about.paper, receipt);
    done += 1;
    progress(done);
    yield* pages.take();
  }
  pages.end();
  yield* pages.take();
}

function drawReceipt(pages: PdfPages, paper: keyof typeof PAPER, receipt: ReceiptFace): void {
  const { width, height } = PAPER[paper];
  const right = width - MARGIN;
  const room = width - 2 * MARGIN;
  pages.page();
  pages.line(receipt.organisation, MARGIN, 64, { size: 10, face: "strong", colour: INK.accent, fit: room });
  if (receipt.registration) pages.line(receipt.registration, MARGIN, 79, { size: 7.5, colour: INK.muted, fit: room });
  pages.line(receipt.title, MARGIN, 104, { size: 26, face: "title" });
  pages.line(receipt.raffle, MARGIN, 138, { size: 12, fit: room });
  pages.line(printable(receipt.holder.value, "strong") ?? receipt.holder.otherwise, MARGIN, 155, {
    size: 10,
    face: "strong",
    fit: room,
  });
  let y = 184;
  for (const { term, value } of receipt.facts) {
    pages.stroke([[MARGIN, y - 4, right, y - 4]], INK.line, 0.4);
    pages.line(term, MARGIN, y, { size: 8.5, colour: INK.muted });
    pages.line(value, right, y, { size: 8.5, align: "right", fit: room * 0.7 });
    y += 18;
  }
  y += 12;
  for (const { term, value, total } of receipt.lines) {
    pages.stroke([[MARGIN, y - 4, right, y - 4]], total ? INK.ink : INK.line, total ? 0.8 : 0.4);
    pages.line(term, MARGIN, y, { size: total ? 11 : 9.5, face: total ? "strong" : "text" });
    pages.line(value, right, y, { size: total ? 11 : 9.5, face: total ? "strong" : "text", align: "right" });
    y += 20;
  }
  y += 14;
  pages.line(receipt.ticketsTitle, MARGIN, y, { size: 12, face: "title" });
  y += 22;
  const column = room / TICKETS_A_ROW;
  receipt.tickets.forEach((ticket, index) => {
    const place = index % TICKETS_A_ROW;
    if (place === 0 && index > 0) y += 24;
    if (place === 0 && y > height - MARGIN - 20) {
      pages.page();
      y = MARGIN;
    }
    const x = MARGIN + place * column;
    pages.line(ticket.note ? `${ticket.number} · ${ticket.note}` : ticket.number, x, y, {
      size: 9.5,
      face: "mono",
      fit: column - 12,
      colour: ticket.note ? INK.red : INK.ink,
    });
    pages.line(ticket.code, x, y + 11.5, { size: 7, face: "mono", colour: INK.muted, fit: column - 12 });
  });
  y += 40;
  if (y > height - MARGIN - 70) {
    pages.page();
    y = MARGIN;
  }
  pages.stroke([[MARGIN, y - 8, right, y - 8]], INK.line, 0.4);
  for (const text of receipt.closing) {
    pages.paragraph(text, MARGIN, y, room, { size: 8.5, colour: INK.muted });
    y += pages.heightOf(text, room, { size: 8.5 }) + 5;
  }
}
