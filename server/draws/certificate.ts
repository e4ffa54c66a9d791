import type { BeaconChain } from "./beacon";

/** Names the steps of docs/draw-algorithm.md. Another way of drawing gets another name. */
export const ALGORITHM = "drawbridge-draw-1";
export const CERTIFICATE_FORMAT = "drawbridge-certificate";
export const MANIFEST_FORMAT = "drawbridge-list";
export const FORMAT_VERSION = 1;

/** One level of prizes in the order in which they are drawn: position 1 is drawn first. */
export interface CertificateLevel {
  position: number;
  /** As it is called: "First Prize". */
  label: string;
  /** How many winners it has. */
  quantity: number;
  /** One prize, or the prizes among which a winner chooses. */
  prizes: string[];
}

/**
 * What is fixed when the list is frozen and before the round exists. Every text and number here is part of the terms
 * that the seed covers. Times are ISO 8601 in UTC with milliseconds.
 */
export interface DrawingTerms {
  organisation: { id: string; name: string };
  raffle: { id: string; title: string; number: string };
  drawing: {
    id: string;
    /** `main` or `early-bird`; a raffle with several drawings has one certificate for each. */
    kind: string;
    position: number;
    levels: CertificateLevel[];
    /** How many reserves are drawn after the winners. */
    reserves: number;
  };
  beacon: BeaconChain & { round: number };
  times: { namedAt: string; closedAt: string; frozenAt: string };
  /**
   * A generator of the venue's own that was committed to before the round. Version 1 of the algorithm has none; the
   * place is kept so that later versions need no other form.
   */
  operator: null;
}

/** What is published at the freeze. */
export interface Manifest extends DrawingTerms {
  format: typeof MANIFEST_FORMAT;
  version: typeof FORMAT_VERSION;
  algorithm: typeof ALGORITHM;
  /** SHA-256 over the terms. */
  terms: string;
  list: { count: number; root: string; entries: string[] };
}

/** The whole record of one drawing. It needs nothing else to be checked. */
export interface Certificate extends Omit<Manifest, "format" | "times" | "beacon"> {
  format: typeof CERTIFICATE_FORMAT;
  beacon: Manifest["beacon"] & { signature: string; randomness: string };
  times: Manifest["times"] & { drawnAt: string };
  seed: string;
  /** `entry` counts the list from 0; `level` is the level's position. */
  winners: Array<{ rank: number; entry: number; ticket: string; level: number; label: string }>;
  reserves: Array<{ rank: number; entry: number; ticket: string }>;
}

/** As it is stored: the list stands in rows of its own. */
export type StoredCertificate = Omit<Certificate, "list"> & { list: Omit<Certificate["list"], "entries"> };
export type StoredManifest = Omit<Manifest, "list"> & { list: Omit<Manifest["list"], "entries"> };
