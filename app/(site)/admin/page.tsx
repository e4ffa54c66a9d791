import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { waitingRequests } from "@/server/games/raffles/requests/decide-activation";
import { waitingApplications } from "@/server/people/apply-for-role";
import { waitingBirthDates } from "@/server/people/correct-birth-date";
import { adminScope } from "./scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("title") };
}

export default async function AdminPage() {
  const t = await getTranslations("admin");
  const format = await getFormatter();
  const { by, context } = await adminScope("/admin");
  const [applications, raffles, dates] = await Promise.all([
    waitingApplications(context.people, by),
    waitingRequests(context, by),
    waitingBirthDates(context.people, by),
  ]);
  const parts = [
    "approvals",
    "activation",
    "manual-entry",
    "birth-dates",
    "identity",
    "payouts",
    "syndicate-claims",
    "areas",
    "stops",
    "rounds",
    "tester",
    "settings",
    "audit",
  ];
  return (
    <Page wide title={t("title")} lead={t("lead")}>
      <dl className="kpi">
        <div>
          <dt>{t("kpi.applications")}</dt>
          <dd>{format.number(applications.length)}</dd>
        </div>
        <div>
          <dt>{t("kpi.raffles")}</dt>
          <dd>{format.number(raffles.length)}</dd>
        </div>
        <div>
          <dt>{t("kpi.birthDates")}</dt>
          <dd>{format.number(dates.length)}</dd>
        </div>
        <div>
          <dt>{t("kpi.mine")}</dt>
          <dd>{format.number(dates.filter(({ mayDecide }) => mayDecide).length)}</dd>
        </div>
      </dl>
      <ul className="stack mt-6">
        {parts.map((part) => (
          <li key={part}>
            <h2 className="h4">
              <Link href={`/admin/${part}`}>{t(`part.${part}`)}</Link>
            </h2>
            <p className="muted">{t(`about.${part}`)}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}
