import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { ClaimFacts } from "@/components/syndicates/claim-facts";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field, SelectField } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { Panel } from "@/components/ui/panel";
import { pageActor } from "@/server/api/page";
import { syndicateServices } from "@/server/api/syndicate-services";
import { DOCUMENT_KINDS } from "@/server/games/syndicates/claims/claim";
import { type ClaimView, showClaims } from "@/server/games/syndicates/claims/show-claims";
import { isAppError } from "@/server/kernel/errors";
import { MOST_PICTURE_BYTES } from "@/server/people/identity/identity";
import { askedFault } from "../../../asked-fault";
import { consent, decline, give, name } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("syndicate-claims"))("crumb"), robots: { index: false } };
}

type Query = { sent?: string; fault?: string };
const OVER = ["paid", "lapsed"];

/** A prize that the lottery pays to a named person: who claims it, what they show, and each winner's part (B17). */
export default async function ClaimPage({
  params,
  searchParams,
}: {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Query>;
}) {
  const [{ slug }, query] = [await params, await searchParams];
  const [t, words, format] = [
    await getTranslations("syndicate-claims"),
    await getTranslations("syndicates"),
    await getFormatter(),
  ];
  const { context, actor } = await pageActor(`/syndicates/${slug}/claim`);
  const deps = syndicateServices(context);
  if (!deps) notFound();
  const { syndicate, claims, names, isManager } = await showClaims(deps, actor, slug).catch((error: unknown) => {
    if (isAppError(error) && error.code === "notFound") notFound();
    throw error;
  });
  const fault = askedFault(query.fault);
  const most = MOST_PICTURE_BYTES / 1024 / 1024;
  const said = fault
    ? t.has(`refusals.${fault}` as "refusals.other")
      ? t(`refusals.${fault}` as "refusals.other", { most })
      : t("refusals.other")
    : null;
  return (
    <Page
      wide
      title={t("title", { name: syndicate.name })}
      lead={t("lead")}
      trail={[
        { href: "/syndicates", text: words("title") },
        { href: `/syndicates/${slug}`, text: syndicate.name },
        { text: t("crumb") },
      ]}
    >
      {query.sent ? (
        <div className="mb-4">
          <Note live title={t("documents.added")} />
        </div>
      ) : null}
      {said ? <ErrorSummary title={said} faults={[{ field: "file", text: said }]} /> : null}
      {claims.map((view) => (
        <section key={view.claim.id} className="mb-6">
          <h2 className="mb-3">
            {t("draw", {
              date: format.dateTime(new Date(`${view.claim.drawDate}T12:00:00Z`), {
                dateStyle: "long",
                timeZone: "UTC",
              }),
            })}
          </h2>
          <ClaimFacts view={view} currency={syndicate.currency} names={names} />
          <div className="measure">
            <Asked view={view} slug={slug} self={actor.memberId} />
            <TaxData view={view} slug={slug} self={actor.memberId} />
            <Documents
              view={view}
              slug={slug}
              mayAdd={isManager || view.claim.claimantId === actor.memberId}
              said={said}
            />
            {isManager ? <Another view={view} slug={slug} names={names} /> : null}
          </div>
        </section>
      ))}
    </Page>
  );
}

const hidden: FieldSpec[] = [
  { kind: "hidden", name: "slug" },
  { kind: "hidden", name: "claim" },
];

async function personFields(): Promise<FieldSpec[]> {
  const t = await getTranslations("syndicate-claims.person");
  return [
    { kind: "text", name: "legalName", label: t("legalName"), autoComplete: "name", required: true },
    { kind: "lines", name: "address", label: t("address"), rows: 3, required: true },
    { kind: "text", name: "taxNumber", label: t("taxNumber"), autoComplete: "off", width: "medium", required: true },
  ];
}

type Part = { view: ClaimView; slug: string };

async function Asked({ view: { claim }, slug, self }: Part & { self: string }) {
  if (claim.claimantId !== self || !["proposed", "consented"].includes(claim.state)) return null;
  const t = await getTranslations("syndicate-claims.consent");
  const start = formStart({ slug, claim: claim.id });
  return (
    <div className="mt-5">
      <Panel>
        <h3 className="h3">{t("title")}</h3>
        <p className="mb-4">{t("text")}</p>
        {claim.state === "proposed" ? (
          <FieldForm action={consent} submit={t("do")} start={start} fields={[...hidden, ...(await personFields())]} />
        ) : null}
        <div className="mt-4">
          <FieldForm action={decline} kind="line" submit={t("decline")} start={start} fields={hidden} />
        </div>
      </Panel>
    </div>
  );
}

async function TaxData({ view: { claim, winners }, slug, self }: Part & { self: string }) {
  const own = winners.find(({ memberId }) => memberId === self);
  if (!own || OVER.includes(claim.state) || claim.claimantId === self) return null;
  const [t, format] = [await getTranslations("syndicate-claims.person"), await getFormatter()];
  return (
    <div className="mt-5">
      <h3 className="h3">{t("title")}</h3>
      <p className="mb-3">{t("text")}</p>
      {own.givenAt ? (
        <p className="muted mb-3">{t("again", { date: format.dateTime(own.givenAt, { dateStyle: "long" }) })}</p>
      ) : null}
      <FieldForm
        action={give}
        kind={own.givenAt ? "line" : "main"}
        submit={t("do")}
        start={formStart({ slug, claim: claim.id })}
        fields={[...hidden, ...(await personFields())]}
      />
    </div>
  );
}

async function Documents({
  view: { claim, documents },
  slug,
  mayAdd,
  said,
}: Part & { mayAdd: boolean; said: string | null }) {
  const [t, format] = [await getTranslations("syndicate-claims.documents"), await getFormatter()];
  const mayStill = mayAdd && ["proposed", "consented", "approved-once"].includes(claim.state);
  return (
    <div className="mt-5">
      <h3 className="h3">{t("title")}</h3>
      {documents.length === 0 ? <p className="muted mb-3">{t("none")}</p> : null}
      <ul className="stack mb-3">
        {documents.map(({ id, kind, uploadedAt }) => (
          <li key={id}>
            {t(`kind.${kind}`)}{" "}
            <span className="muted">
              {t("sent", { date: format.dateTime(uploadedAt, { dateStyle: "long", timeStyle: "short" }) })}
            </span>
          </li>
        ))}
      </ul>
      {mayStill ? (
        <form action={`/syndicates/${slug}/claim/document`} method="post" encType="multipart/form-data">
          <input type="hidden" name="claim" value={claim.id} />
          <SelectField name="kind" label={t("what")} width="medium" defaultValue="identity">
            {DOCUMENT_KINDS.map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind.${kind}`)}
              </option>
            ))}
          </SelectField>
          <Field
            name="file"
            type="file"
            accept="image/jpeg,image/png,image/webp,application/pdf"
            label={t("file")}
            error={said ?? undefined}
            required
          />
          <div className="row mt-4">
            <Button kind="line">{t("add")}</Button>
          </div>
        </form>
      ) : null}
    </div>
  );
}

async function Another({ view: { claim, winners }, slug, names }: Part & { names: ReadonlyMap<string, string> }) {
  const others = winners.filter(({ memberId, declinedAt }) => memberId !== claim.claimantId && declinedAt === null);
  if (!["open", "proposed"].includes(claim.state) || others.length === 0) return null;
  const [t, words] = [await getTranslations("syndicate-claims.name"), await getTranslations("syndicate-claims")];
  return (
    <div className="mt-5">
      <h3 className="h3">{t("title")}</h3>
      <FieldForm
        action={name}
        kind="line"
        submit={t("do")}
        start={formStart({ slug, claim: claim.id, member: others[0]!.memberId })}
        fields={[
          ...hidden,
          {
            ...{ kind: "select", name: "member", label: t("who"), width: "medium" },
            options: others.map(({ memberId }) => ({ value: memberId, text: names.get(memberId) ?? words("someone") })),
          },
        ]}
      />
    </div>
  );
}
