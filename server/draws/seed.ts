import { fields, fromHex, uint64 } from "./bytes";
import type { DrawingTerms } from "./certificate";
import { sha256 } from "./sha256";

/**
 * The bytes of everything that is fixed at the freeze besides the list itself. Numbers are written in decimal; what is
 * not known is an empty text. The order is part of docs/draw-algorithm.md.
 */
export function termsBytes(terms: DrawingTerms): Uint8Array {
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
