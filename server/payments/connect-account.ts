import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import type { AccountState, PaymentGateway } from "./ports";
import { findOrganisationByAccount, findOrganisationGateway, setAccountReady, setOrganisationAccount } from "./store";

export interface ConnectAccountDeps {
  db: Database;
  clock: Clock;
  gateway: PaymentGateway;
}

/**
 * Gives the organisation an account of its own at the gateway, once, and the address of the page on which it says who
 * it is (M2). Throws AppError: organisationNotFound, gatewayUnavailable.
 */
export async function connectAccount(
  deps: ConnectAccountDeps,
  organiser: AuthorizedOrganiser,
  urls: { returnUrl: string; refreshUrl: string },
): Promise<{ url: string }> {
  const account = await openAccount(deps, organiser.organisationId, organiser.actor.email);
  return { url: await deps.gateway.accountLink(account, urls) };
}

/** The organisation's account at the gateway, opened if it has none. For {@link connectAccount} and for demo data. */
export async function openAccount(
  deps: ConnectAccountDeps,
  organisationId: string,
  email: string | null,
): Promise<string> {
  const organisation = await findOrganisationGateway(deps.db, organisationId);
  if (!organisation) throw new AppError("organisationNotFound", 404);
  if (organisation.account) return organisation.account;
  const made = await deps.gateway.createAccount({
    key: `account:${organisationId}`,
    organisationId,
    organisationName: organisation.name,
    email,
    website: organisation.website,
  });
  await deps.db.transaction((tx) => setOrganisationAccount(tx, organisationId, made));
  // Of two who asked at once, both got the same account by its key; whoever wrote first is right.
  return (await findOrganisationGateway(deps.db, organisationId))?.account ?? made;
}

/** What the gateway says of the organisation's account, written down; null when it has none. */
export async function readAccount(
  deps: ConnectAccountDeps,
  organiser: AuthorizedOrganiser,
): Promise<(AccountState & { account: string }) | null> {
  const organisation = await findOrganisationGateway(deps.db, organiser.organisationId);
  if (!organisation?.account) return null;
  const { account } = organisation;
  const state = await deps.gateway.accountState(account);
  await deps.db.transaction((tx) => setAccountReady(tx, account, state.ready));
  return { ...state, account };
}

/** Looks at an account again and writes down whether it may take charges. Null when no organisation has it. */
export async function refreshAccount(deps: ConnectAccountDeps, account: string): Promise<AccountState | null> {
  const organisation = await findOrganisationByAccount(deps.db, account);
  if (!organisation) return null;
  const state = await deps.gateway.accountState(account);
  await deps.db.transaction((tx) => setAccountReady(tx, account, state.ready));
  return state;
}
