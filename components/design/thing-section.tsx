import { useTranslations } from "next-intl";
import { Cover } from "@/components/covers/cover";
import { motifs } from "@/components/covers/motifs";
import type { CountyAnswers } from "@/components/maps/answers";
import { StateLegend, StateMap, StateTable } from "@/components/maps/state-map";
import { BuyForm } from "@/components/raffles/buy-form";
import { BuyPanel } from "@/components/raffles/buy-panel";
import { PrizeTable } from "@/components/raffles/prize-table";
import { RaffleCard, type RaffleGlance, RaffleRow } from "@/components/raffles/raffle-card";
import { SoldLine } from "@/components/raffles/sold-line";
import { Ticket } from "@/components/tickets/ticket";
import { Both } from "./both";

const timeZone = "America/New_York";
const endsAt = "2026-12-12T23:00:00Z";

/** Invented, as the page says: what raffles, tickets and maps are drawn from here. */
const glance = (id: string, cover: string, title: string, organisation: string, cap: number | null): RaffleGlance => ({
  id,
  href: "#cards",
  title,
  organisation,
  cover,
  priceMinor: 1000,
  currency: "USD",
  endsAt,
  timeZone,
  sold: 440,
  cap,
});

const answers: CountyAnswers = {
  open: ["US-36029", "US-36063", "US-36055", "US-36067", "US-36013", "US-36009", "US-36001", "US-36027", "US-36045"],
  undecided: ["US-36103", "US-36059", "US-36119", "US-36065"],
};

/** What is drawn: covers, cards, panels, prizes, tickets, maps. */
export function ThingSection() {
  const t = useTranslations("design.things");
  const sign = useTranslations("common.sign");
  const cottage = glance("design-1", "cottage", t("cottage"), t("trust"), 1000);
  const fifty = glance("design-2", "fifty-fifty", t("fifty"), t("shelf"), null);
  const open = { state: "open", text: sign("openToYou") } as const;
  const undecided = { state: "undecided", text: sign("tellUs", { tier: "municipality" }) } as const;
  return (
    <>
      <section id="covers">
        <h2>{t("covers")}</h2>
        <p className="muted measure mb-4">{t("coversText")}</p>
        <Both>
          {(theme) => (
            <div className="covers">
              {motifs.map((motif) => (
                <Cover key={motif} motif={motif} seed={`design-${theme === "light" ? motif : `${motif}-2`}`} />
              ))}
            </div>
          )}
        </Both>
      </section>
      <section id="cards">
        <h2>{t("cards")}</h2>
        <Both>
          {() => (
            <>
              <div className="cards cards--2">
                <RaffleCard raffle={cottage} sign={open} />
                <RaffleCard raffle={fifty} sign={undecided} />
              </div>
              <div className="rows mt-5">
                <RaffleRow raffle={cottage} sign={open} />
              </div>
            </>
          )}
        </Both>
      </section>
      <section id="panel">
        <h2>{t("panel")}</h2>
        <Both>
          {(theme) => (
            <div className="stack stack--5">
              {theme === "light" ? (
                <BuyPanel sign={open} priceMinor={2000} currency="USD">
                  <BuyForm action="#panel" priceMinor={2000} currency="USD" max={20} initial={5} cap={4000} />
                </BuyPanel>
              ) : (
                <BuyPanel sign={undecided} priceMinor={2000} currency="USD">
                  <p className="small muted">{t("tellFirst")}</p>
                </BuyPanel>
              )}
              <SoldLine sold={2480} cap={4000} />
            </div>
          )}
        </Both>
      </section>
      <section id="prizes">
        <h2>{t("prizes")}</h2>
        <Both>
          {() => (
            <>
              <h3 className="mb-3">{t("drawing")}</h3>
              <PrizeTable
                currency="USD"
                groups={[
                  {
                    heading: t("first"),
                    choices: [
                      {
                        id: "p1",
                        cover: "boat",
                        heading: t("sailer"),
                        description: t("sailerText"),
                        valueMinor: 3800000,
                        quantity: 1,
                      },
                      {
                        id: "p2",
                        cover: "cash",
                        heading: t("cash"),
                        description: t("cashText"),
                        valueMinor: 2400000,
                        quantity: 1,
                      },
                    ],
                  },
                  {
                    heading: t("second"),
                    choices: [
                      {
                        id: "p3",
                        cover: "lantern",
                        heading: t("lantern"),
                        description: "",
                        valueMinor: 42000,
                        quantity: 3,
                      },
                    ],
                  },
                ]}
              />
            </>
          )}
        </Both>
      </section>
      <section id="ticket">
        <h2>{t("ticket")}</h2>
        <div className="stack stack--4">
          {(
            [
              ["light", false],
              ["dark", false],
              ["light", true],
            ] as const
          ).map(([theme, voided], index) => (
            <div key={`${theme}-${voided}`} data-theme={theme} className="specimen">
              <Ticket
                ticket={{
                  number: `LPL-27-0311-${2481 + index}`,
                  raffleNumber: "LPL-27",
                  title: t("plover"),
                  organisation: t("society"),
                  priceMinor: voided ? 0 : 2000,
                  currency: "USD",
                  drawnAt: "2026-12-13T00:00:00Z",
                  issuedAt: "2026-11-20T19:26:00Z",
                  timeZone,
                  permit: "EC-2026-0317",
                  lawText: t("law"),
                  participant: "A. F.-Q.",
                  verifyUrl: "https://drawbridge.example/verify/2481",
                  verifyHref: "#ticket",
                  voided,
                }}
              />
            </div>
          ))}
        </div>
      </section>
      <section id="map">
        <h2>{t("map")}</h2>
        <p className="muted measure mb-4">{t("mapText")}</p>
        <Both>
          {() => (
            <>
              <StateMap stateId="US-NY" answers={answers} here={{ countyId: "US-36029", name: "Erie" }} />
              <div className="mt-3">
                <StateLegend />
              </div>
            </>
          )}
        </Both>
        <StateTable stateId="US-NY" answers={answers} />
      </section>
    </>
  );
}
