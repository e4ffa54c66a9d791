import type { Reader, Tx } from "@/server/kernel/db";

export interface Signature {
  id: string;
  memberId: string;
  subject: string; // venue-terms, raffle:<id>
  version: number;
  text: string;
  signedAs: string;
  signedAt: Date;
}

export async function insertSignature(tx: Tx, signature: Signature): Promise<void> {
  await tx.agreementSignature.create({ data: signature });
}

/** What a member has signed, newest first. */
export function listSignatures(reader: Reader, memberId: string): Promise<Signature[]> {
  return reader.agreementSignature.findMany({ where: { memberId }, orderBy: { signedAt: "desc" }, take: 200 });
}
