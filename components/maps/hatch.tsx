/** The pattern of undecided areas, for the style sheet's `.m-und`. Every map brings its own. */
export function Hatch({ size = 10 }: { size?: number }) {
  return (
    <defs>
      <pattern id="hatch" width={size} height={size} patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <path className="hatch-bg" d={`M0 0H${size}V${size}H0z`} />
        <path className="hatch-line" d={`M${size / 4} 0V${size}`} />
      </pattern>
    </defs>
  );
}
