import { fields, fromHex, toHex, uint64 } from "./bytes";
import { canonicalJson } from "./canonical-json";
import type { Certificate, CertificateMedium, DrawingTerms, FirstCertificate } from "./certificate";
import { sha256 } from "./sha256";

/** The bytes of everything that is fixed at the freeze besides the list itself; docs/draw-algorithm.md. */
export function termsBytes(terms: DrawingTerms): Uint8Array {
  const { method, organisation, raffle, drawings, drawing, pot, beacon, times, renewal, operator } = terms;
  const { namedAt, closedAt, frozenAt } = times;
  // What a certificate adds to its list later is left out by naming what is in.
  const chain = beacon && {
    scheme: beacon.scheme,
    chainHash: beacon.chainHash,
    publicKey: beacon.publicKey,
    genesisSeconds: beacon.genesisSeconds,
    periodSeconds: beacon.periodSeconds,
    groupHash: beacon.groupHash,
    beaconId: beacon.beaconId,
    round: beacon.round,
  };
  const fixed = { method, organisation, raffle, drawings, drawing, pot, renewal, operator };
  return fields(
    "drawbridge/terms/2",
    canonicalJson({ ...fixed, beacon: chain, times: { namedAt, closedAt, frozenAt } }),
  );
}

/** The same for a certificate of version 1: numbers in decimal, what is not known an empty text. */
export function firstTermsBytes(
  terms: Pick<FirstCertificate, "organisation" | "raffle" | "drawing" | "beacon" | "times">,
): Uint8Array {
  const { organisation, raffle, drawing, beacon, times } = terms;
  return fields(
    "drawbridge/terms/1",
    organisation.id,
    organisation.name,
    raffle.id,
    raffle.title,
    raffle.number,
    drawing.id,
    drawing.kind,
    String(drawing.position),
    String(drawing.levels.length),
    ...drawing.levels.flatMap((level) => [
      String(level.position),
      level.label,
      String(level.quantity),
      String(level.prizes.length),
      ...level.prizes,
    ]),
    String(drawing.reserves),
    beacon.scheme,
    beacon.chainHash,
    beacon.publicKey,
    String(beacon.genesisSeconds),
    String(beacon.periodSeconds),
    beacon.groupHash ?? "",
    beacon.beaconId ?? "",
    String(beacon.round),
    times.namedAt,
    times.closedAt,
    times.frozenAt,
    "", // the operator's commitment: none in this version
  );
}

/** SHA-256 over the terms, so that no prize, order, name or time can be changed afterwards without another seed. */
export function termsDigest(terms: DrawingTerms): Uint8Array {
  return sha256(termsBytes(terms));
}

/** The same for a certificate of version 1. */
export function firstTermsDigest(terms: Parameters<typeof firstTermsBytes>[0]): Uint8Array {
  return sha256(firstTermsBytes(terms));
}

/** The hash over a drawing by hand: its terms, its list, what was drawn, and what was filmed. In hexadecimal. */
export function makeSeal(
  terms: string,
  list: { count: number; root: string },
  drawn: Pick<Certificate, "winners" | "reserves"> & { media: CertificateMedium[] },
): string {
  const { winners, reserves, media } = drawn;
  return toHex(
    sha256(
      fields(
        "drawbridge/seal/2",
        fromHex(terms),
        fromHex(list.root),
        uint64(list.count),
        canonicalJson({ media, winners, reserves }),
      ),
    ),
  );
}

/** What the seed is made of; hashes in hexadecimal. */
export interface SeedInput {
  drawingId: string;
  terms: string;
  root: string;
  count: number;
  chainHash: string;
  round: number;
  randomness: string;
}

/** The bytes that are hashed into the seed. */
export function seedBytes(input: SeedInput): Uint8Array {
  return fields(
    "drawbridge/seed/1",
    input.drawingId,
    fromHex(input.terms),
    fromHex(input.root),
    uint64(input.count),
    fromHex(input.chainHash),
    uint64(input.round),
    fromHex(input.randomness),
    "", // the operator's opening: none in this version
  );
}

/** The seed of the drawing: 32 bytes. */
export function makeSeed(input: SeedInput): Uint8Array {
  return sha256(seedBytes(input));
}
