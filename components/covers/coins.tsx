import { art, Lines, Sky, type Variation } from "./art";
import { rosettePath } from "./rosette";

/** Half to the winner, half to the cause. */
export function FiftyFifty({ v }: { v: Variation }) {
  const seed = String(v.next());
  const ring = rosettePath(seed, 147, 121);
  const [left, right] = [art.deep, art.brass];
  return (
    <>
      <path d="M0 0H300V400H0z" fill={art.sky} />
      <path d="M300 0H600V400H300z" fill={art.deep} />
      <Lines top={12} bottom={388} right={300} thin={1} thick={1} gap={11.4} />
      <Lines top={12} bottom={388} left={300} stroke={art.mid} thin={0.8} thick={0.8} gap={11.4} opacity={0.7} />
      <path d="M300 48A152 152 0 0 0 300 352Z" fill={left} />
      <path d="M300 48A152 152 0 0 1 300 352Z" fill={right} />
      <g transform="translate(300 200)" fill="none" strokeWidth=".9">
        <path d={ring} stroke={art.brassDeep} />
      </g>
      <path d="M300 94A106 106 0 0 0 300 306Z" fill={left} stroke={art.brass} strokeWidth="1.6" />
      <path d="M300 94A106 106 0 0 1 300 306Z" fill={right} stroke={art.ink} strokeWidth="1.6" />
      <path d="M300 40V360" stroke={art.paper} strokeWidth="3" />
      <g fontFamily="var(--serif)" fontSize="70" fontWeight="500" textAnchor="middle">
        <text x="244" y="224" fill={art.paper}>
          50
        </text>
        <text x="356" y="224" fill={art.ink}>
          50
        </text>
      </g>
    </>
  );
}

/** A note of money, engraved. */
export function Cash({ v }: { v: Variation }) {
  return (
    <>
      <Sky />
      <g transform={`rotate(${v.between(-5, 5)} 300 200)`}>
        <path d="M60 70H540V330H60Z" fill={art.deep} />
        <path d="M78 88H522V312H78Z" fill="none" stroke={art.far} strokeWidth="3" />
        <Lines top={104} bottom={296} left={92} right={508} stroke={art.mid} thin={1} thick={1} gap={10.1} />
        <circle cx="300" cy="200" r="112" fill={art.deep} />
        <path
          d={rosettePath(String(v.next()), 108, 78)}
          transform="translate(300 200)"
          fill="none"
          stroke={art.brass}
        />
        <circle cx="300" cy="200" r="72" fill={art.brass} />
        <text
          x="300"
          y="234"
          textAnchor="middle"
          fontFamily="var(--serif)"
          fontSize="104"
          fontWeight="500"
          fill={art.ink}
        >
          $
        </text>
      </g>
    </>
  );
}
