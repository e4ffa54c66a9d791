import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { type AccountLink, type AccountState, GatewayRefusal, type Gateways } from "./ports";
import { findOrganisationByAccount, findOrganisationGateway, setAccountReady, setOrganisationAccount } from "./store";

export interface ConnectAccountDeps {
  db: Database;
  clock: Clock;
  gateways: Gateways;
}

/** An account at a gateway, as rows name it. */
export interface AccountName {
  gateway: string;
  account: string;
}

/** The gateway of this name, if accounts may be opened there. Throws 422 `gatewayNotOffered`. */
export function offeredGateway({ gateways }: Pick<ConnectAccountDeps, "gateways">, name: string | undefined) {
  if (!name) return gateways.first;
  const gateway = gateways.offered.find((one) => one.name === name);
  if (!gateway) throw new AppError("gatewayNotOffered", 422);
  return gateway;
}

/** Runs a call over an account; what the gateway refuses is 502 `gatewayRefused`. */
export async function askingGateway<Answer>(call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof GatewayRefusal) throw new AppError("gatewayRefused", 502, {}, { cause: error });
    throw error;
  }
}

/**
 * Gives the organisation its first account, at a gateway that is offered, once, and the way to the gateway's pages on
 * which it says who it is (M2). Throws AppError: organisationNotFound, gatewayNotOffered, gatewayRefused,
 * gatewayUnavailable.
 */
export async function connectAccount(
  deps: ConnectAccountDeps,
  organiser: AuthorizedOrganiser,
  urls: { returnUrl: string; refreshUrl: string },
  gateway?: string,
): Promise<AccountLink> {
  const { organisationId, actor } = organiser;
  const before = await findOrganisationGateway(deps.db, organisationId);
  const opened = await openAccount(deps, organisationId, actor.email, gateway);
  const again = Boolean(before?.account);
  return askingGateway(deps.gateways.of(opened.gateway).accountLink(opened.account, { ...urls, again }));
}

/** The organisation's account in force, opened if it has none. For {@link connectAccount} and for demo data. */
export async function openAccount(
  deps: ConnectAccountDeps,
  organisationId: string,
  email: string | null,
  name?: string,
): Promise<AccountName> {
  const organisation = await findOrganisationGateway(deps.db, organisationId);
  if (!organisation) throw new AppError("organisationNotFound", 404);
  if (organisation.account) return { gateway: organisation.gateway, account: organisation.account };
  const gateway = offeredGateway(deps, name);
  const account = await askingGateway(
    gateway.createAccount({
      key: `account:${organisationId}`,
      organisationId,
      organisationName: organisation.name,
      email,
      website: organisation.website,
    }),
  );
  const made = { gateway: gateway.name, account };
  await deps.db.transaction((tx) => setOrganisationAccount(tx, organisationId, made));
  // Of two who asked at once, both got the same account by its key; whoever wrote first is right.
  const after = await findOrganisationGateway(deps.db, organisationId);
  return after?.account ? { gateway: after.gateway, account: after.account } : made;
}

/** What the gateway says of the organisation's account, written down; null when it has none. */
export async function readAccount(
  deps: ConnectAccountDeps,
  organiser: AuthorizedOrganiser,
): Promise<(AccountState & { account: string }) | null> {
  const organisation = await findOrganisationGateway(deps.db, organiser.organisationId);
  if (!organisation?.account) return null;
  const { gateway, account } = organisation;
  return { ...(await lookAtAccount(deps, { gateway, account })), account };
}

/** Looks at an account again and writes down whether it may take charges. Null when no organisation has it. */
export async function refreshAccount(deps: ConnectAccountDeps, name: AccountName): Promise<AccountState | null> {
  return (await findOrganisationByAccount(deps.db, name)) && lookAtAccount(deps, name);
}

/** Asks the gateway about an account, and writes its answer down. Throws 502 `gatewayRefused`, `gatewayUnavailable`. */
export async function lookAtAccount(deps: ConnectAccountDeps, name: AccountName): Promise<AccountState> {
  const state = await askingGateway(deps.gateways.of(name.gateway).accountState(name.account));
  await deps.db.transaction((tx) => setAccountReady(tx, name, state.ready));
  return state;
}
