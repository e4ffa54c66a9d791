import { bls12_381 } from "@noble/curves/bls12-381";
import { concat, fromHex, isHex, toHex, uint32, uint64, utf8 } from "./bytes";
import { sha256 } from "./sha256";

/** The one scheme that draws use: unchained rounds, signatures on G1, hashed to the curve as RFC 9380 says. */
export const SCHEME = "bls-unchained-g1-rfc9380";

/** A public randomness beacon as its operators publish it; keys and hashes in lower-case hexadecimal. */
export interface BeaconChain {
  scheme: typeof SCHEME;
  chainHash: string;
  /** A point of G2, compressed, 96 bytes. */
  publicKey: string;
  genesisSeconds: number;
  periodSeconds: number;
  /** With both of these the chain hash can be computed again, which ties the key to it; null where not known. */
  groupHash: string | null;
  beaconId: string | null;
}

/** The League of Entropy's chain with a round every three seconds. Source: its published chain information. */
export const QUICKNET: BeaconChain = {
  scheme: SCHEME,
  chainHash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  publicKey:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  genesisSeconds: 1692803367,
  periodSeconds: 3,
  groupHash: "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
  beaconId: "quicknet",
};

/** When a round is published, in Unix milliseconds. Rounds count from 1. */
export function timeOfRoundMs(chain: Pick<BeaconChain, "genesisSeconds" | "periodSeconds">, round: number): number {
  return (chain.genesisSeconds + (round - 1) * chain.periodSeconds) * 1000;
}

/** The first round published at `timeMs` or later. */
export function roundAt(chain: Pick<BeaconChain, "genesisSeconds" | "periodSeconds">, timeMs: number): number {
  return Math.max(1, Math.ceil((timeMs / 1000 - chain.genesisSeconds) / chain.periodSeconds) + 1);
}

/**
 * The chain hash that these values make: SHA-256 over period (32 bits), genesis (64 bits), public key, group hash and
 * the chain's name unless it is `default`. Null where the group hash or the name is not known.
 */
export function computeChainHash(chain: BeaconChain): string | null {
  if (chain.groupHash === null || chain.beaconId === null) return null;
  return toHex(
    sha256(
      concat(
        uint32(chain.periodSeconds),
        uint64(chain.genesisSeconds),
        fromHex(chain.publicKey),
        fromHex(chain.groupHash),
        utf8(chain.beaconId === "default" ? "" : chain.beaconId),
      ),
    ),
  );
}

/** What a round gives: the SHA-256 of its signature, in hexadecimal. */
export function randomnessOf(signature: string): string {
  return toHex(sha256(fromHex(signature)));
}

/**
 * Whether `signature` (a compressed point of G1, 48 bytes) is the chain's signature of `round`: of SHA-256 of the round
 * as 64 bits, big-endian. False for anything that is not such a point. About 30 ms.
 */
export function isSignatureOfRound(publicKey: string, round: number, signature: string): boolean {
  if (!isHex(publicKey, 96) || !isHex(signature, 48)) return false;
  try {
    const scheme = bls12_381.shortSignatures;
    const message = scheme.hash(sha256(uint64(round)), "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_");
    return scheme.verify(scheme.Signature.fromHex(signature), message, bls12_381.G2.Point.fromHex(publicKey));
  } catch {
    return false; // not a point of the group
  }
}
