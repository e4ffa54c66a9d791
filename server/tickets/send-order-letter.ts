import { refusalWords } from "@/server/jurisdiction/refusal";
import type { Database } from "@/server/kernel/db";
import type { Mail } from "@/server/kernel/mail";
import { formatMoney } from "@/server/kernel/money";
import { endedMoney, endedReason } from "./ended-words";
import { type LetterParts, setLetter } from "./letters";
import { findOrderView } from "./order-view-store";
import type { Words } from "./ports";
import { orderView } from "./read-order";
import { findBuyer } from "./sale-store";
import { findReceiptFacts } from "./store";

export interface SendOrderLetterDeps {
  db: Database;
  mail: Mail;
  appUrl: string;
  words: Words;
}

interface OrderJob {
  orderId: string;
}

async function gather(deps: SendOrderLetterDeps, orderId: string) {
  const row = await findOrderView(deps.db, orderId);
  const buyer = row && (await findBuyer(deps.db, row.memberId));
  if (!row || !buyer || buyer.status === "closed") return null;
  const order = await orderView(deps.db, row);
  const locale = buyer.locale;
  const momentIn = (language: string, iso: string) =>
    new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short", timeZone: order.timeZone }).format(
      new Date(iso),
    );
  const moment = (iso: string) => momentIn(locale, iso);
  return { order, buyer, recipientId: row.recipientId, locale, moment, momentIn, say: await deps.words(locale) };
}

async function post(deps: SendOrderLetterDeps, to: string, parts: LetterParts, key: string): Promise<void> {
  await deps.mail.send({ to, ...setLetter(parts), idempotencyKey: key });
}

/** The outbox handler of `mail.receipt`: numbers, amounts and the transaction, in the buyer's language. */
export async function sendReceipt(deps: SendOrderLetterDeps, job: OrderJob, deliveryId: string): Promise<void> {
  const found = await gather(deps, job.orderId);
  if (!found) return;
  const { order, buyer, locale, moment, say } = found;
  const money = (minor: number) => formatMoney(minor, order.currency, locale);
  const valid = order.tickets.filter((ticket) => ticket.state === "valid" || ticket.state === "issued");
  const numbers = valid.flatMap((ticket) => ticket.number ?? []);
  const count = valid.length;
  const receipt = await findReceiptFacts(deps.db, order.id);
  const facts: LetterParts["facts"] = [
    {
      term: say("mail.receipt.numbers", { count }),
      value: numbers.length > 0 ? numbers.join("\n") : say("mail.receipt.numbersLater"),
    },
    {
      term: order.bundle
        ? say("selling.mail.bundles", { ...order.bundle, price: money(order.unitPriceMinor) })
        : say("mail.receipt.tickets", { count, price: money(order.unitPriceMinor) }),
      value: money(order.ticketsMinor),
    },
  ];
  if (order.picks.length > 0) facts.unshift({ term: say("selling.mail.board"), value: order.picks.join(", ") });
  for (const { heading, count: placed } of order.placements) {
    facts.push({ term: say("selling.mail.placed", { count: placed }), value: heading });
  }
  if (order.giftTo) facts.push({ term: say("selling.mail.giftFor"), value: order.giftTo });
  if (order.donationMinor > 0) {
    const term = say("mail.receipt.donation", { organisation: order.organisation });
    facts.push({ term, value: money(order.donationMinor) });
  }
  if (order.feeCoverMinor > 0) facts.push({ term: say("mail.receipt.cover"), value: money(order.feeCoverMinor) });
  facts.push({ term: say("mail.receipt.total"), value: money(order.totalMinor) });
  if (order.capturedAt) facts.push({ term: say("mail.receipt.paidOn"), value: moment(order.capturedAt) });
  if (receipt.transaction) facts.push({ term: say("mail.receipt.transaction"), value: receipt.transaction });
  facts.push(
    { term: say("mail.receipt.drawn"), value: moment(order.drawAt) },
    { term: say("mail.receipt.order"), value: order.id },
  );
  await post(
    deps,
    buyer.email,
    {
      locale,
      subject: say("mail.receipt.subject", { title: order.title }),
      title: say("mail.receipt.title", { count }),
      paragraphs: [
        say("mail.greeting", { name: buyer.name }),
        say(order.origin === "free" ? "mail.receipt.textFree" : "mail.receipt.text", {
          count,
          title: order.title,
          organisation: order.organisation,
        }),
        say("mail.receipt.rules", { version: receipt.rulesVersion }),
      ],
      facts,
      link: { text: say("mail.receipt.link"), url: `${deps.appUrl}/orders/${order.id}` },
      foot: say("mail.foot"),
    },
    `receipt-${deliveryId}`,
  );
}

/**
 * The outbox handler of `mail.gift`: tells whoever was given tickets that they hold them, in their own language, with the
 * giver's name and words (B11).
 */
export async function sendGift(deps: SendOrderLetterDeps, job: OrderJob, deliveryId: string): Promise<void> {
  const found = await gather(deps, job.orderId);
  const recipientId = found?.recipientId;
  const holder = recipientId ? await findBuyer(deps.db, recipientId) : null;
  if (!found || !holder || holder.status === "closed") return;
  const { order, buyer } = found;
  const say = await deps.words(holder.locale);
  const tickets = order.tickets.filter((ticket) => ticket.state === "valid" || ticket.state === "issued");
  const count = tickets.length;
  const numbers = tickets.flatMap((ticket) => ticket.number ?? []);
  await post(
    deps,
    holder.email,
    {
      locale: holder.locale,
      subject: say("selling.gift.subject", { from: buyer.name, count }),
      title: say("selling.gift.title", { count }),
      paragraphs: [
        say("mail.greeting", { name: holder.name }),
        say("selling.gift.text", { from: buyer.name, count, title: order.title, organisation: order.organisation }),
        ...(order.giftMessage ? [say("selling.gift.words", { words: order.giftMessage })] : []),
        say("selling.gift.held", { count }),
      ],
      facts: [
        {
          term: say("mail.receipt.numbers", { count }),
          value: numbers.length > 0 ? numbers.join("\n") : say("mail.receipt.numbersLater"),
        },
        { term: say("mail.receipt.drawn"), value: found.momentIn(holder.locale, order.drawAt) },
      ],
      link: { text: say("mail.receipt.link"), url: `${deps.appUrl}/tickets` },
      foot: say("mail.foot"),
    },
    `gift-${deliveryId}`,
  );
}

/** The outbox handler of `mail.order-ended`: why an order ended without tickets, and where the money is. */
export async function sendOrderEnded(deps: SendOrderLetterDeps, job: OrderJob, deliveryId: string): Promise<void> {
  const found = await gather(deps, job.orderId);
  if (!found) return;
  const { order, buyer, locale, say } = found;
  const returned = order.state === "refunded";
  const key = returned ? "checkout.order.state.refunded" : `checkout.ended.${endedReason(order.reason)}`;
  const fill = { ...order.reasonParams, reason: refusalWords(order.reasonParams, say) };
  await post(
    deps,
    buyer.email,
    {
      locale,
      subject: say("mail.ended.subject", { title: order.title }),
      title: say(`${key}.title`, fill),
      paragraphs: [
        say("mail.greeting", { name: buyer.name }),
        say(`${key}.text`, fill),
        ...(returned
          ? []
          : [
              order.totalMinor > 0 ? say(`checkout.ended.${endedMoney(order.payment)}`) : "",
              say(`${key}.do`, fill),
            ].filter(Boolean)),
      ],
      facts: [
        { term: say("mail.ended.raffle"), value: order.title },
        { term: say("mail.ended.order"), value: order.id },
      ],
      link: { text: say("mail.ended.link"), url: `${deps.appUrl}/orders/${order.id}` },
      foot: say("mail.foot"),
    },
    `ended-${deliveryId}`,
  );
}
