import { CoverImage } from "@/components/covers/cover-image";

/** A picture of an organisation's own: the address up to the variant, and what it shows. */
export interface Picture {
  key: string;
  alternativeText: string;
}

/** The picture of a raffle or a prize, in the size that the page needs; the drawn cover where there is none. */
export function RafflePicture({
  picture,
  motif,
  seed,
  sizes,
}: {
  picture: Picture | null | undefined;
  motif: string;
  seed: string;
  /** As in `<img sizes>`: how wide it stands on the page. */
  sizes: string;
}) {
  if (!picture) return <CoverImage motif={motif} seed={seed} />;
  const at = (width: number) => `/api/images/${picture.key}.${width}`;
  return (
    <div className="frame">
      {/* biome-ignore lint/performance/noImgElement: the address is behind the gate, which Next's own would go around */}
      <img
        className="cover"
        src={at(640)}
        srcSet={[320, 640, 960, 1280].map((width) => `${at(width)} ${width}w`).join(", ")}
        sizes={sizes}
        width={600}
        height={400}
        alt={picture.alternativeText}
        loading="lazy"
        decoding="async"
      />
    </div>
  );
}
