import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { Page } from "@/components/people/page";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Table } from "@/components/ui/table";
import { pageActor } from "@/server/api/page";
import { ownSessions } from "@/server/people/change-account";
import { endAllOthers, endOneSession } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("people"))("sessions.title") };
}

export default async function SessionsPage() {
  const t = await getTranslations("people");
  const format = await getFormatter();
  const { context, actor } = await pageActor("/account/sessions");
  const sessions = await ownSessions(context.people, actor);
  const moment = (at: Date) => format.dateTime(at, { dateStyle: "medium", timeStyle: "short" });
  return (
    <Page
      wide
      title={t("sessions.title")}
      lead={t("sessions.lead")}
      trail={[{ href: "/account", text: t("account.title") }, { text: t("sessions.title") }]}
    >
      <Table
        label={t("sessions.title")}
        keys={sessions.map(({ id }) => id)}
        columns={[
          { heading: t("sessions.device") },
          { heading: t("sessions.began") },
          { heading: t("sessions.seen") },
          { heading: t("sessions.end") },
        ]}
        rows={sessions.map((session) => [
          session.device || t("sessions.unknown"),
          moment(session.createdAt),
          moment(session.lastSeenAt),
          session.isPresent ? (
            <Badge key="here" kind="accent">
              {t("sessions.here")}
            </Badge>
          ) : (
            <form key="end" action={endOneSession}>
              <input type="hidden" name="session" value={session.id} />
              <Button kind="stop" small>
                {t("sessions.endOne")}
              </Button>
            </form>
          ),
        ])}
      />
      {sessions.length > 1 ? (
        <form action={endAllOthers} className="mt-4">
          <Button kind="stop">{t("sessions.endOthers")}</Button>
        </form>
      ) : null}
    </Page>
  );
}
