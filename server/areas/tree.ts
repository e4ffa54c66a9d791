import { type CountryProfile, declaredProfiles, ORDINARY_COUNTRY } from "./country-profile";

/** One area as lists and files name it. `tier` is a name from its country's profile; a country has no parents. */
export interface AreaRow {
  readonly id: string;
  readonly tier: string;
  readonly parents: readonly string[];
  readonly name: string;
}

/**
 * The jurisdiction graph (J1), read-only, with dense integers in place of ids. Areas may have several parents
 * (New York city lies in five counties), and a parent may be more than one tier above (a place whose county is not
 * known hangs from its state).
 */
export class AreaTree {
  private readonly numbers = new Map<string, number>();
  private readonly childStart: Uint32Array;
  private readonly childList: Uint32Array;
  private readonly memo: Array<readonly (readonly number[])[] | undefined>;

  /**
   * `parentStart` has one entry more than there are areas; the parents of area `i` are
   * `parentList[parentStart[i] .. parentStart[i + 1]]`. Throws when a parent is no area.
   */
  constructor(
    readonly ids: readonly string[],
    readonly names: readonly string[],
    readonly tiers: Uint8Array,
    readonly parentStart: Uint32Array,
    readonly parentList: Uint32Array,
    private readonly profiles: ReadonlyMap<string, CountryProfile> = declaredProfiles(),
  ) {
    for (let at = 0; at < ids.length; at++) this.numbers.set(ids[at]!, at);
    this.memo = new Array(ids.length);
    this.childStart = new Uint32Array(ids.length + 1);
    for (const parent of parentList) {
      if (parent >= ids.length) throw new RangeError(`No area has the number ${parent}.`);
      this.childStart[parent + 1] = this.childStart[parent + 1]! + 1;
    }
    for (let at = 0; at < ids.length; at++) this.childStart[at + 1] = this.childStart[at + 1]! + this.childStart[at]!;
    const next = this.childStart.slice();
    this.childList = new Uint32Array(parentList.length);
    for (let child = 0; child < ids.length; child++) {
      for (let at = parentStart[child]!; at < parentStart[child + 1]!; at++) {
        const parent = parentList[at]!;
        this.childList[next[parent]!] = child;
        next[parent] = next[parent]! + 1;
      }
    }
  }

  /**
   * Builds a tree from rows in any order. Parents that are not among the rows are left out, so that a part of a tree
   * is a tree; files from outside are checked before (`area-files.ts`).
   */
  static fromRows(
    rows: Iterable<AreaRow>,
    profiles: ReadonlyMap<string, CountryProfile> = declaredProfiles(),
  ): AreaTree {
    const list = [...rows];
    const numbers = new Map(list.map((row, at) => [row.id, at]));
    const tiers = new Uint8Array(list.length);
    const starts = new Uint32Array(list.length + 1);
    const parents: number[] = [];
    for (const [at, row] of list.entries()) {
      tiers[at] = Math.max(0, (profiles.get(countryOf(row.id)) ?? ORDINARY_COUNTRY).tiers.indexOf(row.tier));
      for (const parent of row.parents) {
        const number = numbers.get(parent);
        if (number !== undefined) parents.push(number);
      }
      starts[at + 1] = parents.length;
    }
    return new AreaTree(
      list.map((row) => row.id),
      list.map((row) => row.name),
      tiers,
      starts,
      Uint32Array.from(parents),
      profiles,
    );
  }

  get size(): number {
    return this.ids.length;
  }

  /** The area's number, or -1 for an id that the tree does not know. */
  numberOf(id: string): number {
    return this.numbers.get(id) ?? -1;
  }

  has(id: string): boolean {
    return this.numbers.has(id);
  }

  /** The profile of a country by its id; countries without one of their own share the ordinary one. */
  profileOf(country: string): CountryProfile {
    return this.profiles.get(country) ?? ORDINARY_COUNTRY;
  }

  /** Position of the area's tier in its country's profile; -1 for an unknown id. */
  tierOf(id: string): number {
    const number = this.numberOf(id);
    return number < 0 ? -1 : this.tiers[number]!;
  }

  tierName(id: string): string {
    const tier = this.tierOf(id);
    return tier < 0 ? "" : (this.profileOf(countryOf(id)).tiers[tier] ?? "");
  }

  /** The name alone ("Erie County"), or the id itself when the tree does not know it. */
  nameOf(id: string): string {
    const number = this.numberOf(id);
    return number < 0 ? id : this.names[number]!;
  }

  parentsOf(number: number): Uint32Array {
    return this.parentList.subarray(this.parentStart[number]!, this.parentStart[number + 1]!);
  }

  childrenOf(number: number): Uint32Array {
    return this.childList.subarray(this.childStart[number]!, this.childStart[number + 1]!);
  }

  /** How many direct children the area has at one tier. */
  childCount(number: number, tier: number): number {
    let count = 0;
    for (const child of this.childrenOf(number)) if (this.tiers[child] === tier) count++;
    return count;
  }

  /** Every ancestor, tier by tier: `[tier] → numbers`. Kept after the first call. */
  ancestors(number: number): readonly (readonly number[])[] {
    const known = this.memo[number];
    if (known) return known;
    const own = this.tiers[number]!;
    const found: number[][] = Array.from({ length: own }, () => []);
    for (const parent of this.parentsOf(number)) {
      const tier = this.tiers[parent]!;
      if (tier >= own) continue;
      if (!found[tier]!.includes(parent)) found[tier]!.push(parent);
      for (const [above, list] of this.ancestors(parent).entries()) {
        for (const ancestor of list) if (!found[above]!.includes(ancestor)) found[above]!.push(ancestor);
      }
    }
    this.memo[number] = found;
    return found;
  }

  ancestorsAt(number: number, tier: number): readonly number[] {
    return this.ancestors(number)[tier] ?? [];
  }

  /** The ids of the area and everything above it. Empty for an unknown id. */
  lineOf(id: string): string[] {
    const number = this.numberOf(id);
    if (number < 0) return [];
    return [...this.ancestors(number).flat(), number].map((area) => this.ids[area]!);
  }

  /** Whether `id` is `above` itself or lies below it. Unknown ids lie below nothing but themselves. */
  isWithin(id: string, above: string): boolean {
    if (id === above) return true;
    const number = this.numberOf(id);
    const wanted = this.numberOf(above);
    if (number < 0 || wanted < 0) return false;
    return this.ancestorsAt(number, this.tiers[wanted]!).includes(wanted);
  }

  /** Everything below the area, itself not included, each once. */
  below(number: number): number[] {
    const seen = new Set<number>();
    const waiting = [number];
    for (let area = waiting.pop(); area !== undefined; area = waiting.pop()) {
      for (const child of this.childrenOf(area)) {
        if (seen.has(child)) continue;
        seen.add(child);
        waiting.push(child);
      }
    }
    return [...seen];
  }

  /** The area as people write it: "Erie County, New York"; "Orchard Park village, New York"; "United States". */
  displayName(id: string): string {
    const number = this.numberOf(id);
    if (number < 0) return id;
    const name = this.names[number]!;
    if (this.tiers[number]! < 2) return name;
    const states = this.ancestorsAt(number, 1);
    return states.length === 1 ? `${name}, ${this.names[states[0]!]}` : name;
  }

  /** The rows again, in the tree's order. */
  *rows(): Iterable<AreaRow> {
    for (let at = 0; at < this.size; at++) {
      const id = this.ids[at]!;
      yield {
        id,
        tier: this.profileOf(countryOf(id)).tiers[this.tiers[at]!] ?? "",
        parents: [...this.parentsOf(at)].map((parent) => this.ids[parent]!),
        name: this.names[at]!,
      };
    }
  }
}

/** The country part of an id: ISO 3166-1 alpha-2 before the first hyphen. */
export function countryOf(id: string): string {
  const hyphen = id.indexOf("-");
  return hyphen < 0 ? id : id.slice(0, hyphen);
}

/** Where a tier stands in its country's order, the widest first. */
export function tierPosition(id: string, tier: string): number {
  return (declaredProfiles().get(countryOf(id)) ?? ORDINARY_COUNTRY).tiers.indexOf(tier);
}
