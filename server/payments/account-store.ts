import type { Reader, Tx } from "@/server/kernel/db";

/** What the gateway takes of a payment: a share, and amounts for each payment, by name (M2). Minor units. */
export interface ProcessingRates {
  /** The gateway's ordinary price list, rates agreed with this organisation, or what it typed from its contract. */
  kind: "standard" | "individual" | "by-hand";
  discountBasisPoints: number;
  transactionMinor: number;
  gatewayMinor: number;
  addressCheckMinor: number;
}

export interface MerchantAccount {
  id: string;
  gateway: string;
  account: string;
  label: string;
  ready: boolean;
  /** New payments go to it. */
  inForce: boolean;
  rates: ProcessingRates;
  createdAt: Date;
}

/** Every account an organisation has had, the first one first. */
export async function findAccounts(reader: Reader, organisationId: string): Promise<MerchantAccount[]> {
  const rows = await reader.merchantAccount.findMany({
    where: { organisationId },
    include: { organisation: { select: { gateway: true, gatewayAccount: true } } },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  return rows.map((row) => ({
    id: row.id,
    gateway: row.gateway,
    account: row.account,
    label: row.label,
    ready: row.ready,
    inForce: row.organisation.gateway === row.gateway && row.organisation.gatewayAccount === row.account,
    rates: {
      kind: row.rateKind as ProcessingRates["kind"],
      discountBasisPoints: row.discountBasisPoints,
      transactionMinor: row.transactionMinor,
      gatewayMinor: row.gatewayMinor,
      addressCheckMinor: row.addressCheckMinor,
    },
    createdAt: row.createdAt,
  }));
}

/** Writes an account down, once. */
export async function insertAccount(
  tx: Tx,
  row: { id: string; organisationId: string; gateway: string; account: string; label: string; createdAt: Date },
): Promise<void> {
  await tx.merchantAccount.createMany({ data: [row], skipDuplicates: true });
}

/** Makes an account the one that new payments go to. */
export async function putInForce(
  tx: Tx,
  organisationId: string,
  { gateway, account }: { gateway: string; account: string },
  ready: boolean,
): Promise<void> {
  await tx.organisation.update({
    where: { id: organisationId },
    data: { gateway, gatewayAccount: account, gatewayReady: ready },
  });
}

export async function writeRates(tx: Tx, id: string, { kind, ...rates }: ProcessingRates): Promise<void> {
  await tx.merchantAccount.update({ where: { id }, data: { rateKind: kind, ...rates } });
}
