/**
 * An exact chance, in lowest terms where it was asked to be. Whole numbers alone: a mega raffle's chance has hundreds of
 * digits, and a rounded one would not be what D5 promises.
 */
export interface Chance {
  numerator: bigint;
  denominator: bigint; // above 0
}

/** A drawing as far as a chance goes. Counts are tickets that count in it: voided ones left out. */
export interface ChanceDrawing {
  /** Tickets it draws: one for each prize it gives. */
  winners: number;
  /** Tickets in its list, those that have won before and may not win again left out. */
  entries: number;
  /** How many of them are the person's. */
  mine: number;
  /** Whether a drawn stub goes back into the drum (by hand, where the law says so); then it stays in later drawings too. */
  returns: boolean;
}

export const NO_CHANCE: Chance = { numerator: 0n, denominator: 1n };
export const CERTAIN: Chance = { numerator: 1n, denominator: 1n };

function divisor(one: bigint, other: bigint): bigint {
  let left = one;
  let right = other;
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}

/** The same chance in lowest terms. */
export function reduced({ numerator, denominator }: Chance): Chance {
  const by = divisor(numerator, denominator);
  return by <= 1n ? { numerator, denominator } : { numerator: numerator / by, denominator: denominator / by };
}

const complement = ({ numerator, denominator }: Chance): Chance => ({
  numerator: denominator - numerator,
  denominator,
});

/** first × (first − 1) × … , `count` factors, multiplied in halves so that the numbers stay of equal length. */
function falling(first: number, count: number): bigint {
  if (count <= 0) return 1n;
  if (count <= 8) {
    let product = 1n;
    for (let at = 0; at < count; at++) product *= BigInt(first - at);
    return product;
  }
  const half = count >> 1;
  return falling(first, half) * falling(first - half, count - half);
}

/** The chance that none of `mine` is among `winners` drawn from `entries`. */
function missing({ winners, entries, mine, returns }: ChanceDrawing): Chance {
  if (mine <= 0 || winners <= 0 || entries <= 0) return CERTAIN;
  if (returns) {
    return { numerator: BigInt(entries - mine) ** BigInt(winners), denominator: BigInt(entries) ** BigInt(winners) };
  }
  if (mine + winners > entries) return NO_CHANCE;
  // C(entries − mine, winners) / C(entries, winners): the same with mine and winners exchanged, so over the fewer.
  const [few, many] = mine < winners ? [mine, winners] : [winners, mine];
  return { numerator: falling(entries - many, few), denominator: falling(entries, few) };
}

/** Drawn at most as many as there are: without return the rest of the prizes stays without a winner. */
const drawn = (winners: number, entries: number) => Math.max(0, Math.min(winners, entries));

/**
 * The chance of at least one prize in all drawings together, in their order. Where winners of one leave the later ones
 * (`winAgain` false), every ticket of a drawing must also be in the later ones, as those of early birds are (R3): then a
 * later drawing that is reached without a win has lost only tickets of others.
 */
export function chanceOfAny(drawings: readonly ChanceDrawing[], winAgain: boolean): Chance {
  let numerator = 1n;
  let denominator = 1n;
  let gone = 0;
  for (const drawing of drawings) {
    const left = { ...drawing, entries: drawing.entries - gone };
    const miss = missing(left);
    numerator *= miss.numerator;
    denominator *= miss.denominator;
    if (numerator === 0n) return CERTAIN;
    if (!winAgain) gone += drawn(left.winners, left.entries);
  }
  return reduced(complement({ numerator, denominator }));
}

/** C(from, 0), C(from, 1) … C(from, most). */
function choices(from: number, most: number): bigint[] {
  const row = [1n];
  for (let at = 1; at <= most; at++) row.push(at > from ? 0n : (row[at - 1]! * BigInt(from - at + 1)) / BigInt(at));
  return row;
}

/**
 * How likely it is that 0, 1, 2 … of `mine` are among `winners` drawn from `entries` without return: weights whose sum is
 * the number of possible draws.
 */
function hits(entries: number, mine: number, winners: number): bigint[] {
  const most = Math.min(mine, winners);
  const own = choices(mine, most);
  const others = choices(entries - mine, winners);
  return own.map((ways, hit) => ways * (others[winners - hit] ?? 0n));
}

/**
 * The chance of at least one prize in each drawing, whatever the earlier ones bring. Where winners leave the later
 * drawings it follows how many of the person's own tickets may have left by then.
 */
export function chancesOfEach(drawings: readonly ChanceDrawing[], winAgain: boolean): Chance[] {
  if (winAgain) return drawings.map((drawing) => reduced(complement(missing(drawing))));
  // Weights of "so many of mine have won so far", over one common denominator.
  let weights = [1n];
  let whole = 1n;
  let gone = 0;
  return drawings.map((drawing, at) => {
    const entries = drawing.entries - gone;
    const isLast = at === drawings.length - 1;
    const picked = drawn(drawing.winners, entries);
    const all = falling(entries, picked); // ordered draws; each set of tickets stands in it picked! times
    const orders = falling(picked, picked);
    let missed = 0n; // over whole × all
    const next: bigint[] = [];
    for (const [won, weight] of weights.entries()) {
      if (!weight) continue;
      const mine = Math.max(0, drawing.mine - won);
      const miss = missing({ ...drawing, entries, mine, winners: picked });
      missed += (weight * miss.numerator * all) / miss.denominator;
      if (isLast) continue;
      for (const [hit, times] of hits(entries, mine, picked).entries()) {
        next[won + hit] = (next[won + hit] ?? 0n) + weight * times * orders;
      }
    }
    const chance = reduced({ numerator: whole * all - missed, denominator: whole * all });
    weights = next;
    whole *= all;
    gone += picked;
    return chance;
  });
}

/** What people read of a chance. */
export interface ChanceWords {
  /** "3 in 500" exactly, where the numbers stay short enough to read. */
  fraction: { numerator: number; denominator: number } | null;
  /** One in N, to the nearest whole number, and whether that is exact. Null where there is no chance. */
  oneIn: number | null;
  exact: boolean;
  /** Percent times 10⁶, rounded half up from the exact chance: 1.5 % is 1,500,000. */
  percentMillionths: number;
}

const READABLE = 1_000_000_000n;

/** A chance in words and figures; the rounding, where there is any, is done here, once, from the exact number. */
export function chanceWords(chance: Chance): ChanceWords {
  const { numerator, denominator } = reduced(chance);
  const isShort = denominator < READABLE;
  return {
    fraction: isShort ? { numerator: Number(numerator), denominator: Number(denominator) } : null,
    oneIn: numerator === 0n ? null : Number((2n * denominator + numerator) / (2n * numerator)),
    exact: numerator !== 0n && denominator % numerator === 0n,
    percentMillionths: Number((numerator * 200_000_000n + denominator) / (2n * denominator)),
  };
}
