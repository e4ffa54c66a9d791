import { createHash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381";
import { type BeaconChain, computeChainHash, SCHEME, timeOfRoundMs } from "@/server/draws/beacon";
import { toHex, uint64 } from "@/server/draws/bytes";
import type { Certificate, DrawingTerms } from "@/server/draws/certificate";
import { makeCertificate, makeManifest } from "@/server/draws/draw";

const SECRET = new Uint8Array(createHash("sha256").update("a beacon for tests").digest());

/** A chain of the tests' own, of the same scheme as the public one. */
export const TEST_CHAIN: BeaconChain = (() => {
  const chain: BeaconChain = {
    scheme: SCHEME,
    chainHash: "",
    publicKey: bls12_381.shortSignatures.getPublicKey(SECRET).toHex(),
    genesisSeconds: 1_700_000_000,
    periodSeconds: 3,
    groupHash: "11".repeat(32),
    beaconId: "tests",
  };
  return { ...chain, chainHash: computeChainHash(chain)! };
})();

/** The chain's signature of a round, as the beacon would publish it. */
export function signRound(round: number): string {
  const scheme = bls12_381.shortSignatures;
  const digest = new Uint8Array(createHash("sha256").update(uint64(round)).digest());
  return toHex(
    scheme.Signature.toBytes(scheme.sign(scheme.hash(digest, "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"), SECRET)),
  );
}

type BeaconTerms = DrawingTerms & { beacon: NonNullable<DrawingTerms["beacon"]> };
export type BeaconCertificate = Certificate & { beacon: NonNullable<Certificate["beacon"]>; seed: string };

/** Terms of an invented drawing around `round`. */
export function someTerms(overrides: Partial<DrawingTerms> = {}, round = 30_000_000): BeaconTerms {
  const roundMs = timeOfRoundMs(TEST_CHAIN, round);
  const iso = (beforeSeconds: number) => new Date(roundMs - beforeSeconds * 1000).toISOString();
  return {
    method: "beacon",
    organisation: { id: "0198c0de-0000-7000-8000-000000000001", name: "Lakeport Lantern Society" },
    raffle: { id: "0198c0de-0000-7000-8000-000000000002", title: "The Plover", number: "LPL-27" },
    drawings: [{ id: "0198c0de-0000-7000-8000-000000000003", kind: "main", position: 1, state: "this", root: null }],
    drawing: {
      id: "0198c0de-0000-7000-8000-000000000003",
      kind: "main",
      position: 1,
      trigger: null,
      without: [],
      levels: [
        { position: 1, label: "First Prize", quantity: 1, prizes: ["The Plover, a wooden sailing boat"] },
        { position: 2, label: "Second Prize", quantity: 3, prizes: ["A brass lantern"] },
      ],
      reserves: 2,
      stubsReturn: false,
    },
    pot: null,
    beacon: { ...TEST_CHAIN, round },
    times: { namedAt: iso(86_400), closedAt: iso(600), frozenAt: iso(596) },
    renewal: null,
    operator: null,
    ...overrides,
  } as BeaconTerms;
}

/** `count` ticket numbers of the raffle LPL-27. */
export function someTickets(count: number): string[] {
  return Array.from(
    { length: count },
    (_, at) => `LPL-27-${String(((at * 37) % 311) + 1).padStart(4, "0")}-${String(at + 1).padStart(4, "0")}`,
  );
}

export function someCertificate(count = 20, terms: BeaconTerms = someTerms()): BeaconCertificate {
  const drawnAt = new Date(timeOfRoundMs(terms.beacon, terms.beacon.round) + 1200).toISOString();
  return makeCertificate(
    makeManifest(terms, someTickets(count)),
    signRound(terms.beacon.round),
    drawnAt,
  ) as BeaconCertificate;
}
