import { motifOf } from "./motifs";
import { coverVariant } from "./variants";

/**
 * A drawn picture of a prize by reference: the drawing is one file for all pages, so that lists stay small. It keeps
 * the page's colours, day and night, since custom properties reach into it. Decorative, like Cover.
 */
export function CoverImage({ motif, seed }: { motif: string; seed: string }) {
  return (
    <div className="frame">
      <svg className="cover" viewBox="0 0 600 400" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        <use href={`/covers/${motifOf(motif)}/${coverVariant(seed)}.svg#cover`} />
      </svg>
    </div>
  );
}
