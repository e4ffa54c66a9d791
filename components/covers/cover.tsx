import type { JSX } from "react";
import { type Variation, variationOf } from "./art";
import { Cash, FiftyFifty } from "./coins";
import { Camera, Instrument, Journey, Lantern, Painting, Telescope } from "./fine";
import { Garden, Greenhouse } from "./garden";
import { Cabin, Hamper, Quilt } from "./home";
import { type Motif, motifOf } from "./motifs";
import { Boat, Cottage, Kayaks, Season } from "./water";
import { Bicycle, Car } from "./wheels";

const drawings: Record<Motif, (props: { v: Variation }) => JSX.Element> = {
  boat: Boat,
  kayaks: Kayaks,
  cottage: Cottage,
  season: Season,
  bicycle: Bicycle,
  car: Car,
  quilt: Quilt,
  cabin: Cabin,
  hamper: Hamper,
  greenhouse: Greenhouse,
  garden: Garden,
  camera: Camera,
  telescope: Telescope,
  instrument: Instrument,
  painting: Painting,
  lantern: Lantern,
  journey: Journey,
  "fifty-fifty": FiftyFifty,
  cash: Cash,
};

/** The shapes of a cover on a sheet of 600 by 400. */
export function coverDrawing(motif: string, seed: string): JSX.Element {
  const Drawing = drawings[motifOf(motif)];
  return <Drawing v={variationOf(seed)} />;
}

/**
 * A drawn picture of a prize: the motif by name, its details from `seed` (the raffle's or prize's id), day in the
 * light and night in the dark. Decorative: the title beside it says what it is.
 */
export function Cover({ motif, seed }: { motif: string; seed: string }) {
  return (
    <div className="frame">
      <svg className="cover" viewBox="0 0 600 400" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
        {coverDrawing(motif, seed)}
      </svg>
    </div>
  );
}
