import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, sign, verify } from "node:crypto";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { findConditions, findPurchaseState, findShares, insertStatement, type Syndicate } from "./store";

/** What a member owned when the ticket began to play, and of what: it stands before the draw and never changes. */
export interface Statement {
  readonly format: "drawbridge-syndicate-statement";
  readonly version: 1;
  readonly syndicate: string;
  readonly name: string;
  readonly member: string;
  readonly lottery: string;
  readonly draws: readonly string[];
  /** The lottery's own reference of the ticket. */
  readonly reference: string;
  readonly entries: readonly unknown[];
  readonly shares: ReadonlyArray<{ number: number; weight: number; priceMinor: number }>;
  /** Of all shares together: the member's part of every prize is their own weight over this. */
  readonly totalWeight: number;
  readonly currency: string;
  /** SHA-256 of the conditions that were agreed to. */
  readonly conditions: string;
  readonly datedAt: string;
}

/** DER before the 32 bytes of an Ed25519 private key (RFC 8410). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

function venueKey(venueSecret: string): KeyObject {
  const seed = Buffer.from(hkdfSync("sha256", venueSecret, "", "drawbridge-syndicate-statements", 32));
  return createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" });
}

/** The key that statements are checked with, as PEM; anybody may have it. */
export function statementKey(venueSecret: string): string {
  return createPublicKey(venueKey(venueSecret)).export({ type: "spki", format: "pem" }).toString();
}

/** The Ed25519 signature of a statement's text, in base64url. */
export function signStatement(body: string, venueSecret: string): string {
  return sign(null, Buffer.from(body), venueKey(venueSecret)).toString("base64url");
}

export function isSigned(body: string, signature: string, publicKey: string): boolean {
  return verify(null, Buffer.from(body), publicKey, Buffer.from(signature, "base64url"));
}

/** One statement for each owner, in the transaction in which the ticket begins to play. */
export async function signStatements(tx: Tx, one: Syndicate, venueSecret: string, at: Date): Promise<void> {
  const owners = (await findShares(tx, one.gameId)).flatMap(({ holderId }) => holderId ?? []);
  await signFor(tx, one, new Set(owners), one.draws, venueSecret, at);
}

/** New statements for these members, for the draws that are left: what they own of them now, which may be nothing (S9). */
export async function signFor(
  tx: Tx,
  one: Syndicate,
  memberIds: Iterable<string>,
  draws: readonly string[],
  venueSecret: string,
  at: Date,
): Promise<void> {
  const [shares, purchase, conditions] = [
    await findShares(tx, one.gameId),
    await findPurchaseState(tx, one.gameId),
    await findConditions(tx, one.gameId, one.conditionsVersion),
  ];
  if (!purchase?.reference || !conditions) throw new AppError("internal", 500);
  const totalWeight = shares.reduce((sum, { weight }) => sum + weight, 0);
  for (const memberId of memberIds) {
    const statement: Statement = {
      ...{
        format: "drawbridge-syndicate-statement",
        version: 1,
        syndicate: one.gameId,
        name: one.name,
        member: memberId,
      },
      ...{ lottery: one.lotteryGame, draws, reference: purchase.reference, entries: one.entries },
      shares: shares
        .filter(({ holderId }) => holderId === memberId)
        .map(({ number, weight, priceMinor }) => ({ number, weight, priceMinor })),
      ...{ totalWeight, currency: one.currency, conditions: conditions.digest, datedAt: at.toISOString() },
    };
    await writeStatement(tx, one.gameId, memberId, statement, venueSecret, at);
  }
}

/** Signs a statement and writes it beside those before it. */
export async function writeStatement(
  tx: Tx,
  syndicateId: string,
  memberId: string,
  statement: object,
  venueSecret: string,
  at: Date,
): Promise<void> {
  const body = JSON.stringify(statement);
  await insertStatement(tx, {
    ...{ syndicateId, memberId, body, datedAt: at },
    signature: signStatement(body, venueSecret),
  });
}
