import { sha256 } from "@noble/hashes/sha2";
import { bytesToHex } from "@noble/hashes/utils";
import { areasOfPlace, NOWHERE, type Place } from "@/server/areas/places";
import { type Decision, decide, type Person } from "@/server/jurisdiction/decision";
import { EligibilityIndex, gamesOf } from "@/server/jurisdiction/eligibility-index";
import type { GameKey, GateRules, Refusal, Visible } from "./gate-rules";
import { decodeLiveRules, type LiveGame, type LiveRules, type MapAnswers } from "./rules-wire";
import type { SeenPlace } from "./seen-place";

const encoder = new TextEncoder();

/** The first 128 bits of SHA-256 as 32 hex digits: readers of different classes never share an id. */
export function fingerprint(text: string): string {
  return bytesToHex(sha256(encoder.encode(text)).subarray(0, 16));
}

/** Answers kept between two instants at which anything begins or ends. */
const MOST_KEPT = 4096;

function placeOf(seen: SeenPlace | null): Place {
  return seen ? { alternatives: seen.alternatives } : NOWHERE;
}

/** Without a confirmed age the age conditions are left to entry; with one, what asks for more is not shown (J7, J9). */
function personOf(seen: SeenPlace | null): Person {
  return seen?.ageAtLeast == null ? { age: null, ignoreAge: true } : { age: seen.ageAtLeast };
}

/** The rules in force as the gate asks them, from a decoded text. */
export function decodeRules(text: string): GateRules {
  return compileRules(decodeLiveRules(text));
}

/** The rules in force as the gate asks them. The index is built again when a permission begins or ends. */
export function compileRules(live: LiveRules): GateRules {
  const bySlug = new Map(live.games.map((game) => [game.slug, game]));
  const byId = new Map(live.games.map((game) => [game.id, game]));
  const insisting = new Set(live.insisting);
  const edges = [...new Set(live.games.flatMap((game) => [game.fromMs, game.untilMs]))].sort(
    (one, other) => one - other,
  );
  const kept = new Map<string, Visible>();
  let keptFromMs = Number.POSITIVE_INFINITY;
  let keptUntilMs = Number.NEGATIVE_INFINITY;
  let index: EligibilityIndex | undefined;

  function indexAt(nowMs: number): EligibilityIndex {
    if (!index || nowMs >= index.validUntilMs || nowMs < index.atMs) {
      index = new EligibilityIndex(
        live.games.map((game) => game.rules),
        live.tree,
        live.ages,
        nowMs,
      );
    }
    return index;
  }

  const isShown = (game: LiveGame, nowMs: number) => nowMs >= game.fromMs && nowMs < game.untilMs;
  const keyOf = (game: LiveGame): GameKey => ({ id: game.id, revision: game.revision });
  /** A place in which every area known to insist on the first gate keeps the others' modes out. */
  const insists = (seen: SeenPlace | null) => areasOfPlace(placeOf(seen)).some((area) => insisting.has(area));

  function judged(game: LiveGame, seen: SeenPlace | null, nowMs: number): Decision {
    return decide(game.rules, placeOf(seen), live.tree, { atMs: nowMs, person: personOf(seen), ages: live.ages });
  }

  /** The tier that most of the undecided games wait for; found on a few of them, which share their reasons. */
  function missingTier(undecided: readonly LiveGame[], seen: SeenPlace | null, nowMs: number): string | null {
    for (const game of undecided.slice(0, 5)) {
      const tier = judged(game, seen, nowMs).missing[0];
      if (tier) return tier;
    }
    return null;
  }

  return {
    version: live.version,
    gateMode: live.gateMode,
    mapId: live.mapId,
    find(slug, nowMs) {
      const game = bySlug.get(slug);
      return game && nowMs >= game.fromMs ? keyOf(game) : null;
    },
    see(seen, nowMs, locale): Visible {
      if (nowMs < keptFromMs || nowMs >= keptUntilMs) {
        kept.clear();
        keptFromMs = nowMs;
        keptUntilMs = Math.min(edges.find((edge) => edge > nowMs) ?? Infinity, indexAt(nowMs).validUntilMs);
      }
      const key = `${locale} ${seen ? JSON.stringify([seen.alternatives, seen.ageAtLeast]) : ""}`;
      const known = kept.get(key);
      if (known) return known;
      const { open, undecided } = indexAt(nowMs).evaluate(placeOf(seen), personOf(seen));
      const shown = (numbers: readonly number[]) =>
        numbers.map((number) => live.games[number]!).filter((game) => isShown(game, nowMs));
      const openGames = shown(gamesOf(open)).map(keyOf);
      const undecidedGames = shown(gamesOf(undecided));
      const listsAll = live.gateMode !== "filter-first" && !insists(seen);
      const listed = listsAll ? live.games.filter((game) => isShown(game, nowMs)).map(keyOf) : [];
      const missing = missingTier(undecidedGames, seen, nowMs);
      const words = (games: readonly GameKey[]) => games.map((game) => `${game.id}.${game.revision}`).join(",");
      const text = [locale, words(openGames), words(listed), undecidedGames.length, missing ?? ""].join("|");
      const visible = {
        classId: fingerprint(text),
        open: openGames,
        listed,
        undecidedCount: undecidedGames.length,
        missing,
      };
      if (kept.size >= MOST_KEPT) kept.clear();
      kept.set(key, visible);
      return visible;
    },
    refusal(gameId, seen, nowMs): Refusal | null {
      const game = byId.get(gameId);
      if (!game || nowMs < game.fromMs)
        return { decision: "closed", code: "not-permitted", areaId: null, missing: null };
      const found = judged(game, seen, nowMs);
      if (found.decision === "open") return null;
      const first = found.reasons[0];
      return {
        decision: found.decision,
        code: first?.code ?? "not-permitted",
        areaId: found.decision === "closed" ? (first?.area ?? null) : null,
        missing: found.missing[0] ?? null,
      };
    },
    showsDetail(gameId, seen, nowMs) {
      const game = byId.get(gameId);
      if (!game || nowMs < game.fromMs) return false;
      return live.gateMode === "gate-at-entry" && !insists(seen);
    },
  };
}

/** Where in the licensing tiers above municipalities anything is open at all, and where it depends on what lies below. */
export function mapAnswers(live: LiveRules, nowMs: number): MapAnswers {
  const games = live.games.filter((game) => nowMs >= game.fromMs && nowMs < game.untilMs);
  return answersOf(live, games, nowMs);
}

/** The same for one game alone, whatever its times. */
export function gameAnswers(live: LiveRules, gameId: string, nowMs: number): MapAnswers {
  return answersOf(
    live,
    live.games.filter((game) => game.id === gameId),
    nowMs,
  );
}

function answersOf(live: LiveRules, games: readonly LiveGame[], nowMs: number): MapAnswers {
  const { tree } = live;
  const index = new EligibilityIndex(
    games.map((game) => game.rules),
    tree,
    live.ages,
    nowMs,
  );
  const answers: MapAnswers = { open: [], undecided: [] };
  const someone: Person = { age: null, ignoreAge: true };
  for (let area = 0; area < tree.size; area++) {
    if (tree.tiers[area] !== 2) continue;
    const line = [0, 1].map((tier) => tree.ancestorsAt(area, tier).map((above) => tree.ids[above]!));
    const id = tree.ids[area]!;
    const { open, undecided } = index.evaluate({ alternatives: [[...line, [id], null]] }, someone);
    if (open.some((word) => word !== 0)) answers.open.push(id);
    else if (undecided.some((word) => word !== 0)) answers.undecided.push(id);
  }
  return answers;
}
