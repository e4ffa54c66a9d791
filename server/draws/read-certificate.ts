import { SCHEME } from "./beacon";
import { isHex } from "./bytes";
import {
  ALGORITHM,
  CERTIFICATE_FORMAT,
  type Certificate,
  FIRST_ALGORITHM,
  FIRST_VERSION,
  type FirstCertificate,
  FORMAT_VERSION,
} from "./certificate";

type Check = (value: unknown, path: string) => string | null;

const test =
  (holds: (value: unknown) => boolean): Check =>
  (value, path) =>
    holds(value) ? null : path;

/** Half of a surrogate pair has no UTF-8, so it could stand for something else than was hashed. */
const text = test((value) => typeof value === "string" && !/\p{Surrogate}/u.test(value));
const natural = (least: number, most = Number.MAX_SAFE_INTEGER) =>
  test((value) => Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most);
const hex = (bytes: number) => test((value) => isHex(value, bytes));
const exactly = (wanted: unknown) => test((value) => value === wanted);
const time = test(
  (value) => typeof value === "string" && !Number.isNaN(Date.parse(value)) && new Date(value).toISOString() === value,
);
const orNull =
  (check: Check): Check =>
  (value, path) =>
    value === null ? null : check(value, path);

const list =
  (check: Check): Check =>
  (value, path) => {
    if (!Array.isArray(value)) return path;
    for (let at = 0; at < value.length; at++) {
      const fault = check(value[at], `${path}[${at}]`);
      if (fault !== null) return fault;
    }
    return null;
  };

/** An object of exactly these fields: one too many would look checked and is not. */
const object =
  (shape: Record<string, Check>): Check =>
  (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return path || "file";
    const prefix = path ? `${path}.` : "";
    for (const [name, check] of Object.entries(shape)) {
      const fault = check((value as Record<string, unknown>)[name], `${prefix}${name}`);
      if (fault !== null) return fault;
    }
    const extra = Object.keys(value).find((name) => !Object.hasOwn(shape, name));
    return extra === undefined ? null : `${prefix}${extra}`;
  };

/** A list and the words of a drawing are bounded so that a hostile file cannot ask for endless work. */
const MOST_PRIZES = 10_000_000;

const who = object({ id: text, name: text });
const raffle = object({ id: text, title: text, number: text });
const levels = list(
  object({ position: natural(1), label: text, quantity: natural(1, MOST_PRIZES), prizes: list(text) }),
);
const beacon = object({
  scheme: exactly(SCHEME),
  chainHash: hex(32),
  publicKey: hex(96),
  genesisSeconds: natural(0, 1e11),
  periodSeconds: natural(1, 1e6),
  groupHash: orNull(hex(32)),
  beaconId: orNull(text),
  round: natural(1, 1e11),
  signature: hex(48),
  randomness: hex(32),
});
const frozen = object({ count: natural(0), root: hex(32), entries: list(text) });
const winner = { rank: natural(1), entry: natural(0), ticket: text, level: natural(1), label: text };
const reserves = list(object({ rank: natural(1), entry: natural(0), ticket: text }));

const first = object({
  format: exactly(CERTIFICATE_FORMAT),
  version: exactly(FIRST_VERSION),
  algorithm: exactly(FIRST_ALGORITHM),
  organisation: who,
  raffle,
  drawing: object({
    id: text,
    kind: text,
    position: natural(1),
    levels,
    reserves: natural(0, MOST_PRIZES),
  }),
  beacon,
  times: object({ namedAt: time, closedAt: time, frozenAt: time, drawnAt: time }),
  operator: exactly(null),
  terms: hex(32),
  list: frozen,
  seed: hex(32),
  winners: list(object(winner)),
  reserves,
});

const oneOf = (...words: string[]) => test((value) => typeof value === "string" && words.includes(value));
const flag = test((value) => typeof value === "boolean");

const second = object({
  format: exactly(CERTIFICATE_FORMAT),
  version: exactly(FORMAT_VERSION),
  algorithm: exactly(ALGORITHM),
  method: oneOf("beacon", "hand"),
  organisation: who,
  raffle,
  drawings: list(
    object({
      id: text,
      kind: text,
      position: natural(1),
      state: oneOf("this", "drawn", "frozen", "lapsed", "ended", "to-come"),
      root: orNull(hex(32)),
    }),
  ),
  drawing: object({
    id: text,
    kind: oneOf("main", "early-bird", "pool"),
    position: natural(1),
    trigger: orNull(object({ count: orNull(natural(1)), at: orNull(time), triggeredAt: time, order: natural(0) })),
    without: list(text),
    levels,
    reserves: natural(0, MOST_PRIZES),
    stubsReturn: flag,
  }),
  pot: orNull(
    object({
      kind: oneOf("conversion", "fifty-fifty"),
      currency: text,
      salesMinor: natural(0),
      shareBasisPoints: natural(0, 10_000),
      seedMinor: natural(0),
      minimumMinor: natural(0),
      capMinor: orNull(natural(0)),
      potMinor: natural(0),
    }),
  ),
  beacon: orNull(beacon),
  times: object({ namedAt: orNull(time), closedAt: time, frozenAt: time, drawnAt: time }),
  renewal: orNull(object({ missedRound: orNull(natural(1)), reason: text, requestedAt: time, approvedAt: list(time) })),
  operator: exactly(null),
  terms: hex(32),
  list: frozen,
  seed: orNull(hex(32)),
  hand: orNull(
    object({
      media: list(
        object({
          kind: oneOf("photo", "video", "stream"),
          name: text,
          sha256: orNull(hex(32)),
          bytes: orNull(natural(0)),
          address: orNull(text),
        }),
      ),
      seal: hex(32),
    }),
  ),
  winners: list(object({ ...winner, prize: orNull(text), amountMinor: orNull(natural(0)) })),
  reserves,
});

/** What only one way of drawing has, and the other must not. Answers the first field that is out of place. */
function misplaced(certificate: Certificate): string | null {
  const byHand = certificate.method === "hand";
  if ((certificate.beacon === null) !== byHand) return "beacon";
  if ((certificate.seed === null) !== byHand) return "seed";
  if ((certificate.hand === null) === byHand) return "hand";
  if (certificate.times.namedAt === null && !byHand) return "times.namedAt";
  if (certificate.drawing.stubsReturn && !byHand) return "drawing.stubsReturn";
  if ((certificate.drawing.trigger !== null) !== (certificate.drawing.kind === "early-bird")) return "drawing.trigger";
  return null;
}

/** Reads parsed JSON as a certificate of either version, or names the first field that is missing, wrong or not known. */
export function readCertificate(
  value: unknown,
): { certificate: Certificate | FirstCertificate; path: null } | { certificate: null; path: string } {
  const isFirst = typeof value === "object" && value !== null && "version" in value && value.version === FIRST_VERSION;
  const path = isFirst ? first(value, "") : (second(value, "") ?? misplaced(value as Certificate));
  return path === null
    ? { certificate: value as Certificate | FirstCertificate, path: null }
    : { certificate: null, path };
}
