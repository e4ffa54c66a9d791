import type { ReactNode } from "react";

export interface Fact {
  term: ReactNode;
  value: ReactNode;
}

/** Facts line by line: what it is, what it says. `tight` inside panels. */
export function Facts({ facts, tight = false }: { facts: Fact[]; tight?: boolean }) {
  return (
    <dl className={tight ? "facts facts--tight" : "facts"}>
      {facts.map((fact, index) => (
        <div key={index}>
          <dt>{fact.term}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
