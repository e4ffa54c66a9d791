import { isHex } from "./bytes";
import { type MerkleTree, rootByPath } from "./merkle";

export const PROOF_FORMAT = "drawbridge-proof";

/** Shows that one ticket stands in a frozen list, without the list. */
export interface MembershipProof {
  format: typeof PROOF_FORMAT;
  version: 1;
  drawing: { id: string; title: string };
  list: { count: number; root: string };
  /** The place in the list, from 0. */
  entry: number;
  ticket: string;
  /** The hashes beside the way up, lowest first. */
  path: string[];
}

/** The proof for the ticket at `entry`. */
export function makeProof(
  drawing: { id: string; title: string },
  tree: MerkleTree,
  entry: number,
  ticket: string,
): MembershipProof {
  return {
    format: PROOF_FORMAT,
    version: 1,
    drawing,
    list: { count: tree.count, root: tree.root },
    entry,
    ticket,
    path: tree.path(entry),
  };
}

/** Reads a proof from parsed JSON; null when it is none. */
export function readProof(value: unknown): MembershipProof | null {
  if (typeof value !== "object" || value === null) return null;
  const proof = value as Partial<MembershipProof>;
  const sound =
    proof.format === PROOF_FORMAT &&
    proof.version === 1 &&
    typeof proof.drawing?.id === "string" &&
    typeof proof.drawing.title === "string" &&
    Number.isSafeInteger(proof.list?.count) &&
    isHex(proof.list?.root, 32) &&
    Number.isSafeInteger(proof.entry) &&
    typeof proof.ticket === "string" &&
    Array.isArray(proof.path) &&
    proof.path.length <= 64 &&
    proof.path.every((hash) => isHex(hash, 32));
  return sound ? (proof as MembershipProof) : null;
}

/**
 * Whether the proof leads to the root it names. That root is worth as much as the place one has it from: compare it
 * with the one on the draw's page, in one's own mail, or with a friend's.
 */
export function proofHolds(proof: MembershipProof): boolean {
  return rootByPath(proof.ticket, proof.entry, proof.list.count, proof.path) === proof.list.root;
}
