import { cardPage, shell, type Typed, plainPage as vendorPage } from "../hosted-page";
import { escapeHtml } from "../stand-in";
import type { Account, LineItem, Session } from "./objects";

export type { Typed };

/** The hosted payment page. Fields keep what was typed when a card was refused. */
export function paymentPage(
  session: Session,
  lines: LineItem[],
  seller: string,
  typed: Typed,
  message?: string,
): string {
  const page = {
    vendor: "Stripe",
    seller,
    totalMinor: session.amount_total,
    currency: session.currency,
    lines: lines.map((line) => ({
      name: line.description,
      quantity: line.quantity,
      amountMinor: line.amount_total,
    })),
    backUrl: session.cancel_url,
  };
  return cardPage(page, typed, message);
}

/** A page with nothing to do but to read it, and perhaps to go on. */
export const plainPage = (title: string, words: string, link?: { href: string; label: string }): string =>
  vendorPage("Stripe", title, words, link);

/** The page on which an organisation would tell the gateway who it is. */
export function onboardingPage(account: Account): string {
  return shell(
    "Stripe",
    "Set up payments",
    `<section><h1>Set up payments${account.business_profile.name ? ` for ${escapeHtml(account.business_profile.name)}` : ""}</h1>
<p>Here an organisation would say who it is and where its money goes. The stand-in asks nothing.</p>
<p>Account <code>${escapeHtml(account.id)}</code>, ${account.charges_enabled ? "ready to take payments" : "not yet ready to take payments"}.</p>
<form method="post"><button type="submit" name="answer" value="complete">Finish the set-up</button>
<button type="submit" name="answer" value="later" style="background:none;color:var(--ink);border:1px solid var(--line);margin-top:8px">Return without finishing</button></form></section>`,
  );
}
