import { useFormatter, useTranslations } from "next-intl";
import { Facts } from "@/components/ui/facts";
import { Fold } from "@/components/ui/fold";
import { Money } from "@/components/ui/money";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { DrawingDraft, RaffleDraft } from "@/server/games/raffles/draft";
import { prizeLabel } from "@/server/games/raffles/prize-labels";

/** Everything that a raffle says, for whoever decides about it: in the order of its public page, costs included. */
export function RaffleSheet({
  draft,
  areas,
  permissions,
  withCosts,
}: {
  draft: RaffleDraft;
  /** Names of the areas in its lists. */
  areas: ReadonlyMap<string, string>;
  permissions: RaffleDraft["permissions"];
  /** What prizes cost is private to the organisation and whoever looks at its plan. */
  withCosts: boolean;
}) {
  const t = useTranslations("running.sheet");
  const own = useTranslations("organisation");
  const format = useFormatter();
  const { currency, timeZone } = draft;
  const money = (minor: number) => <Money minor={minor} currency={currency} />;
  const when = (at: Date) => <When as="full" at={at.toISOString()} timeZone={timeZone} />;
  return (
    <>
      <Facts
        facts={[
          { term: t("what"), value: [t(`structure.${draft.structure}`), t(`format.${draft.format}`)].join(", ") },
          { term: t("participation"), value: t(`participations.${draft.participation}`) },
          {
            term: t("price"),
            value: (
              <>
                {draft.isFree ? t("free") : money(draft.priceMinor)}
                {draft.priceLevels.map((level) => (
                  <span key={level.count}>
                    {" · "}
                    {t("bundle", { count: level.count })} {money(level.priceMinor)}
                  </span>
                ))}
              </>
            ),
          },
          {
            term: t("forSale"),
            value: draft.ticketCap === null ? t("noCap") : format.number(draft.ticketCap),
          },
          { term: t("opens"), value: when(draft.opensAt) },
          { term: t("closes"), value: when(draft.closesAt) },
          { term: t("drawn"), value: when(draft.drawAt) },
          ...(draft.drawPlace ? [{ term: t("place"), value: draft.drawPlace }] : []),
          {
            term: t("age"),
            value: draft.minimumAge === null ? t("ageByLaw") : format.number(draft.minimumAge),
          },
          {
            term: t("limits"),
            value: t("limitsText", {
              person: draft.perPersonMaximum ?? 0,
              household: draft.perHouseholdMaximum ?? 0,
            }),
          },
          { term: t("freeEntry"), value: draft.freeEntryAllowed ? draft.freeEntryText || t("yes") : t("no") },
          { term: t("conversion"), value: draft.conversionAllowed ? t("yes") : t("no") },
          ...(draft.pot
            ? [
                {
                  term: t("pot"),
                  value: t("potShare", { share: draft.pot.shareBasisPoints / 100 }),
                },
              ]
            : []),
        ]}
      />
      {draft.description ? (
        <section className="mt-6">
          <h2 className="mb-3">{t("about")}</h2>
          {draft.description.split(/\n{2,}/).map((paragraph) => (
            <p key={paragraph} className="measure mb-3">
              {paragraph}
            </p>
          ))}
        </section>
      ) : null}
      <section className="mt-6">
        <h2 className="mb-3">{own("field.prizes")}</h2>
        {draft.drawings.map((drawing, index) => (
          <DrawingPrizes
            key={index}
            drawing={drawing}
            order={draft.drawings.slice(0, index).filter(({ kind }) => kind === "early-bird").length + 1}
            currency={currency}
            timeZone={timeZone}
            withCosts={withCosts}
          />
        ))}
      </section>
      <section className="mt-6">
        <h2 className="mb-3">{own("part.where")}</h2>
        <Table
          label={own("part.where")}
          columns={[
            { heading: own("field.area") },
            { heading: own("field.coverage") },
            { heading: own("field.permitNumber") },
            { heading: own("field.validTo") },
          ]}
          rows={[
            ...permissions.map((one) => [
              areas.get(one.areaId) ?? one.areaId,
              own(`coverage.${one.coverage}`),
              one.permitNumber ? (
                <span key="permit" className="mono">
                  {one.permitNumber}
                </span>
              ) : (
                "–"
              ),
              one.validTo ? <When key="to" as="date" at={one.validTo.toISOString()} timeZone={timeZone} /> : "–",
            ]),
            ...draft.exclusions.map((one) => [areas.get(one) ?? one, own("excluded"), "–", "–"]),
          ]}
        />
      </section>
      <section className="mt-6">
        <h2 className="mb-3">{own("part.rules")}</h2>
        <Fold title={own("field.rulesText")} open>
          {draft.rulesText.split(/\n{2,}/).map((paragraph) => (
            <p key={paragraph} className="measure mb-2">
              {paragraph}
            </p>
          ))}
        </Fold>
        {draft.deliveryText ? <Fold title={own("field.deliveryText")}>{draft.deliveryText}</Fold> : null}
        {draft.ticketText ? <Fold title={own("field.ticketText")}>{draft.ticketText}</Fold> : null}
      </section>
    </>
  );
}

function DrawingPrizes({
  drawing,
  order,
  currency,
  timeZone,
  withCosts,
}: {
  drawing: DrawingDraft;
  order: number;
  currency: string;
  timeZone: string;
  withCosts: boolean;
}) {
  const t = useTranslations("running.sheet");
  const own = useTranslations("organisation");
  const labels = useTranslations("structures");
  const title = drawing.kind === "early-bird" ? t("earlyBird", { n: order }) : t(`drawing.${drawing.kind}`);
  return (
    <div className="mb-5">
      <h3 className="h4 mb-1">{title}</h3>
      <p className="muted small mb-3">
        {t(`method.${drawing.method}`)}
        {drawing.triggerCount !== null ? ` · ${t("atCount", { count: drawing.triggerCount })}` : null}
        {drawing.triggerAt ? (
          <>
            {" · "}
            {t("atDate")} <When at={drawing.triggerAt.toISOString()} timeZone={timeZone} />
          </>
        ) : null}
      </p>
      <Table
        label={title}
        columns={[
          { heading: own("field.heading") },
          { heading: t("item") },
          { heading: own("field.quantity"), numeric: true },
          { heading: own("field.value"), numeric: true },
          ...(withCosts ? [{ heading: own("field.cost"), numeric: true }] : []),
        ]}
        rows={drawing.groups.flatMap((group, at) =>
          group.prizes.map((prize, choice) => [
            prizeLabel(labels, at + 1, group.prizes.length > 1 ? choice + 1 : null),
            prize.heading,
            group.quantity,
            <Money key="value" minor={prize.valueMinor} currency={currency} />,
            ...(withCosts ? [<Money key="cost" minor={prize.costMinor} currency={currency} />] : []),
          ]),
        )}
      />
    </div>
  );
}
