import type { Metadata } from "next";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { DecisionForm } from "@/components/admin/decision-form";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { type Fact, Facts } from "@/components/ui/facts";
import { Field } from "@/components/ui/field";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { newId } from "@/server/kernel/ids";
import { formatMoney } from "@/server/kernel/money";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { readDepositDesk, readPayoutDesk } from "@/server/wallets/read-withdrawals";
import { adminScope } from "../scope";
import { decideOnWithdrawal, giveDepositBack } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("withdrawals.admin"))("title") };
}

export default async function PayoutsPage({
  searchParams,
}: {
  searchParams: Promise<{ done?: string; who?: string }>;
}) {
  const [t, admin, format, locale] = await Promise.all([
    getTranslations("withdrawals"),
    getTranslations("admin"),
    getFormatter(),
    getLocale(),
  ]);
  const { by, context } = await adminScope("/admin/payouts");
  const { done, who } = await searchParams;
  const words = typeof who === "string" ? who.slice(0, 254) : "";
  const [desk, found, settings] = await Promise.all([
    readPayoutDesk(context.db, by),
    words ? readDepositDesk(context.db, by, words, "USD") : null,
    loadVenueSettings(context.db),
  ]);
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
  const recent = desk.recent.map((one) => [
    `${one.member.name} (${one.member.number})`,
    t(`admin.kinds.${one.kind}`),
    moment(one.createdAt),
    t(`state.${one.state}`),
    <Money key="amount" minor={one.amountMinor} currency={one.currency} />,
  ]);
  return (
    <Page
      wide
      title={t("admin.title")}
      lead={t("admin.about")}
      trail={[{ href: "/admin", text: admin("title") }, { text: t("admin.title") }]}
    >
      {done ? (
        <div className="mb-4">
          <Note live title={t("admin.done")} />
        </div>
      ) : null}
      <div className="measure">
        <h2 className="h3 mb-3">{t("admin.waiting")}</h2>
        {desk.waiting.length === 0 ? (
          <Empty title={t("admin.none")}>
            {t("admin.noneText", { amount: formatMoney(settings.two_person_payout_minor, "USD", locale) })}
          </Empty>
        ) : null}
        {desk.waiting.map((one) => {
          const facts: Fact[] = [
            { term: t("admin.member"), value: `${one.member.name} (${one.member.number})` },
            { term: t("admin.amount"), value: <Money minor={one.amountMinor} currency={one.currency} /> },
            { term: t("admin.kind"), value: t(`admin.kinds.${one.kind}`) },
            { term: t("admin.cards"), value: <Money minor={one.toCardsMinor} currency={one.currency} /> },
            { term: t("admin.asked"), value: moment(one.createdAt) },
            {
              term: t("admin.stands"),
              value: one.first ? t("admin.first", { name: one.first }) : t("admin.nobody"),
            },
          ];
          if (one.reason) facts.push({ term: t("admin.why"), value: one.reason });
          return (
            <section key={one.id} className="mb-5" aria-label={one.member.name}>
              <Facts facts={facts} />
              {one.mayDecide ? (
                <DecisionForm
                  action={decideOnWithdrawal}
                  id={one.id}
                  words={{
                    approve: t(one.state === "waiting" ? "admin.approve" : "admin.confirm"),
                    refuse: t("admin.refuse"),
                    reason: t("admin.reason"),
                  }}
                />
              ) : (
                <p className="muted mt-3">{t("admin.another")}</p>
              )}
            </section>
          );
        })}
        <h2 className="h3 mt-6 mb-3">{t("admin.find")}</h2>
        <p className="mb-4">{t("admin.findText")}</p>
        <form method="get" action="/admin/payouts">
          <Field name="who" label={t("admin.who")} defaultValue={words} width="medium" />
          <div className="mt-3">
            <Button kind="line">{t("admin.look")}</Button>
          </div>
        </form>
        {words && !found ? (
          <div className="mt-4">
            <Note kind="bad" live title={t("admin.nobodySuch")} />
          </div>
        ) : null}
        {found ? (
          <section className="mt-5" aria-label={found.member.name}>
            <Facts
              facts={[
                { term: t("admin.member"), value: `${found.member.name} (${found.member.number})` },
                { term: t("admin.balance"), value: <Money minor={found.balanceMinor} /> },
              ]}
            />
            {found.isOwn ? <p className="muted mt-3">{t("admin.own")}</p> : null}
            {found.deposits.length === 0 ? <p className="muted mt-3">{t("admin.noDeposits")}</p> : null}
            {found.deposits.map((one) => (
              <div key={one.id} className="mt-5">
                <div className="mt-3 mb-3">
                  <Facts
                    tight
                    facts={[
                      {
                        term: moment(one.at),
                        value: <Money minor={one.amountMinor} />,
                      },
                      { term: t("admin.left"), value: <Money minor={one.leftMinor} /> },
                    ]}
                  />
                </div>
                {!found.isOwn && one.leftMinor > 0 && found.balanceMinor > 0 ? (
                  <FieldForm
                    small
                    kind="stop"
                    action={giveDepositBack}
                    start={formStart({
                      depositId: one.id,
                      requestKey: newId(),
                      [`amount-${one.id}`]: (Math.min(one.leftMinor, found.balanceMinor) / 100).toFixed(2),
                    })}
                    submit={t("admin.refund")}
                    fields={[
                      { kind: "hidden", name: "depositId" },
                      { kind: "hidden", name: "requestKey" },
                      {
                        kind: "text",
                        name: `amount-${one.id}`,
                        label: t("admin.refundAmount"),
                        inputMode: "decimal",
                        width: "small",
                      },
                      { kind: "text", name: `reason-${one.id}`, label: t("admin.reason") },
                    ]}
                  />
                ) : null}
              </div>
            ))}
          </section>
        ) : null}
      </div>
      {recent.length > 0 ? (
        <>
          <h2 className="h3 mt-6 mb-3">{t("admin.recent")}</h2>
          <Table
            label={t("admin.recent")}
            columns={[
              { heading: t("admin.member") },
              { heading: t("admin.kind") },
              { heading: t("admin.asked") },
              { heading: t("admin.state") },
              { heading: t("admin.amount"), numeric: true },
            ]}
            rows={recent}
          />
        </>
      ) : null}
    </Page>
  );
}
