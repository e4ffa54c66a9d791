import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Fold } from "@/components/ui/fold";
import { amountText } from "@/server/games/raffles/form-values";
import type { OwnRaffle } from "@/server/games/raffles/raffle-store";
import { resume, saveExtraCost, suspend } from "../../actions";
import { archive, saveSponsors } from "./actions";

/** What an organisation may still do to a raffle that has begun: extra costs, sponsors, stopping it, putting it away. */
export async function ManageSection({ raffle }: { raffle: OwnRaffle }) {
  const t = await getTranslations("organisation");
  const own = await getTranslations("running");
  const { id, draft, facts } = raffle;
  const raffleField = { kind: "hidden", name: "raffleId" } as const;
  const start = formStart({ raffleId: id });
  const prizes = draft.drawings.flatMap((drawing, d) =>
    drawing.groups.flatMap((group, g) =>
      group.prizes.map(({ heading, sponsor }, p) => ({
        path: `drawings.${d}.groups.${g}.prizes.${p}`,
        heading,
        sponsor,
      })),
    ),
  );
  return (
    <section className="mt-6 measure" aria-labelledby="manage">
      <h2 id="manage" className="mb-3">
        {t("do")}
      </h2>
      <p className="row mb-4">
        <Link href={`/organisation/raffles/${id}/tester`}>{t("tester")}</Link>
        {draft.freeEntryAllowed && facts.state === "active" ? (
          <Link href={`/organisation/raffles/${id}/free-entry`}>{t("freeEntry.title")}</Link>
        ) : null}
      </p>
      <FieldForm
        action={saveExtraCost}
        kind="line"
        submit={t("save")}
        start={formStart({ raffleId: id, extraCost: amountText(draft.extraCostMinor) })}
        fields={[
          raffleField,
          {
            kind: "text",
            name: "extraCost",
            label: t("field.extraCost"),
            hint: t("hint.locked"),
            inputMode: "decimal",
            width: "small",
          },
        ]}
      />
      {facts.state === "archived" ? null : (
        <div className="mt-5">
          <Fold title={own("sponsors.title")}>
            <FieldForm
              action={saveSponsors}
              kind="line"
              submit={t("save")}
              start={formStart({
                raffleId: id,
                sponsors: draft.sponsors.join("\n"),
                ...Object.fromEntries(prizes.map(({ path, sponsor }) => [`prize-${path}`, sponsor])),
              })}
              fields={[
                raffleField,
                {
                  kind: "lines",
                  name: "sponsors",
                  label: own("sponsors.raffle"),
                  hint: own("sponsors.hint"),
                  rows: 3,
                },
                ...prizes.map(({ path, heading }) => ({
                  kind: "text" as const,
                  name: `prize-${path}`,
                  label: own("sponsors.prize", { heading }),
                })),
              ]}
            />
          </Fold>
        </div>
      )}
      {facts.state === "active" ? (
        <div className="mt-5">
          <FieldForm
            action={suspend}
            kind="stop"
            submit={t("suspend")}
            start={start}
            fields={[raffleField, { kind: "text", name: "reason", label: t("field.reason"), hint: t("hint.suspend") }]}
          />
        </div>
      ) : null}
      {facts.state === "suspended" ? (
        <div className="mt-5">
          <FieldForm action={resume} start={start} submit={t("resume")} fields={[raffleField]} />
        </div>
      ) : null}
      {facts.state === "drawn" ? (
        <div className="mt-5">
          <p className="muted mb-3">{own("archive.lead")}</p>
          <FieldForm action={archive} kind="line" start={start} submit={own("archive.submit")} fields={[raffleField]} />
        </div>
      ) : null}
    </section>
  );
}
