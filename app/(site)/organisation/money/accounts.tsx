import { getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Badge } from "@/components/ui/badge";
import { Empty } from "@/components/ui/empty";
import { Fold } from "@/components/ui/fold";
import { Note } from "@/components/ui/note";
import { formatMoney } from "@/server/kernel/money";
import type { MerchantAccount } from "@/server/payments/account-store";
import { askGateway, chooseAccount, openAccount, saveRates } from "./actions";

/** A gateway as this page shows it. */
export interface GatewayChoice {
  name: string;
  title: string;
  /** Where one logs in, at a gateway that invites by mail. */
  dashboardUrl: string | null;
  isOffered: boolean;
}

const KINDS = ["standard", "individual", "by-hand"] as const;
const amount = (minor: number) => (minor / 100).toFixed(2);

/** An organisation's accounts at the gateway (M2): which takes new payments, what each costs, and opening one. */
export async function Accounts({
  accounts,
  organisationId,
  gateways,
  invited,
}: {
  accounts: readonly MerchantAccount[];
  organisationId: string;
  gateways: readonly GatewayChoice[];
  /** The gateway that has just written to the organisation, and where. */
  invited: { gateway: GatewayChoice; email: string } | null;
}) {
  const t = await getTranslations("money");
  const at = await getTranslations("gateways");
  const titleOf = (name: string) => gateways.find((one) => one.name === name)?.title ?? name;
  const isMailed = (name: string) => gateways.some((one) => one.name === name && one.dashboardUrl !== null);
  const offered = gateways.filter((one) => one.isOffered);
  const choice: FieldSpec[] =
    offered.length > 1
      ? [
          {
            kind: "select",
            name: "openAt",
            label: at("field"),
            hint: at("hint"),
            options: offered.map(({ name, title }) => ({ value: name, text: title })),
            width: "medium",
          },
        ]
      : [];
  const locale = await getLocale();
  const hidden = (name: string): FieldSpec => ({ kind: "hidden", name });
  /** The fields of one account's rates; their names, which are ids as well, end as no other account's do. */
  const ratesOf = (end: string): FieldSpec[] => [
    hidden("organisationId"),
    hidden("account"),
    hidden("end"),
    {
      kind: "select",
      name: `kind${end}`,
      label: t("rates.kind"),
      hint: t("rates.kindHint"),
      options: KINDS.map((value) => ({ value, text: t(`rates.${value}`) })),
    },
    ...(["discount", "transaction", "gateway", "addressCheck"] as const).map(
      (name): FieldSpec => ({
        kind: "text",
        name: `${name}${end}`,
        label: t(`rates.${name}`),
        inputMode: "decimal",
        width: "small",
      }),
    ),
  ];
  return (
    <section aria-labelledby="accounts" className="noprint">
      <h2 id="accounts" className="mt-6 mb-2">
        {t("accounts")}
      </h2>
      <p className="measure mb-3">{t("accountsText")}</p>
      {invited ? (
        <div className="mb-4">
          <Note kind="good" title={at("invited", { gateway: invited.gateway.title })}>
            <p>{at("invitedText", { email: invited.email })}</p>
            {invited.gateway.dashboardUrl ? (
              <p className="mt-2">
                <a href={invited.gateway.dashboardUrl}>{at("openPlace", { gateway: invited.gateway.title })}</a>
              </p>
            ) : null}
          </Note>
        </div>
      ) : null}
      {accounts.length === 0 ? <Empty title={t("noAccount")}>{t("noAccountText")}</Empty> : null}
      <div className="mb-4">
        {accounts.map((one, index) => (
          <div key={one.id} className="mb-4">
            <div>
              <h3 className="h4">{one.label || t("firstAccount")}</h3>
              <p className="small muted">
                {at("at", { gateway: titleOf(one.gateway) })} <span className="mono">{one.account}</span>
              </p>
              <p className="row mt-1">
                <Badge>{t(one.ready ? "ready" : "notReady")}</Badge>
                {one.inForce ? <Badge>{t("inForce")}</Badge> : null}
              </p>
              <p className="small mt-1">
                {t("rates.line", {
                  kind: t(`rates.${one.rates.kind}`),
                  discount: (one.rates.discountBasisPoints / 100).toFixed(2),
                  transaction: formatMoney(one.rates.transactionMinor, "USD", locale),
                })}
              </p>
            </div>
            <div>
              {one.ready ? null : (
                <FieldForm
                  action={askGateway}
                  kind="line"
                  small
                  submit={
                    isMailed(one.gateway)
                      ? at("again", { gateway: titleOf(one.gateway), account: one.label || t("firstAccount") })
                      : t("finish", { account: one.label || t("firstAccount") })
                  }
                  start={formStart({ organisationId, account: one.id })}
                  fields={[hidden("organisationId"), hidden("account")]}
                />
              )}
              {one.ready && !one.inForce ? (
                <FieldForm
                  action={chooseAccount}
                  kind="line"
                  small
                  submit={t("use", { account: one.label || t("firstAccount") })}
                  start={formStart({ organisationId, account: one.id })}
                  fields={[hidden("organisationId"), hidden("account")]}
                />
              ) : null}
              <Fold title={t("rates.change")}>
                <div className="mt-3">
                  <FieldForm
                    action={saveRates}
                    small
                    submit={t("rates.save")}
                    start={formStart({
                      organisationId,
                      account: one.id,
                      end: `-${index}`,
                      [`kind-${index}`]: one.rates.kind,
                      [`discount-${index}`]: (one.rates.discountBasisPoints / 100).toFixed(2),
                      [`transaction-${index}`]: amount(one.rates.transactionMinor),
                      [`gateway-${index}`]: amount(one.rates.gatewayMinor),
                      [`addressCheck-${index}`]: amount(one.rates.addressCheckMinor),
                    })}
                    fields={ratesOf(`-${index}`)}
                  />
                </div>
              </Fold>
            </div>
          </div>
        ))}
      </div>
      <FieldForm
        action={openAccount}
        kind={offered.length > 1 ? undefined : "line"}
        submit={t(accounts.length === 0 ? "connect" : "another")}
        start={formStart({ organisationId, openAt: offered[0]?.name ?? "" })}
        fields={[
          hidden("organisationId"),
          ...(accounts.length === 0
            ? []
            : [
                {
                  kind: "text",
                  name: "label",
                  label: t("label"),
                  hint: t("labelHint"),
                  width: "medium",
                  required: true,
                } satisfies FieldSpec,
              ]),
          ...choice,
        ]}
      />
    </section>
  );
}
