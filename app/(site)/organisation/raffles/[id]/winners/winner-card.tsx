import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Facts } from "@/components/ui/facts";
import { Fold } from "@/components/ui/fold";
import type { PrizeOption, WinnerRecord } from "@/server/draws/claim-store";
import { drawnLevels } from "@/server/draws/drawing-terms";
import type { DrawingRecord } from "@/server/draws/store";
import { ageOn, localDate } from "@/server/jurisdiction/age";
import { formatMoney } from "@/server/kernel/money";
import { moveClaim } from "./actions";

const FORFEITS = ["unclaimed", "voided", "identity", "age", "declined"] as const;

/** A prize, whose it is, how far it has come, and the next step. */
export async function WinnerCard({
  raffleId,
  drawing,
  winner,
  replaced,
  hasHeir,
}: {
  raffleId: string;
  drawing: DrawingRecord;
  winner: WinnerRecord;
  replaced: string | null;
  hasHeir: boolean;
}) {
  const t = await getTranslations("claims");
  const tDraws = await getTranslations("draws");
  const format = await getFormatter();
  const locale = await getLocale();
  const { timeZone, currency } = drawing.raffle;
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const day = (at: Date) => format.dateTime(at, { dateStyle: "long", timeZone });
  const born = winner.birthDate.toISOString().slice(0, 10);
  const drawnOn = localDate(drawing.drawnAt ?? drawing.drawAt, timeZone);
  const level = drawnLevels(drawing).find(({ position }) => position === winner.groupPosition);
  const prize = winner.choices.find(({ id }) => id === winner.prizeId);
  const option = prize?.options.find(({ kind }) => kind === winner.optionTaken);
  const sayOption = (one: PrizeOption) => t(`option.${one.kind}`, { amount: money(one.valueMinor) });
  const [why, ...note] = winner.note.split(": ");
  const forfeit = FORFEITS.find((one) => one === why);
  const hidden: FieldSpec[] = ["raffleId", "winnerId", "step"].map((name) => ({ kind: "hidden", name }));
  const start = (step: string) => formStart({ raffleId, winnerId: winner.id, step });
  const own = (name: string) => `${name}-${winner.id}`;
  const choices = winner.prizeId ? winner.choices.filter(({ id }) => id === winner.prizeId) : winner.choices;
  const options = [...new Map(choices.flatMap((one) => one.options).map((one) => [one.kind, one])).values()];
  const isOpen = winner.state === "unclaimed" || winner.state === "claimed" || winner.state === "checked";
  return (
    <article className="card mt-4" id={`w-${winner.id}`} aria-label={winner.number}>
      <Facts
        facts={[
          {
            term: tDraws("prize", { position: winner.groupPosition! }),
            value:
              winner.amountMinor === null
                ? (prize?.heading ?? level?.prizes.join(" / ") ?? "")
                : money(winner.amountMinor),
          },
          { term: t("winners.ticket"), value: <span className="mono">{winner.number}</span> },
          { term: t("winners.holder"), value: `${winner.name}, ${winner.email}` },
          { term: t("winners.address"), value: winner.address },
          {
            term: t("winners.born"),
            value: t("winners.age", {
              date: format.dateTime(winner.birthDate, { dateStyle: "long", timeZone: "UTC" }),
              years: ageOn(born, drawnOn),
            }),
          },
          ...(option ? [{ term: t("winners.chosen"), value: sayOption(option) }] : []),
          { term: t("winners.state"), value: t(`state.${winner.state}`) },
          ...(winner.state === "unclaimed" && winner.claimBy
            ? [{ term: t("winners.until"), value: day(winner.claimBy) }]
            : []),
          ...(replaced ? [{ term: t("winners.note"), value: t("winners.called", { ticket: replaced }) }] : []),
          ...(forfeit ? [{ term: t("winners.note"), value: [t(`forfeit.${forfeit}`), ...note].join(": ") }] : []),
        ]}
      />
      {winner.state === "unclaimed" ? (
        <Fold title={t("step.claimTitle")}>
          <FieldForm
            small
            action={moveClaim}
            submit={t("step.claim")}
            start={start("claim")}
            fields={[
              ...hidden,
              ...(winner.amountMinor === null
                ? ([
                    {
                      kind: "select",
                      name: own("prize"),
                      label: t("step.which"),
                      options: choices.map(({ id, heading }) => ({ value: id, text: heading })),
                    },
                    {
                      kind: "select",
                      name: own("option"),
                      label: t("step.how"),
                      options: options.map((one) => ({ value: one.kind, text: sayOption(one) })),
                    },
                  ] satisfies FieldSpec[])
                : []),
            ]}
          />
        </Fold>
      ) : null}
      {winner.state === "claimed" ? (
        <Fold title={t("step.checkTitle")} open>
          <FieldForm
            small
            action={moveClaim}
            submit={t("step.check")}
            start={start("check")}
            fields={[
              ...hidden,
              { kind: "check", name: own("identity"), label: t("step.identity") },
              { kind: "check", name: own("age"), label: t("step.ageSeen") },
            ]}
          />
        </Fold>
      ) : null}
      {winner.state === "checked" ? (
        <div className="mt-3">
          <FieldForm small action={moveClaim} submit={t("step.deliver")} start={start("deliver")} fields={hidden} />
        </div>
      ) : null}
      {isOpen ? (
        <Fold title={t("step.forfeitTitle")}>
          <p className="measure mb-3">{t("step.forfeitText")}</p>
          <FieldForm
            small
            kind="stop"
            action={moveClaim}
            submit={t("step.forfeit")}
            start={start("forfeit")}
            fields={[
              ...hidden,
              {
                kind: "select",
                name: own("why"),
                label: t("step.why"),
                options: (["identity", "age", "declined"] as const).map((value) => ({
                  value,
                  text: t(`forfeit.${value}`),
                })),
              },
              { kind: "text", name: own("note"), label: t("step.whyNote"), required: true },
            ]}
          />
        </Fold>
      ) : null}
      {winner.state === "forfeited" && drawing.method === "hand" && !hasHeir ? (
        <Fold title={t("step.againTitle")} open>
          <p className="measure mb-3">{t("step.againText")}</p>
          <FieldForm
            small
            action={moveClaim}
            submit={t("step.again")}
            start={start("again")}
            fields={[
              ...hidden,
              { kind: "text", name: own("number"), label: t("step.number"), mono: true, required: true },
            ]}
          />
        </Fold>
      ) : null}
    </article>
  );
}
