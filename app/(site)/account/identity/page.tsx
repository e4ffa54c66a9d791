import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field, SelectField } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { identityServices } from "@/server/api/identity-services";
import { pageActor } from "@/server/api/page";
import {
  DOCUMENT_KINDS,
  KEPT_DAYS,
  MOST_PDF_BYTES,
  MOST_PICTURE_BYTES,
  SIDES,
} from "@/server/people/identity/identity";
import { readOwnIdentity } from "@/server/people/identity/request-check";
import { askedFault } from "../../asked-fault";
import { goElsewhere, takeBack } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("identity"))("title") };
}

const LIMITS = { picture: MOST_PICTURE_BYTES / 1024 / 1024, pdf: MOST_PDF_BYTES / 1024 / 1024 };

export default async function IdentityPage({
  searchParams,
}: {
  searchParams: Promise<Partial<Record<"sent" | "withdrawn" | "fault" | "side" | "kind", string | string[]>>>;
}) {
  const [t, format] = await Promise.all([getTranslations("identity"), getFormatter()]);
  const { context, actor } = await pageActor("/account/identity");
  const { sent, withdrawn, fault: asked, side, kind } = await searchParams;
  const fault = askedFault(asked);
  const deps = await identityServices(context);
  const { checks, isApproved } = await readOwnIdentity(deps, actor);
  const member = context.member!;
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "long", timeStyle: "short" });
  const birthDate = format.dateTime(member.birthDate, { dateStyle: "long", timeZone: "UTC" });
  const newest = checks[0];
  const approved = checks.find(({ state }) => state === "approved");
  const isOpen = newest?.state === "open";

  const at = SIDES.find((one) => one === side) ?? "front";
  const isOfFile = fault?.startsWith("document") && fault !== "documentKindMissing";
  const faultField = fault === "documentKindMissing" ? "kind" : isOfFile ? at : "front";
  const faultText = fault
    ? t.has(`fault.${fault}`)
      ? t(`fault.${fault}`, { side: at, most: LIMITS.picture })
      : t("fault.other")
    : "";
  const errorOf = (field: string) => (fault && field === faultField ? faultText : undefined);

  return (
    <Page title={t("title")} lead={t("lead")} trail={[{ href: "/account", text: t("account") }, { text: t("title") }]}>
      {withdrawn ? (
        <div className="mb-5">
          <Note live kind="plain" title={t("withdrawn")} />
        </div>
      ) : null}
      {isApproved && approved ? (
        <Note title={t("approved")}>
          <p>{t("approvedText", { at: moment(approved.decidedAt!) })}</p>
        </Note>
      ) : isOpen ? (
        <>
          <Note live={Boolean(sent)} kind="plain" title={sent ? t("sent") : t("open")}>
            <p>{t("openText", { at: moment(newest.requestedAt) })}</p>
            {sent ? <p>{t("sentText")}</p> : null}
          </Note>
          {newest.checker === "documents" ? (
            <form action={takeBack} className="mt-4">
              <Button kind="line">{t("takeBack")}</Button>
            </form>
          ) : null}
        </>
      ) : newest?.state === "refused" ? (
        <div className="mb-5">
          <Note kind="bad" title={t("refused")}>
            <p>{t(`reason.${newest.reasonCode ?? "other"}`)}</p>
            {newest.note ? <p>{t("note", { note: newest.note })}</p> : null}
            <p>{t(`way.${newest.reasonCode ?? "other"}`)}</p>
            {newest.reasonCode === "birthDate" ? (
              <p>
                <Link href="/account/birth-date">{t("correctBirthDate")}</Link>
              </p>
            ) : null}
          </Note>
        </div>
      ) : newest?.state === "lapsed" ? (
        <div className="mb-5">
          <Note kind="plain" title={t("lapsed")}>
            <p>{t("lapsedText")}</p>
          </Note>
        </div>
      ) : null}

      {isApproved || isOpen ? null : deps.checker.name === "documents" ? (
        <section aria-labelledby="form">
          <h2 className="h3 mb-3" id="form">
            {t("form")}
          </h2>
          {fault ? <ErrorSummary title={t("fault.title")} faults={[{ field: faultField, text: faultText }]} /> : null}
          <p className="mb-4">{t("compared", { name: `${member.givenName} ${member.familyName}`, birthDate })}</p>
          <form action="/api/identity" method="post" encType="multipart/form-data">
            <SelectField
              name="kind"
              label={t("kind")}
              width="medium"
              error={errorOf("kind")}
              defaultValue={DOCUMENT_KINDS.find((one) => one === kind) ?? "driving-licence"}
            >
              {DOCUMENT_KINDS.map((one) => (
                <option key={one} value={one}>
                  {t(`kinds.${one}`)}
                </option>
              ))}
            </SelectField>
            {SIDES.map((one) => (
              <Field
                key={one}
                name={one}
                type="file"
                accept="image/jpeg,image/png,image/webp,application/pdf"
                label={t(one)}
                hint={t("fileHint", LIMITS)}
                error={errorOf(one)}
                required={one === "front"}
              />
            ))}
            <div className="mt-4">
              <Button>{t("send")}</Button>
            </div>
          </form>
        </section>
      ) : (
        <form action={goElsewhere}>
          <Button>{t("elsewhere")}</Button>
        </form>
      )}
      <div className="mt-6">
        <Fold title={t("why")} open={checks.length === 0}>
          <p className="measure">{t("whyText", { days: KEPT_DAYS })}</p>
        </Fold>
      </div>
      {checks.length > 0 ? (
        <>
          <h2 className="h3 mt-6 mb-3">{t("past")}</h2>
          <Table
            label={t("past")}
            columns={[{ heading: t("when") }, { heading: t("kind") }, { heading: t("what") }]}
            rows={checks.map((one) => [
              moment(one.requestedAt),
              one.documentKind ? t(`kinds.${one.documentKind}`) : one.checker,
              t(`state.${one.state}`),
            ])}
          />
        </>
      ) : null}
    </Page>
  );
}
