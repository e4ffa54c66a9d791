import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { Note } from "@/components/ui/note";
import { paperServices } from "@/server/api/paper-services";
import { waitingManualEntry } from "@/server/tickets/paper/request-manual-entry";
import { adminScope } from "../scope";
import { decideOnManualEntry } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("paper"))("requests.title") };
}

export default async function ManualEntryRequestsPage({ searchParams }: { searchParams: Promise<{ done?: string }> }) {
  const t = await getTranslations("paper");
  const admin = await getTranslations("admin");
  const format = await getFormatter();
  const { by, context } = await adminScope("/admin/manual-entry");
  const waiting = await waitingManualEntry(await paperServices(context, context.people), by);
  return (
    <Page
      title={t("requests.title")}
      lead={t("requests.lead")}
      trail={[{ href: "/admin", text: admin("title") }, { text: t("requests.title") }]}
    >
      {(await searchParams).done ? (
        <div className="mb-4">
          <Note live title={admin("decided")} />
        </div>
      ) : null}
      {waiting.length === 0 ? (
        <Empty title={t("requests.none")}>{t("requests.noneText")}</Empty>
      ) : (
        <ul className="stack stack--5">
          {waiting.map((one) => (
            <li key={one.id} className="panel">
              <h2 className="h4">{one.title}</h2>
              <p className="muted">
                {one.organisation} · {format.dateTime(one.askedAt, { dateStyle: "medium" })}
              </p>
              <p className="mt-2 mb-4">{one.note}</p>
              <FieldForm
                action={decideOnManualEntry}
                start={formStart({ id: one.id, [`word-${one.id}`]: "grant" })}
                submit={t("requests.decide")}
                fields={[
                  { kind: "hidden", name: "id" },
                  {
                    kind: "choices",
                    name: `word-${one.id}`,
                    legend: t("requests.word"),
                    options: ["grant", "refuse"].map((value) => ({ value, text: t(`requests.${value}`) })),
                  },
                  {
                    kind: "text",
                    name: `reason-${one.id}`,
                    label: t("requests.reason"),
                    hint: t("requests.reasonHint"),
                  },
                ]}
              />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}
