import type { BeaconChain } from "./beacon";

/** Names the steps of docs/draw-algorithm.md. Another way of drawing, or another meaning of a field, gets another name. */
export const ALGORITHM = "drawbridge-draw-2";
export const CERTIFICATE_FORMAT = "drawbridge-certificate";
export const MANIFEST_FORMAT = "drawbridge-list";
export const FORMAT_VERSION = 2;

/** The first version: main drawings by beacon alone. Its certificates are kept and checked. */
export const FIRST_ALGORITHM = "drawbridge-draw-1";
export const FIRST_VERSION = 1;

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

/** A drawing among those of its raffle, as it stood when this list was frozen. */
export interface RaffleDrawing {
  id: string;
  kind: string;
  position: number;
  /** `lapsed`: an early bird that was never triggered; its prizes stand in the main drawing. `ended`: not held. */
  state: "this" | "drawn" | "frozen" | "lapsed" | "ended" | "to-come";
  /** Root of its list where that is frozen. */
  root: string | null;
}

/** What made an early bird fall due, and the last ticket in order of issue that takes part. */
export interface DrawingTrigger {
  count: number | null;
  at: string | null;
  triggeredAt: string;
  order: number;
}

/** A pot instead of prizes; all of it is divided among the winners. Amounts are in minor units. */
export interface Pot {
  /** `conversion` replaced the advertised prizes after the close; `fifty-fifty` was one from the start. */
  kind: "conversion" | "fifty-fifty";
  currency: string;
  /** Gross sales of valid tickets. */
  salesMinor: number;
  shareBasisPoints: number;
  seedMinor: number;
  minimumMinor: number;
  capMinor: number | null;
  potMinor: number;
}

/** A round named after the first one was missed, by the regulator and two people. */
export interface Renewal {
  missedRound: number | null;
  reason: string;
  requestedAt: string;
  approvedAt: string[];
}

/**
 * What is fixed when the list is frozen and before the round exists. Every text and number here is part of the terms
 * that the seed covers. Times are ISO 8601 in UTC with milliseconds.
 */
export interface DrawingTerms {
  method: "beacon" | "hand";
  organisation: { id: string; name: string };
  raffle: { id: string; title: string; number: string };
  /** Every drawing of the raffle, in the order in which they are held. */
  drawings: RaffleDrawing[];
  drawing: {
    id: string;
    /** `main`, `early-bird` or `pool`; a raffle with several drawings has one certificate for each. */
    kind: string;
    position: number;
    trigger: DrawingTrigger | null;
    /** Tickets that won in earlier drawings and by the rules take no part in this one. */
    without: string[];
    levels: CertificateLevel[];
    /** How many reserves are drawn after the winners. */
    reserves: number;
    /** Whether a drawn stub goes back into the drum, so that it may win again; by hand alone. */
    stubsReturn: boolean;
  };
  pot: Pot | null;
  /** Null where the drawing is made by hand. */
  beacon: (BeaconChain & { round: number }) | null;
  times: { namedAt: string | null; closedAt: string; frozenAt: string };
  renewal: Renewal | null;
  /** The place of a generator of the venue's own, committed to before the round. There is none. */
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

export interface CertificateWinner {
  rank: number;
  /** Counts the list from 0. */
  entry: number;
  ticket: string;
  /** The level's position. */
  level: number;
  label: string;
  /** The prize of a choice, where it was chosen at the draw; by hand alone. */
  prize: string | null;
  /** The winner's part of a pot. */
  amountMinor: number | null;
}

export interface CertificateReserve {
  rank: number;
  entry: number;
  ticket: string;
}

/** A picture or film of a drawing by hand, or where it was shown live. */
export interface CertificateMedium {
  kind: "photo" | "video" | "stream";
  name: string;
  /** SHA-256 and size of the file; null for a stream. */
  sha256: string | null;
  bytes: number | null;
  address: string | null;
}

/** The whole record of one drawing. It needs nothing else to be checked. */
export interface Certificate extends Omit<Manifest, "format" | "times" | "beacon"> {
  format: typeof CERTIFICATE_FORMAT;
  beacon: (NonNullable<Manifest["beacon"]> & { signature: string; randomness: string }) | null;
  times: Manifest["times"] & { drawnAt: string };
  seed: string | null;
  /** What stands in for the seed by hand: the films and pictures, and a hash over them, the terms, list and winners. */
  hand: { media: CertificateMedium[]; seal: string } | null;
  winners: CertificateWinner[];
  reserves: CertificateReserve[];
}

/** The record as version 1 of the format had it. */
export interface FirstCertificate {
  format: typeof CERTIFICATE_FORMAT;
  version: typeof FIRST_VERSION;
  algorithm: typeof FIRST_ALGORITHM;
  organisation: DrawingTerms["organisation"];
  raffle: DrawingTerms["raffle"];
  drawing: Pick<DrawingTerms["drawing"], "id" | "kind" | "position" | "levels" | "reserves">;
  beacon: NonNullable<Certificate["beacon"]>;
  times: { namedAt: string; closedAt: string; frozenAt: string; drawnAt: string };
  operator: null;
  terms: string;
  list: Manifest["list"];
  seed: string;
  winners: Array<Omit<CertificateWinner, "prize" | "amountMinor">>;
  reserves: CertificateReserve[];
}

/** As it is stored: the list stands in rows of its own. */
export type StoredCertificate = Omit<Certificate, "list"> & { list: Omit<Certificate["list"], "entries"> };
export type StoredManifest = Omit<Manifest, "list"> & { list: Omit<Manifest["list"], "entries"> };
