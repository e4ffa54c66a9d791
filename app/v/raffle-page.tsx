import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { LiveBuy, LiveRemaining } from "@/components/live/live-buy";
import { LiveSold } from "@/components/live/live-sold";
import { BackToList } from "@/components/live/way-back";
import { DrawnStateMap } from "@/components/maps/drawn-map";
import { StateLegend } from "@/components/maps/state-map";
import { TableElsewhere } from "@/components/maps/table-elsewhere";
import { YourPlace } from "@/components/place/your-place";
import { BuyPanel } from "@/components/raffles/buy-panel";
import { CoverageList } from "@/components/raffles/coverage-list";
import { DrawingList } from "@/components/raffles/drawing-list";
import { DrawingOdds } from "@/components/raffles/drawing-odds";
import { RafflePicture } from "@/components/raffles/picture";
import { WaysToTakePart } from "@/components/raffles/ways-to-take-part";
import { ClientMessages, SHARED_PAGES } from "@/components/shell/client-messages";
import { Crumbs } from "@/components/ui/crumbs";
import { Facts } from "@/components/ui/facts";
import { Fold } from "@/components/ui/fold";
import { Money } from "@/components/ui/money";
import { When } from "@/components/ui/when";
import { categoryOf } from "@/server/games/raffles/categories";
import { listAddress } from "@/server/games/raffles/listing";
import { prizeGroups } from "@/server/games/raffles/prize-groups";
import type { PublicRaffle } from "@/server/games/raffles/public-raffle-store";
import type { CoverageView } from "@/server/games/raffles/show-coverage";
import { formatMoney } from "@/server/kernel/money";

/**
 * A raffle, in the order in which people ask: is it open to me, what is it, what does it cost and what are the odds,
 * who runs it under which permit, do it. `isPreview`: its organisation looks at a draft, of which nothing is sold.
 */
export async function RafflePage({
  raffle,
  coverage,
  isPreview = false,
}: {
  raffle: PublicRaffle;
  coverage: CoverageView;
  isPreview?: boolean;
}) {
  const t = await getTranslations("raffles.detail");
  const common = await getTranslations("common");
  const structures = await getTranslations("structures");
  const format = await getFormatter();
  const locale = await getLocale();
  const { timeZone, currency, ticketCap } = raffle;
  const when = format.dateTime(new Date(raffle.drawAt), { timeZone, dateStyle: "full", timeStyle: "short" });
  const main = raffle.drawings.find((drawing) => drawing.kind === "main");
  const winnersOf = main ? prizeGroups(main.prizes).map((group) => group.choices[0]?.quantity ?? 1) : [];
  const winners = raffle.drawings
    .flatMap((drawing) => prizeGroups(drawing.prizes))
    .reduce((sum, { choices }) => sum + (choices[0]?.quantity ?? 0), 0);
  const worth = raffle.drawings
    .flatMap((drawing) => prizeGroups(drawing.prizes))
    .reduce(
      (sum, { choices }) => sum + Math.max(...choices.map((one) => one.valueMinor)) * (choices[0]?.quantity ?? 1),
      0,
    );
  // A pot is worth what is paid at least; more depends on sales.
  const value = worth + (raffle.pot ? Math.max(raffle.pot.minimumMinor, raffle.pot.seedMinor) : 0);
  const kind = categoryOf(raffle.category);
  // What a law calls "by machine" is drawn by beacon like the rest (docs/draw-algorithm.md).
  const methods = new Set(
    raffle.drawings
      .filter(({ prizes }) => prizes.length > 0)
      .map((drawing) => (drawing.method === "hand" ? "hand" : "beacon")),
  );
  const method = methods.size === 1 ? [...methods][0] : "mixed";
  const permit = raffle.permissions.find((permission) => permission.permitNumber)?.permitNumber;
  return (
    <ClientMessages namespaces={["common.buy", "selling.buy", "selling.price", "raffles.live"]} shared={SHARED_PAGES}>
      <div className="wrap">
        <Crumbs
          trail={[
            { href: "/raffles", text: t("crumb") },
            { href: `/raffles?category=${kind}`, text: common(`kinds.${kind}.name`) },
            { text: raffle.title },
          ]}
        />
        <header className="title">
          <YourPlace raffleId={raffle.id} />
          <h1>{raffle.title}</h1>
          <p className="by">
            {raffle.drawPlace
              ? t("byAt", { organisation: raffle.organisation.name, when, place: raffle.drawPlace })
              : t("by", { organisation: raffle.organisation.name, when })}
          </p>
        </header>
        <div className="two two--lead">
          <div className="leadin">
            <RafflePicture
              picture={raffle.picture}
              motif={raffle.cover}
              seed={raffle.id}
              sizes="(min-width: 60rem) 40rem, 100vw"
            />
            {!raffle.picture || raffle.notActualItem ? (
              <p className="caption muted mt-1">
                {raffle.picture ? common("raffle.notActual") : structures("page.drawnPicture")}
              </p>
            ) : null}
            <div className={ticketCap === null ? "card__sold" : undefined}>
              <LiveSold id={raffle.id} cap={ticketCap} line />
            </div>
          </div>
          <aside aria-label={common("raffle.takePart")} id="take-part">
            <BuyPanel sign={{ state: "open", text: t("openToYou") }} priceMinor={raffle.priceMinor} currency={currency}>
              {raffle.participation === "offline" ? (
                <p className="buy__line">
                  {structures("page.waysOffline")} <a href="#ways">{structures("page.ways")}</a>
                </p>
              ) : (
                <fieldset disabled={isPreview}>
                  <LiveBuy
                    id={raffle.id}
                    action={`/checkout/${raffle.slug}`}
                    priceMinor={raffle.priceMinor}
                    currency={currency}
                    cap={ticketCap}
                    winners={winnersOf[0] ?? 1}
                    perPersonMaximum={raffle.perPersonMaximum}
                    ways={{
                      format: raffle.format,
                      participation: raffle.participation,
                      levels: raffle.priceLevels,
                    }}
                  />
                </fieldset>
              )}
            </BuyPanel>
            <div className="mt-4">
              <Facts
                tight
                facts={[
                  { term: t("ends"), value: <When at={raffle.closesAt} timeZone={timeZone} /> },
                  { term: t("drawn"), value: <When at={raffle.drawAt} timeZone={timeZone} /> },
                  { term: t("remaining"), value: <LiveRemaining id={raffle.id} cap={ticketCap} /> },
                  ...(value > 0
                    ? [
                        {
                          term: t("value"),
                          value: raffle.pot ? (
                            structures("page.atLeast", { amount: formatMoney(value, currency, locale) })
                          ) : (
                            <Money minor={value} currency={currency} />
                          ),
                        },
                      ]
                    : []),
                  ...(permit ? [{ term: t("permit"), value: <span className="mono">{permit}</span> }] : []),
                ]}
              />
            </div>
            <p className="small mt-4">
              <BackToList>{t("backToList")}</BackToList>
            </p>
            <p className="small mt-2">
              <a href={`/send/${raffle.slug}`}>{t("send")}</a>
            </p>
          </aside>
          <div className="rest">
            {raffle.description ? (
              <section aria-labelledby="about">
                <h2 id="about">{t("about")}</h2>
                <p className="measure">{raffle.description}</p>
              </section>
            ) : null}
            <section aria-labelledby="prizes">
              <h2 id="prizes">{t("prizes")}</h2>
              <p className="muted measure">{t("winners", { count: winners })}</p>
              <DrawingList raffle={raffle} />
            </section>
            <section aria-labelledby="odds">
              <h2 id="odds">{t("odds")}</h2>
              <DrawingOdds raffle={raffle} />
            </section>
            <WaysToTakePart raffle={raffle} />
            <section aria-labelledby="who">
              <h2 id="who">{t("who")}</h2>
              <h3>{raffle.organisation.name}</h3>
              <p className="small mt-1">
                <a href={listAddress({ organisation: raffle.organisation.name })}>{t("allOfOrganisation")}</a>
              </p>
              <p className="measure mt-1 mb-3">{raffle.organisation.description}</p>
              {raffle.sponsors.length > 0 ? (
                <p className="measure mb-3">
                  {structures("page.sponsors", { sponsors: format.list(raffle.sponsors, { type: "conjunction" }) })}
                </p>
              ) : null}
              <CoverageList
                timeZone={timeZone}
                entries={[
                  ...raffle.permissions.map((one) => ({
                    areaId: one.areaId,
                    area: one.areaName,
                    coverage: one.coverage === "not_required" ? ("not-required" as const) : one.coverage,
                    permitNumber: one.permitNumber,
                    validTo: one.validTo,
                  })),
                  ...raffle.exclusions.map((one) => ({
                    areaId: one.areaId,
                    area: one.areaName,
                    coverage: "excluded" as const,
                  })),
                ]}
              />
              <Facts
                facts={[
                  {
                    term: t("governing"),
                    value: raffle.minimumAge
                      ? t("governingAge", { area: raffle.governingArea.name, age: raffle.minimumAge })
                      : raffle.governingArea.name,
                  },
                  ...(raffle.organisation.registration
                    ? [
                        {
                          term: t("registration"),
                          value: <span className="mono">{raffle.organisation.registration}</span>,
                        },
                      ]
                    : []),
                ]}
              />
            </section>
            <section aria-labelledby="where">
              <h2 id="where">{t("where")}</h2>
              <p className="mb-3">{t("whereText")}</p>
              {coverage.states.map((state) => (
                <div className="mb-4" key={state.stateId}>
                  <DrawnStateMap stateId={state.stateId} answers={state} />
                  <TableElsewhere
                    title={common("asTable")}
                    page={`/raffles/${raffle.slug}/counties`}
                    part={state.stateId}
                  >
                    {t("countiesLink")}
                  </TableElsewhere>
                </div>
              ))}
              <StateLegend />
            </section>
            <section aria-labelledby="rules">
              <h2 id="rules">{t("rules")}</h2>
              <Fold title={t("howDrawn")} open>
                <p>
                  {method === "beacon"
                    ? t("howDrawnBeacon")
                    : method === "hand"
                      ? structures("page.howDrawnHand")
                      : t("howDrawnOther")}
                </p>
                {main ? (
                  <p className="mt-1">
                    <a href={`/draws/${main.id}`}>{t("watch")}</a>
                  </p>
                ) : null}
              </Fold>
              {raffle.freeEntryAllowed && raffle.freeEntryText ? (
                <Fold title={t("free")}>
                  <p>{raffle.freeEntryText}</p>
                </Fold>
              ) : null}
              {raffle.drawDirections ? (
                <Fold title={structures("page.directions")}>
                  <p>{raffle.drawDirections}</p>
                </Fold>
              ) : null}
              {raffle.deliveryText ? (
                <Fold title={t("delivery")}>
                  <p>{raffle.deliveryText}</p>
                </Fold>
              ) : null}
              <Fold title={t("fullRules", { version: raffle.rulesVersion })}>
                {raffle.rulesText.split(/\n{2,}/).map((paragraph, index) => (
                  <p className="mt-1" key={index}>
                    {paragraph}
                  </p>
                ))}
                <p className="muted mt-2">{t("rulesSigned")}</p>
              </Fold>
            </section>
          </div>
        </div>
      </div>
      <section className="bar" aria-label={common("raffle.takePart")}>
        <p>
          <b>
            <Money minor={raffle.priceMinor} currency={currency} />
          </b>
          <small>{common("buy.perTicket")}</small>
        </p>
        <a className="btn" href="#take-part">
          {common("raffle.takePart")}
        </a>
      </section>
    </ClientMessages>
  );
}
