import type { ReactNode } from "react";
import { Sign, type SignState } from "@/components/ui/sign";

/** What the fills of a map mean, each with its sign and its word. */
export function Legend({ entries }: { entries: { state: SignState; text: ReactNode }[] }) {
  return (
    <ul className="legend">
      {entries.map(({ state, text }) => (
        <li key={state}>
          <span className={`swatch swatch--${state}`} />
          <Sign state={state}>{text}</Sign>
        </li>
      ))}
    </ul>
  );
}
