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

/** What a manifest and a round's signature come to; nothing else goes in. The signature is taken as checked. */
export function outcome(
  manifest: Omit<Manifest, "format" | "list"> & { list: { count: number; root: string } },
  signature: string,
  ticketAt: (entry: number) => string,
): Pick<Certificate, "seed" | "winners" | "reserves"> & { randomness: string } {
  const randomness = randomnessOf(signature);
  const { drawing, beacon, list } = manifest;
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
  return {
    randomness,
    seed: toHex(seed),
    winners: selection.winners.map(({ rank, entry, level }) => {
      const { position, label } = drawing.levels[level]!;
      return { rank, entry, ticket: ticketAt(entry), level: position, label };
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
    beacon: { ...manifest.beacon, signature, randomness },
    times: { ...manifest.times, drawnAt },
    seed,
    winners,
    reserves,
  };
}
