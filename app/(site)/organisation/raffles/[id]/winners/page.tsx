import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { drawingTitle } from "@/components/draws/drawing-title";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { drawServices } from "@/server/api/draw-services";
import { readRaffleWinners } from "@/server/draws/claim-prize";
import { conversionDecision } from "@/server/draws/convert-raffle";
import type { DrawingRecord } from "@/server/draws/store";
import { formatMoney } from "@/server/kernel/money";
import { raffleScope } from "../../../scope";
import { decide } from "./actions";
import { RoundRequest } from "./round-request";
import { WinnerCard } from "./winner-card";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("claims"))("winners.title") };
}

export default async function WinnersPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ done?: string }>;
}) {
  const t = await getTranslations("claims");
  const tOrganisation = await getTranslations("organisation");
  const { id } = await params;
  const { by, context } = await raffleScope(`/organisation/raffles/${id}/winners`, id);
  const deps = drawServices(context);
  const drawings = await readRaffleWinners(deps, by, id);
  const title = drawings[0]?.drawing.raffle.title ?? "";
  const titles = await Promise.all(drawings.map(({ drawing }) => drawingTitle(drawing)));
  return (
    <Page
      title={t("winners.title")}
      lead={t("winners.lead")}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: tOrganisation("title") },
        { href: `/organisation/raffles/${id}`, text: title },
        { text: t("winners.title") },
      ]}
    >
      {(await searchParams).done ? (
        <div className="mb-4">
          <Note live title={t("step.done")} />
        </div>
      ) : null}
      {drawings.map(({ drawing, winners, reservesLeft }, at) => (
        <section key={drawing.id} className="section" aria-labelledby={`d-${drawing.id}`}>
          <h2 id={`d-${drawing.id}`}>{titles[at]}</h2>
          <StateLine drawing={drawing} />
          <p className="row mt-2">
            <Link href={`/draws/${drawing.id}`}>{t("winners.public")}</Link>
            {drawing.method === "hand" && drawing.state === "frozen" ? (
              <Link href={`/organisation/raffles/${id}/draw/${drawing.id}`}>{t("winners.byHand")}</Link>
            ) : null}
          </p>
          {drawing.kind === "main" ? <Conversion drawing={drawing} raffleId={id} /> : null}
          {drawing.state === "missed" ? <RoundRequest drawing={drawing} raffleId={id} by={by} /> : null}
          {drawing.state === "drawn" && winners.length > 0 && drawing.method !== "hand" ? (
            <p className="small muted mt-2">{t("winners.reserves", { count: reservesLeft })}</p>
          ) : null}
          {drawing.state === "drawn" && winners.length === 0 ? <p className="mt-2">{t("winners.notShown")}</p> : null}
          {winners.map((winner) => (
            <WinnerCard
              key={winner.id}
              raffleId={id}
              drawing={drawing}
              winner={winner}
              replaced={winners.find((other) => other.id === winner.replacesId)?.number ?? null}
              hasHeir={winners.some((other) => other.replacesId === winner.id)}
            />
          ))}
        </section>
      ))}
    </Page>
  );
}

/** Where a drawing stands, in one line, with what it waits for. */
async function StateLine({ drawing }: { drawing: DrawingRecord }) {
  const t = await getTranslations("claims");
  const tDraws = await getTranslations("draws");
  const format = await getFormatter();
  const at = drawing.state === "drawn" ? drawing.drawnAt! : drawing.drawAt;
  const time = format.dateTime(at, { dateStyle: "long", timeStyle: "short", timeZone: drawing.raffle.timeZone });
  return (
    <>
      <p className="mt-1">{t(`drawingState.${drawing.state}`, { time, count: drawing.entryCount ?? 0 })}</p>
      {drawing.delayedReason && drawing.state !== "drawn" ? (
        <p className="note note--plain mt-2">{tDraws(`delay.${drawing.delayedReason}`)}</p>
      ) : null}
    </>
  );
}

/** The decision about a 50/50: asked where it may be made, told where it was. */
async function Conversion({ drawing, raffleId }: { drawing: DrawingRecord; raffleId: string }) {
  const t = await getTranslations("claims.conversion");
  const format = await getFormatter();
  const locale = await getLocale();
  const { raffle } = drawing;
  if (raffle.convertedAt) return <p className="note mt-3">{t("converted")}</p>;
  if (raffle.conversionDeclinedAt) return <p className="note note--plain mt-3">{t("kept")}</p>;
  const { context } = await raffleScope(`/organisation/raffles/${raffleId}/winners`, raffleId);
  const open = await conversionDecision(drawServices(context), drawing);
  if (!open) return null;
  const time = format.dateTime(drawing.drawAt, { dateStyle: "long", timeStyle: "short", timeZone: raffle.timeZone });
  return (
    <div className="mt-4">
      <h3>{t("title")}</h3>
      <p className="measure mt-2">{t("text", { sales: formatMoney(open.salesMinor, raffle.currency, locale) })}</p>
      {drawing.method === "hand" ? null : <p className="small muted mt-2">{t("until", { time })}</p>}
      <FieldForm
        action={decide}
        submit={t("submit")}
        start={formStart({ raffleId, drawingId: drawing.id })}
        fields={[
          { kind: "hidden", name: "raffleId" },
          { kind: "hidden", name: "drawingId" },
          {
            kind: "choices",
            name: "answer",
            legend: t("decide"),
            options: [
              { value: "keep", text: t("keep") },
              { value: "convert", text: t("convert") },
            ],
          },
        ]}
      />
    </div>
  );
}
