import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Facts } from "@/components/ui/facts";
import { Note } from "@/components/ui/note";
import { identityServices } from "@/server/api/identity-services";
import { waitingChecks } from "@/server/people/identity/decide-check";
import { REFUSAL_REASONS, SIDES } from "@/server/people/identity/identity";
import { adminScope } from "../../scope";
import { approve, refuse } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("identity.admin"))("title") };
}

export default async function IdentityCasePage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const [t, admin, format] = await Promise.all([getTranslations("identity"), getTranslations("admin"), getFormatter()]);
  const { by, context } = await adminScope(`/admin/identity/${id}`);
  const one = (await waitingChecks(await identityServices(context), by)).find((each) => each.id === id);
  if (!one) notFound();
  const { member, age } = one;
  const date = (at: Date) => format.dateTime(at, { dateStyle: "long", timeZone: "UTC" });
  const names = await Promise.all(
    [...member.residence.countyIds, member.residence.subdivisionId].map(
      async (area) => (await context.people.areas.areaName(area)) ?? area,
    ),
  );
  const isChanged =
    member.givenName !== one.givenName ||
    member.familyName !== one.familyName ||
    member.birthDate.getTime() !== one.birthDate.getTime();
  return (
    <Page
      wide
      title={`${member.givenName} ${member.familyName}`}
      trail={[
        { href: "/admin", text: admin("title") },
        { href: "/admin/identity", text: t("admin.title") },
        { text: `${member.givenName} ${member.familyName}` },
      ]}
    >
      {isChanged ? (
        <div className="mb-4">
          <Note kind="bad" title={t("admin.changed")} />
        </div>
      ) : null}
      <div className="review">
        <div>
          <Facts
            facts={[
              { term: t("admin.name"), value: `${member.givenName} ${member.familyName}` },
              { term: t("admin.birthDate"), value: date(member.birthDate) },
              {
                term: t("admin.age"),
                value: t(age.reached ? "admin.ageReached" : "admin.ageMissing", { minimum: age.minimumAge }),
              },
              {
                term: t("admin.residence"),
                value: (
                  <>
                    {member.residence.street}, {member.residence.city} {member.residence.postalCode}
                    <br />
                    <span className="muted">{names.join(" · ")}</span>
                  </>
                ),
              },
              {
                term: t("admin.member"),
                value: t("admin.memberSince", { number: String(member.number), at: date(member.createdAt) }),
              },
              {
                term: t("admin.document"),
                value: (
                  <>
                    {one.documentKind ? t(`kinds.${one.documentKind}`) : one.checker}
                    <br />
                    <span className="muted">
                      {t("admin.sentAt", {
                        at: format.dateTime(one.requestedAt, { dateStyle: "long", timeStyle: "short" }),
                      })}
                    </span>
                  </>
                ),
              },
            ]}
          />
        </div>
        <section aria-labelledby="pictures">
          <h2 className="h4 mb-3" id="pictures">
            {t("admin.pictures")}
          </h2>
          {one.mayDecide ? (
            <ul className="stack">
              {one.documents.map((document) => {
                const side = SIDES.find((each) => each === document.side) ?? "front";
                const isPdf = document.contentType === "application/pdf";
                return (
                  <li key={document.id}>
                    <a href={`/api/identity/${document.id}`} target="_blank" rel="noopener noreferrer">
                      {isPdf ? null : (
                        // biome-ignore lint/performance/noImgElement: the framework's images pass through a cache, these may not
                        <img className="review__picture" src={`/api/identity/${document.id}`} alt="" />
                      )}
                      {t("admin.look", { side })}
                    </a>
                    {isPdf ? <p className="muted">{t("admin.pdf")}</p> : null}
                  </li>
                );
              })}
            </ul>
          ) : (
            <p className="muted">{t("admin.own")}</p>
          )}
        </section>
      </div>
      {one.mayDecide ? (
        <div className="grid-2 mt-6">
          <section aria-labelledby="approve">
            <h2 className="h3 mb-3" id="approve">
              {t("admin.approve")}
            </h2>
            <FieldForm
              action={approve}
              start={formStart({ id })}
              submit={t("admin.approve")}
              fields={[
                { kind: "hidden", name: "id" },
                {
                  kind: "text",
                  name: "givenName",
                  label: t("admin.givenName"),
                  hint: t("admin.useName"),
                  required: false,
                },
                { kind: "text", name: "familyName", label: t("admin.familyName"), required: false },
              ]}
            />
          </section>
          <section aria-labelledby="refuse">
            <h2 className="h3 mb-3" id="refuse">
              {t("admin.refuse")}
            </h2>
            <FieldForm
              action={refuse}
              start={formStart({ id })}
              submit={t("admin.refuse")}
              kind="stop"
              fields={[
                { kind: "hidden", name: "id" },
                {
                  kind: "choices",
                  name: "reasonCode",
                  legend: t("admin.reason"),
                  options: REFUSAL_REASONS.map((value) => ({ value, text: t(`reason.${value}`) })),
                },
                { kind: "lines", name: "note", label: t("admin.note"), rows: 3, required: false },
              ]}
            />
          </section>
        </div>
      ) : null}
    </Page>
  );
}
