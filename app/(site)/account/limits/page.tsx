import type { Metadata } from "next";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { pageActor } from "@/server/api/page";
import { formatMoney } from "@/server/kernel/money";
import { type OwnLimit, readOwnLimits } from "@/server/people/limit-play";
import { EXCLUSION_TERMS, FOR_GOOD } from "@/server/people/play-limit";
import { exclude, saveLimits } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("limits"))("title") };
}

const fieldOf = ({ name }: OwnLimit) => `${name.kind}-${name.period}`;

/** A limit as it is typed: dollars without cents where there are none, or minutes. */
function typed({ name, wished }: OwnLimit): string {
  if (wished === null) return "";
  return name.kind === "time" ? String(wished) : (wished / 100).toFixed(wished % 100 === 0 ? 0 : 2);
}

export default async function LimitsPage() {
  const [t, format, locale] = await Promise.all([getTranslations("limits"), getFormatter(), getLocale()]);
  const { context, actor } = await pageActor("/account/limits");
  const { limits, excludedUntil: until } = await readOwnLimits(context.db, actor, "USD");
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "long", timeStyle: "short" });
  const money = (minor: number) => formatMoney(minor, "USD", locale);

  const fields: FieldSpec[] = limits.flatMap((limit): FieldSpec[] => {
    const { name, amount, wishedFrom, used } = limit;
    const isTime = name.kind === "time";
    const counted = isTime ? t("usedMinutes", { used }) : t("usedMoney", { used: money(used) });
    const from = wishedFrom && moment(wishedFrom);
    const waits =
      from && amount !== null
        ? isTime
          ? t("waitsMinutes", { now: amount, from })
          : t("waitsMoney", { now: money(amount), from })
        : "";
    const field: FieldSpec = {
      kind: "text",
      name: fieldOf(limit),
      label: name.kind === "time" ? t("minutes") : t(`${name.kind}.${name.period}`),
      hint: `${counted} ${waits}`.trim(),
      inputMode: isTime ? "numeric" : "decimal",
      width: "small",
      required: false,
    };
    if (isTime) return [{ kind: "heading", text: t("time"), intro: t("timeIntro") }, field];
    if (name.period !== "day") return [field];
    const heading =
      name.kind === "loss" ? (["losses", "lossesIntro"] as const) : (["deposits", "depositsIntro"] as const);
    return [{ kind: "heading", text: t(heading[0]), intro: t(heading[1]) }, field];
  });

  return (
    <Page title={t("title")} lead={t("lead")} trail={[{ href: "/account", text: t("account") }, { text: t("title") }]}>
      <div className="narrow">
        {until ? (
          <div className="mb-5">
            <Note
              kind="plain"
              title={until >= FOR_GOOD ? t("excludedForGood") : t("excludedUntil", { until: moment(until) })}
            >
              <p>{t("excludedText")}</p>
            </Note>
          </div>
        ) : null}
        <FieldForm
          action={saveLimits}
          start={formStart(Object.fromEntries(limits.map((limit) => [fieldOf(limit), typed(limit)])))}
          submit={t("save")}
          fields={fields}
        />
        <h2 className="mt-6 mb-3">{t("exclusion")}</h2>
        <p className="mb-4">{t("exclusionText")}</p>
        {until && until >= FOR_GOOD ? null : (
          <FieldForm
            action={exclude}
            start={formStart()}
            submit={t("exclude")}
            kind="stop"
            fields={[
              {
                kind: "choices",
                name: "term",
                legend: t("term"),
                options: EXCLUSION_TERMS.map((term) => ({ value: term, text: t(`terms.${term}`) })),
              },
              { kind: "check", name: "understood", label: t("understood") },
            ]}
          />
        )}
        <h2 className="mt-6 mb-3">{t("help")}</h2>
        <p>{t("helpText")}</p>
      </div>
    </Page>
  );
}
