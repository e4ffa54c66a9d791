import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { OrderWatch } from "@/components/checkout/order-watch";
import { PrintButton } from "@/components/checkout/print-button";
import { Button, ButtonLink } from "@/components/ui/button";
import { Crumbs } from "@/components/ui/crumbs";
import { Facts } from "@/components/ui/facts";
import { When } from "@/components/ui/when";
import { entryRefusal, pageActor } from "@/server/api/page";
import { ticketServices } from "@/server/api/ticket-services";
import { isAppError } from "@/server/kernel/errors";
import { log } from "@/server/kernel/log";
import { formatMoney } from "@/server/kernel/money";
import { endedMoney, endedReason } from "@/server/tickets/ended-words";
import { type OrderView, readOrder } from "@/server/tickets/read-order";
import { settleOrder } from "@/server/tickets/settle-order";
import { letGo } from "../../checkout/[slug]/actions";

interface Props {
  params: Promise<{ id: string }>;
}

const MOVING = ["held", "checkout", "authorised", "issued"];

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("checkout");
  return { title: t("order.metaTitle"), robots: { index: false } };
}

/**
 * What became of an order, in words: what happened, what was not lost, what to do. Opening it brings the order as far
 * as the facts allow, so that a webhook that never comes is not missed.
 */
export default async function OrderPage({ params }: Props) {
  const { id } = await params;
  const { context, actor } = await pageActor(`/orders/${id}`);
  const find = () =>
    readOrder(context.db, actor, id).catch((error: unknown) => {
      if (isAppError(error) && error.status === 404) return null;
      throw error;
    });
  let order = await find();
  if (!order) notFound();
  if (MOVING.includes(order.state)) {
    try {
      await settleOrder(ticketServices(context), order.id);
    } catch (error) {
      // The gateway is away: the page says where things stand, and asks again by itself.
      log.warn("order_not_settled", { error, orderId: order.id, correlationId: context.correlationId });
    }
    order = (await find()) ?? order;
  }

  const t = await getTranslations("checkout");
  const selling = await getTranslations("selling");
  const locale = await getLocale();
  const money = (minor: number) => formatMoney(minor, order.currency, locale);
  const settled = !MOVING.includes(order.state);
  const refunded = order.payment?.refundedMinor ?? 0;
  return (
    <div className="wrap">
      <Crumbs
        trail={[
          { href: "/raffles", text: t("crumbRaffles") },
          { href: `/raffles/${order.slug}`, text: order.title },
          { text: t("order.crumb") },
        ]}
      />
      <OrderWatch settled={settled || order.state === "held"} />
      {settled ? null : (
        <noscript>
          <meta httpEquiv="refresh" content="4" />
        </noscript>
      )}
      <section aria-live="polite" aria-label={t("order.live")} data-state={order.state}>
        <Outcome order={order} email={actor.email} />
      </section>
      <section className="group mt-5" aria-labelledby="what-you-paid">
        <h2 id="what-you-paid">{order.state === "captured" ? t("order.receipt") : t("order.crumb")}</h2>
        <Facts
          facts={[
            { term: t("order.raffle"), value: `${order.title}, ${order.organisation}` },
            {
              term: order.bundle
                ? selling("sum.bundles", { ...order.bundle, price: money(order.unitPriceMinor) })
                : t("sum.tickets", { count: order.quantity, price: money(order.unitPriceMinor) }),
              value: <span className="num">{money(order.ticketsMinor)}</span>,
            },
            ...order.placements.map(({ heading, count }) => ({
              term: selling("what.prizes"),
              value: selling("what.placed", { heading, count }),
            })),
            ...(order.giftTo ? [{ term: selling("what.giftTo"), value: order.giftTo }] : []),
            ...(order.donationMinor > 0
              ? [{ term: t("sum.donation"), value: <span className="num">{money(order.donationMinor)}</span> }]
              : []),
            ...(order.feeCoverMinor > 0
              ? [{ term: t("sum.cover"), value: <span className="num">{money(order.feeCoverMinor)}</span> }]
              : []),
            { term: t("sum.total"), value: <strong className="num">{money(order.totalMinor)}</strong> },
            ...(order.capturedAt
              ? [{ term: t("order.paid"), value: <When at={order.capturedAt} timeZone={order.timeZone} as="full" /> }]
              : [
                  { term: t("order.placed"), value: <When at={order.createdAt} timeZone={order.timeZone} as="full" /> },
                ]),
            ...(refunded > 0
              ? [{ term: t("order.returned"), value: <span className="num">{money(refunded)}</span> }]
              : []),
            { term: t("order.drawn"), value: <When at={order.drawAt} timeZone={order.timeZone} as="full" /> },
            { term: t("order.number"), value: <span className="mono caption">{order.id}</span> },
          ]}
        />
      </section>
    </div>
  );
}

function Head({ title, children }: { title: string; children: ReactNode }) {
  return (
    <header className="title">
      <h1>{title}</h1>
      <div className="measure mt-3">{children}</div>
    </header>
  );
}

async function Outcome({ order, email }: { order: OrderView; email: string }) {
  const t = await getTranslations("checkout");
  const selling = await getTranslations("selling");
  const format = await getFormatter();
  const time = format.dateTime(new Date(order.holdExpiresAt), {
    timeZone: order.timeZone,
    hour: "numeric",
    minute: "2-digit",
  });
  const drawn = order.drawingId ? `/draws/${order.drawingId}` : null;

  if (order.state === "captured") {
    const valid = order.tickets.filter((ticket) => ticket.state === "valid");
    return (
      <>
        <Head title={t("order.state.captured.title", { count: valid.length })}>
          <p>{t("order.state.captured.text", { count: valid.length, email })}</p>
          {order.giftTo ? (
            <p className="mt-2">{selling("order.giftText", { count: valid.length, to: order.giftTo })}</p>
          ) : null}
        </Head>
        <ul className="order-numbers" aria-label={t("order.tickets")}>
          {valid.map((ticket) => (
            <li key={ticket.id}>
              <a className="mono" href={`/tickets/${ticket.id}`}>
                {ticket.pickedNumber === null
                  ? (ticket.number ?? t("order.number_one"))
                  : selling("order.number", {
                      number: ticket.number ?? t("order.number_one"),
                      picked: ticket.pickedNumber,
                    })}
              </a>
            </li>
          ))}
        </ul>
        <div className="row mt-4 noprint">
          <ButtonLink href={`/tickets/${valid[0]?.id ?? ""}${order.giftTo ? "" : "?all=1"}`}>
            {t("order.toTickets")}
          </ButtonLink>
          <ButtonLink kind="line" href={`/raffles/${order.slug}`}>
            {t("order.toRaffle")}
          </ButtonLink>
          {drawn ? (
            <ButtonLink kind="line" href={drawn}>
              {t("order.toDraw")}
            </ButtonLink>
          ) : null}
          <PrintButton>{t("order.print")}</PrintButton>
        </div>
      </>
    );
  }

  if (order.state === "held" || order.state === "checkout") {
    const declined = order.state === "checkout" && Boolean(order.payment?.failureCode);
    const key = order.state === "held" ? "held" : declined ? "declined_once" : "checkout";
    return (
      <>
        <Head title={t(`order.state.${key}.title`)}>
          <p>{t(`order.state.${key}.text`, { time })}</p>
        </Head>
        <div className="row mt-4">
          {order.state === "checkout" && order.payment?.url ? (
            <a className="btn" href={order.payment.url}>
              {t(declined ? "order.again" : "order.goOn")}
            </a>
          ) : (
            <ButtonLink href={`/checkout/${order.slug}?order=${order.id}`}>{t("order.goOn")}</ButtonLink>
          )}
          <form action={letGo}>
            <input type="hidden" name="orderId" value={order.id} />
            <Button kind="line">{t("letGo")}</Button>
          </form>
        </div>
      </>
    );
  }

  if (order.state === "authorised" || order.state === "issued") {
    return (
      <Head title={t(`order.state.${order.state}.title`)}>
        <p>{t(`order.state.${order.state}.text`)}</p>
      </Head>
    );
  }

  if (order.state === "refunded") {
    return (
      <>
        <Head title={t("order.state.refunded.title")}>
          <p>{t("order.state.refunded.text")}</p>
        </Head>
        <div className="row mt-4">
          <ButtonLink href="/raffles">{t("order.toRaffles")}</ButtonLink>
        </div>
      </>
    );
  }

  const reason = endedReason(order.reason);
  const fill = { ...order.reasonParams, reason: await entryRefusal(order.reasonParams) };
  const elsewhere = ["entryClosed", "soldOut", "raffleClosed", "raffleSuspended"].includes(reason);
  return (
    <>
      <Head title={t(`ended.${reason}.title`, fill)}>
        <p>{t(`ended.${reason}.text`, fill)}</p>
        {order.totalMinor > 0 ? (
          <p className="mt-2">
            <strong>{t(`ended.${endedMoney(order.payment)}`)}</strong>
          </p>
        ) : null}
        <p className="mt-2">{t(`ended.${reason}.do`)}</p>
      </Head>
      <div className="row mt-4">
        {elsewhere ? (
          <ButtonLink href="/raffles">{t("order.toRaffles")}</ButtonLink>
        ) : (
          <ButtonLink href={`/checkout/${order.slug}?count=${order.wanted}`}>{t("order.retry")}</ButtonLink>
        )}
        {reason === "addressMismatch" || reason === "entryClosed" ? (
          <ButtonLink kind="line" href="/account">
            {t("order.toAccount")}
          </ButtonLink>
        ) : (
          <ButtonLink kind="line" href={`/raffles/${order.slug}`}>
            {t("order.toRaffle")}
          </ButtonLink>
        )}
      </div>
    </>
  );
}
