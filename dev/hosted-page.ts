import { escapeHtml } from "./stand-in";

const STYLE = `
:root{color-scheme:light dark;--paper:light-dark(#fbf9f3,#141b26);--raised:light-dark(#fff,#1b2431);--ink:light-dark(#202c3a,#ebe5d8);
--muted:light-dark(#5a6472,#a9b0ba);--line:light-dark(#d8d5cb,#34404f);--accent:light-dark(#1f5a4c,#7cc5b0);--on:light-dark(#fbf9f3,#141b26);--bad:light-dark(#8c2f1f,#f0998a)}
*{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
.note{border-bottom:1px solid var(--line);padding:12px 24px;font-size:14px;color:var(--muted);text-align:center}
main{max-width:880px;margin:0 auto;padding:32px 24px 64px;display:grid;gap:48px;grid-template-columns:1fr}
@media(min-width:760px){main.two{grid-template-columns:5fr 6fr}}
h1{font-size:20px;font-weight:600;margin:0 0 4px}h2{font-size:16px;font-weight:600;margin:24px 0 8px}.sum{font-size:34px;font-variant-numeric:tabular-nums;margin:0 0 24px}
table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}td{padding:8px 0;border-top:1px solid var(--line);vertical-align:top}td:last-child{text-align:right;white-space:nowrap}
label{display:block;font-weight:550;margin:16px 0 4px;font-size:14px}input,select{width:100%;min-height:44px;padding:8px 12px;border:1px solid var(--line);border-radius:4px;background:var(--raised);color:var(--ink);font:inherit;font-variant-numeric:tabular-nums}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:16px}button,.btn{display:block;width:100%;min-height:48px;margin-top:24px;border:0;border-radius:4px;background:var(--accent);color:var(--on);font:550 16px/1.5 system-ui,sans-serif;cursor:pointer;text-align:center}
a{color:var(--accent)}.bad{border:1px solid var(--bad);color:var(--bad);border-radius:4px;padding:12px 16px;margin:0 0 16px}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}details{margin-top:24px;font-size:14px;color:var(--muted)}code{font-family:ui-monospace,monospace}`;

/** A page of a stand-in, which says whose. */
export function shell(vendor: string, title: string, body: string, wide = false): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>${STYLE}</style></head><body><header class="note">A stand-in for ${vendor}, for development. No card is charged; use a test card.</header><main${wide ? ' class="two"' : ""}>${body}</main></body></html>`;
}

export function money(amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat("en-US", { style: "currency", currency });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

export type Typed = Record<string, string | undefined>;

const COUNTRIES = ["US", "CA", "GB", "IE", "AU", "NZ", "DE", "FR", "ES", "MX"];
const HINTS: Array<[string, string]> = [
  ["4242 4242 4242 4242", "goes through"],
  ["4000 0566 5566 5556", "goes through, a debit card"],
  ["4000 0000 0000 0002", "is declined"],
  ["4000 0000 0000 9995", "has insufficient funds"],
  ["4000 0000 0000 0036", "postal code does not match"],
  ["4000 0000 0000 0010", "street and postal code do not match"],
  ["4000 0000 0000 0044", "the address cannot be checked"],
  ["4000 0000 0000 0259", "is disputed later"],
];

/** What a hosted payment page is about. Amounts in minor units. */
export interface CardPage {
  vendor: string;
  seller: string;
  totalMinor: number;
  currency: string;
  lines: Array<{ name: string; quantity: number; amountMinor: number }>;
  backUrl: string | null;
}

/** The hosted payment page. Fields keep what was typed when a card was refused. */
export function cardPage(page: CardPage, typed: Typed, message?: string): string {
  const { seller, currency } = page;
  const value = (name: string): string => escapeHtml(typed[name] ?? "");
  const field = (name: string, label: string, auto: string, extra = ""): string =>
    `<div><label for="${name}">${label}</label><input id="${name}" name="${name}" autocomplete="${auto}" value="${value(name)}" ${extra}></div>`;
  const countries = COUNTRIES.map(
    (code) => `<option value="${code}"${(typed.billingCountry ?? "US") === code ? " selected" : ""}>${code}</option>`,
  ).join("");
  const total = money(page.totalMinor, currency);
  return shell(
    page.vendor,
    `Pay ${seller}`,
    `<section aria-label="What you pay for"><h1>Pay ${escapeHtml(seller)}</h1><p class="sum">${total}</p><table><tbody>${page.lines
      .map(
        (line) =>
          `<tr><td>${escapeHtml(line.name)}${line.quantity > 1 ? ` × ${line.quantity}` : ""}</td><td>${money(line.amountMinor, currency)}</td></tr>`,
      )
      .join("")}</tbody></table>${
      page.backUrl ? `<p><a id="back" href="${escapeHtml(page.backUrl)}">Go back</a></p>` : ""
    }<details open><summary>Test cards</summary><table><tbody>${HINTS.map(
      ([number, meaning]) => `<tr><td><code>${number}</code></td><td>${meaning}</td></tr>`,
    ).join("")}</tbody></table><p>Any future date, any security code.</p></details></section>
<form method="post" novalidate><h1>Card</h1>${message ? `<p class="bad" role="alert">${escapeHtml(message)}</p>` : ""}
${field("email", "Email", "email", 'type="email"')}
${field("cardNumber", "Card number", "cc-number", 'inputmode="numeric" placeholder="1234 1234 1234 1234"')}
<div class="pair">${field("cardExpiry", "Expires (MM / YY)", "cc-exp", 'inputmode="numeric" placeholder="MM / YY"')}${field("cardCvc", "Security code", "cc-csc", 'inputmode="numeric" placeholder="CVC"')}</div>
${field("billingName", "Name on card", "cc-name")}
<h2>Billing address</h2>
<div><label for="billingCountry">Country</label><select id="billingCountry" name="billingCountry" autocomplete="billing country">${countries}</select></div>
${field("billingAddressLine1", "Address", "billing address-line1")}
<div class="pair">${field("billingLocality", "City", "billing address-level2")}${field("billingAdministrativeArea", "State", "billing address-level1")}</div>
${field("billingPostalCode", "ZIP or postal code", "billing postal-code")}
<button type="submit">Pay ${total}</button></form>`,
    true,
  );
}

/** What was typed on a {@link cardPage}. */
export function readCard(typed: Typed) {
  const expiry = (typed.cardExpiry ?? "").replace(/\D/g, "");
  return {
    number: (typed.cardNumber ?? "").replace(/\D/g, ""),
    expMonth: Number(expiry.slice(0, 2)),
    expYear: 2000 + Number(expiry.slice(-2)),
    cvc: (typed.cardCvc ?? "").trim(),
    name: typed.billingName ?? "",
    email: (typed.email ?? "").trim(),
    address: {
      line1: typed.billingAddressLine1 ?? "",
      city: typed.billingLocality ?? "",
      state: typed.billingAdministrativeArea ?? "",
      postalCode: typed.billingPostalCode ?? "",
      country: typed.billingCountry ?? "",
    },
  };
}

/** A page with nothing to do but to read it, and perhaps to go on. */
export function plainPage(
  vendor: string,
  title: string,
  words: string,
  link?: { href: string; label: string },
): string {
  return shell(
    vendor,
    title,
    `<section><h1>${escapeHtml(title)}</h1><p>${escapeHtml(words)}</p>${link ? `<p><a href="${escapeHtml(link.href)}">${escapeHtml(link.label)}</a></p>` : ""}</section>`,
  );
}
