import type { BeaconChain } from "./beacon";
import type { CertificateLevel, DrawingTerms, Pot, RaffleDrawing, Renewal } from "./certificate";
import { conversionPot, potOf } from "./pot-parts";
import { prizeLabel } from "./prize-label";
import type { DrawingRecord } from "./store";

/** The prize levels of a drawing: its groups in order, each with one prize or the prizes among which one chooses. */
export function levelsOf(prizes: DrawingRecord["prizes"]): CertificateLevel[] {
  const levels = new Map<number, CertificateLevel>();
  for (const prize of prizes) {
    const level = levels.get(prize.groupPosition);
    if (level) level.prizes.push(prize.heading);
    else {
      levels.set(prize.groupPosition, {
        position: prize.groupPosition,
        label: prizeLabel(prize.groupPosition),
        quantity: prize.quantity,
        prizes: [prize.heading],
      });
    }
  }
  return [...levels.values()].sort((a, b) => a.position - b.position);
}

/** The levels as they are drawn: a pot takes the place of advertised prizes, and a pot alone has one winner. */
export function drawnLevels(drawing: Pick<DrawingRecord, "prizes" | "kind" | "raffle">): CertificateLevel[] {
  const levels = levelsOf(drawing.prizes);
  if (drawing.kind !== "main") return levels;
  if (drawing.raffle.convertedAt) return levels.map((level) => ({ ...level, prizes: [] }));
  if (drawing.raffle.format === "fifty-fifty" && levels.length === 0) {
    return [{ position: 1, label: prizeLabel(1), quantity: 1, prizes: [] }];
  }
  return levels;
}

/** The pot of the main drawing of a 50/50, from its gross sales; null where prizes are drawn. */
export function potTerms(drawing: Pick<DrawingRecord, "kind" | "raffle">, salesMinor: number): Pot | null {
  const { raffle } = drawing;
  if (drawing.kind !== "main") return null;
  if (raffle.convertedAt) return conversionPot(raffle.currency, salesMinor);
  if (raffle.format !== "fifty-fifty" || raffle.potShareBasisPoints === null) return null;
  const rule = {
    salesMinor,
    shareBasisPoints: raffle.potShareBasisPoints,
    seedMinor: raffle.potSeedMinor,
    minimumMinor: raffle.potMinimumMinor,
    capMinor: raffle.potCapMinor,
  };
  return { kind: "fifty-fifty", currency: raffle.currency, ...rule, potMinor: potOf(rule) };
}

function stateAmong(other: DrawingRecord["drawings"][number], id: string): RaffleDrawing["state"] {
  if (other.id === id) return "this";
  if (other.state === "drawn" || other.state === "frozen") return other.state;
  if (other.state === "cancelled") return other.endedReason === "lapsed" ? "lapsed" : "ended";
  return "to-come";
}

/** What is fixed with the list: everything that the seed covers. */
export function termsOf(
  drawing: DrawingRecord,
  facts: {
    chain: BeaconChain;
    frozenAt: Date;
    without: string[];
    pot: Pot | null;
    renewal: Renewal | null;
  },
): DrawingTerms {
  const byHand = drawing.method === "hand";
  // An early bird's list closes with the ticket that triggers it. No clock of another machine may put that later.
  const closedAt = drawing.triggeredAt
    ? new Date(Math.min(drawing.triggeredAt.getTime(), (drawing.roundNamedAt ?? facts.frozenAt).getTime()))
    : drawing.game.closesAt;
  return {
    method: byHand ? "hand" : "beacon",
    organisation: { id: drawing.organisation.id, name: drawing.organisation.name },
    raffle: { id: drawing.raffleId, title: drawing.raffle.title, number: drawing.raffle.number },
    drawings: drawing.drawings.map((other) => ({
      id: other.id,
      kind: other.kind,
      position: other.position,
      state: stateAmong(other, drawing.id),
      root: other.id === drawing.id ? null : other.listRoot,
    })),
    drawing: {
      id: drawing.id,
      kind: drawing.kind,
      position: drawing.position,
      trigger: drawing.triggeredAt && {
        count: drawing.triggerCount,
        at: drawing.triggerAt?.toISOString() ?? null,
        triggeredAt: drawing.triggeredAt.toISOString(),
        order: drawing.triggerOrder!,
      },
      without: facts.without,
      levels: drawnLevels(drawing),
      // A drum has no order beyond what was drawn: for a prize that is not claimed it is drawn again.
      reserves: byHand ? 0 : drawing.reserveCount,
      stubsReturn: byHand && drawing.raffle.stubsReturn,
    },
    pot: facts.pot,
    beacon: byHand ? null : { ...facts.chain, round: drawing.round! },
    times: {
      namedAt: byHand ? null : drawing.roundNamedAt!.toISOString(),
      closedAt: closedAt.toISOString(),
      frozenAt: facts.frozenAt.toISOString(),
    },
    renewal: facts.renewal,
    operator: null,
  };
}
