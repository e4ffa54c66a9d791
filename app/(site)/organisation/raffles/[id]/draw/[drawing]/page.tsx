import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { drawingTitle } from "@/components/draws/drawing-title";
import { HandPlace } from "@/components/draws/hand-place";
import { MediaUpload } from "@/components/draws/media-upload";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ClientMessages } from "@/components/shell/client-messages";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { drawServices } from "@/server/api/draw-services";
import { withAuthority } from "@/server/api/page";
import { readHandDraw } from "@/server/draws/draw-by-hand";
import { watchDrawing } from "@/server/draws/watch-drawing";
import { raffleScope } from "../../../../scope";
import { confirmDraw, dropMedium, enterNumber, keepStream, lookUpNumber } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("claims"))("winners.byHand") };
}

/** D1: the list of stubs, the numbers drawn, what was filmed, and the confirmation. */
export default async function HandDrawPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string; drawing: string }>;
  searchParams: Promise<{ confirmed?: string }>;
}) {
  const t = await getTranslations("claims.hand");
  const tDraws = await getTranslations("draws");
  const tOrganisation = await getTranslations("organisation");
  const { id, drawing: drawingId } = await params;
  const path = `/organisation/raffles/${id}/draw/${drawingId}`;
  const { by, context } = await raffleScope(path, id);
  const deps = drawServices(context);
  // The list is fixed by whoever looks first once sales are over.
  const { view, hand } = await withAuthority(path, async () => {
    await readHandDraw(deps, by, drawingId);
    return { view: await watchDrawing(deps, drawingId), hand: await readHandDraw(deps, by, drawingId) };
  });
  const { drawing, manifest, places, wanted } = hand;
  const title = await drawingTitle(drawing);
  const hidden: FieldSpec[] = ["raffleId", "drawingId"].map((name) => ({ kind: "hidden", name }));
  const own = { raffleId: id, drawingId };
  const isOpen = drawing.state === "frozen";
  const missing = places.slice(0, wanted).filter(({ entry }) => entry === null).length;
  const quantityOf = (level: number) => places.filter((one) => one.level === level).length;
  return (
    <Page
      title={t("title", { drawing: title })}
      lead={manifest ? t("lead", { count: manifest.list.count }) : undefined}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: tOrganisation("title") },
        { href: `/organisation/raffles/${id}`, text: drawing.raffle.title },
        { href: `/organisation/raffles/${id}/winners`, text: title },
      ]}
    >
      {(await searchParams).confirmed || drawing.state === "drawn" ? (
        <Note live title={t("confirmed")}>
          <a href={`/draws/${drawingId}`}>{tDraws("list.record")}</a>
        </Note>
      ) : null}
      {!manifest && drawing.state !== "drawn" ? (
        <Note kind="plain" title={t("notFrozen")}>
          {drawing.delayedReason ? t("waits", { reason: tDraws(`delay.${drawing.delayedReason}`) }) : null}
        </Note>
      ) : null}
      {manifest ? (
        <>
          <Facts
            facts={[
              {
                term: t("list"),
                value: (
                  <span className="row">
                    <a href={`/draws/${drawingId}/list.json`}>{tDraws("check.saveList")}</a>
                    <a href={`/organisation/raffles/${id}/print`}>{t("print")}</a>
                  </span>
                ),
              },
              { term: t("root"), value: <span className="hash">{manifest.list.root}</span> },
            ]}
          />
          <h2 className="mt-6 mb-3">{t("places")}</h2>
          {places.length > wanted ? (
            <p className="note note--plain">{t("more", { count: places.length - wanted })}</p>
          ) : null}
          <ClientMessages namespaces={["claims"]}>
            {places.slice(0, wanted).map((one) => (
              <HandPlace
                key={`${one.level}-${one.place}-${one.entry?.number ?? ""}`}
                raffleId={id}
                drawingId={drawingId}
                place={{
                  level: one.level,
                  place: one.place,
                  title:
                    quantityOf(one.level) > 1
                      ? t("place", {
                          label: tDraws("prize", { position: one.level }),
                          place: one.place,
                          count: quantityOf(one.level),
                        })
                      : t("single", { label: tDraws("prize", { position: one.level }) }),
                  prizes: one.prizes,
                  entered: one.entry && {
                    number: one.entry.number,
                    by: one.entry.enteredByName,
                    prize: one.prizes.find(({ id: prizeId }) => prizeId === one.entry!.prizeId)?.heading ?? null,
                  },
                }}
                enter={enterNumber}
                lookUp={lookUpNumber}
              />
            ))}
          </ClientMessages>
        </>
      ) : null}
      {manifest || drawing.state === "drawn" ? (
        <section className="section" aria-labelledby="media">
          <h2 id="media">{t("media")}</h2>
          <p className="measure mt-2">{t("mediaText")}</p>
          {view.media.map((one) => (
            <div key={one.id} className="mt-3">
              <a href={one.href}>
                {tDraws(`media.${one.kind}`)}: {one.name}
              </a>
              {one.sha256 ? <p className="small muted hash">{one.sha256}</p> : null}
              {isOpen ? (
                <div className="mt-2">
                  <FieldForm
                    small
                    kind="line"
                    action={dropMedium}
                    submit={t("remove")}
                    start={formStart({ ...own, mediumId: one.id })}
                    fields={[...hidden, { kind: "hidden", name: "mediumId" }]}
                  />
                </div>
              ) : null}
            </div>
          ))}
          <ClientMessages namespaces={["claims"]}>
            <MediaUpload drawingId={drawingId} />
          </ClientMessages>
          <h3 className="mt-4 mb-2">{t("stream")}</h3>
          <FieldForm
            small
            kind="line"
            action={keepStream}
            submit={t("addStream")}
            start={formStart(own)}
            fields={[
              ...hidden,
              { kind: "text", name: "streamName", label: t("streamName"), width: "medium" },
              { kind: "text", type: "url", name: "streamAddress", label: t("streamAddress") },
            ]}
          />
        </section>
      ) : null}
      {isOpen ? (
        <section className="section" aria-labelledby="confirm">
          <h2 id="confirm">{t("confirmTitle")}</h2>
          <p className="measure mt-2 mb-3">{missing > 0 ? t("missing", { count: missing }) : t("confirmText")}</p>
          <FieldForm action={confirmDraw} submit={t("confirm")} start={formStart(own)} fields={hidden} />
        </section>
      ) : null}
    </Page>
  );
}
