import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { DecisionForm } from "@/components/admin/decision-form";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { waitingBirthDates } from "@/server/people/correct-birth-date";
import { decideOnBirthDate } from "../actions";
import { adminScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.birth-dates") };
}

export default async function BirthDatesPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const t = await getTranslations("admin");
  const format = await getFormatter();
  const { by, context } = await adminScope("/admin/birth-dates");
  const cases = await waitingBirthDates(context.people, by);
  const date = (at: Date) => format.dateTime(at, { dateStyle: "long", timeZone: "UTC" });
  return (
    <Page
      title={t("part.birth-dates")}
      lead={t("about.birth-dates")}
      trail={[{ href: "/admin", text: t("title") }, { text: t("part.birth-dates") }]}
    >
      {(await searchParams).done ? (
        <div className="mb-4">
          <Note live title={t("decided")} />
        </div>
      ) : null}
      {cases.length === 0 ? <Empty title={t("nothingWaits")} /> : null}
      {cases.map((one) => (
        <section key={one.id} className="mb-5">
          <Facts
            facts={[
              { term: t("who"), value: one.memberName },
              { term: t("present"), value: date(one.presentBirthDate) },
              { term: t("wanted"), value: date(one.birthDate) },
              { term: t("reason"), value: one.reason },
              { term: t("stands"), value: t(`birthDate.${one.status}`) },
            ]}
          />
          {one.mayDecide ? (
            <DecisionForm
              action={decideOnBirthDate}
              id={one.id}
              words={{
                approve: one.status === "open" ? t("approve") : t("confirm"),
                refuse: t("refuse"),
                reason: t("reason"),
              }}
            />
          ) : (
            <p className="muted mt-3">{t("another")}</p>
          )}
        </section>
      ))}
    </Page>
  );
}
