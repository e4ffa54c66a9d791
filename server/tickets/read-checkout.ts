import type { Database, Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { Kv } from "@/server/kernel/kv";
import type { Actor } from "@/server/people/authority";
import { type Odds, oddsOfWinning } from "./odds";
import { findAreaNames, findCheckoutRaffle, findOpenOrderIn } from "./order-view-store";
import { firstPlacements, type Placement } from "./placements";
import type { DecideEntry, SaleLaw } from "./ports";
import { refusalOf, requireEntry } from "./purchase-rules";
import { readChoices, type SaleChoices } from "./read-choices";
import { findBuyer, findPools } from "./sale-store";
import { findOrder, type OrderRow } from "./store";

export interface CheckoutRaffle {
  raffleId: string;
  slug: string;
  title: string;
  cover: string;
  organisation: string;
  priceMinor: number;
  currency: string;
  rulesText: string;
  rulesVersion: number;
  donationsAllowed: boolean;
  coverFeeAllowed: boolean;
  minimumAge: number | null;
  timeZone: string;
}

/** What the page before the payment shows. Residence, name and age come from the account and cannot be typed (J11). */
export interface CheckoutView {
  raffle: CheckoutRaffle;
  order: {
    id: string;
    state: string;
    wanted: number;
    quantity: number;
    shortfall: string;
    unitPriceMinor: number;
    ticketsMinor: number;
    donationMinor: number;
    feeCoverMinor: number;
    /** What the venue takes, which a buyer may cover. */
    venueFeeMinor: number;
    holdExpiresAt: string;
    signed: boolean;
    /** The bundle bought, how many of it and of how many tickets each; null for tickets at their plain price. */
    bundle: { count: number; bundles: number } | null;
    /** Numbers of the board. */
    picks: number[];
    /** The prizes of a tray that the tickets are placed on. */
    placements: Array<{ heading: string; count: number }>;
    /** Whom the tickets are for, by the address that the buyer gave. */
    giftTo: string | null;
  };
  buyer: { name: string; street: string; city: string; postalCode: string; subdivision: string; place: string };
  /** What the law answers for this buyer now; `refusal` says why where it is not open (entryRefusal). */
  entry: { allowed: boolean; refusal: Record<string, string | number> | null };
  /** The chance at the first prize when all tickets are sold; null where there is no cap. */
  oddsWhenSold: Odds | null;
  oddsEach: Odds | null;
  now: string;
}

function raffleOf(
  game: NonNullable<Awaited<ReturnType<typeof findCheckoutRaffle>>>,
  law: SaleLaw | undefined,
): CheckoutRaffle {
  const raffle = game.raffle;
  if (!raffle) throw new AppError("raffleNotFound", 404);
  return {
    raffleId: game.id,
    slug: game.slug,
    title: raffle.title,
    cover: raffle.cover,
    organisation: game.organisation.name,
    priceMinor: raffle.priceMinor,
    currency: raffle.currency,
    rulesText: raffle.rulesText,
    rulesVersion: raffle.rulesVersion,
    donationsAllowed: raffle.donationsAllowed && law?.donationsAllowed?.value !== false,
    coverFeeAllowed: raffle.coverFeeAllowed,
    minimumAge: game.minimumAge,
    timeZone: game.timeZone,
  };
}

/**
 * Where a member stands before paying for a raffle: whether it is open to them, and the order they have begun.
 * Nothing of a raffle that is closed to the member is told (J13). Throws AppError: raffleNotFound, entryClosed.
 */
export async function readCheckoutStart(
  deps: { db: Database; kv: Kv; decideEntry: DecideEntry },
  actor: Actor,
  asked: { slug: string; presence: unknown; now: Date },
): Promise<{
  raffle: CheckoutRaffle;
  choices: SaleChoices;
  openOrderId: string | null;
  openWanted: number | null;
  /** Numbers of the board that the begun order has set aside. */
  openPicks: number[];
}> {
  const game = await findCheckoutRaffle(deps.db, asked.slug);
  if (!game?.raffle || game.state === "draft" || game.state === "pending_activation") {
    throw new AppError("raffleNotFound", 404);
  }
  const decision = await deps.decideEntry(deps.db, {
    gameId: game.id,
    memberId: actor.memberId,
    presence: asked.presence,
    now: asked.now,
  });
  const { memberId } = actor;
  const [open, choices] = await Promise.all([
    findOpenOrderIn(deps.db, game.id, memberId),
    readChoices(deps, { raffleId: game.id, memberId, law: decision.law, now: asked.now }),
  ]);
  if (!open) requireEntry(decision);
  if (!choices) throw new AppError("raffleNotFound", 404);
  return {
    raffle: raffleOf(game, decision.law),
    choices,
    openOrderId: open?.id ?? null,
    openWanted: open?.wanted ?? null,
    openPicks: open?.picks ?? [],
  };
}

/** How an order was bought, as pages and letters say it: bundle, numbers, prizes and whom it is for. */
export async function waysOf(
  reader: Reader,
  order: Pick<OrderRow, "raffleId" | "priceLevelId" | "quantity" | "bundles" | "picks" | "placements" | "recipientId">,
): Promise<Pick<CheckoutView["order"], "bundle" | "picks" | "placements" | "giftTo">> {
  const placed = (order.placements ?? []) as unknown as Placement[];
  const [pools, recipient] = await Promise.all([
    placed.length > 0 ? findPools(reader, order.raffleId) : [],
    order.recipientId ? findBuyer(reader, order.recipientId) : null,
  ]);
  return {
    bundle: order.priceLevelId ? { count: order.quantity / order.bundles, bundles: order.bundles } : null,
    picks: order.picks,
    placements: firstPlacements(placed, order.quantity).map(({ drawingId, count }) => ({
      heading: pools.find((pool) => pool.drawingId === drawingId)?.heading ?? "",
      count,
    })),
    giftTo: recipient?.email ?? null,
  };
}

/**
 * The page on which a held order is signed and paid. Throws AppError: orderNotFound for anybody else's order and for
 * an order of another raffle.
 */
export async function readCheckout(
  deps: { db: Reader; decideEntry: DecideEntry },
  actor: Actor,
  asked: { slug: string; orderId: string; presence: unknown; now: Date },
): Promise<CheckoutView> {
  const [game, order, buyer] = await Promise.all([
    findCheckoutRaffle(deps.db, asked.slug),
    findOrder(deps.db, asked.orderId),
    findBuyer(deps.db, actor.memberId),
  ]);
  if (!game?.raffle || !order || !buyer || order.memberId !== actor.memberId || order.raffleId !== game.id) {
    throw new AppError("orderNotFound", 404);
  }
  const [decision, counties, [subdivision = ""]] = await Promise.all([
    deps.decideEntry(deps.db, {
      gameId: game.id,
      memberId: actor.memberId,
      presence: asked.presence,
      now: asked.now,
    }),
    findAreaNames(deps.db, buyer.residence.countyIds),
    findAreaNames(deps.db, [buyer.residence.subdivisionId]),
  ]);
  const ways = await waysOf(deps.db, order);
  const { sales, ticketCap, prizes } = game.raffle;
  const first = prizes[0]?.quantity ?? 1;
  // A tray has no drawing of all its tickets: each prize has its own odds, said where tickets are placed on it.
  const oneDrum = ticketCap !== null && game.raffle.format !== "tricky-tray";
  const inDraw = oneDrum ? ticketCap - (sales?.voided ?? 0) : null;
  return {
    raffle: raffleOf(game, decision.law),
    order: {
      id: order.id,
      state: order.state,
      wanted: order.wanted,
      quantity: order.quantity,
      shortfall: order.shortfall,
      unitPriceMinor: order.unitPriceMinor,
      ticketsMinor: order.ticketsMinor,
      donationMinor: order.donationMinor,
      feeCoverMinor: order.feeCoverMinor,
      venueFeeMinor: order.venueFeeMinor,
      holdExpiresAt: order.holdExpiresAt.toISOString(),
      signed: order.agreementId !== null,
      ...ways,
    },
    buyer: {
      name: buyer.name,
      street: buyer.residence.street,
      city: buyer.residence.city,
      postalCode: buyer.residence.postalCode,
      subdivision,
      place: [...counties.slice(0, 1), subdivision].filter(Boolean).join(", "),
    },
    entry: { allowed: decision.allowed, refusal: decision.allowed ? null : refusalOf(decision) },
    oddsWhenSold: inDraw === null ? null : oddsOfWinning(order.quantity, first, inDraw),
    oddsEach: inDraw === null ? null : oddsOfWinning(1, first, inDraw),
    now: asked.now.toISOString(),
  };
}
