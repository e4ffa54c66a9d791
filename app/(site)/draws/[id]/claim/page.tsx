import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { drawingTitle } from "@/components/draws/drawing-title";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { drawServices } from "@/server/api/draw-services";
import { pageActor } from "@/server/api/page";
import { readOwnPrizes } from "@/server/draws/claim-prize";
import type { WinnerRecord } from "@/server/draws/claim-store";
import { drawnLevels } from "@/server/draws/drawing-terms";
import type { DrawingRecord } from "@/server/draws/store";
import { isAppError } from "@/server/kernel/errors";
import { formatMoney } from "@/server/kernel/money";
import { claim } from "./actions";

const FORFEITS = ["unclaimed", "voided", "identity", "age", "declined"] as const;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("claims"))("claim.title"), robots: { index: false } };
}

/** What somebody has won in a drawing: they choose, claim, and see how far it has come (D4). */
export default async function ClaimPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("claims");
  const tDraws = await getTranslations("draws");
  const { id } = await params;
  const { context, actor } = await pageActor(`/draws/${id}/claim`);
  const found = await readOwnPrizes(drawServices(context), actor, id).catch((error: unknown) => {
    if (isAppError(error) && error.status === 404) return null;
    throw error;
  });
  if (!found) notFound();
  const { drawing, prizes } = found;
  // While sales are open the raffle's name is not for everybody; whoever has a ticket of it is told by letter.
  const raffle = prizes.length > 0 ? drawing.raffle.title : drawing.raffle.number;
  return (
    <Page
      title={t("claim.title")}
      lead={t("claim.lead", { raffle, drawing: await drawingTitle(drawing) })}
      trail={[
        { href: "/draws", text: tDraws("list.title") },
        { href: `/draws/${id}`, text: raffle },
        { text: t("claim.title") },
      ]}
    >
      {prizes.length === 0 ? <Empty title={t("claim.none")}>{t("claim.noneText")}</Empty> : null}
      {prizes.map((prize) => (
        <Prize key={prize.id} drawing={drawing} winner={prize} />
      ))}
      {prizes.length > 0 ? <p className="small muted mt-5">{t("claim.free")}</p> : null}
    </Page>
  );
}

async function Prize({ drawing, winner }: { drawing: DrawingRecord; winner: WinnerRecord }) {
  const t = await getTranslations("claims");
  const tDraws = await getTranslations("draws");
  const format = await getFormatter();
  const locale = await getLocale();
  const money = (minor: number) => formatMoney(minor, drawing.raffle.currency, locale);
  const level = drawnLevels(drawing).find(({ position }) => position === winner.groupPosition);
  const prize = winner.choices.find(({ id }) => id === winner.prizeId);
  const choices = prize ? [prize] : winner.choices;
  const options = [...new Map(choices.flatMap((one) => one.options).map((one) => [one.kind, one])).values()];
  const taken = prize?.options.find(({ kind }) => kind === winner.optionTaken);
  const forfeit = FORFEITS.find((one) => winner.note === one || winner.note.startsWith(`${one}:`)) ?? "unclaimed";
  const own = (name: string) => `${name}-${winner.id}`;
  const choose: FieldSpec[] =
    winner.amountMinor === null
      ? [
          {
            kind: "select",
            name: own("prize"),
            label: t("step.which"),
            options: choices.map(({ id, heading }) => ({ value: id, text: heading })),
          },
          {
            kind: "select",
            name: own("option"),
            label: t("step.how"),
            options: options.map((one) => ({
              value: one.kind,
              text: t(`option.${one.kind}`, { amount: money(one.valueMinor) }),
            })),
          },
        ]
      : [];
  const until = winner.claimBy
    ? format.dateTime(winner.claimBy, { dateStyle: "long", timeStyle: "short", timeZone: drawing.raffle.timeZone })
    : "";
  return (
    <section className="section" aria-labelledby={winner.id}>
      <h2 id={winner.id}>{t("claim.won", { ticket: winner.number })}</h2>
      <div className="mt-3">
        <Facts
          facts={[
            {
              term: tDraws("prize", { position: winner.groupPosition! }),
              value:
                winner.amountMinor === null
                  ? (prize?.heading ?? level?.prizes.join(" / ") ?? "")
                  : money(winner.amountMinor),
            },
            ...(taken
              ? [
                  {
                    term: t("winners.chosen"),
                    value: t(`option.${taken.kind}`, { amount: money(taken.valueMinor) }),
                  },
                ]
              : []),
            { term: t("winners.state"), value: t(`state.${winner.state}`) },
          ]}
        />
      </div>
      {winner.state === "unclaimed" ? (
        <div className="mt-4">
          <p className="mb-3">{t("claim.until", { time: until })}</p>
          <FieldForm
            action={claim}
            submit={t("claim.submit")}
            start={formStart({ drawingId: drawing.id, winnerId: winner.id })}
            fields={[{ kind: "hidden", name: "drawingId" }, { kind: "hidden", name: "winnerId" }, ...choose]}
          />
        </div>
      ) : (
        <div className="mt-4">
          <Note kind={winner.state === "forfeited" ? "plain" : "good"}>
            {winner.state === "claimed"
              ? t("claim.claimed", { organisation: drawing.organisation.name })
              : winner.state === "forfeited"
                ? t("claim.forfeited", { why: t(`forfeit.${forfeit}`) })
                : t(`claim.${winner.state}`)}
          </Note>
        </div>
      )}
    </section>
  );
}
