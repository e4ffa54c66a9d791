import { ticketRosette } from "@/components/covers/rosette";

/** The engraved rosette behind a ticket or a stage, its own for each seed (a raffle's number). Decorative. */
export function Rosette({ seed }: { seed: string }) {
  return (
    <svg className="guilloche" viewBox="-200 -200 400 400" aria-hidden="true">
      <path d={ticketRosette(seed, 190)} fill="none" stroke="currentColor" strokeWidth=".8" />
    </svg>
  );
}
