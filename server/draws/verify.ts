import { computeChainHash, isSignatureOfRound, QUICKNET, randomnessOf, timeOfRoundMs } from "./beacon";
import { toHex } from "./bytes";
import type { Certificate, FirstCertificate } from "./certificate";
import { merkleRoot } from "./merkle";
import { potOf, potParts } from "./pot-parts";
import { readCertificate } from "./read-certificate";
import { firstTermsDigest, makeSeal, makeSeed, termsDigest } from "./seed";
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
    | "reserve-count"
    | "not-here"
    | "without"
    | "pot"
    | "part"
    | "seal"
    | "drawings";
  params: Record<string, string | number>;
}

export interface Verification {
  ok: boolean;
  faults: Fault[];
  /** `quicknet` for the League of Entropy's chain, `other` for any other; null when the file could not be read. */
  chain: "quicknet" | "other" | null;
  certificate: AnyCertificate | null;
}

export type AnyCertificate = Certificate | FirstCertificate;
type ByBeacon = AnyCertificate & { beacon: NonNullable<Certificate["beacon"]> };

/** A list with many faults of one kind names the first few. */
const NAMED_FAULTS = 20;

function listFaults(certificate: AnyCertificate): { faults: Fault[]; root: string } {
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

function beaconFaults(certificate: ByBeacon): { faults: Fault[]; chain: "quicknet" | "other"; randomness: string } {
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

/** The steps of a draw in the order in which they must have happened, each with its moment. */
function stepsOf(certificate: AnyCertificate): Array<[string, string]> {
  const { beacon, times } = certificate;
  const trigger = certificate.version === 2 ? certificate.drawing.trigger : null;
  const named: Array<[string, string]> = times.namedAt === null ? [] : [["namedAt", times.namedAt]];
  // A round is named while tickets are on sale; for an early bird once it has fallen due, and after a round that was
  // missed when the regulator and two people have agreed.
  const late = trigger !== null || (certificate.version === 2 && certificate.renewal !== null);
  const closed: [string, string] = ["closedAt", times.closedAt];
  return [
    ...(late ? [closed, ...named] : [...named, closed]),
    ["frozenAt", times.frozenAt],
    ...(beacon ? [["round", new Date(timeOfRoundMs(beacon, beacon.round)).toISOString()] as [string, string]] : []),
    ["drawnAt", times.drawnAt],
  ];
}

function timeFaults(certificate: AnyCertificate): Fault[] {
  const steps = stepsOf(certificate);
  const faults: Fault[] = [];
  for (let at = 1; at < steps.length; at++) {
    const [before, earlier] = steps[at - 1]!;
    const [after, later] = steps[at]!;
    // The round must be named before the close and the list stand before the round; the other steps may coincide.
    const together = after === "frozenAt" || after === "drawnAt" || after === "namedAt";
    const between = Date.parse(later) - Date.parse(earlier);
    if (between < 0 || (between === 0 && !together)) {
      faults.push({ code: "time-order", params: { before, earlier, after, later } });
    }
  }
  return faults;
}

/** What version 2 says beside the list and the round: who takes no part, the pot, and the raffle's drawings. */
function termFaults(certificate: Certificate): Fault[] {
  const { drawing, drawings, list, pot, winners } = certificate;
  const faults: Fault[] = [];
  const entries = new Set(list.entries);
  for (const ticket of drawing.without) {
    if (entries.has(ticket)) faults.push({ code: "without", params: { ticket } });
  }
  const own = drawings.filter(({ state }) => state === "this");
  if (own.length !== 1 || own[0]!.id !== drawing.id) faults.push({ code: "drawings", params: { id: drawing.id } });
  if (pot) {
    const found = potOf(pot);
    if (found !== pot.potMinor) faults.push({ code: "pot", params: { said: pot.potMinor, found } });
  }
  const parts = pot ? potParts(pot.potMinor, winners.length) : null;
  winners.forEach(({ amountMinor, rank }, at) => {
    const found = parts?.[at] ?? null;
    if (amountMinor !== found) {
      faults.push({ code: "part", params: { rank, said: amountMinor ?? "–", found: found ?? "–" } });
    }
  });
  return faults.slice(0, NAMED_FAULTS);
}

/** What was drawn by hand, against the list and the levels. */
function handFaults(certificate: Certificate, root: string): Fault[] {
  const { drawing, list, winners, reserves, hand, terms } = certificate;
  const faults: Fault[] = [];
  const seen = new Set<string>();
  [...winners, ...reserves].forEach((one, at) => {
    const stands = list.entries[one.entry] === one.ticket && one.rank === at + 1;
    if (!stands) faults.push({ code: "not-here", params: { rank: one.rank, ticket: one.ticket } });
    if (seen.has(one.ticket) && !drawing.stubsReturn) {
      faults.push({ code: "repeated", params: { ticket: one.ticket, first: one.rank, second: one.rank } });
    }
    seen.add(one.ticket);
  });
  for (const level of drawing.levels) {
    const drawn = winners.filter((winner) => winner.level === level.position);
    for (const winner of drawn) {
      const known = winner.prize === null || level.prizes.includes(winner.prize);
      if (winner.label !== level.label || !known) {
        const said = `${winner.label} ${winner.prize ?? ""}`;
        faults.push({ code: "winner", params: { rank: winner.rank, said, found: level.label } });
      }
    }
  }
  const places = drawing.levels.flatMap((level) => Array<number>(level.quantity).fill(level.position));
  const wanted = drawing.stubsReturn && list.count > 0 ? places.length : Math.min(places.length, list.entries.length);
  if (winners.length !== wanted || winners.some(({ level }, at) => level !== places[at])) {
    faults.push({ code: "winner-count", params: { said: winners.length, found: wanted } });
  }
  const seal = makeSeal(terms, { count: list.entries.length, root }, { winners, reserves, media: hand!.media });
  if (hand!.seal !== seal) faults.push({ code: "seal", params: { said: hand!.seal, found: seal } });
  return faults.slice(0, NAMED_FAULTS);
}

function outcomeFaults(certificate: AnyCertificate, seed: Uint8Array): Fault[] {
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

function isByBeacon(certificate: AnyCertificate): certificate is ByBeacon {
  return certificate.beacon !== null;
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
  const faults = [...list.faults, ...timeFaults(certificate)];
  if (options.publishedRoot !== undefined && options.publishedRoot !== list.root) {
    faults.push({ code: "published-root", params: { said: options.publishedRoot, found: list.root } });
  }
  const terms = toHex(certificate.version === 1 ? firstTermsDigest(certificate) : termsDigest(certificate));
  if (certificate.terms !== terms) faults.push({ code: "terms", params: { said: certificate.terms, found: terms } });
  if (certificate.version === 2) faults.push(...termFaults(certificate));
  if (!isByBeacon(certificate)) {
    faults.push(...handFaults(certificate as Certificate, list.root));
    return { ok: faults.length === 0, faults, chain: null, certificate };
  }
  const beacon = beaconFaults(certificate);
  faults.push(...beacon.faults);
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
    faults.push({ code: "seed", params: { said: certificate.seed ?? "", found: toHex(seed) } });
  }
  faults.push(...outcomeFaults(certificate, seed));
  if (certificate.version === 2 && certificate.winners.some(({ prize }) => prize !== null)) {
    faults.push({ code: "winner", params: { rank: 1, said: "prize", found: "–" } });
  }
  return { ok: faults.length === 0, faults, chain: beacon.chain, certificate };
}
