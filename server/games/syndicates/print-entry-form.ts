import { formatMoney } from "@/server/kernel/money";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { entryFormPdf } from "./adapters/entry-form-pdf";
import type { SyndicateView } from "./show-syndicates";
import { linesText } from "./typed-lines";

type Say = (key: string, fill?: Record<string, string | number>) => string;

/**
 * The entry form of a syndicate as a PDF (S2): what was agreed, every line, who is in it with room to sign, and where the manager buys
 * by hand, a code that leads to the page on which the ticket is recorded.
 */
export function printEntryForm(
  view: SyndicateView,
  reader: { locale: string; slug: string; appUrl: string },
  say: Say,
): Promise<Buffer> {
  const { syndicate: one, shares, names } = view;
  const { locale, slug, appUrl } = reader;
  const words = (key: string, fill?: Record<string, string | number>) => say(`syndicates.paper.${key}`, fill);
  const isByHand = one.buyer === "manager";
  const zone = rulesOn(findGame(one.lotteryGame)!, one.draws[0]!)?.schedule.timeZone ?? "UTC";
  const moment = (at: Date) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long", timeZone: zone }).format(at);
  const day = (date: string) =>
    new Intl.DateTimeFormat(locale, { dateStyle: "full", timeZone: "UTC" }).format(new Date(`${date}T12:00:00Z`));
  const owner = (share: (typeof shares)[number]) =>
    share.holderId === null ? "" : (names.get(share.holderId) ?? say("syndicates.page.someone"));
  return entryFormPdf({
    locale,
    title: words("title", { name: one.name }),
    intro: words(isByHand ? "introHand" : "intro"),
    facts: [
      { term: say("syndicates.page.lottery"), value: findGame(one.lotteryGame)?.name ?? one.lotteryGame },
      { term: words("draws"), value: one.draws.map(day).join("\n") },
      { term: say("syndicates.page.order"), value: say(`syndicates.mode.${isByHand ? "hand" : one.mode}`) },
      { term: say("syndicates.page.price"), value: formatMoney(one.priceMinor, one.currency, locale) },
      { term: say("syndicates.page.cutOff"), value: moment(one.cutOffAt) },
      ...(isByHand ? [{ term: words("recordUntil"), value: moment(one.salesCloseAt) }] : []),
      { term: say("syndicates.page.ifLeft"), value: say(`syndicates.rule.${one.unsoldRule}`) },
      {
        term: say("syndicates.page.conditions"),
        value: `${say("syndicates.page.conditionsVersion", { version: one.conditionsVersion })}\n${view.digest}`,
      },
    ],
    linesTitle: words("lines", { count: one.entries.length }),
    lines: linesText(one.entries)
      .split("\n")
      .map((line, at) => `${String(at + 1).padStart(3)}  ${line}`),
    sharesTitle: words("shares"),
    shareColumns: [words("number"), words("weight"), words("price"), words("owner"), words("signature")],
    shares: shares.map((share) => [
      String(share.number),
      String(share.weight),
      formatMoney(share.priceMinor, one.currency, locale),
      owner(share),
    ]),
    handTitle: words(isByHand ? "byHand" : "byAgent"),
    blanks: isByHand ? [words("place"), words("date"), words("reference"), words("manager")] : [words("manager")],
    code: isByHand ? { url: `${appUrl}/syndicates/${slug}/ticket`, text: words("scan") } : null,
    foot: words("foot"),
  });
}
