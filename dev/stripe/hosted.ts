import type { IncomingMessage, ServerResponse } from "node:http";
import { readCard } from "../hosted-page";
import { completeOnboarding } from "./accounts";
import { readBody } from "./body";
import type { Call } from "./call";
import { lapseSessions, paySession } from "./checkout";
import type { Account, Session } from "./objects";
import { onboardingPage, paymentPage, plainPage, type Typed } from "./pages";

function page(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
  });
  response.end(html);
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location });
  response.end();
}

/** Serves the pages that people see: the payment page and the onboarding of an account. */
export async function hostedRequest(
  call: Call,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const payment = /^\/c\/pay\/(cs_test_\w+)$/.exec(url.pathname);
  if (payment) return checkout(call, request, response, payment[1]!);
  const setup = /^\/setup\/(acct_\w+)\/(\w+)$/.exec(url.pathname);
  if (setup) return onboarding(call, request, response, setup[1]!, setup[2]!);
  page(response, 404, plainPage("Not found", "There is nothing at this address."));
}

async function checkout(call: Call, request: IncomingMessage, response: ServerResponse, id: string): Promise<void> {
  lapseSessions(call);
  const found = call.state.find(id);
  if (found?.value.object !== "checkout.session")
    return page(response, 404, plainPage("Not found", "There is no such payment."));
  const session = found.value as Session;
  const account = found.account;
  const owner = account ? (call.state.find(account)?.value as Account | undefined) : undefined;
  const seller = owner?.business_profile.name ?? "the seller";
  const done = session.success_url.replaceAll("{CHECKOUT_SESSION_ID}", session.id);
  const lines = call.state.plans.get(session.id)?.lines ?? [];
  const closed = (): void => {
    if (session.status === "complete") {
      redirect(response, done);
      return;
    }
    const back = session.cancel_url ? { href: session.cancel_url, label: "Go back" } : undefined;
    page(response, 410, plainPage("This payment has ended", "Its time is over. Nothing was charged.", back));
  };
  if (session.status !== "open") return closed();
  if (request.method !== "POST") {
    const typed: Typed = { email: session.customer_email ?? undefined };
    return page(response, 200, paymentPage(session, lines, seller, typed));
  }
  const typed = Object.fromEntries(new URLSearchParams(await readBody(request))) as Typed;
  // A second click may have finished it while this body was being read.
  if ((session.status as Session["status"]) !== "open") return closed();
  const outcome = paySession(call, account, session, readCard(typed));
  if (outcome.paid) return redirect(response, done);
  page(response, 402, paymentPage(session, lines, seller, { ...typed, cardCvc: "" }, outcome.message));
}

async function onboarding(
  call: Call,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
  token: string,
): Promise<void> {
  const link = call.state.onboarding.get(token);
  const account = call.state.find(id)?.value;
  if (!link || link.account !== id || account?.object !== "account")
    return page(response, 404, plainPage("This link is not valid", "Ask for a new one where you came from."));
  if (request.method !== "POST") return page(response, 200, onboardingPage(account));
  const answer = new URLSearchParams(await readBody(request)).get("answer");
  if (answer === "complete") completeOnboarding(call, account);
  call.state.onboarding.delete(token);
  call.state.save();
  redirect(response, link.returnUrl);
}
