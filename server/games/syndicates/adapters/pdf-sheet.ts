import { readFileSync } from "node:fs";
import path from "node:path";
import PDFDocument from "pdfkit";

const FONTS = path.join(process.cwd(), "server/tickets/paper/fonts");

/**
 * An empty A4 document in the house's own fonts (`title`, `text`, `strong`, `mono`), `margin` points wide on every side.
 * `done` gives its bytes once `document.end()` was called.
 */
export function openSheet(page: { title: string; locale: string }, margin: number) {
  const font = (name: string) => readFileSync(path.join(FONTS, name));
  const document = new PDFDocument({
    size: "A4",
    margin,
    pdfVersion: "1.7",
    lang: page.locale,
    displayTitle: true,
    font: font("Inter-Regular.ttf") as never,
    info: { Title: page.title, Author: "Drawbridge", Creator: "Drawbridge", Producer: "Drawbridge" },
  } as PDFKit.PDFDocumentOptions);
  document.registerFont("title", font("Newsreader-Medium.ttf"));
  document.registerFont("text", font("Inter-Regular.ttf"));
  document.registerFont("strong", font("Inter-SemiBold.ttf"));
  document.registerFont("mono", font("JetBrainsMono-Medium.ttf"));
  const chunks: Buffer[] = [];
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
  });
  return { document, done };
}
