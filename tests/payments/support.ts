import { fixedClock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { openAccount } from "@/server/payments/connect-account";
import { gatewaysOf } from "@/server/payments/gateways";
import type { Fulfilment } from "@/server/payments/ports";
import { makeAuthorisedOrder, makeMember, makeOrganisation, makeRaffle, seedAreas } from "@/tests/support/fixtures";
import type { GatewayKit } from "./kit";

export interface Told {
  kind: "payment" | "dispute";
  paymentId: string;
  orderId: string;
  state?: string;
}

/** Writes down what the floor above would have been told. */
export function listeningFulfilment(): Fulfilment & { told: Told[] } {
  const told: Told[] = [];
  return {
    told,
    async paymentChanged(change) {
      told.push({ kind: "payment", ...change });
    },
    async disputeChanged(change) {
      told.push({ kind: "dispute", ...change });
    },
  };
}

/** An organisation with a working account, a raffle, a member; and orders on demand. */
export async function makeShop(
  db: Database,
  kit: Pick<GatewayKit, "gateway" | "completeAccount">,
  options: { cap?: number | null } = {},
) {
  if ((await db.area.count()) === 0) await seedAreas(db);
  const clock = fixedClock(new Date());
  const organisationId = await makeOrganisation(db, { gatewayAccount: null, gatewayReady: false });
  const { account } = await openAccount(
    { db, clock, gateways: gatewaysOf([kit.gateway]) },
    organisationId,
    "treasurer@example.test",
  );
  kit.completeAccount(account);
  await db.organisation.update({ where: { id: organisationId }, data: { gatewayReady: true } });
  const raffleId = await makeRaffle(db, { organisationId, priceMinor: 2_000, cap: options.cap ?? 1_000 });
  // The shop is open around the machine's own time, since signatures are checked by it.
  await db.game.update({
    where: { id: raffleId },
    data: { opensAt: new Date(Date.now() - 86_400_000), closesAt: new Date(Date.now() + 86_400_000) },
  });
  const memberId = await makeMember(db);

  async function order(quantity = 3, over: Record<string, unknown> = {}) {
    const venueFeeMinor = Math.round(quantity * 2_000 * 0.03);
    const orderId = await makeAuthorisedOrder(db, {
      raffleId,
      memberId,
      quantity,
      unitPriceMinor: 2_000,
      state: "checkout",
      venueFeeMinor,
      feeBasisPoints: 300,
      ...over,
    });
    return {
      orderId,
      organisationId,
      totalMinor: quantity * 2_000,
      venueFeeMinor,
      currency: "USD",
      email: "buyer@example.test",
      locale: "en",
      lines: [{ name: "Ticket", quantity, unitMinor: 2_000 }],
    };
  }
  return { organisationId, account, raffleId, memberId, order };
}

export const returnUrl = (orderId: string, outcome: string) => `http://127.0.0.1:9/orders/${orderId}?${outcome}`;
