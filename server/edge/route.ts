/** What an address asks for, as far as the gate is concerned. */
export type GateRoute =
  | { kind: "home" }
  | { kind: "list" }
  | { kind: "raffle"; slug: string; part?: "counties" }
  /** A syndicate's page and everything under it: who may look is asked of the application at every request. */
  | { kind: "syndicate"; slug: string }
  | { kind: "internal" }
  | { kind: "api" }
  | { kind: "page" }
  | { kind: "nothing" };

const SLUG = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const PART = /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/i;
/** Addresses behind the gate: written otherwise than the gate writes them they do not exist. */
const GUARDED = /^\/+(v|raffles)(\/|$|\.)/i;
const GUARDED_BELOW = /^\/+syndicates\/+./i;
/** Under /syndicates, but no syndicate. */
const NO_SYNDICATE = ["new"];

function decoded(path: string): string | null {
  let text = path;
  try {
    for (let times = 0; times < 3 && text.includes("%"); times++) text = decodeURIComponent(text);
  } catch {
    return null;
  }
  return text.replaceAll("\\", "/");
}

/**
 * Reads a path, as sent. Only strict patterns lead behind the gate; other spellings of the same address (percent
 * signs, doubled slashes, capitals, endings) and everything under /v lead nowhere, so that neither a cached page nor a
 * closed raffle can be reached around it.
 */
export function gateRoute(path: string): GateRoute {
  if (path === "/") return { kind: "home" };
  if (path === "/raffles") return { kind: "list" };
  if (path.startsWith("/raffles/")) {
    const rest = path.slice("/raffles/".length);
    const part = rest.endsWith("/counties") ? "counties" : undefined;
    const slug = part ? rest.slice(0, -"/counties".length) : rest;
    if (slug.length > 120 || !SLUG.test(slug)) return { kind: "nothing" };
    return part ? { kind: "raffle", slug, part } : { kind: "raffle", slug };
  }
  if (path.startsWith("/syndicates/")) {
    const [slug = "", ...parts] = path.slice("/syndicates/".length).split("/");
    if (slug.length > 120 || !SLUG.test(slug) || !parts.every((part) => PART.test(part))) return { kind: "nothing" };
    // The picture of a link decides by itself, and says nothing where the page would be closed.
    const isPicture = parts.length === 1 && parts[0] === "share.png";
    return isPicture || NO_SYNDICATE.includes(slug) ? { kind: "page" } : { kind: "syndicate", slug };
  }
  const plain = decoded(path);
  if (plain !== null && GUARDED_BELOW.test(plain.normalize("NFKC"))) return { kind: "nothing" };
  if (plain === null || GUARDED.test(plain) || GUARDED.test(plain.normalize("NFKC"))) return { kind: "nothing" };
  if (path.startsWith("/api/internal/")) return { kind: "internal" };
  if (path.startsWith("/api/")) return { kind: "api" };
  return { kind: "page" };
}
