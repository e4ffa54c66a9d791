import { art, Lines, Mirrored, Sky, Sun, type Variation, Waves } from "./art";

/** A day sailer before a low coast. */
export function Boat({ v }: { v: Variation }) {
  const sun = v.between(430, 480);
  const second = v.pick([art.far, art.brass, art.mid] as const);
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky horizon={240} />
      <Sun x={sun} y={v.between(110, 160)} r={v.between(46, 60)} />
      <path
        d="M0 244V224C40 214 70 212 104 218C150 208 190 206 232 226C300 216 340 232 400 226C460 218 540 230 600 222V250Z"
        fill={art.mid}
      />
      <Lighthouse x={84} y={216} />
      <path d="M0 238H600V400H0z" fill={art.deep} />
      <Waves top={248} rows={11} />
      <g transform={`translate(${v.between(280, 310)} 292)`}>
        <path d="M-7 -212C-46 -150 -92 -78 -124 -26C-84 -16 -40 -14 -7 -18Z" fill={art.paper} />
        <path d="M9 -204C44 -146 86 -80 122 -18C84 -26 46 -26 10 -18Z" fill={art.paper} />
        <path d="M9 -204C44 -146 86 -80 122 -18C84 -26 46 -26 10 -18Z" fill={second} opacity=".55" />
        <path
          d="M-30 -174C-22 -171 -14 -171 -7 -172M-56 -132C-40 -127 -22 -126 -7 -127M-81 -92C-56 -84 -28 -82 -7 -83M-104 -55C-74 -46 -36 -44 -7 -46M28 -170C22 -168 16 -168 9 -169M54 -126C38 -122 24 -121 9 -122M82 -80C58 -75 34 -74 9 -75"
          stroke={art.mid}
          strokeWidth="1.4"
          fill="none"
          opacity=".8"
        />
        <path d="M0 6V-226M-130 -20L-4 -14" stroke={art.ink} strokeWidth="5" fill="none" />
        <path d="M0 -226L-34 -218L0 -208Z" fill={art.brass} />
        <path d="M-138 -2C-104 6 84 6 138 -12C126 22 104 44 78 50L-92 50C-118 42 -132 22 -138 -2Z" fill={art.ink} />
        <path d="M-135 8C-100 16 84 16 133 0" stroke={art.brass} strokeWidth="3" fill="none" />
        <path d="M-128 22C-90 30 80 30 124 14" stroke={art.paper} strokeWidth="1.4" fill="none" opacity=".7" />
      </g>
      <path
        d="M150 342q18 -8 36 0t36 0t36 0t36 0t36 0t36 0t36 0t36 0"
        stroke={art.paper}
        strokeWidth="2.4"
        fill="none"
        opacity=".9"
      />
    </Mirrored>
  );
}

/** A keeper's cottage on its island. */
export function Cottage({ v }: { v: Variation }) {
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky horizon={258} />
      <Sun x={v.between(410, 470)} y={v.between(100, 150)} r={v.between(44, 58)} />
      <path d="M0 300C120 240 300 246 420 284C500 300 560 300 600 296V400H0Z" fill={art.mid} />
      <path d="M0 330C160 296 320 310 460 330C520 338 560 336 600 330V400H0Z" fill={art.deep} />
      <Lighthouse x={v.between(220, 250)} y={276} scale={2.6} />
      <Waves top={346} rows={5} />
    </Mirrored>
  );
}

/** Two kayaks side by side, seen from above. */
export function Kayaks({ v }: { v: Variation }) {
  const turn = v.between(-16, -8);
  const [first, second] = v.pick([
    [art.mid, art.brassDeep],
    [art.brassDeep, art.far],
    [art.far, art.mid],
  ] as const);
  return (
    <>
      <path d="M0 0H600V400H0z" fill={art.deep} />
      <Waves top={14} rows={14} opacity={0.35} />
      <Kayak x={270} y={128} turn={turn} fill={first} />
      <Kayak x={340} y={276} turn={turn} fill={second} />
    </>
  );
}

/** Signal flags on a line over the water: a season at the sailing school. */
export function Season({ v }: { v: Variation }) {
  const colours = v.pick([
    [art.paper, art.deep, art.brass],
    [art.brass, art.paper, art.deep],
    [art.deep, art.brass, art.paper],
  ] as const);
  return (
    <>
      <Sky />
      <path d="M-10 70C160 130 440 130 610 70" fill="none" stroke={art.ink} strokeWidth="5" />
      {([66, 246, 426] as const).map((x, index) => {
        const ground = colours[index] ?? art.paper;
        const mark = ground === art.deep ? art.paper : art.deep;
        return (
          <g key={x} transform={`translate(${x} ${index === 1 ? 124 : 111})`}>
            <path d="M0 0H108V88H0z" fill={ground} />
            {index === 0 ? <path d="M0 0H54V88H0z" fill={mark} /> : null}
            {index === 1 ? <path d="M27 22H81V66H27z" fill={mark} /> : null}
            {index === 2 ? <path d="M0 0L108 88M108 0L0 88" stroke={mark} strokeWidth="16" /> : null}
            <path d="M0 0H108V88H0Z" fill="none" stroke={art.ink} strokeWidth="2" />
          </g>
        );
      })}
      <path d="M0 330H600V400H0z" fill={art.deep} />
      <Lines top={336} bottom={340} stroke={art.mid} />
      <Waves top={346} rows={5} />
    </>
  );
}

function Lighthouse({ x, y, scale = 1 }: { x: number; y: number; scale?: number }) {
  return (
    <g transform={`translate(${x} ${y}) scale(${scale})`}>
      <path d="M-9 0L-6 -62H6L9 0Z" fill={art.paper} />
      <path d="M-8 -16L-7.3 -30H7.3L8 -16ZM-6.6 -44L-6 -56H6L6.6 -44Z" fill={art.deep} />
      <path d="M-9 -62H9V-66H-9ZM-5 -66V-77H5V-66Z" fill={art.ink} />
      <path d="M-3 -67.5V-75.5H3V-67.5Z" fill={art.brass} />
      <path d="M-7 -77H7L0 -85Z" fill={art.ink} />
      <path d="M9 0V-20L22 -28L35 -20V0Z" fill={art.paper} />
      <path d="M6 -19L22 -30L38 -19L36 -16L22 -25L9 -16Z" fill={art.ink} />
      <path d="M18 0V-11H26V0Z" fill={art.deep} />
    </g>
  );
}

function Kayak({ x, y, turn, fill }: { x: number; y: number; turn: number; fill: string }) {
  return (
    <g transform={`translate(${x} ${y}) rotate(${turn})`}>
      <path d="M-220 0C-140 -42 140 -42 220 0C140 42 -140 42 -220 0Z" fill={fill} />
      <path d="M-220 0C-140 -42 140 -42 220 0" fill="none" stroke={art.paper} strokeWidth="2" opacity=".6" />
      <path d="M-210 0H210" stroke={art.ink} strokeWidth="1.4" opacity=".6" />
      <ellipse rx="50" ry="21" fill={art.ink} stroke={art.paper} strokeWidth="2.4" />
      <path d="M-30 -60L30 60" stroke={art.paper} strokeWidth="5" />
      <path
        d="M-42 -88C-30 -92 -24 -70 -30 -60C-40 -62 -48 -76 -42 -88ZM42 88C30 92 24 70 30 60C40 62 48 76 42 88Z"
        fill={art.brass}
      />
    </g>
  );
}
