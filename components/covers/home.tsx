import { art, Fir, Lines, Mirrored, Sky, Sun, type Variation } from "./art";

/** A cabin under the trees by a lake. */
export function Cabin({ v }: { v: Variation }) {
  const door = v.pick([art.brass, art.brassDeep, art.mid] as const);
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky horizon={270} />
      <Sun x={v.between(420, 490)} y={v.between(84, 112)} r={v.between(38, 50)} />
      <path d="M-10 290L110 150L180 226L262 128L372 262L452 184L610 300V330H-10Z" fill={art.far} />
      <path
        d="M110 150L132 176L112 190L96 172ZM262 128L288 160L262 178L240 156ZM452 184L472 199L454 212L438 198Z"
        fill={art.paper}
      />
      <path d="M0 304C120 270 260 276 380 290C470 298 540 290 600 282V400H0Z" fill={art.mid} />
      {[
        [40, 1.15],
        [96, 0.86],
        [500, 1.2],
        [556, 0.95],
        [448, 0.72],
      ].map(([x = 0, scale = 1]) => (
        <Fir key={x} x={x} y={318} scale={scale} />
      ))}
      <path d="M0 318H600V400H0z" fill={art.deep} />
      <path d="M196 320V210H404V320Z" fill={art.brassDeep} />
      <Lines
        top={222}
        bottom={316}
        left={196}
        right={404}
        stroke={art.ink}
        thin={1.6}
        thick={1.6}
        gap={11}
        opacity={0.55}
      />
      <path d="M172 220L300 118L428 220L416 230L300 138L184 230Z" fill={art.ink} />
      <path d="M300 140L398 216H202Z" fill={art.brassDeep} />
      <path d="M356 158V112H382V180Z" fill={art.paper} />
      <path d="M352 108H386V118H352Z" fill={art.ink} />
      <path d="M280 320V246H328V320Z" fill={door} />
      <path d="M222 248H262V288H222ZM346 248H386V288H346ZM286 172H314V200H286Z" fill={art.brass} />
      <path
        d="M222 248H262V288H222ZM242 248V288M222 268H262M346 248H386V288H346ZM366 248V288M346 268H386M286 172H314V200H286ZM300 172V200"
        stroke={art.ink}
        strokeWidth="3"
        fill="none"
      />
      <path d="M182 320H418V330H182Z" fill={art.ink} />
      <path d="M304 330C300 352 330 366 350 400H276C282 372 270 350 286 330Z" fill={art.far} opacity=".55" />
      <Lines top={340} bottom={394} stroke={art.mid} thin={0.8} opacity={0.45} />
    </Mirrored>
  );
}

/** A pieced quilt: stars in blocks, their colours from the seed. */
export function Quilt({ v }: { v: Variation }) {
  const cloths = [art.deep, art.brass, art.mid, art.ink] as const;
  const blocks = Array.from({ length: 48 }, (_, index) => {
    const outer = v.pick(cloths);
    const rest = [art.brass, art.paper, art.deep].filter((cloth) => cloth !== outer);
    return {
      x: (index % 8) * 120,
      y: Math.floor(index / 8) * 120,
      outer,
      inner: rest[Math.floor(v.next() * rest.length)],
    };
  });
  const across = (d: string) => blocks.map(({ x, y }) => `M${x} ${y}${d}`).join("");
  const byCloth = (cloth: string, part: "outer" | "inner") => blocks.filter((block) => block[part] === cloth);
  return (
    <>
      <path d="M0 0H600V400H0z" fill={art.far} />
      <g transform={`translate(-150 -70) rotate(${v.between(-14, -6)} 480 360) scale(.9)`}>
        <path
          d={blocks
            .filter((_, index) => (index + Math.floor(index / 8)) % 2 === 0)
            .map(({ x, y }) => `M${x} ${y}h120v120h-120z`)
            .join("")}
          fill={art.paper}
        />
        <path
          d={blocks
            .filter((_, index) => (index + Math.floor(index / 8)) % 2 === 1)
            .map(({ x, y }) => `M${x} ${y}h120v120h-120z`)
            .join("")}
          fill={art.sky}
        />
        <path d={across("h30v30h-30zm90 0h30v30h-30zm-90 90h30v30h-30zm90 0h30v30h-30z")} fill={art.far} />
        {cloths.map((cloth) => (
          <path
            key={cloth}
            d={byCloth(cloth, "outer")
              .map(
                ({ x, y }) =>
                  `M${x + 30} ${y + 30}h60v60h-60zM${x + 30} ${y}v30h30zm60 0v30h-30zM${x + 30} ${y + 120}v-30h30zm60 0v-30h-30zM${x} ${y + 30}h30v30zm0 60h30v-30zm120 -60h-30v30zm0 60h-30v-30z`,
              )
              .join("")}
            fill={cloth}
          />
        ))}
        {([art.brass, art.paper, art.deep] as const).map((cloth) => (
          <path
            key={cloth}
            d={byCloth(cloth, "inner")
              .map(({ x, y }) => `M${x + 60} ${y + 30}l30 30l-30 30l-30 -30zm0 20l10 10l-10 10l-10 -10z`)
              .join("")}
            fillRule="evenodd"
            fill={cloth}
          />
        ))}
        <path
          d={blocks.map(({ x, y }) => `M${x + 4} ${y + 4}h112v112h-112z`).join("")}
          fill="none"
          stroke={art.ink}
          strokeOpacity=".45"
          strokeDasharray="5 4"
        />
      </g>
    </>
  );
}

/** A hamper on its cloth: bread, a bottle, fruit. */
export function Hamper({ v }: { v: Variation }) {
  const bottle = v.pick([art.deep, art.mid, art.ink] as const);
  const cloth = v.pick([art.paper, art.far] as const);
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky horizon={300} />
      <circle cx="300" cy="190" r="150" fill={art.brass} opacity=".32" />
      <path d="M0 300H600V400H0z" fill={art.deep} />
      <Lines top={310} bottom={394} stroke={art.mid} thin={0.8} opacity={0.7} />
      <path d="M70 344L180 308H430L536 348L470 378H128Z" fill={cloth} />
      <path
        d="M110 352L216 312M170 366L276 312M236 374L336 312M304 376L392 312M372 376L436 318M90 346H520M120 362H492"
        stroke={art.mid}
        strokeWidth="2"
        opacity=".7"
      />
      <path d="M196 200C196 60 404 60 404 200" fill="none" stroke={art.ink} strokeWidth="17" />
      <path d="M196 200C196 60 404 60 404 200" fill="none" stroke={art.brassDeep} strokeWidth="11" />
      <g transform={`translate(346 200) rotate(${v.between(8, 16)})`}>
        <path d="M-20 30V-62C-20 -84 -9 -88 -9 -104V-132H9V-104C9 -88 20 -84 20 -62V30Z" fill={bottle} />
        <path d="M-20 -46H20V-8H-20Z" fill={art.paper} />
        <path d="M-13 -34H13M-13 -24H7" stroke={art.ink} strokeWidth="2" />
        <path d="M-9 -132H9V-116H-9Z" fill={art.brass} />
      </g>
      <g transform={`translate(238 196) rotate(${v.between(-24, -14)})`}>
        <path d="M-24 50C-34 -10 -30 -84 0 -104C30 -84 34 -10 24 50Z" fill={art.brass} />
        <path d="M-14 -60L16 -44M-20 -28L22 -10M-22 4L24 22" stroke={art.brassDeep} strokeWidth="5" />
      </g>
      <circle cx="290" cy="182" r="27" fill={art.mid} />
      <path d="M290 156C290 148 296 142 302 140" stroke={art.ink} strokeWidth="3" fill="none" />
      <circle cx="318" cy="196" r="22" fill={art.brass} />
      <path d="M318 175C318 170 322 166 326 165" stroke={art.ink} strokeWidth="3" fill="none" />
      <path d="M164 200H436L414 336H186Z" fill={art.brassDeep} />
      <path
        d="M168 226L432 226M172 252L428 252M176 278L424 278M180 304L420 304M196 200L210 336M232 200L240 336M268 200L272 336M300 200V336M332 200L328 336M368 200L360 336M404 200L390 336"
        stroke={art.ink}
        strokeWidth="2.4"
        opacity=".6"
      />
      <path
        d="M214 202v22m36 4v22m36 -46v22m36 4v22m36 -46v22m36 4v22M222 254v22m34 4v22m34 -46v22m34 4v22m34 -46v22m34 4v22"
        stroke={art.brass}
        strokeWidth="13"
        opacity=".8"
      />
      <path d="M154 188H446V208H154Z" fill={art.ink} />
      <path d="M160 192H440V203H160Z" fill={art.brass} />
    </Mirrored>
  );
}
