import { art, Fir, Lines, Mirrored, Sky, Sun, type Variation } from "./art";

/** A camera on its strap, seen from the front. */
export function Camera({ v }: { v: Variation }) {
  const leather = v.pick([art.deep, art.ink, art.mid] as const);
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky />
      <circle cx="300" cy="206" r="168" fill={art.brass} opacity=".35" />
      <path d="M118 176C60 60 150 -30 300 -40C450 -30 540 60 482 176" fill="none" stroke={art.ink} strokeWidth="12" />
      <path d="M206 128L226 96H322L342 128Z" fill={art.paper} />
      <path d="M240 104H308V126H240Z" fill={art.ink} />
      <path d="M134 106H182V130H134Z" fill={art.brass} />
      <path d="M418 112H458V130H418Z" fill={art.ink} />
      <path d="M112 128H488V168H112Z" fill={art.paper} />
      <path d="M112 166H488V290H112Z" fill={leather} />
      <Lines
        top={174}
        bottom={286}
        left={112}
        right={488}
        stroke={art.far}
        thin={0.8}
        thick={0.8}
        gap={7}
        opacity={0.35}
      />
      <path d="M112 288H488V312H112Z" fill={art.paper} />
      <path d="M112 128H488V312H112Z" fill="none" stroke={art.ink} strokeWidth="5" strokeLinejoin="round" />
      <circle cx="300" cy="222" r="92" fill={art.ink} />
      <circle cx="300" cy="222" r="84" fill={art.paper} />
      <circle cx="300" cy="222" r="74" fill={art.ink} />
      <circle cx="300" cy="222" r="66" fill="none" stroke={art.brass} strokeWidth="3" strokeDasharray="2 9" />
      <circle cx="300" cy="222" r="54" fill={art.deep} stroke={art.far} strokeWidth="2" />
      <circle cx="300" cy="222" r="34" fill={art.mid} />
      <circle cx="300" cy="222" r="16" fill={art.ink} />
      <path
        d="M272 196C280 184 292 178 304 178"
        stroke={art.paper}
        strokeWidth="6"
        strokeLinecap="round"
        fill="none"
        opacity=".9"
      />
      <circle cx="446" cy="148" r="9" fill={art.brass} />
      <path d="M140 148H206" stroke={art.ink} strokeWidth="3" />
    </Mirrored>
  );
}

/** A brass telescope under a sky of trails. */
export function Telescope({ v }: { v: Variation }) {
  const cx = v.between(380, 470);
  const cy = v.between(60, 110);
  const trails = Array.from({ length: 22 }, (_, index) => {
    const radius = 18 + index * 16;
    const from = v.between(0, 6.28);
    const to = from + v.between(0.5, 1.5);
    const at = (angle: number) =>
      `${(cx + radius * Math.cos(angle)).toFixed(1)} ${(cy + radius * Math.sin(angle)).toFixed(1)}`;
    return `M${at(from)}A${radius} ${radius} 0 0 1 ${at(to)}`;
  });
  return (
    <Mirrored when={v.next() < 0.5}>
      <path d="M0 0H600V400H0z" fill={art.deep} />
      <path d={trails.join("")} stroke={art.paper} strokeWidth="1.6" fill="none" opacity=".7" strokeLinecap="round" />
      <circle cx={cx} cy={cy} r="5" fill={art.brass} />
      <path d="M0 330C130 290 300 296 420 322C490 334 560 330 600 322V400H0Z" fill={art.ink} />
      {[48, 88, 540].map((x, index) => (
        <Fir key={x} x={x} y={330} scale={0.62 + index * 0.1} fill={art.ink} />
      ))}
      <path
        d="M272 250L206 384M272 250L338 384M272 250V372"
        stroke={art.brassDeep}
        strokeWidth="10"
        strokeLinecap="round"
      />
      <path d="M236 322H310" stroke={art.brassDeep} strokeWidth="5" />
      <g transform="translate(272 240) rotate(-32)">
        <path d="M-170 -17H-96V17H-170Z" fill={art.paper} />
        <path d="M-100 -24H40V24H-100Z" fill={art.brass} />
        <path d="M36 -32H196V32H36Z" fill={art.brassDeep} />
        <path d="M190 -39H222V39H190Z" fill={art.brass} />
        <path d="M-184 -22H-166V22H-184Z" fill={art.ink} stroke={art.paper} strokeWidth="2" />
        <path d="M-90 -12H30M48 -18H184" stroke={art.paper} strokeWidth="4" opacity=".7" />
        <path d="M222 -34C230 -12 230 12 222 34" stroke={art.sky} strokeWidth="4" fill="none" />
      </g>
      <circle cx="272" cy="246" r="20" fill={art.ink} stroke={art.brass} strokeWidth="5" />
    </Mirrored>
  );
}

/** A cello beside its bow. */
export function Instrument({ v }: { v: Variation }) {
  const wood = v.pick([art.brassDeep, art.brass] as const);
  return (
    <Mirrored when={v.next() < 0.5}>
      <path d="M0 0H600V400H0z" fill={art.mid} />
      <Lines top={12} bottom={388} stroke={art.deep} thin={0.8} thick={1.2} opacity={0.5} />
      <circle cx="300" cy="200" r="176" fill={art.deep} opacity=".55" />
      <g transform={`translate(300 206) rotate(${v.between(58, 70)})`}>
        <path
          d="M-12 -100C-70 -112 -88 -64 -66 -34C-50 -14 -50 6 -68 26C-108 70 -92 150 0 152C92 150 108 70 68 26C50 6 50 -14 66 -34C88 -64 70 -112 12 -100Z"
          fill={wood}
          stroke={art.ink}
          strokeWidth="5"
        />
        <path
          d="M-8 -90C-58 -100 -74 -62 -56 -38C-38 -14 -38 8 -58 32C-92 72 -80 138 0 140C80 138 92 72 58 32C38 8 38 -14 56 -38C74 -62 58 -100 8 -90Z"
          fill="none"
          stroke={art.ink}
          strokeWidth="1.4"
          opacity=".6"
        />
        <path
          d="M-34 -6C-44 6 -24 26 -36 40M34 -6C44 6 24 26 36 40"
          stroke={art.ink}
          strokeWidth="5"
          fill="none"
          strokeLinecap="round"
        />
        <path d="M-11 -236H11L15 14H-15Z" fill={art.ink} />
        <path
          d="M-14 -236C-22 -268 18 -284 16 -258C16 -246 2 -246 4 -256"
          fill="none"
          stroke={art.ink}
          strokeWidth="8"
        />
        <path
          d="M-26 -232H-12M-26 -250H-14M12 -232H26M14 -250H28"
          stroke={art.brass}
          strokeWidth="7"
          strokeLinecap="round"
        />
        <path d="M-22 52H22L18 62H-18Z" fill={art.paper} />
        <path d="M-10 66L-7 128H7L10 66Z" fill={art.ink} />
        <path
          d="M-7 -236L-9 118M-2.400 -236L-3 118M2.400 -236L3 118M7 -236L9 118"
          stroke={art.paper}
          strokeWidth="1.6"
        />
        <path d="M0 150V192" stroke={art.far} strokeWidth="5" />
      </g>
      <path d="M74 92L520 330" stroke={art.ink} strokeWidth="7" strokeLinecap="round" />
      <path d="M78 102L512 336" stroke={art.paper} strokeWidth="3" />
      <path d="M492 312L526 330L516 346L486 328Z" fill={art.brass} />
    </Mirrored>
  );
}

/** A small landscape in a heavy frame. */
export function Painting({ v }: { v: Variation }) {
  return (
    <Mirrored when={v.next() < 0.5}>
      <path d="M0 0H600V400H0z" fill={art.deep} />
      <Lines top={12} bottom={388} stroke={art.mid} thin={0.8} thick={0.8} gap={11.4} opacity={0.6} />
      <path d="M110 40H490V356H110Z" fill={art.ink} opacity=".5" />
      <path d="M98 32H478V348H98Z" fill={art.brass} />
      <path d="M98 32L132 66V314L98 348ZM478 32L444 66V314L478 348Z" fill={art.brassDeep} />
      <path d="M110 44H466V336H110Z" fill="none" stroke={art.ink} strokeWidth="1.6" opacity=".7" />
      <path d="M122 56H454V324H122Z" fill="none" stroke={art.paper} strokeWidth="3" strokeDasharray="2 8" />
      <g transform="translate(138 72)">
        <path d="M0 0H300V236H0Z" fill={art.sky} />
        <Lines top={8} bottom={120} left={0} right={300} gap={8} />
        <circle cx={v.between(60, 230)} cy={v.between(44, 78)} r={v.between(24, 34)} fill={art.brass} />
        <path d="M0 150C50 108 110 118 160 138C210 112 260 116 300 132V180H0Z" fill={art.far} />
        <path d="M0 170C70 146 160 164 300 152V236H0Z" fill={art.mid} />
        <path
          d="M132 236C150 206 116 190 150 172C160 168 164 164 160 160C176 166 182 176 172 186C156 204 196 214 206 236Z"
          fill={art.paper}
        />
        <path
          d={`M${v.between(36, 56)} 176l10 -52l10 52zM${v.between(70, 90)} 178l8 -40l8 40zM${v.between(236, 262)} 172l11 -58l11 58z`}
          fill={art.deep}
        />
        <path d="M0 0H300V236H0Z" fill="none" stroke={art.ink} strokeWidth="4" />
      </g>
      <path d="M288 32L240 -10M288 32L336 -10" stroke={art.brass} strokeWidth="3" />
    </Mirrored>
  );
}

/** A ship's lantern, lit. */
export function Lantern({ v }: { v: Variation }) {
  const glow = v.between(132, 152);
  return (
    <>
      <path d="M0 0H600V400H0z" fill={art.deep} />
      <Lines top={14} bottom={388} stroke={art.mid} thin={0.8} thick={0.8} gap={12.9} opacity={0.6} />
      <circle cx="300" cy="214" r={glow} fill={art.brass} opacity=".22" />
      <circle cx="300" cy="214" r={glow - 42} fill={art.brass} opacity=".35" />
      <path d="M246 110C246 40 354 40 354 110" fill="none" stroke={art.paper} strokeWidth="7" />
      <path d="M262 112L282 84H318L338 112Z" fill={art.brass} />
      <path d="M240 112H360V128H240ZM236 300H364V322H236Z" fill={art.brass} />
      <path d="M250 128H350V300H250Z" fill={art.paper} />
      <path d="M250 128H350V300H250Z" fill={art.brass} opacity=".3" />
      <path d="M300 180C322 214 322 240 300 258C278 240 278 214 300 180Z" fill={art.brassDeep} />
      <path d="M300 214C310 232 310 246 300 256C290 246 290 232 300 214Z" fill={art.paper} />
      <path d="M250 128V300M350 128V300M276 128V300M324 128V300" stroke={art.ink} strokeWidth="4" />
      <path d="M250 322H350L358 340H242Z" fill={art.brassDeep} />
    </>
  );
}

/** A long train of hills at evening: travel and time away. */
export function Journey({ v }: { v: Variation }) {
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky horizon={230} />
      <Sun x={v.between(380, 460)} y={v.between(130, 170)} r={v.between(60, 76)} />
      <path d="M0 240C80 180 170 190 250 226C340 170 470 168 600 232V300H0Z" fill={art.far} />
      <path d="M0 286C140 226 300 240 420 272C500 258 560 262 600 270V400H0Z" fill={art.mid} />
      <path d="M-10 330C120 300 260 300 380 322C470 338 540 334 610 318V400H-10Z" fill={art.deep} />
      <path d="M0 350H600" stroke={art.ink} strokeWidth="5" />
      <path d="M6 356h588" stroke={art.ink} strokeWidth="9" strokeDasharray="6 16" />
      <g transform={`translate(${v.between(60, 120)} 288)`}>
        <path d="M0 0H96V50H0ZM106 0H202V50H106ZM212 0H308V50H212Z" fill={art.paper} />
        <path d="M0 32H96V50H0ZM106 32H202V50H106ZM212 32H308V50H212Z" fill={art.brassDeep} />
        <path d="M318 -14H372C388 -14 402 12 404 50H318Z" fill={art.ink} />
        <path
          d="M10 8h18v16h-18zm30 0h18v16h-18zm30 0h18v16h-18zm46 0h18v16h-18zm30 0h18v16h-18zm30 0h18v16h-18zm46 0h18v16h-18zm30 0h18v16h-18zm30 0h18v16h-18zm104 -12h24l10 20h-34z"
          fill={art.brass}
        />
        <path
          d="M20 52a9 9 0 1 0 .1 0M76 52a9 9 0 1 0 .1 0M126 52a9 9 0 1 0 .1 0M182 52a9 9 0 1 0 .1 0M232 52a9 9 0 1 0 .1 0M288 52a9 9 0 1 0 .1 0M340 52a9 9 0 1 0 .1 0M384 52a9 9 0 1 0 .1 0"
          fill={art.ink}
        />
      </g>
    </Mirrored>
  );
}
