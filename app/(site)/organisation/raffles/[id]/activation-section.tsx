import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { ButtonLink } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Money } from "@/components/ui/money";
import { Note } from "@/components/ui/note";
import { When } from "@/components/ui/when";
import type { readDashboard } from "@/server/games/raffles/dashboard/read-dashboard";
import { handIn, withdraw } from "./actions";

/** The way to its activation for a raffle that is not active yet, and how it is set for one that is. */
export async function ActivationSection({
  view,
  faults,
  asksAgain,
}: {
  view: Awaited<ReturnType<typeof readDashboard>>;
  /** What keeps it from going, in words. */
  faults: string[];
  /** Areas whose regulators refused may be asked again. */
  asksAgain: boolean;
}) {
  const t = await getTranslations("organisation");
  const own = await getTranslations("running");
  const format = await getFormatter();
  const { raffle, beside } = view;
  const { id, draft, facts } = raffle;
  const { currency, timeZone } = draft;
  const live = facts.state !== "draft" && facts.state !== "pending-activation";
  const raffleField = { kind: "hidden", name: "raffleId" } as const;
  const start = formStart({ raffleId: id });
  return (
    <section className="mt-6" aria-labelledby="activate">
      <h2 id="activate" className="mb-3">
        {own(live ? "request.settings" : "request.title")}
      </h2>
      {facts.state === "draft" ? (
        <div className="measure">
          <p className="muted mb-3">{view.activatesItself ? t("activate.lead") : own("request.lead")}</p>
          {faults.length > 0 ? (
            <div className="mb-4">
              <Note kind="plain" title={t("activate.notYet")}>
                <ul className="stack stack--2">
                  {faults.map((fault) => (
                    <li key={fault}>{fault}</li>
                  ))}
                </ul>
              </Note>
            </div>
          ) : null}
          <FieldForm
            action={handIn}
            start={start}
            submit={view.activatesItself ? t("activate.submit") : own("request.submit")}
            fields={[
              raffleField,
              ...(view.activatesItself
                ? []
                : [
                    {
                      kind: "lines" as const,
                      name: "note",
                      label: own("request.note"),
                      hint: own("request.noteHint"),
                      rows: 3,
                    },
                  ]),
            ]}
          />
          <p className="row mt-4">
            {raffle.lockedAt ? null : (
              <ButtonLink kind="line" href={`/organisation/raffles/${id}/edit`}>
                {t("edit")}
              </ButtonLink>
            )}
            <Link href={`/organisation/raffles/${id}/tester`}>{t("tester")}</Link>
          </p>
        </div>
      ) : null}
      {facts.state === "pending-activation" ? (
        <div className="measure">
          <p className="muted mb-3">{own("request.waits")}</p>
          <FieldForm
            action={withdraw}
            kind="line"
            start={start}
            submit={own("request.withdraw")}
            fields={[raffleField]}
          />
          <p className="row mt-4">
            <Link href={`/organisation/raffles/${id}/edit`}>{t("edit")}</Link>
            <Link href={`/organisation/raffles/${id}/tester`}>{t("tester")}</Link>
          </p>
        </div>
      ) : null}
      {asksAgain ? (
        <div className="measure">
          <p className="muted mb-3">{own("request.againLead")}</p>
          <FieldForm
            action={handIn}
            kind="line"
            start={start}
            submit={own("request.again")}
            fields={[
              raffleField,
              { kind: "lines", name: "note", label: own("request.note"), hint: own("request.noteHint"), rows: 3 },
            ]}
          />
        </div>
      ) : null}
      {live ? (
        <Facts
          facts={[
            { term: t("field.price"), value: <Money minor={draft.priceMinor} currency={currency} /> },
            {
              term: t("field.opensAt"),
              value: <When as="full" at={draft.opensAt.toISOString()} timeZone={timeZone} />,
            },
            {
              term: t("field.closesAt"),
              value: <When as="full" at={draft.closesAt.toISOString()} timeZone={timeZone} />,
            },
            {
              term: t("field.drawAt"),
              value: <When as="full" at={draft.drawAt.toISOString()} timeZone={timeZone} />,
            },
            { term: t("voided"), value: format.number(raffle.voided) },
            { term: own("free"), value: format.number(beside.freeTickets) },
            { term: own("manual"), value: format.number(beside.manualTickets) },
            { term: own("donations"), value: <Money minor={beside.donationsMinor} currency={currency} /> },
            { term: t("rulesVersion"), value: raffle.rulesVersion },
          ]}
        />
      ) : null}
    </section>
  );
}
