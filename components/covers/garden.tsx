import { art, Fir, Lines, Mirrored, Sky, Sun, type Variation } from "./art";

const steps = (count: number) => Array.from({ length: count }, (_, index) => index);

/** A glasshouse with seedlings behind its panes, beds in front. */
export function Greenhouse({ v }: { v: Variation }) {
  return (
    <>
      <Sky horizon={294} />
      <path
        d="M0 320V272C60 240 110 250 150 268V320ZM600 320V262C540 236 490 252 450 272V320Z"
        fill={art.mid}
        opacity=".8"
      />
      <path d="M150 318V176L237 92H363L450 176V318Z" fill={art.paper} />
      <path d="M150 318V176H450V318Z" fill={art.far} opacity=".35" />
      {steps(11).map((index) => (
        <Seedling
          key={index}
          x={Math.round(168 + index * 26)}
          top={v.between(222, 284)}
          flower={v.next() < 0.4 ? art.brass : art.mid}
        />
      ))}
      <path d="M272 318V196H328V318Z" fill={art.paper} opacity=".92" />
      <path
        d="M272 318V196H328V318M300 196V318M272 240H328M272 282H328"
        stroke={art.deep}
        strokeWidth="3"
        fill="none"
      />
      <path
        d="M170 176V318M196 176V318M222 176V318M248 176V318M352 176V318M378 176V318M404 176V318M430 176V318M150 220H450M150 270H450M180 176L249.6 92M210 176L262.2 92M240 176L274.8 92M270 176L287.4 92M300 176V92M330 176L312.6 92M360 176L325.2 92M390 176L337.8 92M420 176L350.4 92"
        stroke={art.deep}
        strokeWidth="1.6"
        fill="none"
        opacity=".85"
      />
      <path
        d="M150 318V176L237 92H363L450 176V318ZM150 176H450M193 134H407"
        stroke={art.deep}
        strokeWidth="4.5"
        fill="none"
        strokeLinejoin="round"
      />
      <path d="M300 92V72" stroke={art.ink} strokeWidth="3" />
      <circle cx="300" cy="68" r="6" fill={art.brass} />
      <path d="M138 318H462V328H138Z" fill={art.ink} />
      <path d="M0 326H600V400H0z" fill={art.deep} />
      <path d="M0 352H600V400H0z" fill={art.ink} opacity=".55" />
      <Tulips y={350} offset={14} colours={[art.brass, art.paper]} />
      <Cabbages />
    </>
  );
}

/** Beds of tulips behind a low fence, a spade left standing. */
export function Garden({ v }: { v: Variation }) {
  const colours = v.pick([
    [art.brass, art.paper],
    [art.paper, art.far],
    [art.brass, art.brassDeep],
  ] as const);
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky horizon={212} />
      <Sun x={v.between(420, 480)} y={v.between(96, 128)} r={v.between(44, 56)} />
      <path d="M0 232C110 176 230 186 330 212C430 180 520 184 600 210V260H0Z" fill={art.far} />
      {steps(4).map((index) => (
        <Fir key={index} x={60 + index * 34} y={226} scale={0.5 + ((index * 7) % 4) / 12} />
      ))}
      <path d="M0 220H600V400H0z" fill={art.mid} />
      <Lines top={228} bottom={262} stroke={art.deep} opacity={0.35} />
      <path
        d={steps(16)
          .map((index) => `M${12 + index * 40} 270V222L${20 + index * 40} 212L${28 + index * 40} 222V270Z`)
          .join("")}
        fill={art.paper}
      />
      <path d="M0 234H600M0 256H600" stroke={art.paper} strokeWidth="6" />
      <path d="M0 268H600V400H0z" fill={art.deep} />
      <path d="M0 310H600M0 352H600" stroke={art.ink} strokeWidth="16" opacity=".5" />
      <Tulips y={308} offset={10} colours={colours} />
      <Tulips y={350} offset={28} colours={[colours[1], colours[0]]} />
      <Tulips y={394} offset={8} colours={colours} />
      <g transform={`translate(${v.between(430, 480)} 348) rotate(6)`}>
        <path d="M0 0V-150M-20 -150H20" stroke={art.brassDeep} strokeWidth="8" strokeLinecap="round" fill="none" />
        <path d="M-24 -20H24V24C18 44 8 52 0 56C-8 52 -18 44 -24 24Z" fill={art.ink} />
        <path d="M-16 -10V26" stroke={art.far} strokeWidth="2" opacity=".6" />
      </g>
    </Mirrored>
  );
}

function Seedling({ x, top, flower }: { x: number; top: number; flower: string }) {
  const low = Math.round(top + (318 - top) * 0.5);
  const high = Math.round(top + (318 - top) * 0.28);
  return (
    <>
      <path d={`M${x} 318V${top}`} stroke={art.ink} strokeWidth="1.6" />
      <path
        d={`M${x} ${low}c-14 2 -16 -6 -15 -8c6 -3 13 1 15 8M${x} ${high}c14 2 16 -6 15 -8c-6 -3 -13 1 -15 8`}
        fill={art.mid}
      />
      <circle cx={x} cy={top} r="5.5" fill={flower} />
    </>
  );
}

function Tulips({ y, offset, colours }: { y: number; offset: number; colours: readonly [string, string] }) {
  const stem = "v-24m0 22c-10 -6 -11 -14 -9 -18m9 18c10 -6 11 -14 9 -18";
  const head = "l4 5l4 -7l4 7l4 -5c1 12 -3 16 -8 16c-5 0 -9 -4 -8 -16Z";
  const places = steps(17).map((index) => offset + index * 36);
  const half = (rest: number) => places.filter((_, index) => index % 2 === rest);
  return (
    <>
      <path d={places.map((x) => `M${x} ${y}${stem}`).join("")} stroke={art.mid} strokeWidth="2.6" fill="none" />
      <path
        d={half(0)
          .map((x) => `M${x - 8} ${y - 38}${head}`)
          .join("")}
        fill={colours[0]}
      />
      <path
        d={half(1)
          .map((x) => `M${x - 8} ${y - 38}${head}`)
          .join("")}
        fill={colours[1]}
      />
    </>
  );
}

function Cabbages() {
  return (
    <>
      {steps(17).map((index) => (
        <g key={index} transform={`translate(${index * 38 - 6} 386)`}>
          <circle r="15" fill={art.mid} />
          <path
            d="M-15 0C-8 -12 8 -12 15 0M-10 6C-6 -6 6 -6 10 6M0 -15V12"
            stroke={art.deep}
            strokeWidth="1.8"
            fill="none"
          />
        </g>
      ))}
    </>
  );
}
