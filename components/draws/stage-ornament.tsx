import { ticketRosette } from "@/components/covers/rosette";

/** The engraved ring behind the stage, fine at its size; its own for each raffle. Decorative. */
export function StageOrnament({ seed }: { seed: string }) {
  return (
    <svg className="guilloche" viewBox="-2000 -2000 4000 4000" aria-hidden="true">
      <path d={ticketRosette(seed, 1900)} fill="none" stroke="currentColor" />
    </svg>
  );
}
