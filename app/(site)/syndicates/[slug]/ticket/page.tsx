import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { LocalTime } from "@/components/syndicates/local-time";
import { Button, ButtonLink } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field, TextField } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { mayRecord } from "@/server/games/syndicates/record-ticket";
import { showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { linesText } from "@/server/games/syndicates/typed-lines";
import { onlookerOf } from "../../onlooker";
import { FAULTS, faultField } from "./faults";

type Query = Partial<Record<"fault" | "line" | "count" | "most" | "least" | "reference" | "lines", string | string[]>>;

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("syndicates.hand"))("recordTitle"), robots: { index: false } };
}

/** Where the code on the entry form leads: the manager records the ticket that was bought by hand (S2). */
export default async function RecordPage({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ slug }, query] = [await params, await searchParams];
  const [t, words, forms] = [
    await getTranslations("syndicates.hand"),
    await getTranslations("syndicates"),
    await getTranslations("forms"),
  ];
  const { context, actor } = await pageActor(`/syndicates/${slug}/ticket`);
  const deps = syndicateServices(context);
  if (!deps) notFound();
  const reader = { actor, onlooker: onlookerOf(context), invitation: null };
  const view = await showSyndicate(deps, slug, reader).catch(() => notFound());
  const { syndicate: one, now } = view;
  if (!view.isManager || one.buyer !== "manager") notFound();
  const may = mayRecord(one, now);
  const text = (name: keyof Query) => (typeof query[name] === "string" ? (query[name] as string) : "");
  const fault = FAULTS.find((code) => code === text("fault"));
  const field = fault ? faultField(fault) : null;
  const said = fault
    ? words(`refusals.${fault}`, {
        line: Number(text("line")) || 0,
        count: Number(text("count")) || 0,
        most: Number(text("most")) || 0,
        least: Number(text("least")) || 0,
      })
    : "";
  return (
    <Page
      title={t("recordTitle")}
      lead={t("recordLead")}
      trail={[
        { href: "/syndicates", text: words("title") },
        { href: `/syndicates/${slug}`, text: one.name },
        { text: t("record") },
      ]}
    >
      {may === "yes" ? (
        <>
          <p className="mb-4">
            {t("until")} <LocalTime at={one.salesCloseAt.toISOString()} timeZone="UTC" />
          </p>
          {fault ? (
            <ErrorSummary title={forms("faults", { count: 1 })} faults={[{ field: field ?? "reference", text: said }]}>
              {field === "picture" ? t("keptButPicture") : forms("kept")}
            </ErrorSummary>
          ) : null}
          <form action={`/syndicates/${slug}/ticket/record`} method="post" encType="multipart/form-data">
            <Field
              name="reference"
              label={t("reference")}
              hint={t("referenceHint")}
              error={field === "reference" ? said : undefined}
              defaultValue={text("reference")}
              autoComplete="off"
              width="medium"
              mono
              required
            />
            <TextField
              name="lines"
              label={t("lines")}
              hint={t("linesHint")}
              error={field === "lines" ? said : undefined}
              rows={Math.min(Math.max(one.entries.length, 3), 12)}
              defaultValue={text("lines") || linesText(one.entries)}
              required
            />
            <Field
              name="picture"
              label={t("pictureField")}
              hint={t("pictureHint")}
              error={field === "picture" ? said : undefined}
              type="file"
              accept="image/jpeg,image/png,image/webp"
              required
            />
            <div className="row mt-4">
              <Button>{t("recordDo")}</Button>
            </div>
          </form>
        </>
      ) : (
        <>
          <Note kind="plain" title={t(may === "not-yet" ? "notYet" : view.handTicket ? "recordedAlready" : "tooLate")}>
            <p>{t(may === "not-yet" ? "notYetText" : view.handTicket ? "recordedText" : "tooLateText")}</p>
          </Note>
          <div className="mt-4">
            <ButtonLink kind="line" href={`/syndicates/${slug}`}>
              {t("back")}
            </ButtonLink>
          </div>
        </>
      )}
    </Page>
  );
}
