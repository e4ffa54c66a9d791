import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { pageActor } from "@/server/api/page";
import { ownBirthDateRequests } from "@/server/people/correct-birth-date";
import { askForBirthDate } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("birthDate.title") };
}

export default async function BirthDatePage() {
  const t = await getTranslations("people");
  const format = await getFormatter();
  const { context, actor } = await pageActor("/account/birth-date");
  const requests = await ownBirthDateRequests(context.people, actor);
  const date = (at: Date) => format.dateTime(at, { dateStyle: "long", timeZone: "UTC" });
  const isWaiting = requests.some(({ status }) => status === "open" || status === "approved-once");
  return (
    <Page
      title={t("birthDate.title")}
      lead={t("birthDate.lead", { date: date(context.member!.birthDate) })}
      trail={[{ href: "/account", text: t("account.title") }, { text: t("birthDate.title") }]}
    >
      {requests.map((request) => (
        <div key={request.id} className="mb-3">
          <Note kind={request.status === "refused" ? "bad" : "plain"} title={t(`birthDate.status.${request.status}`)}>
            {date(request.birthDate)}
            {request.decision ? <p>{request.decision}</p> : null}
          </Note>
        </div>
      ))}
      {isWaiting ? null : (
        <FieldForm
          action={askForBirthDate}
          start={formStart()}
          submit={t("birthDate.submit")}
          fields={[
            { kind: "text", type: "date", name: "birthDate", label: t("birthDate.right"), width: "medium" },
            { kind: "lines", name: "reason", label: t("field.reason"), hint: t("birthDate.reasonHint") },
          ]}
        />
      )}
    </Page>
  );
}
