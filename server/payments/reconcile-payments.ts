import { readBalances } from "@/server/ledger/read-ledger";
import { type PaymentState, stateOfPayment } from "./payment";
import type { GatewayPayment } from "./ports";
import type { PaymentDeps } from "./refresh-payment";
import { findConnectedOrganisations, findPaymentsSince, type OrganisationGateway } from "./store";

/** One thing that ledger, payments and gateway do not agree on. Amounts in minor units. */
export interface Difference {
  kind:
    | "unknown-charge"
    | "missing-charge"
    | "state"
    | "captured"
    | "refunded"
    | "fee"
    | "processing-fee"
    | "unsettled"
    | "balance"
    | "unreachable";
  organisationId: string;
  account: string;
  paymentId: string | null;
  gatewayId: string | null;
  ours: string;
  theirs: string;
}

export interface Reconciliation {
  since: Date;
  accounts: number;
  charges: number;
  differences: Difference[];
}

/** Payments that are still moving are not compared. */
const SETTLING_SECONDS = 120;

/**
 * Compares, for each organisation's account, our payments and ledger with the gateway's own records (M3). Changes
 * nothing. The balance is compared over everything that ever happened on the account, so it is only meaningful for
 * accounts that take no other money and are not paid out; a difference says how much.
 */
export async function reconcilePayments(
  deps: PaymentDeps,
  options: { since: Date; onProgress?: (done: number, of: number) => void },
): Promise<Reconciliation> {
  const accounts = await findConnectedOrganisations(deps.db);
  const result: Reconciliation = { since: options.since, accounts: accounts.length, charges: 0, differences: [] };
  const reached = new Map<string, OrganisationGateway[] | null>(); // null where one of them could not be asked
  for (const [at, account] of accounts.entries()) {
    options.onProgress?.(at, accounts.length);
    const others = reached.get(account.organisationId);
    try {
      await reconcileAccount(deps, account, result);
      if (others !== null) reached.set(account.organisationId, [...(others ?? []), account]);
    } catch (error) {
      reached.set(account.organisationId, null);
      result.differences.push(unreachable(account, error));
    }
  }
  for (const own of reached.values()) {
    if (!own) continue;
    try {
      result.differences.push(...(await compareBalance(deps, own)));
    } catch (error) {
      result.differences.push(unreachable(own[0]!, error));
    }
  }
  options.onProgress?.(accounts.length, accounts.length);
  return result;
}

function unreachable({ organisationId, account }: OrganisationGateway, error: unknown): Difference {
  return {
    kind: "unreachable",
    organisationId,
    account: account ?? "",
    paymentId: null,
    gatewayId: null,
    ours: "an account",
    theirs: error instanceof Error ? error.message : String(error),
  };
}

async function reconcileAccount(
  deps: PaymentDeps,
  organisation: OrganisationGateway,
  result: Reconciliation,
): Promise<void> {
  const account = organisation.account!;
  const { organisationId } = organisation;
  const settled = deps.clock.now().getTime() - SETTLING_SECONDS * 1000;
  const rows = await findPaymentsSince(deps.db, organisation.gateway, account, result.since);
  const byIntent = new Map(rows.flatMap((row) => (row.intentId ? [[row.intentId, row] as const] : [])));
  const theirs = new Map<string, GatewayPayment>();
  const differ = (
    kind: Difference["kind"],
    paymentId: string | null,
    gatewayId: string | null,
    ours: unknown,
    their: unknown,
  ) =>
    result.differences.push({
      kind,
      organisationId,
      account,
      paymentId,
      gatewayId,
      ours: String(ours),
      theirs: String(their),
    });

  for await (const charge of deps.gateways.of(organisation.gateway).listForReconciliation(account, result.since)) {
    result.charges++;
    theirs.set(charge.intentId, charge);
    const row = byIntent.get(charge.intentId);
    const recent = charge.createdAt.getTime() > settled || (row && row.updatedAt.getTime() > settled);
    if (!row) {
      // One that was given back and never heard of holds no money.
      if (!recent && charge.state !== "cancelled")
        differ("unknown-charge", null, charge.intentId, "nothing", `${charge.state} ${charge.amountMinor}`);
      continue;
    }
    if (recent) continue;
    const state: PaymentState =
      charge.state === "captured" && charge.refundedMinor === charge.capturedMinor
        ? "refunded"
        : stateOfPayment(charge);
    if (row.state !== state) differ("state", row.id, charge.intentId, row.state, state);
    if (row.capturedMinor !== charge.capturedMinor)
      differ("captured", row.id, charge.intentId, row.capturedMinor, charge.capturedMinor);
    if (row.refundedMinor !== charge.refundedMinor)
      differ("refunded", row.id, charge.intentId, row.refundedMinor, charge.refundedMinor);
    if (charge.state === "captured" && row.feeMinor !== charge.feeMinor)
      differ("fee", row.id, charge.intentId, row.feeMinor, charge.feeMinor);
    if (charge.processingMinor !== null && row.processingMinor !== charge.processingMinor)
      differ("processing-fee", row.id, charge.intentId, row.processingMinor ?? "unknown", charge.processingMinor);
  }
  for (const row of rows) {
    if (row.updatedAt.getTime() > settled) continue;
    const held = row.state === "authorised" || row.state === "captured" || row.state === "refunded";
    if (held && row.createdAt >= result.since && !theirs.has(row.intentId ?? ""))
      differ("missing-charge", row.id, row.intentId, row.state, "nothing");
    // Every paid purchase is issued or refunded, and not both.
    if (row.state === "captured" && row.order.state !== "captured" && row.order.state !== "refunded")
      differ("unsettled", row.id, row.intentId, `order ${row.order.state}`, `captured ${row.capturedMinor}`);
    if (row.state === "refunded" && row.order.tickets.length > 0)
      differ("unsettled", row.id, row.intentId, "tickets are valid", `refunded ${row.refundedMinor}`);
  }
}

/** The ledger has one clearing account for all accounts of an organisation, whatever gateway they are at, so they are added up. */
async function compareBalance(deps: PaymentDeps, accounts: readonly OrganisationGateway[]): Promise<Difference[]> {
  const { organisationId } = accounts[0]!;
  const ours = new Map<string, bigint>();
  for (const each of await readBalances(deps.db, `org:${organisationId}:clearing`)) {
    ours.set(each.currency, each.balanceMinor);
  }
  const theirs = new Map<string, bigint>();
  for (const { gateway, account } of accounts) {
    for (const { currency, netMinor } of await deps.gateways.of(gateway).sumBalance(account!)) {
      theirs.set(currency, (theirs.get(currency) ?? 0n) + BigInt(netMinor));
    }
  }
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((currency): Difference[] => {
    const [our, their] = [ours.get(currency) ?? 0n, theirs.get(currency) ?? 0n];
    if (our === their) return [];
    return [
      {
        kind: "balance",
        organisationId,
        account: accounts.map(({ account }) => account).join(" "),
        paymentId: null,
        gatewayId: null,
        ours: `${our} ${currency}`,
        theirs: `${their} ${currency}`,
      },
    ];
  });
}
