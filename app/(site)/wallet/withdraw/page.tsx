import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Button, ButtonLink } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { type Fact, Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { identityServices } from "@/server/api/identity-services";
import { pageActor } from "@/server/api/page";
import { walletServices } from "@/server/api/wallet-services";
import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { formatMoney } from "@/server/kernel/money";
import { readOwnIdentity } from "@/server/people/identity/request-check";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { refreshPayee } from "@/server/wallets/open-payee";
import { readWayOut } from "@/server/wallets/read-withdrawals";
import { nameBank, withdraw } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("withdrawals"))("ask") };
}

export default async function WithdrawPage({ searchParams }: { searchParams: Promise<{ bank?: string }> }) {
  const [t, locale] = await Promise.all([getTranslations("withdrawals"), getLocale()]);
  const { context, actor } = await pageActor("/wallet/withdraw");
  const { bank } = await searchParams;
  if (bank) {
    await refreshPayee(walletServices(context), actor.memberId).catch((error: unknown) => {
      // The gateway does not answer: it tells us itself, or the next look does.
      log.warn("payee_not_refreshed", { error });
    });
  }
  const [way, identity, settings] = await Promise.all([
    readWayOut(context.db, actor, "USD", context.clock.now()),
    readOwnIdentity(await identityServices(context), actor),
    loadVenueSettings(context.db),
  ]);
  const money = (minor: number) => formatMoney(minor, "USD", locale);
  const isWaiting = identity.checks[0]?.state === "open";
  const facts: Fact[] = [{ term: t("available"), value: <Money minor={way.availableMinor} /> }];
  if (way.toCardsMinor > 0)
    facts.push({
      term: t("toCards"),
      value: (
        <>
          <Money minor={way.toCardsMinor} /> <span className="muted">{t("toCardsText")}</span>
        </>
      ),
    });
  if (way.toBankMinor > 0) facts.push({ term: t("toBank"), value: <Money minor={way.toBankMinor} /> });

  return (
    <Page
      title={t("ask")}
      lead={t("lead")}
      trail={[{ href: "/account", text: t("account") }, { href: "/wallet", text: t("wallet") }, { text: t("ask") }]}
    >
      {way.availableMinor === 0 ? (
        <Empty
          title={t("nothing")}
          action={
            <ButtonLink kind="line" href="/wallet">
              {t("toWallet")}
            </ButtonLink>
          }
        >
          {t("nothingText")}
        </Empty>
      ) : (
        <>
          <Facts facts={facts} />
          {way.isApproved ? null : (
            <div className="mt-5">
              <Note kind="plain" title={t("identity")}>
                <p>{isWaiting ? t("identityOpen") : t("identityText")}</p>
                <div className="mt-3">
                  <ButtonLink kind={isWaiting ? "line" : "main"} href="/account/identity">
                    {isWaiting ? t("identityLook") : t("identityGo")}
                  </ButtonLink>
                </div>
              </Note>
            </div>
          )}
          {way.isApproved ? (
            <div className="mt-5">
              <FieldForm
                action={withdraw}
                start={formStart({ requestKey: newId() })}
                submit={t("go")}
                fields={[
                  {
                    kind: "text",
                    name: "amount",
                    label: t("amount"),
                    hint: t("amountHint", { most: money(way.availableMinor) }),
                    inputMode: "decimal",
                    width: "small",
                  },
                  { kind: "hidden", name: "requestKey" },
                ]}
              />
            </div>
          ) : null}
          {way.isApproved && (way.toBankMinor > 0 || way.payee) ? (
            <section className="mt-6" aria-labelledby="bank">
              <h2 className="h3 mb-3" id="bank">
                {t("bank")}
              </h2>
              {bank === "away" ? (
                <Note kind="bad">
                  <p>{t("bankAway")}</p>
                </Note>
              ) : null}
              <p className="mb-4">
                {way.payee?.ready
                  ? t("bankReady", { bank: way.payee.bank ?? "" })
                  : way.payee
                    ? t("bankWaits")
                    : t("bankNone", { amount: money(way.toBankMinor) })}
              </p>
              <form action={nameBank}>
                <Button kind="line">{t(way.payee?.ready ? "bankChange" : way.payee ? "bankAgain" : "bankGo")}</Button>
              </form>
            </section>
          ) : null}
          <p className="muted mt-6">{t("never", { amount: money(settings.two_person_payout_minor) })}</p>
        </>
      )}
    </Page>
  );
}
