import { z } from "zod";
import { invalid } from "./api-error";
import { type Call, emit, route } from "./call";
import type { Account } from "./objects";
import { bool, currency, expand, metadata, paging, text } from "./params";
import { randomText } from "./state";

const requested = z.strictObject({ requested: bool });
const REQUIREMENTS = ["business_profile.url", "external_account", "representative.first_name", "tos_acceptance.date"];

const createParams = z.strictObject({
  business_profile: z
    .strictObject({ name: text.optional(), url: text.optional(), support_email: text.optional(), mcc: text.optional() })
    .optional(),
  business_type: z.enum(["company", "individual", "non_profit", "government_entity"]).optional(),
  capabilities: z.strictObject({ card_payments: requested.optional(), transfers: requested.optional() }).optional(),
  controller: z
    .strictObject({
      fees: z.strictObject({ payer: z.enum(["account", "application"]) }).optional(),
      losses: z.strictObject({ payments: z.enum(["application", "stripe"]) }).optional(),
      requirement_collection: z.enum(["application", "stripe"]).optional(),
      stripe_dashboard: z.strictObject({ type: z.enum(["express", "full", "none"]) }).optional(),
    })
    .optional(),
  country: z.string().length(2).optional(),
  default_currency: currency.optional(),
  email: text.optional(),
  metadata: metadata.optional(),
  type: z.enum(["standard", "express", "custom"]).optional(),
  settings: z
    .strictObject({
      payouts: z.strictObject({
        schedule: z.strictObject({ interval: z.enum(["manual", "daily", "weekly", "monthly"]) }),
      }),
    })
    .optional(),
  expand: expand.optional(),
});

/** What an account is when its owner has gone through onboarding; `account.updated` says so. */
export function completeOnboarding(call: Call, account: Account): Account {
  const previous = { charges_enabled: account.charges_enabled, details_submitted: account.details_submitted };
  // An account that asked for transfers alone may be paid to, and charges nobody.
  account.charges_enabled = "card_payments" in account.capabilities;
  account.payouts_enabled = true;
  account.details_submitted = true;
  account.capabilities = Object.fromEntries(Object.keys(account.capabilities).map((name) => [name, "active"]));
  if (account.payouts_enabled && account.external_accounts.data.length === 0)
    account.external_accounts.data.push({
      id: `ba_${randomText(24)}`,
      object: "bank_account",
      account: account.id,
      bank_name: "STRIPE TEST BANK",
      country: account.country,
      currency: account.default_currency,
      last4: "6789",
      status: "new",
    });
  account.requirements = { currently_due: [], disabled_reason: null, past_due: [] };
  call.state.save();
  emit(call, "account.updated", account.id, account, previous);
  return account;
}

/** An account that this platform may act for. Throws Stripe's `account_invalid` otherwise. */
export function connectedAccount(call: Pick<Call, "state">, id: string): Account {
  const entry = call.state.find(id);
  if (entry?.value.object === "account") return entry.value as Account;
  throw invalid(
    `The provided key does not have access to account '${id}' (or that account does not exist). Application access may have been revoked.`,
    { code: "account_invalid" },
    403,
  );
}

export const accountRoutes = [
  route("POST", "/v1/accounts", createParams, (call, params) => {
    if (params.type && params.controller)
      throw invalid("You cannot specify both `type` and `controller`.", { param: "type" });
    const country = params.country?.toUpperCase() ?? "US";
    const id = call.state.newId("account");
    const account: Account = {
      id,
      object: "account",
      business_profile: {
        name: params.business_profile?.name ?? null,
        url: params.business_profile?.url ?? null,
        support_email: params.business_profile?.support_email ?? null,
      },
      business_type: params.business_type ?? null,
      capabilities: params.controller
        ? Object.fromEntries(Object.keys(params.capabilities ?? {}).map((name) => [name, "inactive"]))
        : { card_payments: "inactive", transfers: "inactive" },
      charges_enabled: false,
      country,
      created: call.state.nowSeconds(),
      default_currency: params.default_currency ?? (country === "CA" ? "cad" : country === "GB" ? "gbp" : "usd"),
      details_submitted: false,
      email: params.email ?? null,
      external_accounts: { object: "list", data: [], has_more: false, url: `/v1/accounts/${id}/external_accounts` },
      metadata: params.metadata ?? {},
      payouts_enabled: false,
      requirements: {
        currently_due: [...REQUIREMENTS],
        disabled_reason: "requirements.past_due",
        past_due: [...REQUIREMENTS],
      },
      type: params.type ?? (params.controller ? "none" : "standard"),
    };
    return call.state.add("account", null, account);
  }),
  route("GET", "/v1/accounts", z.strictObject(paging), (call, params) =>
    call.state.page("account", null, "/v1/accounts", params),
  ),
  route("GET", "/v1/accounts/:account", z.strictObject({ expand: expand.optional() }), (call, _params, [id]) =>
    connectedAccount(call, id!),
  ),
  route("GET", "/v1/account", z.strictObject({ expand: expand.optional() }), (call) =>
    call.account
      ? connectedAccount(call, call.account)
      : { id: "acct_platform", object: "account", charges_enabled: true, country: "US", default_currency: "usd" },
  ),
  route(
    "POST",
    "/v1/account_links",
    z.strictObject({
      account: text,
      refresh_url: z.url(),
      return_url: z.url(),
      type: z.enum(["account_onboarding", "account_update"]),
      collection_options: z.strictObject({ fields: z.enum(["currently_due", "eventually_due"]) }).optional(),
      expand: expand.optional(),
    }),
    (call, params) => {
      const account = connectedAccount(call, params.account);
      const token = randomText(24);
      call.state.onboarding.set(token, {
        account: account.id,
        returnUrl: params.return_url,
        refreshUrl: params.refresh_url,
      });
      call.state.save();
      const created = call.state.nowSeconds();
      return {
        object: "account_link",
        created,
        expires_at: created + 300,
        url: `${call.publicUrl}/setup/${account.id}/${token}`,
      };
    },
  ),
];
