import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { Field } from "@/components/ui/field";
import { Table } from "@/components/ui/table";
import { auditLog } from "@/server/people/read-audit";
import { adminScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.audit") };
}

export default async function AuditPage({
  searchParams,
}: {
  searchParams: Promise<Record<"subject" | "action" | "before", string | string[] | undefined>>;
}) {
  const t = await getTranslations("admin");
  const format = await getFormatter();
  const query = await searchParams;
  const { by, context } = await adminScope("/admin/audit");
  const one = (value: string | string[] | undefined) => (typeof value === "string" ? value : "");
  const subject = one(query.subject);
  const action = one(query.action);
  const lines = await auditLog(context, by, { subject, action, beforeId: one(query.before) });
  const older = new URLSearchParams({ subject, action, before: lines.at(-1)?.id ?? "" });
  return (
    <Page
      wide
      title={t("part.audit")}
      lead={t("about.audit")}
      trail={[{ href: "/admin", text: t("title") }, { text: t("part.audit") }]}
    >
      <form method="get" className="grid-2 mb-5">
        <Field name="subject" label={t("audit.subject")} hint={t("audit.subjectHint")} defaultValue={subject} mono />
        <Field name="action" label={t("audit.action")} defaultValue={action} mono />
        <div>
          <Button>{t("audit.filter")}</Button>
        </div>
      </form>
      {lines.length === 0 ? (
        <Empty title={t("audit.none")} />
      ) : (
        <Table
          label={t("part.audit")}
          keys={lines.map(({ id }) => id)}
          columns={[
            { heading: t("audit.at") },
            { heading: t("audit.who") },
            { heading: t("audit.action") },
            { heading: t("audit.subject") },
            { heading: t("audit.before") },
            { heading: t("audit.after") },
          ]}
          rows={lines.map((line) => [
            format.dateTime(line.at, { dateStyle: "short", timeStyle: "medium" }),
            `${line.actorName || t("audit.venue")}, ${t(`role.${line.actorRole || "venue"}`)}`,
            <span key="action" className="mono small">
              {line.action}
            </span>,
            <Link
              key="subject"
              className="mono small"
              href={`/admin/audit?subject=${encodeURIComponent(line.subject)}`}
            >
              {line.subject}
            </Link>,
            <Json key="before" value={line.before} />,
            <Json key="after" value={line.after} />,
          ])}
        />
      )}
      {lines.length === 50 ? (
        <p className="mt-4">
          <Link href={`/admin/audit?${older}`}>{t("audit.older")}</Link>
        </p>
      ) : null}
    </Page>
  );
}

function Json({ value }: { value: unknown }) {
  const text = value === null ? "" : JSON.stringify(value);
  return <code className="small">{text.length > 400 ? `${text.slice(0, 400)} …` : text}</code>;
}
