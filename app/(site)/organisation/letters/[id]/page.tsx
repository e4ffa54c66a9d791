import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { LetterActions } from "@/components/organisation/running/letter-actions";
import { LookAgain } from "@/components/organisation/running/look-again";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { Progress } from "@/components/ui/progress";
import { newsServices } from "@/server/api/news-services";
import { withAuthority } from "@/server/api/page";
import { viewCampaign } from "@/server/games/raffles/news/write-campaign";
import { organiserScope } from "../../scope";
import { actOnLetter } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.letters"))("letter") };
}

export default async function LetterPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ of?: string }>;
}) {
  const t = await getTranslations("running.letters");
  const own = await getTranslations("organisation");
  const format = await getFormatter();
  const { id } = await params;
  const path = `/organisation/letters/${id}`;
  const { by, context } = await organiserScope(path, (await searchParams).of);
  const locale = await getLocale();
  const view = await withAuthority(path, () => viewCampaign(newsServices(context), by, id, locale));
  const { campaign, audience, progress, raffles } = view;
  const skipped = progress.skipped.reduce((sum, { count }) => sum + count, 0);
  const all = progress.sent + progress.failed + progress.waiting + skipped;
  const running = campaign.state === "collecting" || campaign.state === "sending";
  const unreached = Object.entries(audience ?? {}).filter(([reach]) => reach !== "reached");
  const reached = audience?.reached ?? 0;
  return (
    <Page
      title={campaign.subject || t("newsOf", { title: raffles[0]?.title ?? "" })}
      lead={<Badge kind={running ? "accent" : "plain"}>{t(`states.${campaign.state}`)}</Badge>}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: own("title") },
        { href: `/organisation/letters?of=${by.organisationId}`, text: t("title") },
        { text: t("letter") },
      ]}
    >
      {running ? <LookAgain /> : null}
      <Facts
        facts={[
          { term: t("kind"), value: t(`kinds.${campaign.kind}`) },
          {
            term: t("about"),
            value: campaign.everyRaffle ? t("allRaffles") : raffles.map(({ title }) => title).join(", "),
          },
          ...(campaign.replyTo ? [{ term: t("replies"), value: campaign.replyTo }] : []),
          ...(campaign.kind === "activation" &&
          campaign.state === "collecting" &&
          campaign.notBefore > context.clock.now()
            ? [
                {
                  term: t("notBefore"),
                  value: format.dateTime(campaign.notBefore, { dateStyle: "full", timeStyle: "short" }),
                },
              ]
            : []),
        ]}
      />
      {audience ? (
        <section className="mt-5">
          <Note kind={reached > 0 ? "good" : "bad"} title={t("reaches", { count: reached })}>
            {unreached.length > 0 ? (
              <ul className="stack stack--2">
                {unreached.map(([reach, count]) => (
                  <li key={reach}>{t(`unreached.${reach}`, { count })}</li>
                ))}
              </ul>
            ) : null}
          </Note>
        </section>
      ) : (
        <section className="mt-5" aria-live="polite">
          <h2 className="mb-3">{t("progress")}</h2>
          <Progress value={all - progress.waiting} max={Math.max(all, 1)} label={t("progress")} />
          <p className="mt-2">
            {t("progressText", { sent: progress.sent, waiting: progress.waiting, failed: progress.failed })}
          </p>
          {progress.skipped.length > 0 ? (
            <ul className="muted small mt-2">
              {progress.skipped.map(({ reason, count }) => (
                <li key={reason}>{t(`unreached.${reason}`, { count })}</li>
              ))}
            </ul>
          ) : null}
        </section>
      )}
      <section className="mt-6">
        <h2 className="mb-3">{t("preview")}</h2>
        <p className="muted small mb-3">
          {t("subject")}: <b>{view.letter.subject}</b>
        </p>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <pre className="letter" tabIndex={0}>
          {view.letter.text}
        </pre>
      </section>
      <section className="mt-5">
        {campaign.state === "draft" ? (
          <>
            <p className="muted mb-3">{t("sendLead")}</p>
            <LetterActions
              action={actOnLetter}
              hidden={{ id, of: by.organisationId }}
              buttons={[
                { act: "send", text: t("send", { count: reached }), kind: "main" },
                { act: "trial", text: t("trial"), kind: "line" },
                { act: "discard", text: t("discard"), kind: "stop" },
              ]}
            />
            <p className="mt-3">
              <Link href={`/organisation/letters/new?id=${id}&of=${by.organisationId}`}>{t("change")}</Link>
            </p>
          </>
        ) : running ? (
          <LetterActions
            action={actOnLetter}
            hidden={{ id, of: by.organisationId }}
            buttons={[{ act: "stop", text: t("stop"), kind: "stop" }]}
          />
        ) : null}
      </section>
    </Page>
  );
}
