import { escapeHtml } from "../stand-in";
import { chosenPlaces, type StandingPlace } from "./places";

export const STYLE_PATH = "/__standing/control.css";
export const MOVE_PATH = "/__standing/move";
export const ALL_PATH = "/__standing/everywhere";
export const BESIDE_PATH = "/__standing/beside";

/** Sits above the page in its flow, so that it covers nothing. */
export const STYLE = `
standing-place{display:block;color-scheme:dark;background:oklch(0.242 0.031 252);color:oklch(0.935 0.016 85);font:400 .875rem/1.43 Inter,system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
standing-place .standing-bar{display:flex;flex-wrap:wrap;gap:0 1.5rem;align-items:center;max-width:70rem;margin:0 auto;padding:0 1rem}
standing-place details{flex:1 1 16rem;border:0;padding:0;background:none}
standing-place summary{padding:.5rem 0;min-height:2.75rem;display:flex;align-items:center;gap:.5rem;cursor:pointer}
standing-place summary::after{content:"";width:.5rem;height:.5rem;border:solid currentColor;border-width:0 1.5px 1.5px 0;transform:translateY(-2px) rotate(45deg)}
standing-place details[open] summary::after{transform:translateY(2px) rotate(225deg)}
standing-place form{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
standing-place details form{padding:0 0 .5rem}
standing-place button{font:inherit;color:inherit;background:none;border:0;padding:.5rem 0;min-height:2.5rem;cursor:pointer;text-decoration:underline;text-underline-offset:.2em}
standing-place button[aria-current]{font-weight:600;text-decoration:none}
standing-place :focus-visible{outline:3px solid oklch(0.775 0.088 172);outline-offset:2px}
@media print{standing-place{display:none}}
`;

/** The control as HTML without a script or an inline style, as the application's content policy demands. */
export function control(at: StandingPlace, back: string, links: ReadonlyArray<readonly [string, string]>): string {
  const buttons = chosenPlaces
    .map(
      (place) =>
        `<button name="to" value="${escapeHtml(place.id)}"${place.id === at.id ? ' aria-current="true"' : ""}>${escapeHtml(place.name)}</button>`,
    )
    .join("");
  // Buttons and not links: the page's own skip link has to stay its first link.
  const beside = links.map(([name], at) => `<button name="to" value="${at}">${escapeHtml(name)}</button>`).join("");
  const here = `<input type="hidden" name="back" value="${escapeHtml(back)}">`;
  return (
    `<standing-place role="complementary" aria-label="Demonstration"><link rel="stylesheet" href="${STYLE_PATH}"><div class="standing-bar">` +
    `<details><summary>Demonstration: you stand in ${escapeHtml(at.name)}</summary>` +
    `<form method="post" action="${MOVE_PATH}">${here}${buttons}</form>` +
    `<form method="get" action="${ALL_PATH}">${here}<button>Any other county</button></form></details><form method="get" action="${BESIDE_PATH}">${beside}</form></div></standing-place>`
  );
}

/** Puts `markup` right after the opening of the body as the HTML streams by. Chunks are bytes of UTF-8. */
export class AfterBodyOpens {
  private held: Buffer = Buffer.alloc(0);
  private done = false;

  constructor(private readonly markup: string) {}

  push(chunk: Buffer): Buffer {
    if (this.done) return chunk;
    this.held = Buffer.concat([this.held, chunk]);
    // Latin-1 keeps one character a byte, so that an index in the text is one in the bytes.
    const found = /<body(?:\s[^>]*)?>/i.exec(this.held.toString("latin1"));
    if (!found) return Buffer.alloc(0);
    const at = found.index + found[0].length;
    const whole = Buffer.concat([this.held.subarray(0, at), Buffer.from(this.markup), this.held.subarray(at)]);
    this.done = true;
    this.held = Buffer.alloc(0);
    return whole;
  }

  /** What was held back of a document without a body. */
  end(): Buffer {
    return this.held;
  }
}
