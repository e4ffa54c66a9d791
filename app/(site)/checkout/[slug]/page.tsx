import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NOTHING_TYPED } from "@/components/checkout/form-state";
import { HoldClock } from "@/components/checkout/hold-clock";
import { HoldForm } from "@/components/checkout/hold-form";
import { PayForm } from "@/components/checkout/pay-form";
import { Cover } from "@/components/covers/cover";
import { ClientMessages } from "@/components/shell/client-messages";
import { ButtonLink } from "@/components/ui/button";
import { Crumbs } from "@/components/ui/crumbs";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { Panel } from "@/components/ui/panel";
import { Sign } from "@/components/ui/sign";
import { entryRefusal, pageActor } from "@/server/api/page";
import { ticketServices } from "@/server/api/ticket-services";
import { isAppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import type { Odds } from "@/server/tickets/odds";
import { type CheckoutView, readCheckout, readCheckoutStart } from "@/server/tickets/read-checkout";
import type { SaleChoices } from "@/server/tickets/read-choices";
import { hold, letGo, pay } from "./actions";

interface Props {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const first = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? "";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checkout");
  return { title: t("title"), robots: { index: false } };
}

/** Hold and pay. Without an order in the address tickets are set aside first; with one it is signed and paid. */
export default async function CheckoutPage({ params, searchParams }: Props) {
  const { slug } = await params;
  const query = await searchParams;
  const wished = Number(first(query.count) || first(query.n) || "1");
  const count = Number.isInteger(wished) && wished >= 1 && wished <= 500 ? wished : 1;
  const orderId = first(query.order);
  const { context, actor } = await pageActor(
    orderId ? `/checkout/${slug}?order=${orderId}` : `/checkout/${slug}?count=${count}`,
  );
  const services = ticketServices(context);
  const asked = { slug, presence: context.presence, now: context.clock.now() };

  if (isId(orderId)) {
    const view = await readCheckout(services, actor, { ...asked, orderId }).catch((error: unknown) => {
      if (isAppError(error) && error.status === 404) return null;
      throw error;
    });
    if (!view) notFound();
    if (view.order.state !== "held" && view.order.state !== "checkout") redirect(`/orders/${orderId}`);
    return <PayPage view={view} />;
  }

  const start = await readCheckoutStart(services, actor, asked).catch((error: unknown) => {
    if (isAppError(error) && error.code === "entryClosed") return entryRefusal(error.params);
    if (isAppError(error) && error.status === 404) return null;
    throw error;
  });
  if (start === null) notFound();
  if (typeof start === "string") return <Closed reason={start} />;
  const { choices } = start;
  if (choices.participation === "offline") return <OnPaper slug={slug} />;
  const level = first(query.level);
  // Only a plain count says everything that there is to say; the rest is chosen on this page.
  // Whom they are for is chosen here too: where gifts are offered nothing is set aside before somebody has said so.
  const isSaid = !choices.giftsAllowed && wished === count && Boolean(first(query.count) || first(query.n));
  const plain = !choices.board && choices.pools.length === 0 && (choices.levels.length === 0 || level !== "");
  if (plain && !level && start.openOrderId && start.openWanted === count)
    redirect(`/checkout/${slug}?order=${start.openOrderId}`);

  const t = await getTranslations("checkout");
  return (
    <div className="wrap">
      <Crumbs
        trail={[
          { href: "/raffles", text: t("crumbRaffles") },
          { href: `/raffles/${slug}`, text: start.raffle.title },
          { text: t("crumbPay") },
        ]}
      />
      <header className="title">
        <h1>{t("titleHold")}</h1>
        <p className="by">{start.raffle.title}</p>
      </header>
      <div className="measure mb-5">
        {start.openOrderId ? (
          <div className="mb-4">
            <Note kind="plain">
              <p>{t("start.other", { count: start.openWanted ?? 1 })}</p>
              <p className="mt-2">
                <ButtonLink kind="line" small href={`/checkout/${slug}?order=${start.openOrderId}`}>
                  {t("start.otherGo")}
                </ButtonLink>
              </p>
            </Note>
          </div>
        ) : null}
        <Limits choices={choices} />
        <ClientMessages namespaces={["checkout", "selling"]}>
          <HoldForm
            slug={slug}
            choices={choices}
            initial={{
              problem: null,
              count,
              typed: { ...NOTHING_TYPED, level, picks: first(query.picks) },
              shortfall: "none",
              key: newId(),
              go: null,
            }}
            auto={plain && isSaid && !start.openOrderId}
            act={hold}
          />
        </ClientMessages>
      </div>
    </div>
  );
}

/** How many more the rules let somebody have, said before they choose (B12). */
async function Limits({ choices }: { choices: SaleChoices }) {
  const t = await getTranslations("selling.limit");
  const { mayHave, personMaximum, householdMaximum } = choices;
  if (mayHave === null) return null;
  const lines = [
    ...(personMaximum === null ? [] : [t("person", { maximum: personMaximum, left: mayHave })]),
    ...(householdMaximum === null ? [] : [t("household", { maximum: householdMaximum, left: mayHave })]),
  ];
  return (
    <div className="mb-4">
      <Note kind="plain" title={mayHave === 0 ? t("noneTitle") : undefined}>
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </Note>
    </div>
  );
}

/** Bundle, numbers, prizes and whom the tickets are for, where there is more to say than how many. */
async function WhatYouGet({ order }: { order: CheckoutView["order"] }) {
  const t = await getTranslations("selling.what");
  const facts = [
    ...(order.bundle ? [{ term: t("bundle"), value: t("bundleValue", order.bundle) }] : []),
    ...(order.picks.length > 0
      ? [{ term: t("numbers"), value: <span className="mono">{order.picks.join(", ")}</span> }]
      : []),
    ...(order.placements.length > 0
      ? [
          {
            term: t("prizes"),
            value: (
              <ul>
                {order.placements.map(({ heading, count }) => (
                  <li key={heading}>{t("placed", { heading, count })}</li>
                ))}
              </ul>
            ),
          },
        ]
      : []),
    ...(order.giftTo
      ? [
          {
            term: t("giftTo"),
            value: (
              <>
                {order.giftTo}
                <br />
                <span className="muted">{t("giftNote")}</span>
              </>
            ),
          },
        ]
      : []),
  ];
  if (facts.length === 0) return null;
  return (
    <section className="group group--first">
      <h2>{t("title")}</h2>
      <Facts facts={facts} />
    </section>
  );
}

/** What is sold on paper alone is not sold here (R7). */
async function OnPaper({ slug }: { slug: string }) {
  const t = await getTranslations("selling.offline");
  return (
    <div className="wrap section">
      <h1>{t("title")}</h1>
      <p className="lead mt-4">{t("text")}</p>
      <div className="row mt-5">
        <ButtonLink href={`/raffles/${slug}`}>{t("back")}</ButtonLink>
      </div>
    </div>
  );
}

/** What is closed to somebody says why, and nothing of itself. */
async function Closed({ reason }: { reason: string }) {
  const t = await getTranslations("checkout");
  return (
    <div className="wrap section">
      <h1>{t("ended.entryClosed.title")}</h1>
      <p className="lead mt-4">{reason}</p>
      <div className="row mt-5">
        <ButtonLink href="/raffles">{t("order.toRaffles")}</ButtonLink>
        <ButtonLink kind="line" href="/account">
          {t("order.toAccount")}
        </ButtonLink>
      </div>
    </div>
  );
}

async function PayPage({ view }: { view: CheckoutView }) {
  const t = await getTranslations("checkout");
  const { raffle, order, buyer, oddsEach, oddsWhenSold } = view;
  const oneIn = (odds: Odds) => t(odds.exact ? "oneIn" : "aboutOneIn", { count: odds.oneIn });
  return (
    <div className="wrap">
      <Crumbs
        trail={[
          { href: "/raffles", text: t("crumbRaffles") },
          { href: `/raffles/${raffle.slug}`, text: raffle.title },
          { text: t("crumbPay") },
        ]}
      />
      <header className="title">
        <h1>{t("title")}</h1>
      </header>
      <div className="two">
        <ClientMessages namespaces={["checkout", "selling"]}>
          <div>
            <PayForm
              orderId={order.id}
              slug={raffle.slug}
              organisation={raffle.organisation}
              name={buyer.name}
              postalCode={buyer.postalCode}
              rulesText={raffle.rulesText}
              rulesVersion={raffle.rulesVersion}
              signed={order.signed}
              quantity={order.quantity}
              bundle={order.bundle}
              numbers={order.picks.length > 0}
              unitPriceMinor={order.unitPriceMinor}
              ticketsMinor={order.ticketsMinor}
              venueFeeMinor={order.venueFeeMinor}
              currency={raffle.currency}
              donationsAllowed={raffle.donationsAllowed}
              coverFeeAllowed={raffle.coverFeeAllowed}
              initial={{
                faults: [],
                problem: null,
                typed: {
                  agree: false,
                  signature: "",
                  donation: order.donationMinor > 0 ? (order.donationMinor / 100).toFixed(2) : "",
                  cover: order.feeCoverMinor > 0,
                  few: order.shortfall === "remaining" ? "remaining" : "none",
                },
                turn: 0,
              }}
              pay={pay}
              letGo={letGo}
            >
              <HoldClock
                count={order.quantity}
                wanted={order.wanted}
                until={order.holdExpiresAt}
                now={view.now}
                timeZone={raffle.timeZone}
              />
              <WhatYouGet order={order} />
              <section className="group group--first">
                <h2>{t("you.title")}</h2>
                <p className="small muted mb-3">
                  {t.rich("you.from", { account: (words) => <a href="/account">{words}</a> })}
                </p>
                <Facts
                  facts={[
                    { term: t("you.name"), value: buyer.name },
                    {
                      term: t("you.residence"),
                      value: (
                        <>
                          {buyer.street}, {buyer.city}, {buyer.subdivision} {buyer.postalCode}
                          <br />
                          <span className="muted">{buyer.place}</span>
                        </>
                      ),
                    },
                    ...(view.entry.allowed ? [{ term: t("you.age"), value: t("you.ageText") }] : []),
                    {
                      term: t("you.allowed"),
                      value: view.entry.allowed ? (
                        <Sign state="open">{t("you.open", { place: buyer.place })}</Sign>
                      ) : (
                        <>
                          <Sign state="closed">{t("you.closed")}</Sign>
                          <br />
                          {view.entry.refusal ? await entryRefusal(view.entry.refusal) : null}
                        </>
                      ),
                    },
                  ]}
                />
              </section>
            </PayForm>
          </div>
        </ClientMessages>
        <aside aria-label={t("aside")}>
          <Panel>
            <Cover motif={raffle.cover} seed={raffle.raffleId} />
            <p className="small muted mt-3">{raffle.organisation}</p>
            <h2 className="h4">{raffle.title}</h2>
            {oddsEach && oddsWhenSold ? (
              <p className="caption muted mt-3">{t("odds", { each: oneIn(oddsEach), mine: oneIn(oddsWhenSold) })}</p>
            ) : null}
          </Panel>
        </aside>
      </div>
    </div>
  );
}
