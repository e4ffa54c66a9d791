import { SCHEME } from "./beacon";
import { isHex } from "./bytes";
import { ALGORITHM, CERTIFICATE_FORMAT, type Certificate, FORMAT_VERSION } from "./certificate";

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

const certificate = object({
  format: exactly(CERTIFICATE_FORMAT),
  version: exactly(FORMAT_VERSION),
  algorithm: exactly(ALGORITHM),
  organisation: object({ id: text, name: text }),
  raffle: object({ id: text, title: text, number: text }),
  drawing: object({
    id: text,
    kind: text,
    position: natural(1),
    levels: list(object({ position: natural(1), label: text, quantity: natural(1, MOST_PRIZES), prizes: list(text) })),
    reserves: natural(0, MOST_PRIZES),
  }),
  beacon: object({
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
  }),
  times: object({ namedAt: time, closedAt: time, frozenAt: time, drawnAt: time }),
  operator: exactly(null),
  terms: hex(32),
  list: object({ count: natural(0), root: hex(32), entries: list(text) }),
  seed: hex(32),
  winners: list(object({ rank: natural(1), entry: natural(0), ticket: text, level: natural(1), label: text })),
  reserves: list(object({ rank: natural(1), entry: natural(0), ticket: text })),
});

/** Reads parsed JSON as a certificate, or names the first field that is missing, of the wrong form or not known. */
export function readCertificate(
  value: unknown,
): { certificate: Certificate; path: null } | { certificate: null; path: string } {
  const path = certificate(value, "");
  return path === null ? { certificate: value as Certificate, path: null } : { certificate: null, path };
}
