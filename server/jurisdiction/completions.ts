import type { CountryProfile } from "@/server/areas/country-profile";
import type { Alternative } from "@/server/areas/places";
import { type AreaTree, countryOf } from "@/server/areas/tree";

/**
 * One way in which a place with unknown tiers may turn out: the areas per tier, `null` where it is some area that no
 * list names, or none. Known tiers stand as they are.
 */
export type Completion = ReadonlyArray<readonly string[] | null>;

const NO_IDS: readonly string[] = [];

/**
 * Every way in which an alternative may turn out that makes a difference to `listed`, the ids that the game's lists
 * and the age figures name. Areas that no list names are alike, so one of them stands for all; that is what makes this
 * exact and still short. `visit` returns true to stop early.
 *
 * - An area may lie below another when the tree says so. One whose own line skips a tier (a municipality whose county
 *   is not on record) may lie below any area of that tier under its next known ancestor.
 * - A tier that covers the one above (`CountryProfile.covering`) has exactly one area for everybody, so "none of the
 *   listed ones" is possible only while an unlisted one is left. Other tiers may have none.
 * - Listed ids that the tree does not know may be in any unknown tier, each in one tier at a time, unless what is known
 *   below already says which area that tier has.
 *   Of those for which `alike` answers the same, as many are tried as there are unknown tiers.
 * - Where the known tiers contradict the tree, nothing can be ruled out: any listed area of an unknown tier may be it.
 */
export function eachCompletion(
  alternative: Alternative,
  listed: Iterable<string>,
  tree: AreaTree,
  visit: (completion: Completion, profile: CountryProfile) => boolean | undefined,
  alike: (id: string) => unknown = (id) => id,
): void {
  if (!alternative.includes(null)) {
    visit(alternative, tree.profileOf(alternative[0]?.[0] ?? ""));
    return;
  }
  new Walk(alternative, listed, tree, visit, alike).from(0);
}

class Walk {
  private readonly tiers: number;
  private readonly relevant: number[][];
  private readonly strangers: string[] = [];
  private readonly chosen: Array<readonly number[] | "plain" | null>;
  private readonly out: Array<readonly string[] | null>;
  private readonly used = new Set<string>();
  private stopped = false;

  constructor(
    private readonly alternative: Alternative,
    listed: Iterable<string>,
    private readonly tree: AreaTree,
    private readonly visit: (completion: Completion, profile: CountryProfile) => boolean | undefined,
    alike: (id: string) => unknown,
  ) {
    this.tiers = alternative.length;
    this.relevant = Array.from({ length: this.tiers }, () => []);
    this.chosen = new Array(this.tiers).fill(null);
    this.out = new Array(this.tiers).fill(null);
    for (const tier of alternative) for (const id of tier ?? NO_IDS) this.used.add(id);
    const unknownTiers = alternative.filter((tier) => tier === null).length;
    const counts = new Map<unknown, number>();
    const seen = new Set<number>();
    const note = (number: number): void => {
      if (seen.has(number)) return;
      seen.add(number);
      this.relevant[tree.tiers[number]!]?.push(number);
    };
    for (const id of listed) {
      const number = tree.numberOf(id);
      if (number < 0) {
        if (this.used.has(id)) continue;
        const kind = alike(id);
        const count = (counts.get(kind) ?? 0) + 1;
        counts.set(kind, count);
        if (count <= unknownTiers) this.strangers.push(id);
        continue;
      }
      note(number);
      // What lies above a listed area is told apart too, since it decides where the listed one may be.
      for (const [tier, list] of tree.ancestors(number).entries()) {
        if (alternative[tier] === null) for (const ancestor of list) note(ancestor);
      }
    }
  }

  from(tier: number): void {
    if (this.stopped) return;
    if (tier === this.tiers) {
      const country = this.out[0]?.[0] ?? countryOf(this.firstKnown() ?? "");
      if (this.visit(this.out.slice(), this.tree.profileOf(country))) this.stopped = true;
      return;
    }
    const known = this.alternative[tier]!;
    if (known !== null) {
      this.chosen[tier] = known.map((id) => this.tree.numberOf(id)).filter((number) => number >= 0);
      // Known areas that the tree does not know have nothing of the tree below them.
      if (known.length > 0 && this.chosen[tier]!.length === 0) this.chosen[tier] = "plain";
      this.out[tier] = known;
      this.from(tier + 1);
      return;
    }
    const above = this.knownBelow(tier);
    if (above) {
      const possible = above.filter((area) => this.mayBe(area, tier));
      for (const area of possible) this.take(tier, area);
      // What is known below says which area this is, unless the known tiers contradict each other.
      if (above.some((area) => this.mayBe(area, tier, true))) return;
      for (const area of this.relevant[tier]!) this.take(tier, area);
      this.takePlain(tier);
    } else {
      const possible = this.relevant[tier]!.filter((area) => this.mayBe(area, tier));
      for (const area of possible) this.take(tier, area);
      if (this.plainIsPossible(tier, possible)) this.takePlain(tier);
    }
    for (const id of this.strangers) {
      if (this.stopped) return;
      if (this.used.has(id)) continue;
      this.used.add(id);
      this.chosen[tier] = "plain";
      this.out[tier] = [id];
      this.from(tier + 1);
      this.used.delete(id);
    }
  }

  private take(tier: number, area: number): void {
    if (this.stopped) return;
    this.chosen[tier] = [area];
    this.out[tier] = [this.tree.ids[area]!];
    this.from(tier + 1);
  }

  private takePlain(tier: number): void {
    if (this.stopped) return;
    this.chosen[tier] = "plain";
    this.out[tier] = null;
    this.from(tier + 1);
  }

  private firstKnown(): string | undefined {
    for (const tier of this.out) if (tier?.length) return tier[0];
    return undefined;
  }

  /** The areas of this tier above everything that is known below it; null where nothing below says anything. */
  private knownBelow(tier: number): readonly number[] | null {
    let common: readonly number[] | null = null;
    for (let below = tier + 1; below < this.tiers; below++) {
      for (const id of this.alternative[below] ?? NO_IDS) {
        const number = this.tree.numberOf(id);
        if (number < 0) continue;
        const line = this.tree.ancestorsAt(number, tier);
        if (line.length === 0) continue;
        common = common === null ? line : common.filter((area) => line.includes(area));
      }
    }
    return common;
  }

  /** Whether the area may be where the person is, given what stands (or, `asGiven`, was given) in the tiers above. */
  private mayBe(area: number, tier: number, asGiven = false): boolean {
    for (let above = tier - 1; above >= 0; above--) {
      if (asGiven && this.alternative[above] === null) continue;
      const standing = this.chosen[above];
      if (standing === null || standing === undefined || standing.length === 0) continue;
      const line = this.tree.ancestorsAt(area, above);
      if (line.length === 0) continue;
      if (standing === "plain") return false;
      return standing.some((number) => line.includes(number as number));
    }
    return true;
  }

  /** Whether an area that no list names, or none at all, is possible in this tier. */
  private plainIsPossible(tier: number, possible: readonly number[]): boolean {
    const above = tier === 0 ? null : this.chosen[tier - 1];
    if (!above || above === "plain" || above.length === 0) return true;
    const country = this.out[0]?.[0] ?? countryOf(this.tree.ids[above[0]!]!);
    if (!this.tree.profileOf(country).covering[tier]) return true;
    for (const number of above) {
      const children = this.tree.childCount(number, tier);
      if (children === 0) return true;
      let listed = 0;
      for (const area of possible) if (this.tree.ancestorsAt(area, tier - 1).includes(number)) listed++;
      if (children > listed) return true;
    }
    return false;
  }
}
