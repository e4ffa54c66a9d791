/** What a refusal of entry leaves the house with: pages and letters have the words for it in their own language. */
export interface RefusalParams {
  [name: string]: string | number;
  /** In English, for logs, and where there are no words for the code. */
  reason: string;
  reasonCode: string;
  /** Id and full name of the area whose rule it is; empty where it is not about one. */
  area: string;
  place: string;
  /** In whole years; 0 where it is not about age, or the figure is the game's own. */
  minimumAge: number;
  /** `yes` where it is about where somebody is now, and not where they live. */
  here: "yes" | "no";
}

/** What a reason begins with that is about where somebody is now. */
export const HERE = "Where you are now: ";

/** A refusal's first reason with what its words need. */
export function refusalParams(
  reason: { code: string; area: string | null; text: string } | undefined,
  known: { nameOf: (areaId: string) => string; ages: ReadonlyMap<string, number> },
): RefusalParams {
  const { code = "", area = null, text = "" } = reason ?? {};
  return {
    reason: text,
    reasonCode: code,
    area: area ?? "",
    place: area ? known.nameOf(area) : "",
    minimumAge: (code === "under-age" && area && known.ages.get(area)) || 0,
    here: text.startsWith(HERE) ? "yes" : "no",
  };
}

/** Codes that have words of their own under `entry`; those with two say it with the place's name or without. */
const WORDS: Readonly<Record<string, "one" | "placed">> = {
  excluded: "placed",
  "excluded-by-area": "placed",
  stopped: "placed",
  "not-permitted": "placed",
  "local-incomplete": "placed",
  "permit-not-yet-valid": "placed",
  "permit-expired": "placed",
  "under-age": "placed",
  "place-unknown": "one",
  "presence-unknown": "one",
  "residence-unknown": "one",
  "governing-unknown": "one",
  "governing-forbids": "one",
  "rules-unreadable": "one",
  "game-unknown": "one",
};

/**
 * The words of a refusal, as keys of the texts and what fills them: `say("entry.excluded", …)`. Refusals that were
 * written down before they had a code, and codes nobody wrote words for, keep the reason they came with.
 */
export function refusalWords(
  params: Readonly<Record<string, string | number>>,
  say: (key: string, fill: Record<string, string | number>) => string,
): string {
  const code = String(params.reasonCode ?? "");
  const kind = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  const place = String(params.place ?? "");
  const minimumAge = Number(params.minimumAge ?? 0);
  if (!kind) return String(params.reason ?? "");
  const isPlaced = kind === "one" || (place !== "" && (code !== "under-age" || minimumAge > 0));
  const words = say(`entry.${code}${isPlaced ? "" : "-here"}`, { place, minimumAge });
  return params.here === "yes" && code !== "presence-unknown" ? say("entry.whereYouAre", { reason: words }) : words;
}
