import type { GateRules, Refusal, Visible } from "./gate-rules";
import type { GateRoute } from "./route";
import type { SeenPlace } from "./seen-place";

/** The cached page that answers a request behind the gate. */
export type PageFor =
  | { kind: "missing" }
  /** The same for every class that may see it: the address of the page, without the language. */
  | { kind: "shared"; page: string }
  /** A page of a class, which has to be registered before it can be rendered. */
  | { kind: "class"; visible: Visible; page: string; status: 200 | 451 };

/** The last part of a closed page's address: it is made from the reason and its area alone. */
export function closedPage(why: Refusal): string {
  const code = why.decision === "undecided" ? `undecided-${why.missing ?? "place"}` : why.code;
  return `closed/${code}.${why.areaId ?? "none"}`;
}

/** Decides which page answers: home, the list, a raffle, or why it is not shown (J13). */
export function pageFor(
  rules: GateRules,
  route: Extract<GateRoute, { kind: "home" | "list" | "raffle" }>,
  place: SeenPlace | null,
  nowMs: number,
  locale: string,
): PageFor {
  if (route.kind === "raffle") {
    const key = rules.find(route.slug, nowMs);
    if (!key) return { kind: "missing" };
    const why = rules.refusal(key.id, place, nowMs);
    if (why && !rules.showsDetail(key.id, place, nowMs)) {
      return { kind: "class", visible: rules.see(place, nowMs, locale), page: closedPage(why), status: 451 };
    }
    return { kind: "shared", page: `raffle/${key.id}.${key.revision}${route.part ? `/${route.part}` : ""}` };
  }
  const page = route.kind === "home" ? `home/${rules.mapId}` : "raffles";
  return { kind: "class", visible: rules.see(place, nowMs, locale), page, status: 200 };
}
