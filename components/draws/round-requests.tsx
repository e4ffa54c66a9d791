import { getFormatter, getTranslations } from "next-intl/server";
import { DecisionForm } from "@/components/admin/decision-form";
import type { FormAction } from "@/components/people/form-spec";
import { Empty } from "@/components/ui/empty";
import { Facts } from "@/components/ui/facts";

export interface RoundRequestView {
  id: string;
  drawingId: string;
  title: string;
  area: string;
  reason: string;
  missedRound: number | null;
  drawAt: Date;
  approvedAt: Date | null;
}

/** Requests for another round, each with the words given so far and the form to give one's own (P27). */
export async function RoundRequests({
  requests,
  action,
  mayBegin,
}: {
  requests: RoundRequestView[];
  action: FormAction;
  /** Whether the reader speaks as the regulator, who has the first word. */
  mayBegin: boolean;
}) {
  const t = await getTranslations("claims.rounds");
  const format = await getFormatter();
  const time = (at: Date) => format.dateTime(at, { dateStyle: "long", timeStyle: "short" });
  if (requests.length === 0) return <Empty title={t("empty")} />;
  const words = { approve: t("approve"), refuse: t("refuse"), reason: t("why") };
  return requests.map((one) => (
    <section key={one.id} className="mb-5">
      <Facts
        facts={[
          { term: t("raffle"), value: <a href={`/draws/${one.drawingId}`}>{one.title}</a> },
          { term: t("area"), value: one.area },
          { term: t("reason"), value: one.reason },
          { term: t("missed"), value: one.missedRound === null ? t("noRound") : format.number(one.missedRound) },
          { term: t("drawAt"), value: time(one.drawAt) },
          { term: t("first"), value: one.approvedAt ? t("given", { time: time(one.approvedAt) }) : t("notYet") },
          { term: t("second"), value: t("notYet") },
        ]}
      />
      {one.approvedAt || mayBegin ? (
        <DecisionForm action={action} id={one.id} words={words} />
      ) : (
        <p className="note note--plain mt-3">{t("regulatorFirst")}</p>
      )}
    </section>
  ));
}
