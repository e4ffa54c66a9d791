import PDFDocument from "pdfkit";
import type { DisputeEvidence } from "../ports";

/** Everything that answers a dispute on paper: the gateway's text fields are too short for it. */
export function evidencePdf(evidence: DisputeEvidence): Promise<Buffer> {
  const document = new PDFDocument({ size: "LETTER", margin: 56, info: { Title: "Evidence in a dispute" } });
  const parts: Buffer[] = [];
  document.on("data", (part: Buffer) => parts.push(part));
  const done = new Promise<Buffer>((resolve, reject) => {
    document.on("end", () => resolve(Buffer.concat(parts)));
    document.on("error", reject);
  });
  const sections: Array<[string, string]> = [
    ["Customer", `${evidence.customerName}\n${evidence.customerEmail}\n${evidence.billingAddress}`],
    ["What was sold", evidence.productDescription],
    ["Delivered on", evidence.serviceDate],
    ["Account of the sale", evidence.text],
  ];
  document.fontSize(16).text("Evidence in a dispute").moveDown();
  for (const [heading, text] of sections) {
    document.fontSize(11).font("Helvetica-Bold").text(heading);
    document.font("Helvetica").fontSize(10).text(text).moveDown();
  }
  document.end();
  return done;
}
