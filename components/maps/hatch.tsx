/** The pattern of undecided areas; each map brings its own under its own `id`, so that it follows the map's theme. */
export function Hatch({ id, size = 10 }: { id: string; size?: number }) {
  return (
    <defs>
      <pattern id={id} width={size} height={size} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path className="hatch-bg" d={`M0 0H${size}V${size}H0z`} />
        <path className="hatch-line" d={`M${size / 4} 0V${size}`} />
      </pattern>
    </defs>
  );
}
