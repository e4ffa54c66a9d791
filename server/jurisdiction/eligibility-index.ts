import type { CountryProfile } from "@/server/areas/country-profile";
import { type Alternative, type Place, placeKey } from "@/server/areas/places";
import type { AreaTree } from "@/server/areas/tree";
import { answerPrepared, type Person, type PreparedGame, prepareGame } from "./decision";
import { FLAG_BITS, type GameRules, isOpen, type MinimumAges, nextChangeMs } from "./rules";

/** Bit `i` of a mask is game `i`: word `i >>> 5`, bit `i & 31`. */
export type Mask = Uint32Array;

export interface Eligible {
  readonly open: Mask;
  readonly undecided: Mask;
}

/** What one wide area (a state, in the United States) and its country make of every game, nothing below considered. */
interface Head {
  readonly country: string;
  readonly open: Mask;
  /** Per game the flags of the tiers down to this one, three bits a tier. */
  readonly signature: Uint16Array;
  readonly table: Uint8Array;
  readonly licensingTier: number;
  readonly root: Patch;
}

/**
 * What one line of areas below a head changes: whole words of the head's mask, so that applying it is a handful of
 * writes. Made when a line is first asked for, from the games that its areas name and no others.
 */
interface Patch {
  readonly words: Uint16Array;
  readonly values: Int32Array;
  /** The games touched so far and their flags below the head. */
  readonly touched: ReadonlyMap<number, number>;
  /** By the id of the next area down. An area that no list names leads back here. */
  readonly next: Map<string, Patch>;
}

/** Signatures of up to five tiers fit into 15 bits; profiles with more are answered game by game. */
const MAXIMUM_TIERS = 5;
const MAXIMUM_KEPT = 4096;
const MAXIMUM_PATCHES = 100_000;
/** Words are numbered with 16 bits. */
const MAXIMUM_GAMES = 65_535 * 32;

/**
 * The rules of many games compiled for lists (J16, P10): for each area of the first licensing tier a bitset over all
 * games, and for each area below it only the games that name it. Answering copies one bitset and corrects the few
 * games that a county or municipality names. Where tiers are unknown each game that may be touched is decided by the
 * same pure decision, once per place, and kept.
 *
 * Compiled for one instant; `validUntilMs` says when a permission begins or ends and the index has to be built again.
 */
export class EligibilityIndex {
  readonly size: number;
  readonly words: number;
  readonly validUntilMs: number;
  private readonly games: PreparedGame[];
  /** Per area id: which games name it and how, `game << 3 | flags`. */
  private readonly entries = new Map<string, Uint32Array>();
  private readonly heads = new Map<string, Head>();
  /** Per area id: the listed areas at or below it. */
  private readonly listedWithin = new Map<string, string[]>();
  private readonly strangers: string[] = [];
  private readonly ageMasks: Array<{ figure: number; upTo: Mask }> = [];
  private patches = 0;
  private readonly kept = new Map<string, Eligible>();

  constructor(
    games: readonly GameRules[],
    private readonly tree: AreaTree,
    private readonly ages: MinimumAges,
    readonly atMs: number,
  ) {
    if (games.length > MAXIMUM_GAMES) throw new RangeError(`An index holds at most ${MAXIMUM_GAMES} games.`);
    this.size = games.length;
    this.words = (games.length + 31) >>> 5;
    this.games = games.map((rules) => prepareGame(rules, atMs, ages));
    this.validUntilMs = games.reduce((next, rules) => Math.min(next, nextChangeMs(rules, atMs)), Infinity);
    const lists = new Map<string, number[]>();
    for (const [game, prepared] of this.games.entries()) {
      for (const [area, flags] of prepared.flags) {
        const list = lists.get(area);
        if (list) list.push((game << FLAG_BITS) | flags);
        else lists.set(area, [(game << FLAG_BITS) | flags]);
      }
    }
    for (const [area, list] of lists) {
      this.entries.set(area, Uint32Array.from(list));
      if (!tree.has(area)) this.strangers.push(area);
      for (const above of tree.lineOf(area)) {
        const within = this.listedWithin.get(above);
        if (within) within.push(area);
        else this.listedWithin.set(above, [area]);
      }
    }
    this.buildAgeMasks();
  }

  /** What is open to a place and a person, and what cannot be told. The masks are kept: read them, do not write. */
  evaluate(place: Place, person: Person): Eligible {
    const key = `${placeKey(place)} ${person.ignoreAge ? "*" : (person.age ?? "?")}`;
    const known = this.kept.get(key);
    if (known) return known;
    let all: Mask | null = null;
    let some: Mask | null = null;
    const alternatives = place.alternatives.length > 0 ? place.alternatives : [[null, null, null, null]];
    for (const alternative of alternatives) {
      const { open, maybe } = this.evaluateOne(alternative, person);
      if (!all || !some) {
        all = open;
        some = maybe;
        continue;
      }
      for (let word = 0; word < this.words; word++) {
        all[word] = all[word]! & open[word]!;
        some[word] = some[word]! | maybe[word]!;
      }
    }
    const undecided = some!;
    for (let word = 0; word < this.words; word++) undecided[word] = undecided[word]! & ~all![word]!;
    const found = { open: all!, undecided };
    if (this.kept.size >= MAXIMUM_KEPT) this.kept.clear();
    this.kept.set(key, found);
    return found;
  }

  /**
   * The games whose lists open one alternative in which every tier is known, ages left out, into `out` (of `words`
   * words). The hot path: one copy, and a few words where a county or municipality is named. Nothing is allocated.
   */
  openIn(alternative: Alternative, out: Mask): Mask {
    const head = this.headOf(alternative);
    if (head === undefined) return this.openSlowly(alternative, out);
    let patch = head.root;
    for (let tier = head.licensingTier + 1; tier < alternative.length; tier++) {
      const areas = alternative[tier]!;
      for (let at = 0; at < areas.length; at++) {
        patch = patch.next.get(areas[at]!) ?? this.buildPatch(head, patch, areas[at]!, tier);
      }
    }
    out.set(head.open);
    const { words, values } = patch;
    for (let at = 0; at < words.length; at++) out[words[at]!] = values[at]!;
    return out;
  }

  private headOf(alternative: Alternative): Head | undefined {
    const countries = alternative[0]!;
    if (countries.length !== 1) return undefined;
    const { licensing, tiers } = this.tree.profileOf(countries[0]!);
    const first = licensing[0]!;
    if (alternative.length > tiers.length || tiers.length > MAXIMUM_TIERS) return undefined;
    if (!this.isPlain(alternative, first)) return undefined;
    const head = this.heads.get(alternative[first]![0]!);
    return head?.country === countries[0] ? head : this.buildHead(countries[0]!, alternative, first);
  }

  private buildPatch(head: Head, above: Patch, area: string, tier: number): Patch {
    const list = this.entries.get(area);
    if (list === undefined) {
      // Only areas of the tree are remembered: anything else could be anything, without end.
      if (this.tree.has(area)) above.next.set(area, above);
      return above;
    }
    const touched = new Map(above.touched);
    for (const entry of list) {
      const game = entry >>> FLAG_BITS;
      touched.set(game, (touched.get(game) ?? 0) | ((entry & 7) << (tier * FLAG_BITS)));
    }
    const changed = new Map<number, number>();
    for (const [game, flags] of touched) {
      const word = game >>> 5;
      const bit = 1 << (game & 31);
      const before = changed.get(word) ?? head.open[word]! | 0;
      changed.set(word, head.table[head.signature[game]! | flags] ? before | bit : before & ~bit);
    }
    const patch: Patch = {
      words: Uint16Array.from(changed.keys()),
      values: Int32Array.from(changed.values()),
      touched,
      next: new Map(),
    };
    if (this.patches++ >= MAXIMUM_PATCHES) {
      this.patches = 0;
      for (const other of this.heads.values()) other.root.next.clear();
    }
    above.next.set(area, patch);
    return patch;
  }

  /** Whether the tiers down to the first licensing one name exactly one area each, so that a head can answer. */
  private isPlain(alternative: Alternative, first: number): boolean {
    for (let tier = 0; tier <= first; tier++) if (alternative[tier]!.length !== 1) return false;
    return true;
  }

  private openSlowly(alternative: Alternative, out: Mask): Mask {
    out.fill(0);
    const place = { alternatives: [alternative] };
    for (const [game, prepared] of this.games.entries()) {
      const answer = answerPrepared(prepared, place, this.tree, { age: null, ignoreAge: true }, this.ages);
      if (answer === "open") out[game >>> 5] = out[game >>> 5]! | (1 << (game & 31));
    }
    return out;
  }

  private buildHead(country: string, alternative: Alternative, first: number): Head {
    const table = tableOf(this.tree.profileOf(country));
    const signature = new Uint16Array(this.size);
    const open = new Uint32Array(this.words);
    for (let tier = 0; tier <= first; tier++) {
      for (const entry of this.entries.get(alternative[tier]![0]!) ?? []) {
        const game = entry >>> FLAG_BITS;
        signature[game] = signature[game]! | ((entry & 7) << (tier * FLAG_BITS));
      }
    }
    for (let game = 0; game < this.size; game++) {
      if (table[signature[game]!]) open[game >>> 5] = open[game >>> 5]! | (1 << (game & 31));
    }
    const root: Patch = { words: new Uint16Array(), values: new Int32Array(), touched: new Map(), next: new Map() };
    const head: Head = { country, open, signature, table, licensingTier: first, root };
    this.heads.set(alternative[first]![0]!, head);
    return head;
  }

  private evaluateOne(alternative: Alternative, person: Person): { open: Mask; maybe: Mask } {
    const open = new Uint32Array(this.words);
    if (!alternative.includes(null)) {
      this.openIn(alternative, open);
      return this.withAge(alternative, open, person);
    }
    const maybe = new Uint32Array(this.words);
    const place = { alternatives: [alternative] };
    for (const game of this.mayBeTouched(alternative)) {
      const answer = answerPrepared(this.games[game]!, place, this.tree, person, this.ages);
      if (answer === "closed") continue;
      maybe[game >>> 5] = maybe[game >>> 5]! | (1 << (game & 31));
      if (answer === "open") open[game >>> 5] = open[game >>> 5]! | (1 << (game & 31));
    }
    return { open, maybe };
  }

  private withAge(alternative: Alternative, open: Mask, person: Person): { open: Mask; maybe: Mask } {
    if (person.ignoreAge) return { open, maybe: open.slice() };
    let figure = 0;
    for (const tier of alternative) for (const id of tier ?? []) figure = Math.max(figure, this.ages.get(id) ?? 0);
    const age = person.age ?? 0;
    const lawful = open.slice();
    if (figure > age) open.fill(0);
    else {
      const upTo = this.oldEnough(age);
      for (let word = 0; word < this.words; word++) open[word] = open[word]! & upTo[word]!;
    }
    // Without an age, whatever asks for one is neither open nor closed; with one, too young is closed.
    return { open, maybe: person.age === null ? lawful : open.slice() };
  }

  /** Only games with a permission somewhere on the way or below can be anything but closed. */
  private mayBeTouched(alternative: Alternative): Iterable<number> {
    const top = alternative.findLastIndex((tier, position) => position <= 1 && tier !== null && tier.length > 0);
    if (top < 1) return this.games.keys();
    // Known below unknown: the two may contradict each other, and then nothing is ruled out.
    const unknown = alternative.indexOf(null);
    if (alternative.some((tier, position) => position > unknown && tier !== null && tier.length > 0))
      return this.games.keys();
    const found = new Set<number>();
    const add = (area: string): void => {
      for (const entry of this.entries.get(area) ?? []) found.add(entry >>> FLAG_BITS);
    };
    for (const tier of alternative) {
      for (const id of tier ?? []) {
        add(id);
        for (const below of this.listedWithin.get(id) ?? []) add(below);
      }
    }
    for (const stranger of this.strangers) add(stranger);
    return found;
  }

  private buildAgeMasks(): void {
    const figures = [...new Set(this.games.map((game) => game.ageEverywhere))].sort((left, right) => left - right);
    for (const figure of figures) {
      const upTo = new Uint32Array(this.words);
      for (const [game, prepared] of this.games.entries()) {
        if (prepared.ageEverywhere <= figure) upTo[game >>> 5] = upTo[game >>> 5]! | (1 << (game & 31));
      }
      this.ageMasks.push({ figure, upTo });
    }
  }

  private oldEnough(age: number): Mask {
    let found: Mask | null = null;
    for (const { figure, upTo } of this.ageMasks) if (figure <= age) found = upTo;
    return found ?? new Uint32Array(this.words);
  }
}

const tables = new WeakMap<CountryProfile, Uint8Array>();

/** J3 for every combination of flags that the tiers of a profile can have, one byte each: 4,096 for four tiers. */
function tableOf(profile: CountryProfile): Uint8Array {
  let table = tables.get(profile);
  if (!table) {
    const width = profile.tiers.length;
    table = new Uint8Array(1 << (FLAG_BITS * width));
    for (let signature = 0; signature < table.length; signature++) {
      const flags = Array.from({ length: width }, (_, tier) => (signature >>> (tier * FLAG_BITS)) & 7);
      table[signature] = isOpen(flags, profile.licensing) ? 1 : 0;
    }
    tables.set(profile, table);
  }
  return table;
}

/** Writes the numbers of the first games in a mask to `out`, at most as many as fit; returns how many. */
export function firstOf(mask: Mask, out: Uint32Array): number {
  let count = 0;
  for (let word = 0; word < mask.length; word++) {
    // As a signed number: unsigned ones above 2³¹ would be handled as fractions.
    let bits = mask[word]! | 0;
    while (bits !== 0) {
      if (count === out.length) return count;
      const lowest = bits & -bits;
      out[count++] = (word << 5) | (31 - Math.clz32(lowest));
      bits ^= lowest;
    }
  }
  return count;
}

/** How many games a mask names. */
export function countOf(mask: Mask): number {
  let count = 0;
  for (let word = 0; word < mask.length; word++) {
    let bits = mask[word]! | 0;
    for (; bits !== 0; bits &= bits - 1) count++;
  }
  return count;
}

export function hasGame(mask: Mask, game: number): boolean {
  return (mask[game >>> 5]! & (1 << (game & 31))) !== 0;
}

/** The numbers of all games in a mask, ascending. */
export function gamesOf(mask: Mask): number[] {
  const out = new Uint32Array(countOf(mask));
  firstOf(mask, out);
  return [...out];
}
