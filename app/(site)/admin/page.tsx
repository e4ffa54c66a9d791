import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { identityServices } from "@/server/api/identity-services";
import { syndicateServices } from "@/server/api/syndicate-services";
import { waitingRequests } from "@/server/games/raffles/requests/decide-activation";
import { waitingClaims } from "@/server/games/syndicates/claims/show-claims";
import { waitingApplications } from "@/server/people/apply-for-role";
import { waitingBirthDates } from "@/server/people/correct-birth-date";
import { waitingChecks } from "@/server/people/identity/decide-check";
import { readPayoutDesk } from "@/server/wallets/read-withdrawals";
import { adminScope } from "./scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("title") };
}

export default async function AdminPage() {
  const t = await getTranslations("admin");
  const format = await getFormatter();
  const { by, context } = await adminScope("/admin");
  const syndicates = syndicateServices(context);
  const [applications, raffles, dates, checks, payouts, claims] = await Promise.all([
    waitingApplications(context.people, by),
    waitingRequests(context, by),
    waitingBirthDates(context.people, by),
    waitingChecks(await identityServices(context), by),
    readPayoutDesk(context.db, by),
    syndicates ? waitingClaims(syndicates, by) : [],
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
      <dl className="kpi mt-5">
        <div>
          <dt>{t("kpi.identity")}</dt>
          <dd>{format.number(checks.length)}</dd>
        </div>
        <div>
          <dt>{t("kpi.payouts")}</dt>
          <dd>{format.number(payouts.waiting.length)}</dd>
        </div>
        <div>
          <dt>{t("kpi.mine")}</dt>
          <dd>{format.number(payouts.waiting.filter(({ mayDecide }) => mayDecide).length)}</dd>
        </div>
        <div>
          <dt>{t("kpi.claims")}</dt>
          <dd>{format.number(claims.length)}</dd>
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
