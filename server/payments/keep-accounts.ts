import { writeAudit } from "@/server/kernel/audit-store";
import type { Tx } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import {
  findAccounts,
  insertAccount,
  type MerchantAccount,
  type ProcessingRates,
  putInForce,
  writeRates,
} from "./account-store";
import { askingGateway, type ConnectAccountDeps, lookAtAccount, offeredGateway } from "./connect-account";
import type { AccountLink } from "./ports";
import { findOrganisationGateway } from "./store";

/** More than anybody needs, and few enough to look at. */
const MOST_ACCOUNTS = 10;
const MOST_MINOR = 100_000;

/** M2: the accounts an organisation has at the gateway, their state as last heard, and their rates. */
export function listAccounts(
  deps: Pick<ConnectAccountDeps, "db">,
  by: AuthorizedOrganiser,
): Promise<MerchantAccount[]> {
  return findAccounts(deps.db, by.organisationId);
}

async function own(
  deps: Pick<ConnectAccountDeps, "db">,
  by: AuthorizedOrganiser,
  id: string,
): Promise<MerchantAccount> {
  const account = (await findAccounts(deps.db, by.organisationId)).find((one) => one.id === id);
  if (!account) throw new AppError("notFound", 404);
  return account;
}

function audit(tx: Tx, by: AuthorizedOrganiser, action: string, now: Date, after: unknown) {
  return writeAudit(tx, {
    at: now,
    actorId: by.actor.memberId,
    actorRole: "organisation",
    action,
    subject: `organisation:${by.organisationId}`,
    after,
  });
}

/**
 * Opens one more account beside the first, filled in from the organisation's profile, and gives the address of the page
 * on which the gateway asks for the rest. It takes no payments before {@link putAccountInForce}. Throws 422 `labelMissing`,
 * `labelTooLong`, `gatewayNotOffered`, 409 `tooManyAccounts`, 502 `gatewayRefused`, `gatewayUnavailable`.
 */
export async function openAnotherAccount(
  deps: ConnectAccountDeps,
  by: AuthorizedOrganiser,
  wish: { label: string; gateway?: string },
  urls: { returnUrl: string; refreshUrl: string },
): Promise<AccountLink> {
  const name = wish.label.trim();
  if (!name) throw new AppError("labelMissing", 422);
  if (name.length > 60) throw new AppError("labelTooLong", 422, { most: 60 });
  const accounts = await findAccounts(deps.db, by.organisationId);
  if (accounts.length >= MOST_ACCOUNTS) throw new AppError("tooManyAccounts", 409, { most: MOST_ACCOUNTS });
  const organisation = await findOrganisationGateway(deps.db, by.organisationId);
  if (!organisation) throw new AppError("notFound", 404);
  const gateway = offeredGateway(deps, wish.gateway);
  const now = deps.clock.now();
  const account = await askingGateway(
    gateway.createAccount({
      // The label is in the key: the same click twice comes to the same account.
      key: `account:${by.organisationId}:${name}`,
      organisationId: by.organisationId,
      organisationName: organisation.name,
      email: by.actor.email,
      website: organisation.website,
    }),
  );
  await deps.db.transaction(async (tx) => {
    const row = { id: newId(now.getTime()), organisationId: by.organisationId, gateway: gateway.name };
    await insertAccount(tx, { ...row, account, label: name, createdAt: now });
    await audit(tx, by, "open-merchant-account", now, { gateway: gateway.name, account, label: name });
  });
  return askingGateway(gateway.accountLink(account, { ...urls, again: false }));
}

/**
 * Looks at an account again and gives the way to the gateway's pages for what is still missing; null where nothing
 * is. Throws 404 `notFound`, 502 `gatewayRefused`, `gatewayUnavailable`.
 */
export async function accountPage(
  deps: ConnectAccountDeps,
  by: AuthorizedOrganiser,
  id: string,
  urls: { returnUrl: string; refreshUrl: string },
): Promise<AccountLink | null> {
  const { gateway, account } = await own(deps, by, id);
  const { ready } = await lookAtAccount(deps, { gateway, account });
  return ready ? null : askingGateway(deps.gateways.of(gateway).accountLink(account, { ...urls, again: true }));
}

/**
 * Sends new payments to another account of the organisation's. Payments that are under way keep theirs, and so do their
 * refunds. Throws 404 `notFound`, 409 `gatewayNotReady` where the gateway does not take charges on it yet.
 */
export async function putAccountInForce(deps: ConnectAccountDeps, by: AuthorizedOrganiser, id: string): Promise<void> {
  const { gateway, account } = await own(deps, by, id);
  const { ready } = await lookAtAccount(deps, { gateway, account });
  if (!ready) throw new AppError("gatewayNotReady", 409);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await putInForce(tx, by.organisationId, { gateway, account }, ready);
    await audit(tx, by, "use-merchant-account", now, { gateway, account });
  });
}

/** Keeps the rates a plan reckons with; what a payment really cost comes from the gateway's record. Throws 422 `malformed`. */
export async function setRates(
  deps: Pick<ConnectAccountDeps, "db" | "clock">,
  by: AuthorizedOrganiser,
  id: string,
  rates: ProcessingRates,
): Promise<void> {
  const whole = (value: number, most: number) => Number.isSafeInteger(value) && value >= 0 && value <= most;
  const { kind, discountBasisPoints, ...amounts } = rates;
  const isSound =
    ["standard", "individual", "by-hand"].includes(kind) &&
    whole(discountBasisPoints, 10_000) &&
    Object.values(amounts).every((amount) => whole(amount, MOST_MINOR));
  if (!isSound) throw new AppError("malformed", 422);
  const before = await own(deps, by, id);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    await writeRates(tx, id, rates);
    await audit(tx, by, "set-processing-rates", now, { account: before.account, before: before.rates, after: rates });
  });
}
