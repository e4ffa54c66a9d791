import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Note } from "@/components/ui/note";
import { openStops } from "@/server/regulators/list-stops";
import { adminScope } from "../scope";
import { liftAsAdministrator } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("stops"))("title") };
}

/** Every stop in force (X5); an administrator who did not set one may be the second person who lifts it (P27). */
export default async function StopsPage() {
  const t = await getTranslations("stops");
  const format = await getFormatter();
  const { by, deps } = await adminScope("/admin/stops");
  const stops = await openStops(deps, by);
  const hidden: FieldSpec = { kind: "hidden", name: "stopId" };
  return (
    <Page title={t("title")} lead={t("lead")} trail={[{ href: "/admin", text: t("admin") }, { text: t("title") }]}>
      {stops.length === 0 ? <Empty title={t("none")}>{t("noneText")}</Empty> : null}
      {stops.map((stop) => (
        <section key={stop.id} className="mb-5" aria-labelledby={stop.id}>
          <h2 id={stop.id} className="h4 mt-5">
            {stop.title}
          </h2>
          <p className="small muted mb-2">
            {t("of", {
              organisation: stop.organisation,
              area: stop.areaName,
              person: stop.stoppedByName,
              date: format.dateTime(stop.stoppedAt, { dateStyle: "long", timeStyle: "short" }),
            })}
          </p>
          <Note kind="bad" title={t("reason")}>
            <p>{stop.reason}</p>
          </Note>
          {stop.mayLift ? (
            <div className="mt-3">
              <FieldForm
                action={liftAsAdministrator}
                kind="line"
                small
                submit={t("lift", { title: stop.title })}
                start={formStart({ stopId: stop.id })}
                fields={[
                  hidden,
                  { kind: "text", name: "liftReason", label: t("why"), hint: t("whyHint"), required: true },
                ]}
              />
            </div>
          ) : (
            <p className="mt-2">{t("own")}</p>
          )}
        </section>
      ))}
    </Page>
  );
}
