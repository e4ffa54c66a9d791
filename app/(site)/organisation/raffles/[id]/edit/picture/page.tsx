import type { Metadata } from "next";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CropExample } from "@/components/organisation/editor/crop-example";
import { CropForm } from "@/components/organisation/editor/crop-form";
import { partOf } from "@/components/organisation/editor/parts";
import { Page } from "@/components/people/page";
import { ClientMessages } from "@/components/shell/client-messages";
import { Button, ButtonLink } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { isFormField } from "@/server/games/raffles/form/raffle-form";
import { openForm } from "@/server/games/raffles/form/save-form";
import { LEAST_SIDE, MOST_IMAGE_BYTES, MOST_PIXELS } from "@/server/games/raffles/images/image";
import { ownImage } from "@/server/games/raffles/images/upload-image";
import { askedFault } from "../../../../../asked-fault";
import { raffleScope } from "../../../../scope";
import { cropPicture, dropPicture } from "../actions";

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ of?: string; fault?: string; added?: string; saved?: string }>;
}

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("editor"))("picture.title") };
}

/** The picture of a raffle or of one of its prizes: sent, cropped, described, or left to the drawn one (R9). */
export default async function PicturePage({ params, searchParams }: Props) {
  const { id } = await params;
  const { of: field = "imageId", fault: asked, added, saved } = await searchParams;
  const fault = askedFault(asked);
  if (!isFormField(field) || !/(^|\.)imageId$/.test(field)) notFound();
  const t = await getTranslations("editor");
  const organisation = await getTranslations("organisation");
  const path = `/organisation/raffles/${id}/edit/picture?of=${field}`;
  const { by, raffles } = await raffleScope(path, id);
  const { raffle, form } = await openForm(raffles, by, id);
  if (raffle.lockedAt) redirect(`/organisation/raffles/${id}`);
  const imageId = form[field];
  const image = imageId ? await ownImage(raffles, by, imageId) : null;
  const what = field === "imageId" ? form.title : form[field.replace(/imageId$/, "heading")];
  const part = partOf(field);
  const limits = {
    most: MOST_IMAGE_BYTES / 1024 / 1024,
    pixels: MOST_PIXELS / 1_000_000,
    least: LEAST_SIDE,
  };
  return (
    <Page
      wide
      title={t("picture.title")}
      lead={what || undefined}
      trail={[
        { href: `/organisation/raffles/${id}`, text: form.title || raffle.draft.title },
        { href: `/organisation/raffles/${id}/edit`, text: organisation("edit") },
        { href: `/organisation/raffles/${id}/edit/${part}`, text: t(`part.${part}.title`) },
        { text: t("picture.title") },
      ]}
    >
      <ClientMessages namespaces={["editor", "forms"]}>
        {fault ? (
          <div className="mb-4">
            <Note kind="bad" live title={t("picture.refused")}>
              {t.has(`picture.fault.${fault}`) ? t(`picture.fault.${fault}`, limits) : t("picture.fault.other")}
            </Note>
          </div>
        ) : added || saved ? (
          <div className="mb-4">
            <Note live title={t(added ? "picture.added" : "picture.saved")} />
          </div>
        ) : null}
        {image ? (
          <CropForm
            action={cropPicture}
            raffleId={id}
            field={field}
            image={{
              key: `${image.id}.${image.revision}`,
              width: image.width,
              height: image.height,
              x: image.focalX,
              y: image.focalY,
              alternativeText: image.alternativeText,
            }}
          />
        ) : (
          <p className="measure mb-4">{t("picture.isDefaultLong")}</p>
        )}
        <section className="mt-6 measure" aria-labelledby="send">
          <h2 className="h3" id="send">
            {t(image ? "picture.other" : "picture.send")}
          </h2>
          <form action={`/api/images?raffle=${id}&of=${field}`} method="post" encType="multipart/form-data">
            <div className="field mt-3">
              <label htmlFor="file">{t("picture.file")}</label>
              <span className="hint" id="file-hint">
                {t("picture.fileHint", limits)}
              </span>
              <input
                id="file"
                name="file"
                type="file"
                accept="image/jpeg,image/png,image/webp"
                required
                aria-describedby="file-hint"
              />
            </div>
            <div className="mt-3">
              <Button>{t("picture.upload")}</Button>
            </div>
          </form>
        </section>
        <section className="mt-6 measure" aria-labelledby="example">
          <h2 className="h3" id="example">
            {t("picture.example")}
          </h2>
          <p className="mt-2 mb-3">{t("picture.exampleText")}</p>
          <CropExample />
        </section>
        <div className="row mt-6">
          <ButtonLink kind="line" href={`/organisation/raffles/${id}/edit/${part}`}>
            {t("back", { part: t(`part.${part}.title`) })}
          </ButtonLink>
          {image ? (
            <form action={dropPicture}>
              <input type="hidden" name="raffleId" value={id} />
              <input type="hidden" name="of" value={field} />
              <Button kind="stop">{t("picture.drop")}</Button>
            </form>
          ) : null}
        </div>
      </ClientMessages>
    </Page>
  );
}
