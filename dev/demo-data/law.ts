import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";

const LABEL = "Demonstration data, not legal advice.";

interface StateRule {
  code: string;
  state: string;
  raffleLegal: boolean | null;
  onlineSaleAllowed: boolean | null;
  minAgeToBuy: number | null;
  confidence: string;
}

/** Without the file: states that are widely known to allow no raffles. */
const KNOWN: StateRule[] = [
  ["UT", "Utah"],
  ["HI", "Hawaii"],
  ["AL", "Alabama"],
].map(([code = "", state = ""]) => ({
  code,
  state,
  raffleLegal: false,
  onlineSaleAllowed: false,
  minAgeToBuy: null,
  confidence: "medium",
}));

/** RULES_FILE, or ../shared/data/us-raffle-rules.json beside the repository; null where there is neither. */
export function rulesFile(root: string): string | null {
  const candidates = [process.env.RULES_FILE, path.join(root, "..", "shared", "data", "us-raffle-rules.json")];
  return candidates.find((file): file is string => Boolean(file) && existsSync(file ?? "")) ?? null;
}

function readRules(file: string | null): StateRule[] {
  if (!file) return KNOWN;
  const { states } = JSON.parse(readFileSync(file, "utf8")) as { states: StateRule[] };
  return states;
}

/** Whether a state is marked as forbidding raffles or their online sale; such a state stays closed. */
const forbids = (rule: StateRule) => rule.raffleLegal === false || rule.onlineSaleAllowed === false;

/**
 * Writes the demonstration's law: bans and ages from the file where there is one, 18 elsewhere. It only ever adds bans
 * to the invented permits. Returns the ids of the states that stay closed.
 */
export async function writeLaw(db: Database, file: string | null, now: Date): Promise<string[]> {
  const rules = readRules(file);
  const source = file ? `${path.basename(file)}. ${LABEL}` : LABEL;
  const validFrom = new Date(now.getTime() - 24 * 3_600_000);
  const rule = (areaId: string, minimumAge: number | null, data: object, confidence: string, from: string) => ({
    id: newId(now.getTime()),
    areaId,
    version: 1,
    minimumAge,
    rules: data,
    source: from,
    confidence,
    validFrom,
    createdAt: now,
  });
  await db.areaRule.createMany({
    data: [
      rule("US", 18, { note: `The demonstration's own age where no other is known. ${LABEL}` }, "demonstration", LABEL),
      ...rules
        .filter((one) => forbids(one) || one.minAgeToBuy !== null)
        .map((one) =>
          rule(
            `US-${one.code}`,
            one.minAgeToBuy,
            {
              ...(one.raffleLegal === false ? { rafflesAllowed: false } : {}),
              ...(one.onlineSaleAllowed === false ? { onlineSaleAllowed: false } : {}),
              note: LABEL,
            },
            one.confidence,
            source,
          ),
        ),
    ],
  });
  const banned = rules.filter(forbids);
  await db.areaListEntry.createMany({
    data: banned.map((one) => ({
      id: newId(now.getTime()),
      areaId: `US-${one.code}`,
      list: "exclusion" as const,
      reason:
        one.raffleLegal === false
          ? `Raffles are marked as forbidden in ${one.state}. ${LABEL}`
          : `The online sale of raffle tickets is marked as forbidden in ${one.state}. ${LABEL}`,
      createdAt: now,
    })),
  });
  return banned.map((one) => `US-${one.code}`);
}
