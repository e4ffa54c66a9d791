import { useLocale, useTranslations } from "next-intl";
import { When } from "@/components/ui/when";
import { formatMoney } from "@/server/kernel/money";
import { Qr } from "./qr";
import { Rosette } from "./rosette";

export interface TicketView {
  /** Organisation, raffle, participant and ticket, joined by hyphens. */
  number: string;
  /** The raffle's own number, seeds the rosette. */
  raffleNumber: string;
  title: string;
  organisation: string;
  /** What was paid for it, minor units; 0 for a free entry. */
  priceMinor: number;
  currency: string;
  /** ISO times, shown in the raffle's time zone. */
  drawnAt: string;
  issuedAt: string;
  timeZone: string;
  permit: string | null;
  /** What the law wants printed on it. */
  lawText: string;
  /** Initials and county, as the raffle shows them. */
  participant: string;
  /** Full address of the page that checks this ticket, in the code. */
  verifyUrl: string;
  /** The same page as a path. */
  verifyHref: string;
  voided?: boolean;
}

/** A ticket in two parts, the participant's and the drawing stub, with perforation, rosette and code. Prints plain. */
export function Ticket({ ticket }: { ticket: TicketView }) {
  const t = useTranslations("common.ticket");
  const locale = useLocale();
  return (
    <article className={ticket.voided ? "tk tk--void" : "tk"} aria-label={t("label", { number: ticket.number })}>
      <div className="tk__main">
        <Rosette seed={ticket.raffleNumber} />
        <div>
          <p className="tk__part">{ticket.voided ? t("void") : t("part")}</p>
          <h3>{ticket.title}</h3>
          <p className="small mt-1">{ticket.organisation}</p>
          <dl>
            <div>
              <dt>{t("price")}</dt>
              <dd>{ticket.priceMinor === 0 ? t("free") : formatMoney(ticket.priceMinor, ticket.currency, locale)}</dd>
            </div>
            <div>
              <dt>{t("drawn")}</dt>
              <dd>
                <When at={ticket.drawnAt} timeZone={ticket.timeZone} as="stamp" />
              </dd>
            </div>
            {ticket.permit ? (
              <div>
                <dt>{t("permit")}</dt>
                <dd className="mono caption">{ticket.permit}</dd>
              </div>
            ) : null}
          </dl>
          <TicketNumber number={ticket.number} />
          {ticket.lawText ? <p className="tk__law">{ticket.lawText}</p> : null}
        </div>
        <div className="tk__qr">
          <Qr text={ticket.verifyUrl} label={t("qr")} />
          <p className="caption mt-2">
            <a href={ticket.verifyHref}>{t("verify")}</a>
          </p>
        </div>
      </div>
      <div className="tk__perf" aria-hidden="true" />
      <div className="tk__stub">
        <p className="tk__part">{t("stub")}</p>
        <TicketNumber number={ticket.number} />
        <dl>
          <div>
            <dt>{t("raffle")}</dt>
            <dd>{ticket.title}</dd>
          </div>
          <div>
            <dt>{t("participant")}</dt>
            <dd>{ticket.participant}</dd>
          </div>
          <div>
            <dt>{t("issued")}</dt>
            <dd className="num">
              <When at={ticket.issuedAt} timeZone={ticket.timeZone} as="stamp" />
            </dd>
          </div>
        </dl>
      </div>
    </article>
  );
}

/** A ticket's number in mono, its last part, the one people look for, in the accent. */
export function TicketNumber({ number }: { number: string }) {
  const cut = number.lastIndexOf("-") + 1;
  return (
    <p className="tk__no">
      {number.slice(0, cut)}
      <em>{number.slice(cut)}</em>
    </p>
  );
}
