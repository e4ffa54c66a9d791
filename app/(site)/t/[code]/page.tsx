import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { CheckForm } from "@/components/tickets/check-form";
import { ButtonLink } from "@/components/ui/button";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { When } from "@/components/ui/when";
import { pageContext } from "@/server/api/page";
import { checkTicket } from "@/server/tickets/read-tickets";

interface Props {
  params: Promise<{ code: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tickets");
  return { title: t("check.meta"), robots: { index: false } };
}

/** What the code on a ticket proves, to anybody: real or not, in the draw or not; never whose it is. */
export default async function CheckPage({ params }: Props) {
  const { code } = await params;
  const context = await pageContext();
  const found = await checkTicket(context.db, code);
  const t = await getTranslations("tickets");
  return (
    <div className="wrap">
      <header className="title">
        <h1>{t("check.title")}</h1>
      </header>
      <div className="measure">
        {found ? (
          <>
            <Note kind={found.state === "valid" ? "good" : found.state === "issued" ? "plain" : "bad"} live>
              <p>
                <strong>{t(`check.${found.state}`)}</strong>
              </p>
            </Note>
            <div className="mt-4">
              <Facts
                facts={[
                  {
                    term: t("check.number"),
                    value: <span className="mono">{found.number ?? t("ticket.unnumbered")}</span>,
                  },
                  { term: t("check.raffle"), value: found.title },
                  { term: t("check.organisation"), value: found.organisation },
                  {
                    term: t("check.issuedAt"),
                    value: <When at={found.issuedAt} timeZone={found.timeZone} as="full" />,
                  },
                  { term: t("check.drawn"), value: <When at={found.drawAt} timeZone={found.timeZone} as="full" /> },
                  ...(found.prizeWon ? [{ term: t("check.won"), value: found.prizeWon }] : []),
                ]}
              />
            </div>
            {found.drawing ? (
              <p className="mt-3">
                <ButtonLink kind="line" small href={`/draws/${found.drawing.id}`}>
                  {t("check.toDraw")}
                </ButtonLink>
              </p>
            ) : null}
            <p className="small muted mt-3">{t("check.privacy")}</p>
          </>
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
