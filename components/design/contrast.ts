/** A colour as lightness 0 to 1, chroma and hue in degrees. */
export interface Oklch {
  l: number;
  c: number;
  h: number;
}

/** A role's colours in both appearances. */
export interface Token {
  name: string;
  light: Oklch;
  dark: Oklch;
}

const pattern = /--([a-z-]+):\s*light-dark\(\s*oklch\(([^)]+)\)\s*,\s*oklch\(([^)]+)\)\s*\)/g;

/** The colour roles written in a style sheet as `--name: light-dark(oklch(…), oklch(…))`. */
export function readTokens(css: string): Token[] {
  return [...css.matchAll(pattern)].map(([, name = "", light = "", dark = ""]) => ({
    name,
    light: parse(light),
    dark: parse(dark),
  }));
}

function parse(text: string): Oklch {
  const [l = Number.NaN, c = Number.NaN, h = Number.NaN] = text.trim().split(/\s+/).map(Number);
  if ([l, c, h].some(Number.isNaN)) throw new Error(`not an OKLCH colour: ${text}`);
  return { l, c, h };
}

/** WCAG 2.2 contrast of two colours, 1 to 21. */
export function contrast(a: Oklch, b: Oklch): number {
  const [darker = 0, lighter = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance; linear sRGB from OKLab as published by Björn Ottosson, clipped to what a screen can show. */
function luminance({ l, c, h }: Oklch): number {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short;
  const green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short;
  const blue = -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short;
  const clip = (part: number) => Math.min(1, Math.max(0, part));
  return 0.2126 * clip(red) + 0.7152 * clip(green) + 0.0722 * clip(blue);
}

/** Every pair in use, with what it has to reach: 4.5 for text, 3 for edges and areas that carry meaning. */
export const pairs = [
  { text: "ink", on: "surface", use: "body", needs: 4.5 },
  { text: "ink", on: "surface-raised", use: "raised", needs: 4.5 },
  { text: "ink", on: "surface-sunk", use: "placeBar", needs: 4.5 },
  { text: "ink-muted", on: "surface", use: "secondary", needs: 4.5 },
  { text: "ink-muted", on: "surface-raised", use: "secondaryRaised", needs: 4.5 },
  { text: "ink-muted", on: "surface-sunk", use: "secondarySunk", needs: 4.5 },
  { text: "accent", on: "surface", use: "links", needs: 4.5 },
  { text: "accent", on: "surface-raised", use: "linksRaised", needs: 4.5 },
  { text: "accent", on: "surface-sunk", use: "linksSunk", needs: 4.5 },
  { text: "accent", on: "accent-soft", use: "tint", needs: 4.5 },
  { text: "ink", on: "accent-soft", use: "stock", needs: 4.5 },
  { text: "ink-muted", on: "accent-soft", use: "stockSecondary", needs: 4.5 },
  { text: "accent-ink", on: "accent", use: "button", needs: 4.5 },
  { text: "accent-ink", on: "accent-hover", use: "buttonHover", needs: 4.5 },
  { text: "surface", on: "ink", use: "chosen", needs: 4.5 },
  { text: "prize", on: "surface", use: "prize", needs: 4.5 },
  { text: "prize", on: "surface-raised", use: "prizeRaised", needs: 4.5 },
  { text: "prize", on: "prize-soft", use: "prizeBadge", needs: 4.5 },
  { text: "closed", on: "surface", use: "closed", needs: 4.5 },
  { text: "closed", on: "surface-raised", use: "closedRaised", needs: 4.5 },
  { text: "closed", on: "closed-soft", use: "errorSummary", needs: 4.5 },
  { text: "undecided", on: "surface", use: "undecided", needs: 4.5 },
  { text: "undecided", on: "surface-raised", use: "undecidedRaised", needs: 4.5 },
  { text: "line-strong", on: "surface", use: "fieldEdge", needs: 3 },
  { text: "line-strong", on: "surface-raised", use: "fieldEdgeRaised", needs: 3 },
  { text: "map-open-ink", on: "map-open", use: "countyCount", needs: 4.5 },
  { text: "map-open", on: "surface-sunk", use: "openBesideClosed", needs: 3 },
  { text: "accent", on: "surface", use: "focus", needs: 3 },
] as const;

/** The contrast of every pair in use, light and dark. Throws where a pair names a role that does not exist. */
export function contrastTable(css: string) {
  const tokens = new Map(readTokens(css).map((token) => [token.name, token]));
  const role = (name: string) => {
    const token = tokens.get(name);
    if (!token) throw new Error(`no colour role ${name}`);
    return token;
  };
  return pairs.map((pair) => ({
    ...pair,
    light: contrast(role(pair.text).light, role(pair.on).light),
    dark: contrast(role(pair.text).dark, role(pair.on).dark),
  }));
}
