import { isAppError } from "@/server/kernel/errors";
import type { Actor } from "@/server/people/authority";
import { type HeldOrder, type HoldTicketsDeps, type HoldTicketsInput, holdTickets } from "./hold-tickets";
import type { SettleOrderDeps } from "./settle-order";
import { cancelOrder } from "./start-checkout";

/**
 * Sets tickets aside in place of an order that the buyer began before and has not paid: only when the new ones are held
 * do the earlier go back. Where the wish has numbers of that order in it, and nobody else's, the earlier goes first: one's own
 * number is nobody's else. `onLeft` hears why an earlier order could not be given up. Throws as {@link holdTickets}.
 */
export async function holdInstead(
  deps: HoldTicketsDeps & SettleOrderDeps,
  actor: Actor,
  input: HoldTicketsInput,
  earlier: { id: string; picks: readonly number[] } | null,
  onLeft: (error: unknown) => void,
): Promise<HeldOrder> {
  const own = new Set(earlier?.picks);
  const isOwn = (error: unknown) =>
    isAppError(error) &&
    error.code === "numbersTaken" &&
    String(error.params?.numbers)
      .split(", ")
      .every((number) => own.has(Number(number)));
  // Whoever takes what is left would be given fewer, without a word about whose the others are.
  const asksForOwn = input.shortfall === "remaining" && (input.picks ?? []).some((number) => own.has(number));
  if (earlier && asksForOwn) await cancelOrder(deps, actor, earlier.id).catch(onLeft);
  try {
    const held = await holdTickets(deps, actor, input);
    if (earlier && !asksForOwn && earlier.id !== held.orderId) {
      await cancelOrder(deps, actor, earlier.id).catch(onLeft);
    }
    return held;
  } catch (error) {
    if (!earlier || asksForOwn || !isOwn(error)) throw error;
    await cancelOrder(deps, actor, earlier.id).catch(onLeft);
    return holdTickets(deps, actor, input);
  }
}
