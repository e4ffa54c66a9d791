import type { Requirements } from "@/server/jurisdiction/requirements";
import { formatMoney } from "@/server/kernel/money";
import type { Say } from "../ports";

export type TicketElement = NonNullable<Requirements["ticketElements"]>[number];

/** What the law of the area that was chosen for it wants on a ticket (T6). */
export interface TicketLaw {
  areaName: string;
  minimumAge: number | null;
  ticketText: string | null;
  helpLineText: string | null;
  elements: readonly TicketElement[];
}

/** What stands on every ticket of a raffle. Amounts in minor units. */
export interface RaffleFacts {
  raffleId: string;
  title: string;
  organisation: string;
  /** Number of the registered charity; empty where it has none. */
  registration: string;
  /** What the charity does with the money. */
  purpose: string;
  drawPlace: string;
  timeZone: string;
  currency: string;
  permits: ReadonlyArray<{ areaId: string; number: string }>;
  /** The organisation's own words for its tickets. */
  ownText: string;
  sponsors: readonly string[];
  prizes: ReadonlyArray<{ heading: string; valueMinor: number; quantity: number }>;
  claimDays: number;
}

/** What differs from ticket to ticket. */
export interface TicketFacts {
  id: string;
  /** Organisation-raffle-participant-ticket; null until the numbers are given at the close. */
  number: string | null;
  printedNumber: string | null;
  validationCode: string;
  pricePaidMinor: number;
  origin: string;
  issuedAt: Date;
  drawAt: Date;
  seller: string | null;
  poolHeading: string | null;
  participantNumber: number;
  holder: string;
  holderAddress: string[];
  holderAreas: readonly string[];
  /** Which copy on paper this is; from the second on it is a reprint. */
  copy: number;
}

/** A ticket as it is printed: every text set, nothing left to decide. */
export interface TicketFace {
  eyebrow: string;
  reprint: string | null;
  organisation: string;
  title: string;
  number: string;
  facts: Array<{ term: string; value: string }>;
  holder: { term: string; value: string; otherwise: string };
  law: string;
  code: string;
  codeTerm: string;
  checkAddress: string;
  /** What the square code holds. */
  checkUrl: string;
  sponsors: string | null;
  stub: { eyebrow: string; facts: Array<{ term: string; value: string }>; address: string[] };
  /** Names the ornament of this raffle's tickets. */
  seed: string;
}

/** The code in groups of four, as people read it aloud. */
export function groupedCode(code: string): string {
  return code.match(/.{1,4}/g)?.join(" ") ?? code;
}

interface Stamps {
  date: Intl.DateTimeFormat;
  time: Intl.DateTimeFormat;
  zone: Intl.DateTimeFormat;
}

// Making one takes longer than using it ten times, and ten thousand tickets want two each.
const stamps = new Map<string, Stamps>();

/** A date without its weekday and the time by 24 hours, in the zone of the raffle (P28). */
export function stampOf(at: Date, locale: string, timeZone: string): string {
  const key = `${locale} ${timeZone}`;
  let made = stamps.get(key);
  if (!made) {
    made = {
      date: new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone }),
      time: new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone }),
      zone: new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: "short" }),
    };
    stamps.set(key, made);
  }
  const zone = made.zone.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value;
  return `${made.date.format(at)}, ${made.time.format(at)} ${zone ?? ""}`.trim();
}

/** The permit of an area the holder lives in, else the first there is. */
export function permitOf(raffle: RaffleFacts, holderAreas: readonly string[]): string | null {
  return (
    raffle.permits.findLast(({ areaId }) => holderAreas.includes(areaId))?.number ?? raffle.permits[0]?.number ?? null
  );
}

/** Everything that the law, and the organisation beside it, wants to be read on a ticket, as one paragraph. */
export function lawText(raffle: RaffleFacts, law: TicketLaw, locale: string, say: Say): string {
  const wants = (element: TicketElement) => law.elements.includes(element);
  const prizes = [...raffle.prizes].sort((one, other) => other.valueMinor - one.valueMinor);
  const shown = prizes.slice(0, 3).map(({ heading, valueMinor, quantity }) => {
    const name = quantity > 1 ? `${quantity} × ${heading}` : heading;
    return wants("prize-values") ? `${name} (${formatMoney(valueMinor, raffle.currency, locale)})` : name;
  });
  const total = prizes.reduce((sum, { quantity }) => sum + quantity, 0);
  const parts = [
    wants("prizes") || wants("prize-values")
      ? say(prizes.length > 3 ? "paper.ticket.prizesMore" : "paper.ticket.prizes", { prizes: shown.join("; "), total })
      : "",
    wants("purpose") && raffle.purpose ? say("paper.ticket.purpose", { purpose: raffle.purpose }) : "",
    (wants("organisation-registration") || raffle.registration) && raffle.registration
      ? say("paper.ticket.registration", { number: raffle.registration })
      : "",
    law.minimumAge !== null ? say("paper.ticket.age", { age: law.minimumAge }) : "",
    law.ticketText ?? "",
    raffle.ownText,
    law.helpLineText ?? "",
  ];
  return parts
    .map((part) => part.replace(/\s+/g, " ").trim())
    .filter(Boolean)
    .map((part) => (/[.!?)]$/.test(part) ? part : `${part}.`))
    .join(" ");
}

/** Puts a ticket together, in the language of `say`. */
export function ticketFace(
  raffle: RaffleFacts,
  ticket: TicketFacts,
  law: TicketLaw,
  how: { locale: string; say: Say; appUrl: string; sponsors: boolean; lawText: string },
): TicketFace {
  const { locale, say } = how;
  const stamp = (at: Date) => stampOf(at, locale, raffle.timeZone);
  const fact = (key: string, value: string | null) => (value ? [{ term: say(`paper.ticket.${key}`), value }] : []);
  const permit = permitOf(raffle, ticket.holderAreas);
  const price =
    ticket.origin === "free" ? say("paper.ticket.free") : formatMoney(ticket.pricePaidMinor, raffle.currency, locale);
  const number = ticket.number ?? say("paper.ticket.numberLater");
  const draws = stamp(ticket.drawAt);
  const holder = {
    term: say("paper.ticket.holder"),
    value: ticket.holder,
    otherwise: say("paper.ticket.participant", { number: ticket.participantNumber }),
  };
  return {
    eyebrow: say(law.elements.includes("word-raffle") ? "paper.ticket.raffleTicket" : "paper.ticket.ticket"),
    reprint: ticket.copy > 1 ? say("paper.ticket.reprint", { copy: ticket.copy }) : null,
    organisation: raffle.organisation,
    title: raffle.title,
    number,
    facts: [
      ...fact("price", price),
      ...fact("draw", draws),
      ...fact("place", raffle.drawPlace || null),
      ...fact("issued", stamp(ticket.issuedAt)),
      ...fact(
        "seller",
        ticket.seller ?? (ticket.origin === "manual" ? raffle.organisation : say("paper.ticket.online")),
      ),
      ...fact("licence", permit),
      ...fact("pool", ticket.poolHeading),
      ...fact("printed", ticket.printedNumber),
    ],
    holder,
    law: how.lawText,
    code: groupedCode(ticket.validationCode),
    codeTerm: say("paper.ticket.code"),
    checkAddress: say("paper.ticket.checkAt", { address: `${how.appUrl.replace(/^https?:\/\//, "")}/t` }),
    checkUrl: `${how.appUrl}/t/${ticket.validationCode}`,
    sponsors:
      how.sponsors && raffle.sponsors.length > 0
        ? say("paper.ticket.sponsors", { names: raffle.sponsors.join(", ") })
        : null,
    stub: {
      eyebrow: say("paper.ticket.stub"),
      facts: [
        ...fact("draw", draws),
        ...fact("licence", permit),
        ...fact("pool", ticket.poolHeading),
        ...fact("printed", ticket.printedNumber),
      ],
      address: law.elements.includes("holder-address") ? ticket.holderAddress : [],
    },
    seed: raffle.raffleId,
  };
}
