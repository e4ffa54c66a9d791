import { formatMoney } from "@/server/kernel/money";
import type { Say } from "../ports";
import { groupedCode, type RaffleFacts, stampOf } from "./ticket-face";

/** What a receipt tells of an order. Amounts in minor units. */
export interface OrderFacts {
  orderId: string;
  quantity: number;
  ticketsMinor: number;
  donationMinor: number;
  feeCoverMinor: number;
  totalMinor: number;
  origin: string;
  paidBy: string | null;
  /** The gateway's transaction; null for what was paid by hand. */
  transaction: string | null;
  capturedAt: Date;
  drawAt: Date;
  seller: string | null;
  holder: string;
  participantNumber: number;
  holderAddress: string[];
  rulesVersion: number;
  tickets: Array<{ number: string | null; printedNumber: string | null; validationCode: string; state: string }>;
}

/** A receipt as it is printed. */
export interface ReceiptFace {
  title: string;
  organisation: string;
  registration: string;
  raffle: string;
  facts: Array<{ term: string; value: string }>;
  lines: Array<{ term: string; value: string; total?: boolean }>;
  ticketsTitle: string;
  tickets: Array<{ number: string; code: string; note: string }>;
  /** Until when a prize is to be claimed and where the rules are (P28). */
  closing: string[];
  holder: { value: string; otherwise: string };
}

/** Puts a receipt together, in the language of `say`. */
export function receiptFace(
  raffle: RaffleFacts,
  order: OrderFacts,
  how: { locale: string; say: Say; rulesUrl: string; helpLineText: string | null },
): ReceiptFace {
  const { locale, say } = how;
  const money = (minor: number) => formatMoney(minor, raffle.currency, locale);
  const claimBy = new Date(order.drawAt.getTime() + raffle.claimDays * 86_400_000);
  const fact = (key: string, value: string | null) => (value ? [{ term: say(`paper.receipt.${key}`), value }] : []);
  const line = (key: string, minor: number) =>
    minor > 0 ? [{ term: say(`paper.receipt.${key}`), value: money(minor) }] : [];
  return {
    title: say("paper.receipt.title"),
    organisation: raffle.organisation,
    registration: raffle.registration ? say("paper.ticket.registration", { number: raffle.registration }) : "",
    raffle: raffle.title,
    facts: [
      ...fact("paidAt", stampOf(order.capturedAt, locale, raffle.timeZone)),
      ...fact(
        "paidBy",
        order.paidBy
          ? say(`paper.paidBy.${order.paidBy}`)
          : order.origin === "free"
            ? null
            : say("paper.receipt.online"),
      ),
      ...fact("transaction", order.transaction),
      ...fact("order", order.orderId),
      ...fact("seller", order.seller),
      ...fact("draw", stampOf(order.drawAt, locale, raffle.timeZone)),
    ],
    lines: [
      {
        term: say("paper.receipt.tickets", { count: order.quantity }),
        value: order.origin === "free" ? say("paper.ticket.free") : money(order.ticketsMinor),
      },
      ...line("donation", order.donationMinor),
      ...line("feeCover", order.feeCoverMinor),
      { term: say("paper.receipt.total"), value: money(order.totalMinor), total: true },
    ],
    ticketsTitle: say("paper.receipt.numbers"),
    tickets: order.tickets.map((ticket) => ({
      number: ticket.number ?? ticket.printedNumber ?? say("paper.ticket.numberLater"),
      code: groupedCode(ticket.validationCode),
      note: ticket.state === "voided" ? say("paper.receipt.voided") : "",
    })),
    closing: [
      say("paper.receipt.claimBy", { date: stampOf(claimBy, locale, raffle.timeZone) }),
      say("paper.receipt.rules", { version: order.rulesVersion, address: how.rulesUrl }),
      how.helpLineText ?? "",
    ].filter(Boolean),
    holder: { value: order.holder, otherwise: say("paper.ticket.participant", { number: order.participantNumber }) },
  };
}
