import type { ReactNode } from "react";

/** What the law answers for somebody: the bridge is down, up, or half raised until we know more. */
export type SignState = "open" | "closed" | "undecided";

// One element for all signs of a page: the payload of a list names it again instead of repeating it.
const glyph = (
  <svg className="sign__glyph" viewBox="0 0 24 24" aria-hidden="true">
    <path className="sign__moat" d="M.5 14.5H6.500V21H17.500V14.500H23.500" />
    <path className="sign__leaf" d="M5.200 14.5H18.800" />
  </svg>
);

/** The drawbridge in two strokes. Decorative: it never stands without its word, see Sign. */
export function SignGlyph() {
  return glyph;
}

/** Proof: what was promised was found true. Drawn in the sign's two strokes, for steps and certificates. Decorative. */
export function CheckGlyph() {
  return (
    <svg className="sign__glyph" viewBox="0 0 24 24" aria-hidden="true">
      <circle className="sign__moat" cx="12" cy="12" r="9.5" />
      <path className="sign__tick" d="M7.5 12.3L10.800 15.5L16.800 8.800" />
    </svg>
  );
}

/** The sign with its word. `big` for titles, `huge` for the page of a closed raffle (the word then stands beside it). */
export function Sign({
  state,
  size = "small",
  children,
}: {
  state: SignState;
  size?: "small" | "big" | "huge";
  children?: ReactNode;
}) {
  return (
    <span className={`sign sign--${state}${size === "small" ? "" : ` sign--${size}`}`}>
      <SignGlyph />
      {children === undefined ? null : <span className="sign__word">{children}</span>}
    </span>
  );
}
