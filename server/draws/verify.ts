import { computeChainHash, isSignatureOfRound, QUICKNET, randomnessOf, timeOfRoundMs } from "./beacon";
import { toHex } from "./bytes";
import type { Certificate } from "./certificate";
import { merkleRoot } from "./merkle";
import { readCertificate } from "./read-certificate";
import { makeSeed, termsDigest } from "./seed";
import { select } from "./select";

/** One thing that is wrong. The words for each code stand in messages/<locale>/draws.json under `faults`. */
export interface Fault {
  code:
    | "not-json"
    | "proof"
    | "form"
    | "repeated"
    | "count"
    | "root"
    | "published-root"
    | "chain"
    | "signature"
    | "randomness"
    | "time-order"
    | "terms"
    | "seed"
    | "winner"
    | "winner-count"
    | "reserve"
    | "reserve-count";
  params: Record<string, string | number>;
}

export interface Verification {
  ok: boolean;
  faults: Fault[];
  /** `quicknet` for the League of Entropy's chain, `other` for any other; null when the file could not be read. */
  chain: "quicknet" | "other" | null;
  certificate: Certificate | null;
}

/** A list with many faults of one kind names the first few. */
const NAMED_FAULTS = 20;

function listFaults(certificate: Certificate): { faults: Fault[]; root: string } {
  const { list } = certificate;
  const faults: Fault[] = [];
  const places = new Map<string, number>();
  list.entries.forEach((ticket, entry) => {
    const first = places.get(ticket);
    if (first === undefined) places.set(ticket, entry);
    else faults.push({ code: "repeated", params: { ticket, first: first + 1, second: entry + 1 } });
  });
  if (list.count !== list.entries.length) {
    faults.push({ code: "count", params: { said: list.count, found: list.entries.length } });
  }
  const root = merkleRoot(list.entries);
  if (list.root !== root) faults.push({ code: "root", params: { said: list.root, found: root } });
  return { faults: faults.slice(0, NAMED_FAULTS), root };
}

function beaconFaults(certificate: Certificate): { faults: Fault[]; chain: "quicknet" | "other"; randomness: string } {
  const { beacon } = certificate;
  const faults: Fault[] = [];
  const known = beacon.chainHash === QUICKNET.chainHash;
  const computed = computeChainHash(beacon);
  const differs =
    known &&
    (["publicKey", "genesisSeconds", "periodSeconds", "groupHash", "beaconId"] as const).find(
      (name) => beacon[name] !== QUICKNET[name] && beacon[name] !== null,
    );
  if (differs) faults.push({ code: "chain", params: { field: differs } });
  else if (computed !== null && computed !== beacon.chainHash) {
    faults.push({ code: "chain", params: { field: "chainHash" } });
  }
  if (!isSignatureOfRound(beacon.publicKey, beacon.round, beacon.signature)) {
    faults.push({ code: "signature", params: { round: beacon.round } });
  }
  const randomness = randomnessOf(beacon.signature);
  if (beacon.randomness !== randomness) {
    faults.push({ code: "randomness", params: { said: beacon.randomness, found: randomness } });
  }
  return { faults, chain: known && !differs ? "quicknet" : "other", randomness };
}

function timeFaults(certificate: Certificate): Fault[] {
  const { beacon, times } = certificate;
  const round = new Date(timeOfRoundMs(beacon, beacon.round)).toISOString();
  const steps: Array<[string, string]> = [
    ["namedAt", times.namedAt],
    ["closedAt", times.closedAt],
    ["frozenAt", times.frozenAt],
    ["round", round],
    ["drawnAt", times.drawnAt],
  ];
  const faults: Fault[] = [];
  for (let at = 1; at < steps.length; at++) {
    const [before, earlier] = steps[at - 1]!;
    const [after, later] = steps[at]!;
    // The round must be named before the close and the list stand before the round; the other steps may coincide.
    const together = after === "frozenAt" || after === "drawnAt";
    const between = Date.parse(later) - Date.parse(earlier);
    if (between < 0 || (between === 0 && !together)) {
      faults.push({ code: "time-order", params: { before, earlier, after, later } });
    }
  }
  return faults;
}

function outcomeFaults(certificate: Certificate, seed: Uint8Array): Fault[] {
  const { drawing, list } = certificate;
  const right = select(seed, list.entries.length, drawing.levels, drawing.reserves);
  const faults: Fault[] = [];
  for (const [at, winner] of right.winners.entries()) {
    const said = certificate.winners[at];
    const level = drawing.levels[winner.level]!;
    const ticket = list.entries[winner.entry]!;
    if (!said) continue;
    if (
      said.rank !== winner.rank ||
      said.entry !== winner.entry ||
      said.ticket !== ticket ||
      said.level !== level.position ||
      said.label !== level.label
    ) {
      faults.push({
        code: "winner",
        params: { rank: winner.rank, said: `${said.ticket} (${said.label})`, found: `${ticket} (${level.label})` },
      });
    }
  }
  if (certificate.winners.length !== right.winners.length) {
    faults.push({ code: "winner-count", params: { said: certificate.winners.length, found: right.winners.length } });
  }
  for (const [at, reserve] of right.reserves.entries()) {
    const said = certificate.reserves[at];
    const ticket = list.entries[reserve.entry]!;
    if (said && (said.rank !== reserve.rank || said.entry !== reserve.entry || said.ticket !== ticket)) {
      faults.push({ code: "reserve", params: { rank: reserve.rank, said: said.ticket, found: ticket } });
    }
  }
  if (certificate.reserves.length !== right.reserves.length) {
    faults.push({ code: "reserve-count", params: { said: certificate.reserves.length, found: right.reserves.length } });
  }
  return faults.slice(0, NAMED_FAULTS);
}

/**
 * Checks a certificate (parsed JSON, from anywhere) against docs/draw-algorithm.md: everything that follows from the
 * list, the terms and the beacon's signature is computed again. `publishedRoot` is the root one has from elsewhere,
 * such as one's own mail; with it a certificate that is sound in itself but of another list is found too.
 */
export function verifyCertificate(value: unknown, options: { publishedRoot?: string } = {}): Verification {
  const read = readCertificate(value);
  if (!read.certificate) {
    return { ok: false, faults: [{ code: "form", params: { path: read.path } }], chain: null, certificate: null };
  }
  const certificate = read.certificate;
  const list = listFaults(certificate);
  const beacon = beaconFaults(certificate);
  const faults = [...list.faults, ...beacon.faults, ...timeFaults(certificate)];
  if (options.publishedRoot !== undefined && options.publishedRoot !== list.root) {
    faults.push({ code: "published-root", params: { said: options.publishedRoot, found: list.root } });
  }
  const terms = toHex(termsDigest(certificate));
  if (certificate.terms !== terms) faults.push({ code: "terms", params: { said: certificate.terms, found: terms } });
  const seed = makeSeed({
    drawingId: certificate.drawing.id,
    terms,
    root: list.root,
    count: certificate.list.entries.length,
    chainHash: certificate.beacon.chainHash,
    round: certificate.beacon.round,
    randomness: beacon.randomness,
  });
  if (certificate.seed !== toHex(seed)) {
    faults.push({ code: "seed", params: { said: certificate.seed, found: toHex(seed) } });
  }
  faults.push(...outcomeFaults(certificate, seed));
  return { ok: faults.length === 0, faults, chain: beacon.chain, certificate };
}
