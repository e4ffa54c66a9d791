import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { toString as qrText } from "qrcode";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ButtonLink } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { pageActor, safeNext } from "@/server/api/page";
import { needsSecondFactor } from "@/server/people/authority";
import { ownRecoveryCodesLeft } from "@/server/people/change-account";
import { prepareSecondFactor } from "@/server/people/prove-second-factor";
import { confirmFactor, dropFactor, renewCodes } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("factor.title") };
}

export default async function SecondFactorSetupPage({ searchParams }: { searchParams: Promise<{ next?: string }> }) {
  const t = await getTranslations("people");
  const next = safeNext((await searchParams).next, "");
  const { context, actor } = await pageActor("/account/second-factor");
  const prepared = await prepareSecondFactor(context.people, actor);
  const trail = [{ href: "/account", text: t("account.title") }, { text: t("factor.title") }];
  if ("confirmedAt" in prepared) {
    const left = await ownRecoveryCodesLeft(context.people, actor);
    return (
      <Page title={t("factor.title")} lead={t("factor.isOn", { count: left })} trail={trail}>
        {next ? (
          <p className="mb-4">
            <ButtonLink href={next}>{t("factor.goOn")}</ButtonLink>
          </p>
        ) : null}
        {actor.secondFactor ? (
          <>
            <FieldForm action={renewCodes} start={formStart()} submit={t("factor.renew")} kind="line" fields={[]} />
            {needsSecondFactor(actor.roles) ? (
              <p className="muted mt-4">{t("factor.needed")}</p>
            ) : (
              <FieldForm action={dropFactor} start={formStart()} submit={t("factor.drop")} kind="stop" fields={[]} />
            )}
          </>
        ) : (
          <p>
            <Link href="/login/second-factor?next=%2Faccount%2Fsecond-factor">{t("factor.showFirst")}</Link>
          </p>
        )}
      </Page>
    );
  }
  // Modules as one path: no style attribute, so that the content security policy stays strict.
  const qr = await qrText(prepared.address, { type: "svg", margin: 1 });
  const [, box = "0 0 45 45"] = /viewBox="([^"]+)"/.exec(qr) ?? [];
  const [, modules = ""] = /stroke="#000000" d="([^"]+)"/.exec(qr) ?? [];
  return (
    <Page title={t("factor.title")} lead={t("factor.lead")} trail={trail}>
      {needsSecondFactor(actor.roles) ? (
        <div className="mb-4">
          <Note kind="plain">{t("factor.asked")}</Note>
        </div>
      ) : null}
      <ol className="prose">
        <li>{t("factor.step1")}</li>
        <li>
          {t("factor.step2")}
          <div className="mt-3 mb-3">
            <svg
              viewBox={box}
              width="220"
              height="220"
              role="img"
              aria-label={t("factor.qr")}
              shapeRendering="crispEdges"
            >
              <path fill="#ffffff" d="M0 0h200v200H0z" />
              <path stroke="#000000" d={modules} />
            </svg>
          </div>
          <p className="small muted">{t("factor.byHand")}</p>
          <p className="mono" data-testid="totp-secret">
            {prepared.secret.match(/.{1,4}/g)?.join(" ")}
          </p>
        </li>
        <li>{t("factor.step3")}</li>
      </ol>
      <div className="narrow mt-4">
        <FieldForm
          action={confirmFactor}
          start={formStart()}
          submit={t("factor.submit")}
          fields={[
            {
              kind: "text",
              name: "code",
              label: t("field.factorCode"),
              autoComplete: "one-time-code",
              inputMode: "numeric",
              width: "small",
              mono: true,
            },
          ]}
        />
      </div>
      {next ? (
        <p className="mt-4">
          <Link href={next}>{t("factor.goOn")}</Link>
        </p>
      ) : null}
    </Page>
  );
}
