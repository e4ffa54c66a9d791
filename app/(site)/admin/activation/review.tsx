import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { PlanChart } from "@/components/organisation/plan-chart";
import { PlanSheet } from "@/components/organisation/plan-sheet";
import { RaffleSheet } from "@/components/organisation/running/raffle-sheet";
import { RequestTable } from "@/components/organisation/running/request-table";
import { ReviewForm } from "@/components/organisation/running/review-form";
import type { FormAction } from "@/components/people/form-spec";
import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import type { ActivationReview } from "@/server/games/raffles/requests/decide-activation";
import type { ActivationRequest } from "@/server/games/raffles/requests/request";
import { faultTexts } from "../../organisation/fault-text";

/** Where an old link to a review leads: what became of it, and every word that was given. */
export async function OutcomeView({
  requests,
  areaName,
  waiting,
}: {
  requests: readonly ActivationRequest[];
  areaName: (areaId: string) => string;
  /** Where what waits for this reader stands. */
  waiting: string;
}) {
  const t = await getTranslations("running.review");
  const named = requests.flatMap(({ decisions }) => decisions.flatMap(({ areaId }) => areaId ?? []));
  const newest = requests[0];
  return (
    <>
      <div className="mb-4">
        <Note kind="plain" title={t("over")}>
          {newest ? t(`overHow.${newest.state}`) : null}
        </Note>
      </div>
      <RequestTable requests={requests} areaNames={new Map(named.map((areaId) => [areaId, areaName(areaId)]))} />
      <p className="mt-4">
        <Link href={waiting}>{t("toWaiting")}</Link>
      </p>
    </>
  );
}

/** What a review page shows: the request, the word that is asked for, everything about the raffle, and what it earns. */
export async function ReviewView({
  review,
  areaName,
  action,
  hidden,
}: {
  review: ActivationReview;
  areaName: (areaId: string) => string;
  action: FormAction;
  hidden: Record<string, string>;
}) {
  const t = await getTranslations("running.review");
  const format = await getFormatter();
  const { raffle, request, decision, permissions, earlier } = review;
  const faults = await faultTexts(review.faults, raffle.draft);
  const named = [...permissions.map((one) => one.areaId), ...raffle.draft.exclusions];
  const areas = new Map(named.map((areaId) => [areaId, areaName(areaId)]));
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
  const spoken = earlier.flatMap((one) =>
    one.decisions
      .filter(({ state }) => state !== "waiting")
      .map((word) => ({ ...word, requestedAt: one.requestedAt, note: one.note })),
  );
  return (
    <>
      <Facts
        facts={[
          { term: t("organisation"), value: `${raffle.organisationName} (${raffle.organisationCode})` },
          { term: t("handedIn"), value: moment(request.requestedAt) },
          { term: t("governing"), value: areaName(raffle.governingAreaId) },
          { term: t("mode"), value: t(`modes.${request.mode}`) },
          ...(request.note ? [{ term: t("note"), value: request.note }] : []),
        ]}
      />
      {request.decisions.length > 1 ? (
        <section className="mt-5">
          <h2 className="mb-3">{t("words")}</h2>
          <Table
            label={t("words")}
            columns={[{ heading: t("area") }, { heading: t("word") }, { heading: t("reason") }]}
            rows={request.decisions.map((one) => [
              one.areaId ? areaName(one.areaId) : t("venue"),
              <Badge
                key="word"
                kind={one.state === "approved" ? "accent" : one.state === "refused" ? "closed" : "plain"}
              >
                {t(`states.${one.state}`)}
              </Badge>,
              one.reason || "–",
            ])}
          />
        </section>
      ) : null}
      {faults.length > 0 ? (
        <div className="mt-5">
          <Note kind="bad" title={t("faults")}>
            <ul className="stack stack--2">
              {faults.map((fault) => (
                <li key={fault}>{fault}</li>
              ))}
            </ul>
          </Note>
        </div>
      ) : null}
      <section className="mt-6">
        <RaffleSheet draft={raffle.draft} areas={areas} permissions={permissions} withCosts />
      </section>
      <section className="mt-6">
        <h2 className="mb-3">{t("plan")}</h2>
        {review.plan ? (
          <>
            <PlanChart plan={review.plan} curve={review.curve} currency={raffle.draft.currency} />
            <PlanSheet plan={review.plan} currency={raffle.draft.currency} />
          </>
        ) : (
          <p className="muted">{t("noPlan")}</p>
        )}
      </section>
      {spoken.length > 0 ? (
        <section className="mt-6">
          <h2 className="mb-3">{t("earlier")}</h2>
          <Table
            label={t("earlier")}
            columns={[
              { heading: t("handedIn") },
              { heading: t("area") },
              { heading: t("word") },
              { heading: t("reason") },
            ]}
            rows={spoken.map((one) => [
              moment(one.requestedAt),
              one.areaId ? areaName(one.areaId) : t("venue"),
              t(`states.${one.state}`),
              one.reason || "–",
            ])}
          />
        </section>
      ) : null}
      <section className="mt-6 measure" aria-labelledby="decide">
        <h2 id="decide" className="mb-3">
          {t("decide")}
        </h2>
        {decision.state === "waiting" ? (
          <>
            <p className="muted mb-3">
              {request.mode === "regulators" && decision.areaId
                ? t("leadArea", { area: areaName(decision.areaId) })
                : t("lead")}
            </p>
            <ReviewForm
              action={action}
              hidden={{ ...hidden, revision: String(raffle.revision) }}
              words={{
                approve: t("approve"),
                refuse: t("refuse"),
                reason: t("reason"),
                reasonHint: t("reasonHint"),
                blocked: faults.length > 0 ? t("blocked") : "",
              }}
            />
          </>
        ) : (
          <Note kind="plain" title={t(`states.${decision.state}`)}>
            {decision.reason}
          </Note>
        )}
      </section>
    </>
  );
}
