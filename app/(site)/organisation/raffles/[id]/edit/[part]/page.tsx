import type { Metadata } from "next";
import Link from "next/link";
import { notFound, redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CoverageMap } from "@/components/organisation/editor/coverage-map";
import { drawnCoverage } from "@/components/organisation/editor/drawn-coverage";
import { Editor } from "@/components/organisation/editor/editor";
import { LivePlan } from "@/components/organisation/editor/live-plan";
import { isPart, PARTS, type Part } from "@/components/organisation/editor/parts";
import { PictureProvider } from "@/components/organisation/editor/picture-provider";
import { ClientMessages } from "@/components/shell/client-messages";
import { Crumbs } from "@/components/ui/crumbs";
import { Note } from "@/components/ui/note";
import { draftCoverage } from "@/server/games/raffles/form/draft-coverage";
import { changesByOthers, openForm, shortly } from "@/server/games/raffles/form/save-form";
import { pictureIds, picturesOf } from "@/server/games/raffles/images/list-pictures";
import { raffleScope } from "../../../../scope";
import { sendPart } from "../actions";
import { CheckPart } from "./check-part";

interface Props {
  params: Promise<{ id: string; part: string }>;
  searchParams: Promise<{ checked?: string; refused?: string; since?: string; saved?: string }>;
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { part } = await params;
  const t = await getTranslations("editor");
  return { title: isPart(part) ? t(`part.${part}.title`) : t("part.what.title") };
}

/** One part of a raffle: a step of the wizard, and a task of the list. */
export default async function PartPage({ params, searchParams }: Props) {
  const { id, part } = await params;
  if (!isPart(part)) notFound();
  const query = await searchParams;
  const t = await getTranslations("editor");
  const organisation = await getTranslations("organisation");
  const path = `/organisation/raffles/${id}/edit/${part}`;
  const { by, raffles } = await raffleScope(path, id);
  const open = await openForm(raffles, by, id);
  const { raffle, form, revision, rules } = open;
  // Somebody activated it meanwhile: what was typed is kept with the form, and the overview says why it cannot count.
  if (raffle.lockedAt) redirect(`/organisation/raffles/${id}${query.refused ? "?locked=1" : ""}`);
  const step = PARTS.indexOf(part);
  const title = form.title || raffle.draft.title;
  const told = /^\d{1,9}$/.test(query.since ?? "") ? await changesByOthers(raffles, by, id, Number(query.since)) : [];
  const before = PARTS[step - 1];
  return (
    <div className="wrap">
      <Crumbs
        trail={[
          { href: `/organisation?of=${by.organisationId}`, text: organisation("title") },
          { href: `/organisation/raffles/${id}`, text: title },
          { href: `/organisation/raffles/${id}/edit`, text: organisation("edit") },
          { text: t(`part.${part}.title`) },
        ]}
      />
      <header className="title mt-5 mb-5">
        <p className="small muted">{t("step", { step: step + 1, count: PARTS.length })}</p>
        <h1>{t(`part.${part}.title`)}</h1>
        <p className="by measure">{t(`part.${part}.hint`)}</p>
        <p className="small mt-2 row row--tight">
          {before ? (
            <Link href={`/organisation/raffles/${id}/edit/${before}`}>
              {t("back", { part: t(`part.${before}.title`) })}
            </Link>
          ) : null}
          <Link href={`/organisation/raffles/${id}/preview`}>{t("preview")}</Link>
        </p>
      </header>
      {query.saved ? (
        <div className="mb-4">
          <Note live title={t("state.saved")} />
        </div>
      ) : null}
      <div className="mb-6">
        <ClientMessages namespaces={["editor", "organisation", "structures", "forms"]}>
          {part === "check" ? (
            <CheckPart open={open} deps={raffles} />
          ) : (
            <PictureProvider pictures={[...(await picturesOf(raffles.db, pictureIds(form)))]}>
              <Editor
                key={part}
                action={sendPart}
                start={{
                  raffleId: id,
                  part,
                  form,
                  revision,
                  areas: [...rules.areas],
                  listsPerGame: rules.listsPerGame,
                  earlyBirdCostAllowed: rules.earlyBirdCostAllowed,
                  issued: rules.issued,
                  currency: raffle.draft.currency,
                  feeBasisPoints: raffle.feeBasisPoints,
                  isChecked: query.checked === "1",
                  refused: isRefusal(query.refused) ? query.refused : null,
                  told: told.map(({ field, before, after, byName, at, revision }) => ({
                    field,
                    revision,
                    byName,
                    before: shortly(before),
                    after: shortly(after),
                    at: at.toISOString(),
                  })),
                }}
              >
                {await beside(part, open, raffles)}
              </Editor>
            </PictureProvider>
          )}
        </ClientMessages>
      </div>
    </div>
  );
}

/** What a page without scripts may be sent back with; anything else in the address is nobody's word. */
const REFUSALS = ["noSuchPlace", "costInDatedEarlyBird", "formTooLarge", "raffleLocked", "imageNotFound"];

function isRefusal(code: string | undefined): code is string {
  return code !== undefined && REFUSALS.includes(code);
}

/** What stands beside the fields of a part: where it would be open, or whether it would pay. */
async function beside(
  part: Part,
  { raffle, read, rules }: Awaited<ReturnType<typeof openForm>>,
  deps: Parameters<typeof openForm>[0],
) {
  if (part === "where") {
    const coverage = await draftCoverage(deps, raffle, read.draft, rules.listsPerGame);
    return <CoverageMap start={drawnCoverage(coverage)} />;
  }
  return part === "prizes" || part === "tickets" ? <LivePlan /> : null;
}
