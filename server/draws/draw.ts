import { randomnessOf } from "./beacon";
import { toHex } from "./bytes";
import {
  ALGORITHM,
  CERTIFICATE_FORMAT,
  type Certificate,
  type DrawingTerms,
  FORMAT_VERSION,
  MANIFEST_FORMAT,
  type Manifest,
} from "./certificate";
import { merkleRoot } from "./merkle";
import { potParts } from "./pot-parts";
import { makeSeed, termsDigest } from "./seed";
import { select } from "./select";

/** What is published when the list is frozen. `entries` are the ticket numbers in the order of the list. */
export function makeManifest(terms: DrawingTerms, entries: string[]): Manifest {
  return {
    format: MANIFEST_FORMAT,
    version: FORMAT_VERSION,
    algorithm: ALGORITHM,
    ...terms,
    terms: toHex(termsDigest(terms)),
    list: { count: entries.length, root: merkleRoot(entries), entries },
  };
}

/**
 * What a manifest and a round's signature come to; nothing else goes in. The signature is taken as checked. Throws for a
 * drawing by hand, which has no round.
 */
export function outcome(
  manifest: Pick<Manifest, "drawing" | "beacon" | "pot" | "terms"> & { list: { count: number; root: string } },
  signature: string,
  ticketAt: (entry: number) => string,
): Pick<Certificate, "winners" | "reserves"> & { seed: string; randomness: string } {
  const randomness = randomnessOf(signature);
  const { drawing, beacon, list, pot } = manifest;
  if (!beacon) throw new Error(`Drawing ${drawing.id} is made by hand.`);
  const seed = makeSeed({
    drawingId: drawing.id,
    terms: manifest.terms,
    root: list.root,
    count: list.count,
    chainHash: beacon.chainHash,
    round: beacon.round,
    randomness,
  });
  const selection = select(seed, list.count, drawing.levels, drawing.reserves);
  const parts = pot ? potParts(pot.potMinor, selection.winners.length) : null;
  return {
    randomness,
    seed: toHex(seed),
    winners: selection.winners.map(({ rank, entry, level }) => {
      const { position, label } = drawing.levels[level]!;
      return {
        rank,
        entry,
        ticket: ticketAt(entry),
        level: position,
        label,
        prize: null,
        amountMinor: parts ? parts[rank - 1]! : null,
      };
    }),
    reserves: selection.reserves.map(({ rank, entry }) => ({ rank, entry, ticket: ticketAt(entry) })),
  };
}

/** The certificate of a drawing. `drawnAt` is ISO 8601 in UTC. */
export function makeCertificate(manifest: Manifest, signature: string, drawnAt: string): Certificate {
  const { randomness, seed, winners, reserves } = outcome(
    manifest,
    signature,
    (entry) => manifest.list.entries[entry]!,
  );
  return {
    ...manifest,
    format: CERTIFICATE_FORMAT,
    beacon: { ...manifest.beacon!, signature, randomness },
    times: { ...manifest.times, drawnAt },
    seed,
    hand: null,
    winners,
    reserves,
  };
}
