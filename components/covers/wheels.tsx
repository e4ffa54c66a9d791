import { art, Cypress, Lines, Mirrored, Sky, Sun, type Variation } from "./art";

/** A bicycle before a low sun. */
export function Bicycle({ v }: { v: Variation }) {
  const frame = v.pick([art.deep, art.mid, art.brassDeep] as const);
  const tubes = "M284 262L250 136M258 158L392 148M284 262L400 178M388 128L402 184";
  const stays = "M170 256L284 262M170 256L256 150";
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky horizon={344} />
      <Sun x={v.between(270, 330)} y={v.between(160, 190)} r={v.between(118, 138)} />
      <path d="M0 344H600V400H0z" fill={art.deep} />
      <Lines top={352} bottom={394} stroke={art.mid} thin={1} />
      <ellipse cx="302" cy="352" rx="232" ry="7" fill={art.ink} opacity=".8" />
      <Wheel x={170} />
      <Wheel x={432} />
      <g fill="none" strokeLinejoin="round" strokeLinecap="round">
        <path d={`${tubes}L432 256${stays}`} stroke={art.paper} strokeWidth="15" />
        <path d={tubes + stays} stroke={frame} strokeWidth="9" />
        <path d="M402 184C408 214 418 236 432 256" stroke={frame} strokeWidth="8" />
        <path d="M250 136L246 120" stroke={art.ink} strokeWidth="6" />
        <path d="M388 128L384 112L408 106" stroke={art.ink} strokeWidth="7" />
        <path d="M408 106C436 102 440 134 414 138" stroke={art.ink} strokeWidth="8" />
      </g>
      <path d="M214 112C230 108 262 112 276 118C262 126 228 128 216 122C210 119 209 114 214 112Z" fill={art.ink} />
      <circle cx="284" cy="262" r="22" fill={art.brass} stroke={art.ink} strokeWidth="3" />
      <circle cx="284" cy="262" r="7" fill={art.ink} />
      <path d="M284 262L312 296M304 298h20" stroke={art.ink} strokeWidth="6" fill="none" />
      <path d="M170 248L284 240M170 264L284 284" stroke={art.ink} strokeWidth="2" fill="none" strokeDasharray="3 2" />
    </Mirrored>
  );
}

function Wheel({ x }: { x: number }) {
  let spokes = "";
  for (let spoke = 0; spoke < 24; spoke++) {
    const at = (spoke * Math.PI) / 12;
    const hub = at + (spoke % 2 === 0 ? 1 : -1) * 1.1;
    spokes += `M${point(x, 256, 8.6, hub)}L${point(x, 256, 85, at)}`;
  }
  return (
    <>
      <path d={spokes} stroke={art.ink} strokeWidth=".9" fill="none" opacity=".75" />
      <circle cx={x} cy="256" r="90" fill="none" stroke={art.ink} strokeWidth="8" />
      <circle cx={x} cy="256" r="83" fill="none" stroke={art.brass} strokeWidth="2" />
      <circle cx={x} cy="256" r="9" fill={art.ink} />
    </>
  );
}

function point(x: number, y: number, radius: number, angle: number): string {
  return `${(x + radius * Math.cos(angle)).toFixed(1)} ${(y + radius * Math.sin(angle)).toFixed(1)}`;
}

/** An estate car on a country road, a canoe on its roof. */
export function Car({ v }: { v: Variation }) {
  const band = v.pick([art.mid, art.brassDeep, art.far] as const);
  return (
    <Mirrored when={v.next() < 0.5}>
      <Sky horizon={244} />
      <Sun x={v.between(150, 210)} y={v.between(112, 140)} r={v.between(44, 56)} />
      <path d="M0 286V236C90 196 170 196 262 230C350 186 470 186 600 240V286Z" fill={art.far} />
      <path d="M0 290V262C120 236 220 250 320 258C420 244 510 246 600 260V290Z" fill={art.mid} opacity=".75" />
      <Cypress x={64} y={282} />
      <Cypress x={104} y={282} scale={0.82} />
      <Cypress x={520} y={282} scale={0.92} />
      <Cypress x={560} y={282} scale={v.between(0.95, 1.15)} />
      <path d="M0 282H600V400H0z" fill={art.deep} />
      <path d="M0 332H600V400H0z" fill={art.ink} />
      <path d="M10 364h60m50 0h60m50 0h60m50 0h60m50 0h60m50 0h60" stroke={art.paper} strokeWidth="4" />
      <Lines top={290} bottom={326} stroke={art.mid} thin={1} opacity={0.7} />
      <g transform="translate(0 40)">
        <path d="M214 112C250 92 410 92 446 112C410 124 250 124 214 112Z" fill={art.brass} />
        <path d="M224 112C270 104 390 104 436 112" stroke={art.ink} strokeWidth="1.6" fill="none" />
        <path d="M272 120V130M388 120V130M258 130H402" stroke={art.ink} strokeWidth="4" fill="none" />
        <path
          d="M96 288V252C97 236 112 229 142 224L206 213C226 178 248 134 292 132L420 132C452 132 466 156 480 208L496 214C506 218 510 230 510 250V288Z"
          fill={art.paper}
        />
        <path d="M96 288V254C200 244 400 244 510 250V288Z" fill={band} />
        <path
          d="M224 211C240 182 260 150 292 148H314V211ZM326 148H396V211H326ZM408 148H420C440 149 452 172 461 211H408Z"
          fill={art.deep}
        />
        <path
          d="M236 206L268 156M250 206L282 152M346 206L378 150M360 206L392 152"
          stroke={art.far}
          strokeWidth="2"
          opacity=".55"
        />
        <path
          d="M320 148V284M402 148V284M332 226H348M412 226H428"
          stroke={art.ink}
          strokeWidth="1.6"
          fill="none"
          opacity=".65"
        />
        <path d="M96 252h16v14H96z" fill={art.brass} />
        <path d="M500 236h10v18h-10z" fill={art.brassDeep} />
        <path d="M88 282H518V294H88z" fill={art.ink} />
        <CarWheel x={184} />
        <CarWheel x={424} />
      </g>
    </Mirrored>
  );
}

function CarWheel({ x }: { x: number }) {
  return (
    <>
      <circle cx={x} cy="286" r="44" fill={art.ink} />
      <circle cx={x} cy="288" r="34" fill={art.ink} stroke={art.far} strokeWidth="1.2" />
      <circle cx={x} cy="288" r="19" fill={art.paper} />
      <circle cx={x} cy="288" r="12" fill="none" stroke={art.ink} strokeWidth="1.4" />
      <circle cx={x} cy="288" r="4" fill={art.ink} />
    </>
  );
}
