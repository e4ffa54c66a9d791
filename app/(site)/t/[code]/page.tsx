import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CheckForm } from "@/components/tickets/check-form";
import { ButtonLink } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { When } from "@/components/ui/when";
import { pageContext } from "@/server/api/page";
import { isAppError } from "@/server/kernel/errors";
import { type CheckedTicket, checkCode } from "@/server/tickets/paper/check-code";

interface Props {
  params: Promise<{ code: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tickets");
  return { title: t("check.meta"), robots: { index: false }, referrer: "no-referrer" };
}

/**
 * What the code on a ticket proves, to anybody: real or not, in the draw or not; never whose it is. It is open everywhere
 * because it offers nothing: there is no way from here to the raffle's own page.
 */
export default async function CheckPage({ params }: Props) {
  const { code } = await params;
  const context = await pageContext();
  const t = await getTranslations("tickets");
  const own = await getTranslations("paper");
  let tooMany: string | null = null;
  const found = await checkCode(context, code, context.client.origin).catch((error: unknown) => {
    if (!isAppError(error) || error.code !== "tooManyAttempts") throw error;
    tooMany = own("refusals.tooManyChecks", { minutes: Number(error.params.minutes) });
    return null;
  });
  return (
    <div className="wrap">
      <header className="title">
        <h1>{t("check.title")}</h1>
      </header>
      <div className="measure">
        {tooMany !== null ? (
          <Note kind="bad" live title={tooMany} />
        ) : found ? (
          <Found ticket={found} />
        ) : (
          <Note kind="bad" live title={t("check.unknownTitle")}>
            <p>{t("check.unknown")}</p>
          </Note>
        )}
        <div className="mt-6">
          <CheckForm />
        </div>
      </div>
    </div>
  );
}

async function Found({ ticket }: { ticket: CheckedTicket }) {
  const t = await getTranslations("tickets");
  const own = await getTranslations("paper.check");
  const good = ticket.state === "valid" || ticket.state === "drawn";
  const won = ticket.wins.flatMap(({ prize }) => prize ?? []);
  const drawingId = ticket.wins[0]?.drawingId ?? ticket.drawingId;
  return (
    <>
      <Note kind={good ? "good" : ticket.state === "issued" ? "plain" : "bad"} live>
        <p>
          <strong>{ticket.state === "drawn" ? own("drawn") : t(`check.${ticket.state}`)}</strong>
        </p>
        {won.length > 0 ? <p className="mt-1">{own("drawnText", { prize: won.join(", ") })}</p> : null}
      </Note>
      <div className="mt-4">
        <Facts
          facts={[
            { term: t("check.number"), value: <span className="mono">{ticket.number ?? t("ticket.unnumbered")}</span> },
            ...(ticket.printedNumber
              ? [{ term: own("printed"), value: <span className="mono">{ticket.printedNumber}</span> }]
              : []),
            { term: t("check.raffle"), value: ticket.title },
            { term: t("check.organisation"), value: ticket.organisation },
            { term: t("check.issuedAt"), value: <When at={ticket.issuedAt} timeZone={ticket.timeZone} as="full" /> },
            { term: t("check.drawn"), value: <When at={ticket.drawAt} timeZone={ticket.timeZone} as="full" /> },
          ]}
        />
      </div>
      {drawingId && ticket.drawingState !== "planned" ? (
        <p className="mt-3">
          <ButtonLink kind="line" small href={`/draws/${drawingId}`}>
            {t("check.toDraw")}
          </ButtonLink>
        </p>
      ) : null}
      <p className="small muted mt-3">
        {t("check.privacy")} {own("closedHere")}
      </p>
    </>
  );
}
