import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PrintButton } from "@/components/checkout/print-button";
import { TicketProofs } from "@/components/draws/ticket-proofs";
import { Ticket } from "@/components/tickets/ticket";
import { Button, ButtonLink } from "@/components/ui/button";
import { Crumbs } from "@/components/ui/crumbs";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { pageActor } from "@/server/api/page";
import { readTicketEntries } from "@/server/draws/read-entries";
import { isAppError } from "@/server/kernel/errors";
import { formatMoney } from "@/server/kernel/money";
import { readTicket, readTicketSheet, type TicketView } from "@/server/tickets/read-tickets";

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tickets");
  return { title: t("ticket.title"), robots: { index: false } };
}

/** One ticket in two parts, or with `?all=1` the sheet of all tickets its holder has in the same raffle. */
export default async function TicketPage({ params, searchParams }: Props) {
  const { id } = await params;
  const all = (await searchParams).all === "1";
  const { context, actor } = await pageActor(`/tickets/${id}${all ? "?all=1" : ""}`);
  const ticket = await readTicket(context.db, actor, id).catch((error: unknown) => {
    if (isAppError(error) && error.status === 404) return null;
    throw error;
  });
  if (!ticket) notFound();
  const own = all ? await readTicketSheet(context.db, actor, ticket.raffleId) : [];
  // Somebody who gave the ticket away holds none of the sheet it stands on.
  const tickets = own.length > 0 ? own : [ticket];
  const paper = await getTranslations("paper.own");
  const t = await getTranslations("tickets");
  const locale = await getLocale();
  const selling = await getTranslations("selling.tickets");
  const ids = tickets.map((one) => one.id);
  const entries = await readTicketEntries(context.db, actor, ids);
  return (
    <div className="wrap">
      <Crumbs trail={[{ href: "/tickets", text: t("sheet.back") }, { text: ticket.title }]} />
      <header className="title">
        <h1>{t("sheet.title", { title: ticket.title, count: tickets.length })}</h1>
        <p className="by noprint">{t("sheet.text")}</p>
        {ticket.giftFrom ? <p className="by">{selling("from", { name: ticket.giftFrom })}</p> : null}
      </header>
      <div className="row mb-4 noprint">
        <PrintButton>{t("sheet.print", { count: tickets.length })}</PrintButton>
        {tickets.some((one) => one.state === "valid") ? (
          <form method="post" action={`/api/paper/tickets/${ticket.raffleId}`}>
            <Button kind="line" small>
              {paper("print")}
            </Button>
          </form>
        ) : null}
        <ButtonLink kind="line" small href={`/raffles/${ticket.slug}`}>
          {t("sheet.raffle")}
        </ButtonLink>
        {ticket.drawing ? (
          <ButtonLink kind="line" small href={`/draws/${ticket.drawing.id}`}>
            {t("toDraw")}
          </ButtonLink>
        ) : null}
      </div>
      {tickets
        .filter((one) => one.prizeWon !== null)
        .map((one) => (
          <div className="mb-4" key={one.id}>
            <Note
              title={t("ticket.prize", {
                prize:
                  one.potWonMinor === null ? (one.prizeWon ?? "") : formatMoney(one.potWonMinor, one.currency, locale),
              })}
            >
              <p className="mono">{one.number}</p>
            </Note>
          </div>
        ))}
      <div className="tklist">
        {tickets.map((one) => (
          <Sheet key={one.id} ticket={one} appUrl={context.environment.APP_URL} />
        ))}
      </div>
      <p className="small muted measure mt-4 noprint">{t("ticket.helpText")}</p>
      {entries.length > 0 ? (
        <section className="mt-6 noprint">
          <h2 className="mb-3">{t("ticket.proof")}</h2>
          <TicketProofs entries={entries} />
        </section>
      ) : null}
      {all ? null : (
        <section className="mt-5 noprint">
          <Facts
            facts={[
              { term: t("check.title"), value: t(`ticket.state.${ticket.state}`) },
              ...(ticket.pickedNumber === null
                ? []
                : [{ term: selling("number"), value: <span className="mono">{ticket.pickedNumber}</span> }]),
              ...(ticket.placedOn ? [{ term: selling("placedOn"), value: ticket.placedOn }] : []),
              {
                term: t("ticket.code"),
                value: <span className="mono">{ticket.validationCode.match(/.{4}/g)?.join(" ")}</span>,
              },
            ]}
          />
        </section>
      )}
    </div>
  );
}

async function Sheet({ ticket, appUrl }: { ticket: TicketView; appUrl: string }) {
  const t = await getTranslations("tickets");
  const [given = "", ...family] = ticket.holder.split(" ");
  const initials = [given, ...family].map((name) => `${name.charAt(0)}.`).join(" ");
  const path = `/t/${ticket.validationCode}`;
  const selling = await getTranslations("selling");
  // What this one plays for: its number on the board, or the prize of the tray that it lies on.
  const plays = ticket.pickedNumber === null ? ticket.placedOn : `${selling("number")} ${ticket.pickedNumber}`;
  return (
    <Ticket
      ticket={{
        number: ticket.number ?? t("ticket.unnumbered"),
        raffleNumber: ticket.raffleId,
        title: plays ? `${ticket.title}: ${plays}` : ticket.title,
        organisation: ticket.organisation,
        priceMinor: ticket.priceMinor,
        currency: ticket.currency,
        drawnAt: ticket.drawAt,
        issuedAt: ticket.issuedAt,
        timeZone: ticket.timeZone,
        permit: ticket.permitNumber,
        lawText: t("ticket.law", {
          area: ticket.governingArea,
          age: ticket.minimumAge ?? "none",
          text: ticket.ticketText,
        }).trim(),
        participant: [initials, ticket.holderArea.split(",")[0]].filter(Boolean).join(", "),
        verifyUrl: `${appUrl}${path}`,
        verifyHref: path,
        voided: ticket.state === "voided",
      }}
    />
  );
}
