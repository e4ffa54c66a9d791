import type { PaperPress } from "../ports";
import { labelPdf } from "./label-pdf";
import { receiptPdf } from "./receipt-pdf";
import { ticketPdf } from "./ticket-pdf";

/** Print-ready files as PDF. */
export const pdfPress: PaperPress = { tickets: ticketPdf, receipts: receiptPdf, labels: labelPdf };
