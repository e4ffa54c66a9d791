"use client";

import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, type ReactNode, startTransition, useActionState, useState } from "react";
import { Button } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { Note } from "@/components/ui/note";
import { formatMoney } from "@/server/kernel/money";
import { readDonation } from "@/server/tickets/donation";
import type { PayState } from "./form-state";

export interface PayFormProps {
  orderId: string;
  slug: string;
  organisation: string;
  name: string;
  postalCode: string;
  rulesText: string;
  rulesVersion: number;
  signed: boolean;
  quantity: number;
  /** The bundle bought, or null. */
  bundle: { count: number; bundles: number } | null;
  /** Whether the tickets are numbers of a board. */
  numbers: boolean;
  unitPriceMinor: number;
  ticketsMinor: number;
  venueFeeMinor: number;
  currency: string;
  donationsAllowed: boolean;
  coverFeeAllowed: boolean;
  initial: PayState;
  pay: (state: PayState, form: FormData) => Promise<PayState>;
  letGo: (form: FormData) => Promise<void>;
  /** What stands before the form's own parts: who buys, as the account says. */
  children: ReactNode;
}

/** Signature, gift and the way to the gateway's page. Faults stand above and at their fields; what was typed stays. */
export function PayForm(props: PayFormProps) {
  const t = useTranslations("checkout");
  const selling = useTranslations("selling");
  const locale = useLocale();
  const [state, send, working] = useActionState(props.pay, props.initial);
  const [donation, setDonation] = useState(state.typed.donation);
  const [cover, setCover] = useState(state.typed.cover);
  const money = (minor: number) => formatMoney(minor, props.currency, locale);
  const total =
    props.ticketsMinor +
    (props.donationsAllowed ? (readDonation(donation) ?? 0) : 0) +
    (props.coverFeeAllowed && cover ? props.venueFeeMinor : 0);
  const words = (fault: PayState["faults"][number]) => t(`fault.${fault.text}`, { name: props.name });
  const errorOf = (field: string) => {
    const fault = state.faults.find((one) => one.field === field);
    return fault ? words(fault) : undefined;
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    startTransition(() => send(typed));
  };

  return (
    <>
      {state.faults.length > 0 ? (
        <ErrorSummary
          key={state.turn}
          title={t("fault.title")}
          faults={state.faults.map((fault) => ({ field: fault.field, text: words(fault) }))}
        />
      ) : null}
      {state.problem ? (
        <div className="mb-5" key={`problem-${state.turn}`}>
          <Note kind="bad" live title={t("refused.titlePay")}>
            <p>{t(`refused.${state.problem.code}` as "refused.unexpected", state.problem.fill)}</p>
            <p className="mt-1">{t("refused.kept")}</p>
          </Note>
        </div>
      ) : null}
      {props.children}
      <form action={send} onSubmit={submit} noValidate>
        <input type="hidden" name="orderId" value={props.orderId} />
        <input type="hidden" name="slug" value={props.slug} />
        <input type="hidden" name="rulesVersion" value={props.rulesVersion} />
        <section className="group">
          <h2>{t("few.title")}</h2>
          <Check type="radio" name="few" value="none" defaultChecked={state.typed.few === "none"}>
            {t("few.none")}
          </Check>
          <Check type="radio" name="few" value="remaining" defaultChecked={state.typed.few === "remaining"}>
            {props.bundle
              ? selling("sum.few", { price: money(props.unitPriceMinor) })
              : props.numbers
                ? selling("sum.fewNumbers", { price: money(props.unitPriceMinor) })
                : t("few.remaining", { price: money(props.unitPriceMinor) })}
          </Check>
        </section>
        {props.donationsAllowed || props.coverFeeAllowed ? (
          <section className="group">
            <h2>{t("extra.title")}</h2>
            <p className="small muted mb-3">{t("extra.text")}</p>
            {props.donationsAllowed ? (
              <Field
                name="donation"
                label={t("extra.donation", { organisation: props.organisation })}
                hint={t("extra.donationHint")}
                error={errorOf("donation")}
                inputMode="decimal"
                autoComplete="off"
                width="small"
                defaultValue={state.typed.donation}
                onChange={(event) => setDonation(event.target.value)}
              />
            ) : null}
            {props.coverFeeAllowed && props.venueFeeMinor > 0 ? (
              <div className="mt-3">
                <Check
                  name="cover"
                  value="yes"
                  defaultChecked={state.typed.cover}
                  onChange={(event) => setCover(event.target.checked)}
                >
                  {t("extra.cover", { fee: money(props.venueFeeMinor), organisation: props.organisation })}
                </Check>
              </div>
            ) : null}
          </section>
        ) : null}
        {total > 0 ? (
          <section className="group">
            <h2>{t("card.title")}</h2>
            <p className="measure">{t("card.text", { postalCode: props.postalCode })}</p>
          </section>
        ) : null}
        <section className="group">
          <h2>{t("rules.title")}</h2>
          <Fold title={t("rules.read", { version: props.rulesVersion })}>
            {props.rulesText.split(/\n{2,}/).map((paragraph) => (
              <p key={paragraph.slice(0, 80)} className="small mb-2">
                {paragraph}
              </p>
            ))}
          </Fold>
          {props.signed ? (
            <p className="mt-3">{t("rules.signed")}</p>
          ) : (
            <>
              <div className="mt-3">
                <Check
                  name="agree"
                  id="agree"
                  value="yes"
                  defaultChecked={state.typed.agree}
                  error={errorOf("agree")}
                  required
                >
                  {t("rules.agree", { version: props.rulesVersion })}
                </Check>
              </div>
              <div className="mt-3">
                <Field
                  name="signature"
                  label={t("rules.sign")}
                  hint={t("rules.signHint", { name: props.name })}
                  error={errorOf("signature")}
                  defaultValue={state.typed.signature}
                  autoComplete="name"
                  required
                  signature
                  width="medium"
                />
              </div>
            </>
          )}
        </section>
        <section className="group">
          <dl className="sum small mb-4">
            <dt>
              {props.bundle
                ? selling("sum.bundles", { ...props.bundle, price: money(props.unitPriceMinor) })
                : t("sum.tickets", { count: props.quantity, price: money(props.unitPriceMinor) })}
            </dt>
            <dd>{money(props.ticketsMinor)}</dd>
            {props.donationsAllowed && (readDonation(donation) ?? 0) > 0 ? (
              <>
                <dt>{t("sum.donation")}</dt>
                <dd>{money(readDonation(donation) ?? 0)}</dd>
              </>
            ) : null}
            {props.coverFeeAllowed && cover && props.venueFeeMinor > 0 ? (
              <>
                <dt>{t("sum.cover")}</dt>
                <dd>{money(props.venueFeeMinor)}</dd>
              </>
            ) : null}
            <dt className="tot">{t("sum.total")}</dt>
            <dd className="tot">{money(total)}</dd>
          </dl>
          <Button disabled={working}>
            {working ? t("paying") : total > 0 ? t("pay", { amount: money(total) }) : t("payFree")}
          </Button>
          <p className="small muted measure mt-3">{t("promise")}</p>
        </section>
      </form>
      <form action={props.letGo} className="mt-3">
        <input type="hidden" name="orderId" value={props.orderId} />
        <input type="hidden" name="slug" value={props.slug} />
        <Button kind="line" small>
          {t("letGo")}
        </Button>
      </form>
    </>
  );
}
