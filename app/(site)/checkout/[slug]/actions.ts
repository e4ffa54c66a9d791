"use server";

import { headers } from "next/headers";
import { redirect } from "next/navigation";
import type { HoldState, HoldTyped, PayState, PayTyped } from "@/components/checkout/form-state";
import { entryRefusal, pageActor } from "@/server/api/page";
import { reportError } from "@/server/api/report-error";
import { ticketServices } from "@/server/api/ticket-services";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { limitAttempts } from "@/server/people/limit-attempts";
import { readDonation } from "@/server/tickets/donation";
import { holdInstead } from "@/server/tickets/hold-instead";
import { readPicks } from "@/server/tickets/picks";
import { MAXIMUM_PER_ORDER as MOST } from "@/server/tickets/price";
import { readCheckoutStart } from "@/server/tickets/read-checkout";
import { cancelOrder, startCheckout } from "@/server/tickets/start-checkout";

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
/** Refusals with words of their own under `checkout.refused`. */
const TOLD = new Set(
  `badQuantity badDonation badIdempotencyKey idempotencyConflict raffleNotFound raffleClosed raffleNotOpenYet
   raffleSuspended accountSuspended selfExcluded lossLimit timeLimit staffBarred entryClosed personLimit soldOut allSetAside fewerLeft
   orderNotFound orderOver rulesChanged signatureNeeded gatewayNotReady badPicks picksDiffer numbersTaken
   placementsNeeded placementsDiffer unknownPrize unknownPriceLevel bundleSoldOut fewerBundlesLeft offlineOnly
   householdLimit giftsNotOffered giftsForbidden giftToSelf giftNotPossible`.split(/\s+/),
);

async function problemOf(
  error: unknown,
  correlationId: string,
  where: string,
): Promise<NonNullable<HoldState["problem"]>> {
  const told = reportError(error, correlationId, where);
  if (told.code === "tooManyAttempts") return { code: "tooMany", fill: {} };
  if (told.status === 502 || told.status === 503) return { code: "unavailable", fill: {} };
  if (told.code === "entryClosed") {
    return { code: told.code, fill: { reason: await entryRefusal(told.params) } };
  }
  return TOLD.has(told.code) ? { code: told.code, fill: told.params } : { code: "unexpected", fill: {} };
}

/** The numbers that somebody else has leave what was typed; the others stay. */
function without(typed: HoldTyped, taken: string): HoldTyped {
  const gone = new Set(taken.split(", ").map(Number));
  const kept = (readPicks(typed.picks, MOST) ?? []).filter((number) => !gone.has(number));
  return { ...typed, picks: kept.join(", ") };
}

function slugOf(form: FormData): string {
  const slug = String(form.get("slug") ?? "");
  if (!SLUG.test(slug) || slug.length > 120) throw new AppError("raffleNotFound", 404);
  return slug;
}

/** What a form says of bundle, numbers, prizes and gift; parts that the raffle does not ask for stay empty. */
function typedOf(form: FormData): HoldTyped {
  const text = (name: string, most: number) => String(form.get(name) ?? "").slice(0, most);
  const places: Record<string, number> = {};
  for (const [name, value] of form) {
    const drawingId = /^place-(.+)$/.exec(name)?.[1];
    const count = Number(value);
    if (drawingId && isId(drawingId) && Number.isInteger(count) && count > 0) places[drawingId] = Math.min(count, MOST);
  }
  return {
    level: text("level", 40),
    picks: text("picks", 5_000),
    places,
    giftEmail: text("giftEmail", 254).trim(),
    giftMessage: text("giftMessage", 500),
  };
}

/** Sets tickets aside and goes to the page that pays for them. */
export async function hold(before: HoldState, form: FormData): Promise<HoldState> {
  const typed = typedOf(form);
  const placements = Object.entries(typed.places).map(([drawingId, count]) => ({ drawingId, count }));
  // A tray asks for no count beside what is placed.
  const count = form.has("count") ? Number(form.get("count")) : placements.reduce((sum, one) => sum + one.count, 0);
  const shortfall = form.get("shortfall") === "remaining" ? "remaining" : "none";
  const slug = slugOf(form);
  const { context, actor } = await pageActor(`/checkout/${slug}?count=${count}`);
  let orderId: string;
  try {
    const services = ticketServices(context);
    await limitAttempts(context, "purchase", actor.memberId, context.client.origin);
    if (typed.giftEmail) await limitAttempts(context, "gift", actor.memberId, context.client.origin);
    const picks = readPicks(typed.picks, MOST);
    if (picks === null) throw new AppError("badPicks", 422);
    if (!form.has("count") && placements.length === 0) throw new AppError("placementsNeeded", 422);
    const start = await readCheckoutStart(services, actor, {
      slug,
      presence: context.presence,
      now: context.clock.now(),
    });
    // A new wish takes the place of the one before it; its tickets go back.
    const held = await holdInstead(
      services,
      actor,
      {
        raffleId: start.raffle.raffleId,
        quantity: count,
        shortfall,
        priceLevelId: isId(typed.level) ? typed.level : null,
        picks,
        placements,
        gift: typed.giftEmail ? { email: typed.giftEmail, message: typed.giftMessage } : null,
        idempotencyKey: String(form.get("key") ?? ""),
        presence: context.presence,
      },
      start.openOrderId ? { id: start.openOrderId, picks: start.openPicks } : null,
      (error) => reportError(error, context.correlationId, "checkout-replace"),
    );
    orderId = held.orderId;
  } catch (error) {
    const problem = await problemOf(error, context.correlationId, "checkout-hold");
    const left = problem.code === "fewerLeft" ? Number(problem.fill.left) : Number.NaN;
    return {
      problem,
      count: left >= 1 ? left : Number.isInteger(count) && count >= 1 && count <= MOST ? count : before.count,
      typed: problem.code === "numbersTaken" ? without(typed, String(problem.fill.numbers)) : typed,
      shortfall,
      key: newId(),
      go: null,
    };
  }
  const go = `/checkout/${slug}?order=${orderId}`;
  // A redirect out of a scripted action is rendered in the same request, where nobody says any more where the buyer is:
  // the browser goes there itself. Without scripts it follows the redirect itself.
  if ((await headers()).has("next-action")) return { ...before, problem: null, go };
  redirect(go);
}

/** Signs, fixes the price and goes to the gateway's hosted page; what is missing is said and what was typed is kept. */
export async function pay(before: PayState, form: FormData): Promise<PayState> {
  const slug = slugOf(form);
  const orderId = String(form.get("orderId") ?? "");
  const { context, actor } = await pageActor(`/checkout/${slug}`);
  const typed: PayTyped = {
    agree: form.get("agree") === "yes",
    signature: String(form.get("signature") ?? "").slice(0, 200),
    donation: String(form.get("donation") ?? "").slice(0, 40),
    cover: form.get("cover") === "yes",
    few: form.get("few") === "remaining" ? "remaining" : "none",
  };
  const again = (change: Partial<PayState>): PayState => ({
    faults: [],
    problem: null,
    typed,
    turn: before.turn + 1,
    ...change,
  });
  const services = ticketServices(context);
  let url: string | null;
  try {
    if (!isId(orderId)) throw new AppError("orderNotFound", 404);
    const donationMinor = readDonation(typed.donation);
    const faults: PayState["faults"] = [];
    if (donationMinor === null) faults.push({ field: "donation", text: "donation" });
    // An order that was signed before shows no box to tick; the use case knows whether it was.
    const asked = form.has("signature");
    if (asked && !typed.agree) faults.push({ field: "agree", text: "agree" });
    if (asked && typed.signature.trim() === "") faults.push({ field: "signature", text: "signature" });
    if (faults.length > 0 || donationMinor === null) return again({ faults });
    await limitAttempts(context, "payment", actor.memberId, context.client.origin);
    ({ url } = await startCheckout(services, actor, {
      orderId,
      rulesVersion: Number(form.get("rulesVersion")),
      signedAs: typed.signature,
      donationMinor,
      coverFee: typed.cover,
      shortfall: typed.few,
      presence: context.presence,
    }));
  } catch (error) {
    const problem = await problemOf(error, context.correlationId, "checkout-pay");
    if (problem.code === "signatureNeeded") return again({ faults: [{ field: "signature", text: "signature" }] });
    return again({ problem });
  }
  redirect(url ?? `/orders/${orderId}`);
}

/** Gives the tickets back. An order that has moved on meanwhile is shown as it stands. */
export async function letGo(form: FormData): Promise<void> {
  const orderId = String(form.get("orderId") ?? "");
  const { context, actor } = await pageActor(isId(orderId) ? `/orders/${orderId}` : "/tickets");
  try {
    if (!isId(orderId)) throw new AppError("orderNotFound", 404);
    await cancelOrder(ticketServices(context), actor, orderId);
  } catch (error) {
    reportError(error, context.correlationId, "checkout-let-go");
  }
  redirect(isId(orderId) ? `/orders/${orderId}` : "/tickets");
}
