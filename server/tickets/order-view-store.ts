import type { Reader } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";

const VIEW = {
  raffle: {
    include: {
      game: { include: { organisation: true } },
      drawings: { where: { kind: "main" }, orderBy: { position: "asc" } },
    },
  },
  tickets: { orderBy: { issueOrder: "asc" } },
  payments: { orderBy: { createdAt: "desc" }, include: { refunds: true } },
} as const;

/** An order with what its page shows of raffle, tickets and money; null when there is none. */
export async function findOrderView(reader: Reader, orderId: string) {
  if (!isId(orderId)) return null;
  return reader.ticketOrder.findUnique({ where: { id: orderId }, include: VIEW });
}

export type OrderViewRow = NonNullable<Awaited<ReturnType<typeof findOrderView>>>;

/** The member's order in a raffle that is still being paid for, newest first; null when there is none. */
export async function findOpenOrderIn(
  reader: Reader,
  raffleId: string,
  memberId: string,
): Promise<{ id: string; wanted: number; picks: number[] } | null> {
  return reader.ticketOrder.findFirst({
    where: { raffleId, memberId, state: { in: ["held", "checkout"] } },
    orderBy: { createdAt: "desc" },
    select: { id: true, wanted: true, picks: true },
  });
}

/** What the page before the payment shows of a raffle; null for an unknown slug. */
export async function findCheckoutRaffle(reader: Reader, slug: string) {
  return reader.game.findUnique({
    where: { slug },
    include: {
      organisation: true,
      raffle: { include: { sales: true, prizes: { orderBy: { groupPosition: "asc" }, take: 1 } } },
    },
  });
}

/** The names of areas, in the order of `ids`; ids without a name are left out. */
export async function findAreaNames(reader: Reader, ids: readonly string[]): Promise<string[]> {
  const rows = await reader.area.findMany({ where: { id: { in: [...ids] } }, select: { id: true, name: true } });
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return ids.flatMap((id) => names.get(id) ?? []);
}
