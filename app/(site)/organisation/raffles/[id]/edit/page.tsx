import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PARTS, type PartState, partOf, stateOf } from "@/components/organisation/editor/parts";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { ButtonLink } from "@/components/ui/button";
import { Note } from "@/components/ui/note";
import { openForm } from "@/server/games/raffles/form/save-form";
import { raffleScope } from "../../../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("organisation"))("edit") };
}

const LOOKS: Record<PartState, "accent" | "plain" | "closed"> = { done: "accent", missing: "plain", faults: "closed" };

/** The parts of a raffle with how each stands, to be done in any order (R9). */
export default async function TaskListPage({ params }: { params: Promise<{ id: string }> }) {
  const t = await getTranslations("editor");
  const organisation = await getTranslations("organisation");
  const { id } = await params;
  const { by, raffles } = await raffleScope(`/organisation/raffles/${id}/edit`, id);
  const { raffle, form, read } = await openForm(raffles, by, id);
  if (raffle.lockedAt) redirect(`/organisation/raffles/${id}`);
  const parts = PARTS.filter((part) => part !== "check");
  const states = parts.map((part) => stateOf(part, read.faults));
  const done = states.filter((state) => state === "done").length;
  const next = parts[states.findIndex((state) => state !== "done")];
  const title = form.title || raffle.draft.title;
  return (
    <Page
      title={title}
      lead={t("listLead", { done, count: parts.length })}
      trail={[
        { href: `/organisation?of=${by.organisationId}`, text: organisation("title") },
        { href: `/organisation/raffles/${id}`, text: title },
        { text: organisation("edit") },
      ]}
    >
      {raffle.facts.state === "pending-activation" ? (
        <div className="mb-4">
          <Note kind="plain" title={t("waits")}>
            {t("waitsText")}
          </Note>
        </div>
      ) : null}
      <ol className="tasks">
        {parts.map((part, at) => {
          const state = states[at]!;
          const count = read.faults.filter(({ field }) => partOf(field) === part).length;
          return (
            <li key={part}>
              <Link href={`/organisation/raffles/${id}/edit/${part}${state === "faults" ? "?checked=1" : ""}`}>
                {t(`part.${part}.title`)}
              </Link>
              <span className="small muted tasks__hint">{t(`part.${part}.hint`)}</span>
              <Badge kind={LOOKS[state]}>{t(`partState.${state}`, { count })}</Badge>
            </li>
          );
        })}
      </ol>
      <div className="row mt-5">
        <ButtonLink href={`/organisation/raffles/${id}/edit/${next ?? "check"}`}>
          {next ? t("continueWith", { part: t(`part.${next}.title`) }) : t("part.check.title")}
        </ButtonLink>
        <ButtonLink kind="line" href={`/organisation/raffles/${id}/preview`}>
          {t("preview")}
        </ButtonLink>
        {next ? <Link href={`/organisation/raffles/${id}/edit/check`}>{t("part.check.title")}</Link> : null}
      </div>
    </Page>
  );
}
