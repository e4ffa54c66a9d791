import { addressLines, type LabelSheet, labelPlace, type PostalAddress } from "../label-sheet";
import { INK, PdfPages, printable } from "./pdf-page";

const INSET = 10;
const LINE = 1.25;

/**
 * Addresses on a sheet of labels, from any place of the first sheet on. Yields the file piece by piece.
 */
export async function* labelPdf(
  addresses: AsyncIterable<PostalAddress>,
  about: { title: string; author: string; locale: string; sheet: LabelSheet; first: number; senderCountry: string },
  progress: (done: number) => void = () => {},
): AsyncGenerator<Uint8Array> {
  const { sheet } = about;
  const pages = new PdfPages(sheet.paper, about);
  let open = -1;
  let done = 0;
  for await (const address of addresses) {
    const { page, x, y } = labelPlace(sheet, done, about.first);
    if (page > open) {
      if (open >= 0) {
        progress(done);
        yield* pages.take();
      }
      pages.page();
      open = page;
    }
    const lines = addressLines(address, about.senderCountry).map((line) => printable(line, "text") ?? line);
    // As large as the label allows, so that the post's machines read it, and all of one size.
    const room = sheet.height - 2 * INSET;
    const size = Math.min(sheet.height > 100 ? 13 : 10, room / (lines.length * LINE));
    const top = y + (sheet.height - lines.length * size * LINE) / 2;
    lines.forEach((line, index) => {
      pages.line(line, x + INSET, top + index * size * LINE, {
        size,
        colour: INK.ink,
        fit: sheet.width - 2 * INSET,
        least: 0.6,
      });
    });
    done += 1;
  }
  progress(done);
  pages.end();
  yield* pages.take();
}
