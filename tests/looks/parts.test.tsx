import { NextIntlClientProvider } from "next-intl";
import { create } from "qrcode";
import type { ReactNode } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { BuyForm } from "@/components/raffles/buy-form";
import { PrizeTable } from "@/components/raffles/prize-table";
import { RaffleCard } from "@/components/raffles/raffle-card";
import { SoldLine } from "@/components/raffles/sold-line";
import { Ticket, type TicketView } from "@/components/tickets/ticket";
import { clock } from "@/components/ui/countdown";
import { Field } from "@/components/ui/field";
import { Money } from "@/components/ui/money";
import { Pagination } from "@/components/ui/pagination";
import { Sign } from "@/components/ui/sign";
import { When } from "@/components/ui/when";
import en from "@/messages/en/common.json";
import es from "@/messages/es/common.json";

function render(element: ReactNode, locale: "en" | "es" = "en"): string {
  return renderToStaticMarkup(
    <NextIntlClientProvider locale={locale} messages={{ common: locale === "en" ? en : es }} timeZone="UTC">
      {element}
    </NextIntlClientProvider>,
  );
}

const text = (markup: string) =>
  markup
    .replace(/<[^>]+>/g, " ")
    .replace(/\s+/g, " ")
    .trim();

test("P8 the sign carries its state for eyes and its word for everybody", () => {
  const sign = render(<Sign state="closed">Closed in Utah</Sign>);
  expect(sign).toContain("sign--closed");
  expect(sign).toContain('aria-hidden="true"');
  expect(text(sign)).toBe("Closed in Utah");
});

test("P9 a field keeps what was typed and names its error to screen readers", () => {
  const field = render(<Field name="zip" label="ZIP" hint="Five digits" error="No such ZIP" defaultValue="99999" />);
  expect(field).toContain('value="99999"');
  expect(field).toContain('aria-invalid="true"');
  expect(field).toContain('aria-describedby="zip-hint zip-error"');
  expect(field).toContain('id="zip-error"');
  expect(field).toContain('<label for="zip">');
  expect(render(<Field name="zip" label="ZIP" />)).not.toContain("aria-");
});

test("P9 money and times follow the language and the raffle's own clock", () => {
  expect(text(render(<Money minor={2000} />))).toBe("$20");
  expect(text(render(<Money minor={1250} />))).toBe("$12.50");
  const at = "2026-12-13T00:00:00Z";
  expect(text(render(<When at={at} timeZone="America/New_York" as="day" />))).toBe("Sat, Dec 12");
  expect(text(render(<When at={at} timeZone="America/New_York" as="day" />, "es"))).toBe("sáb, 12 dic");
  expect(text(render(<When at={at} timeZone="America/Los_Angeles" as="stamp" />))).toBe("Dec 12, 2026, 16:00");
});

test("P9 a countdown reads like a clock", () => {
  expect([461, 59, 3600, 4061, 0].map(clock)).toEqual(["7:41", "0:59", "1:00:00", "1:07:41", "0:00"]);
});

const glance = {
  id: "r1",
  href: "/raffles/plover",
  title: "The Plover",
  organisation: "Lantern Point",
  cover: "boat",
  priceMinor: 2000,
  currency: "USD",
  endsAt: "2026-12-12T23:00:00Z",
  timeZone: "America/New_York",
  sold: 2480,
  cap: 4000,
};

test("R6 a card says organisation, title, price, end, share sold and sign, in that order", () => {
  const card = text(render(<RaffleCard raffle={glance} sign={{ state: "open", text: "Open to you" }} />));
  expect(card).toBe("Lantern Point The Plover $20 a ticket Ends Sat, Dec 12 62% sold 2,480 of 4,000 Open to you");
  const uncapped = render(<RaffleCard raffle={{ ...glance, cap: null }} sign={{ state: "open", text: "Open" }} />);
  expect(uncapped).not.toContain("<progress");
  expect(text(uncapped)).toContain("No cap on tickets");
  const free = text(
    render(<RaffleCard raffle={{ ...glance, priceMinor: 0 }} sign={{ state: "open", text: "Open" }} />),
  );
  expect(free).toContain("Free to enter");
  expect(free).not.toContain("$0");
});

test("R5 the form of a purchase says total and odds and works without scripts", () => {
  const form = render(
    <BuyForm action="/checkout/plover" priceMinor={2000} currency="USD" max={20} initial={5} cap={4000} />,
  );
  expect(form).toContain('action="/checkout/plover" method="get"');
  expect(form).toContain('name="count"');
  expect(text(form)).toContain("$100");
  expect(text(form)).toContain("1 in 4,000 for each ticket, 1 in 800 for your 5");
  const one = render(<BuyForm action="/x" priceMinor={2000} currency="USD" max={20} cap={4000} />);
  expect(text(one)).toContain("1 in 4,000 for each ticket, when all are sold.");
});

test("R7 where one ticket is all that a person may have, the form offers one and no more", () => {
  const most = (max: number) => render(<BuyForm action="/x" priceMinor={0} currency="USD" max={max} cap={1000} />);
  expect(most(1)).toMatch(/<input type="hidden" name="count" value="1"/);
  expect(most(1)).not.toContain('type="number"');
  expect(most(1)).not.toContain("aria-controls");
  expect(most(2)).toMatch(/type="number"[^>]* max="2"/);
});

test("R2 prizes behind one ticket stand as choices, several winners are said", () => {
  const choice = { description: "", valueMinor: 42000, cover: "boat" };
  const table = text(
    render(
      <PrizeTable
        currency="USD"
        groups={[
          {
            heading: "First Prize",
            choices: [
              { ...choice, id: "a", heading: "Boat", quantity: 1 },
              { ...choice, id: "b", heading: "Cash", quantity: 1 },
            ],
          },
          { heading: "Second Prize", choices: [{ ...choice, id: "c", heading: "Lantern", quantity: 3 }] },
        ]}
      />,
    ),
  );
  expect(table).toBe("First Prize Boat $420 or Cash $420 Second Prize Lantern, 3 winners $420 each");
});

test("R5 the line of sales never runs past its end", () => {
  expect(render(<SoldLine sold={5000} cap={4000} />)).toContain('class="soldline__sold" x="0" y="30" width="100%"');
  expect(render(<SoldLine sold={1000} cap={4000} />)).toContain('class="soldline__sold" x="0" y="30" width="25%"');
});

const ticket: TicketView = {
  number: "LPL-27-0311-2481",
  raffleNumber: "LPL-27",
  title: "The Plover Raffle",
  organisation: "Lantern Point Lifeboat Society",
  priceMinor: 2000,
  currency: "USD",
  drawnAt: "2026-12-13T00:00:00Z",
  issuedAt: "2026-11-20T19:26:00Z",
  timeZone: "America/New_York",
  permit: "EC-2026-0317",
  lawText: "Purchaser must be 18 or over.",
  participant: "A. F.-Q., Erie County",
  verifyUrl: "https://drawbridge.example/t/abc",
  verifyHref: "/t/abc",
};

test("T7 both parts of a ticket carry its number, and it says who, what, when, how much and under which permit", () => {
  const markup = render(<Ticket ticket={ticket} />);
  expect(markup.match(/LPL-27-0311-<em>2481<\/em>/g)?.length).toBe(2);
  for (const part of [
    "Lantern Point Lifeboat Society",
    "$20",
    "Dec 12, 2026, 19:00",
    "EC-2026-0317",
    "A. F.-Q., Erie County",
    "Nov 20, 2026, 14:26",
  ])
    expect(text(markup)).toContain(part);
  expect(text(render(<Ticket ticket={{ ...ticket, priceMinor: 0 }} />))).toContain("Free entry");
});

test("T9 a voided ticket says so", () => {
  expect(text(render(<Ticket ticket={ticket} />))).not.toContain("Void");
  const voided = render(<Ticket ticket={{ ...ticket, voided: true }} />);
  expect(text(voided)).toContain("Void. This ticket is not in the draw.");
  expect(voided).toContain("tk--void");
});

test("T7 the code on a ticket holds exactly the address that checks it", () => {
  const path = /class="qr__fg" d="([^"]+)"/.exec(render(<Ticket ticket={ticket} />))?.[1] ?? "";
  const { size, data } = create(ticket.verifyUrl, { errorCorrectionLevel: "M" }).modules;
  const drawn = new Set<number>();
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)/g))
    for (let step = 0; step < Number(run); step++) drawn.add(Number(y) * size + Number(x) + step);
  const dark = [...data.keys()].filter((index) => data[index]);
  expect([...drawn].sort((a, b) => a - b)).toEqual(dark);
});

test("R6 pages of a list lead back and forth, and nothing stands where there is one page", () => {
  const pages = render(<Pagination page={2} pageCount={3} hrefOf={(page) => `/raffles?page=${page}`} />);
  expect(pages).toContain('href="/raffles?page=1"');
  expect(pages).toContain('href="/raffles?page=3"');
  expect(render(<Pagination page={1} pageCount={1} hrefOf={() => "/"} />)).toBe("");
});
