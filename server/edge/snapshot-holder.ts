/** The rules are looked for again when they were last confirmed this long ago, beside the answer … */
const POLL_MS = 2_000;
/** … and before the answer when it was this long ago: what a regulator stopped is gone within five seconds (P6). */
const OLDEST_MS = 4_000;

/** Where the published rules are read from. */
export interface SnapshotSource {
  /** The published version; null where nothing is published or the publisher has not confirmed it lately. */
  version(): Promise<string | null>;
  /** The published rules of a version; null where they are gone. */
  body(version: string): Promise<string | null>;
}

/** What the database says, through the application behind the gate: null when `have` is still right. */
export type DirectRules = (have: string | null) => Promise<{ version: string; body: string } | null>;

export interface SnapshotHolder<Snapshot> {
  /**
   * The rules in force, at most four seconds old. `later` takes the work of looking for newer ones.
   * Throws when they can be had from nowhere: then nothing is open (J6).
   */
  current(later: (work: Promise<unknown>) => void): Promise<{ version: string; snapshot: Snapshot }>;
}

function isOlder(version: string, than: string): boolean {
  const numberOf = (text: string) => /^(\d+)(-|$)/.exec(text)?.[1];
  const [one, other] = [numberOf(version), numberOf(than)];
  return one !== undefined && other !== undefined && BigInt(one) < BigInt(other);
}

/** Keeps the compiled rules in memory, polls for a new version, and falls back to the database. */
export function createSnapshotHolder<Snapshot>(
  source: SnapshotSource,
  direct: DirectRules,
  decode: (body: string) => Snapshot,
  now: () => number = Date.now,
): SnapshotHolder<Snapshot> {
  let held: { version: string; snapshot: Snapshot } | null = null;
  let confirmedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | null = null;

  async function look(): Promise<void> {
    const startedAt = now();
    const published = await source.version().catch(() => null);
    // A store that lags behind what the database already said must not bring old rules back.
    if (published !== null && !(held && isOlder(published, held.version))) {
      if (held?.version === published) {
        confirmedAt = startedAt;
        return;
      }
      const body = await source.body(published).catch(() => null);
      if (body !== null) {
        held = { version: published, snapshot: decode(body) };
        confirmedAt = startedAt;
        return;
      }
    }
    const fresh = await direct(held?.version ?? null);
    if (fresh) held = { version: fresh.version, snapshot: decode(fresh.body) };
    confirmedAt = startedAt;
  }

  function refresh(): Promise<void> {
    running ??= look().finally(() => {
      running = null;
    });
    return running;
  }

  return {
    async current(later) {
      const age = now() - confirmedAt;
      if (!held || age > OLDEST_MS) await refresh();
      else if (age > POLL_MS && !running) later(refresh().catch(() => {}));
      if (!held) throw new Error("The rules cannot be loaded.");
      return held;
    },
  };
}
