import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Note } from "@/components/ui/note";
import { Table } from "@/components/ui/table";
import { identityServices } from "@/server/api/identity-services";
import { waitingChecks } from "@/server/people/identity/decide-check";
import { adminScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("identity.admin"))("title") };
}

export default async function IdentityQueuePage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const [t, admin, format] = await Promise.all([getTranslations("identity"), getTranslations("admin"), getFormatter()]);
  const { by, context } = await adminScope("/admin/identity");
  const cases = await waitingChecks(await identityServices(context), by);
  const rows = cases.map((one) => [
    <Link key="name" href={`/admin/identity/${one.id}`}>
      {one.member.givenName} {one.member.familyName}
    </Link>,
    one.documentKind ? t(`kinds.${one.documentKind}`) : one.checker,
    format.dateTime(one.requestedAt, { dateStyle: "medium", timeStyle: "short" }),
  ]);
  return (
    <Page
      title={t("admin.title")}
      lead={t("admin.waiting", { count: cases.length })}
      trail={[{ href: "/admin", text: admin("title") }, { text: t("admin.title") }]}
    >
      {(await searchParams).done ? (
        <div className="mb-4">
          <Note live title={t("admin.done")} />
        </div>
      ) : null}
      {rows.length === 0 ? (
        <Empty title={t("admin.none")}>{t("admin.noneText")}</Empty>
      ) : (
        <Table
          label={t("admin.title")}
          columns={[{ heading: t("admin.name") }, { heading: t("admin.document") }, { heading: t("when") }]}
          rows={rows}
        />
      )}
    </Page>
  );
}
