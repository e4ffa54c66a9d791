import type { Structure } from "@/server/games/raffles/draft";

const LEVELS: Record<Structure, number[][]> = {
  // For each level: how many prizes its winner chooses from; a level that stands several times has several winners.
  single: [[1]],
  choice: [[3]],
  multiple: [[1], [1], [1, 1]],
  mega: [[3], [1], [2]],
};

/** A small drawing of a structure: a row for each level, a square for each prize, a ticket for each winner. */
export function StructureDrawing({ structure }: { structure: Structure }) {
  const levels = LEVELS[structure];
  const height = levels.length * 24 + 8;
  return (
    <svg className="structure" viewBox={`0 0 144 ${height}`} aria-hidden="true">
      {levels.map((tickets, level) => (
        <g key={level} transform={`translate(4 ${level * 24 + 4})`}>
          {tickets.map((_, ticket) => (
            <rect key={ticket} className="structure__ticket" x={ticket * 26} y={3} width={22} height={13} rx={2} />
          ))}
          <path className="structure__line" d={`M${tickets.length * 26} 9.5H72`} />
          {Array.from({ length: tickets[0]! }, (_, prize) => (
            <rect key={prize} className="structure__prize" x={78 + prize * 20} y={2} width={15} height={15} rx={2} />
          ))}
        </g>
      ))}
    </svg>
  );
}
