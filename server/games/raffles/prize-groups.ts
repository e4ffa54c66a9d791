import type { PublicPrize } from "./public-raffle-store";

/** The prizes behind one winning ticket, in order: one, or several of which the winner takes one. */
export interface PrizeGroupView {
  position: number;
  choices: PublicPrize[];
}

/** Prizes of one drawing by group, in the order of their positions (R4). */
export function prizeGroups(prizes: readonly PublicPrize[]): PrizeGroupView[] {
  const groups = new Map<number, PublicPrize[]>();
  for (const prize of prizes) {
    const group = groups.get(prize.groupPosition);
    if (group) group.push(prize);
    else groups.set(prize.groupPosition, [prize]);
  }
  return [...groups.entries()]
    .sort(([one], [other]) => one - other)
    .map(([position, choices]) => ({ position, choices: choices.sort((one, other) => one.choice - other.choice) }));
}
