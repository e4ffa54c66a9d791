import type { Metadata } from "next";
import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Empty } from "@/components/ui/empty";
import { pageActor } from "@/server/api/page";
import type { ConnectionRow } from "@/server/people/connection-store";
import { readConnections } from "@/server/people/keep-connections";
import { answer, askSomebody, letAskAgain, newLink, takeLinkBack } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("connections"))("title"), robots: { index: false } };
}

/** Whom a member is connected with (U12), the questions that wait, a link of one's own, and whom one blocks. */
export default async function ConnectionsPage() {
  const t = await getTranslations("connections");
  const format = await getFormatter();
  const { context, actor } = await pageActor("/account/connections");
  const { rows, blocked, link } = await readConnections(context.people, actor);
  const asked = rows.filter((row) => row.state === "asked" && !row.mine);
  const waiting = rows.filter((row) => row.state === "asked" && row.mine);
  const connected = rows.filter((row) => row.state === "accepted");
  const hidden = (name: string): FieldSpec => ({ kind: "hidden", name });
  const nameOf = (row: ConnectionRow) => row.name ?? row.email ?? "";
  const word = (row: ConnectionRow, what: "accept" | "decline" | "remove" | "block") => (
    <FieldForm
      key={what}
      action={answer}
      kind={what === "accept" ? undefined : what === "block" ? "stop" : "line"}
      small
      submit={t(what === "remove" && row.state === "asked" ? "takeBack" : what, { name: nameOf(row) })}
      start={formStart({ id: row.id, word: what })}
      fields={[hidden("id"), hidden("word")]}
    />
  );
  const list = (title: string, some: ConnectionRow[], words: Array<"accept" | "decline" | "remove" | "block">) =>
    some.length > 0 ? (
      <section className="mb-5">
        <h2 className="mt-6 mb-3">{title}</h2>
        {some.map((row) => (
          <div key={row.id} className="mb-4">
            <h3 className="h4">{nameOf(row)}</h3>
            <p className="small muted mb-2">
              {t(row.state === "accepted" ? "connectedSince" : row.mine ? "askedByYou" : "askedYou", {
                date: format.dateTime(row.askedAt, { dateStyle: "long" }),
              })}
            </p>
            <div className="row">{words.map((what) => word(row, what))}</div>
          </div>
        ))}
      </section>
    ) : null;
  return (
    <Page title={t("title")} lead={t("lead")} trail={[{ href: "/account", text: t("account") }, { text: t("title") }]}>
      {list(t("asked"), asked, ["accept", "decline", "block"])}
      {connected.length > 0 ? (
        list(t("connected"), connected, ["remove", "block"])
      ) : (
        <Empty title={t("none")}>{t("noneText")}</Empty>
      )}
      {list(t("waiting"), waiting, ["remove"])}
      <h2 className="mt-6 mb-3">{t("ask")}</h2>
      <FieldForm
        action={askSomebody}
        submit={t("askSubmit")}
        start={formStart()}
        fields={[
          { kind: "text", type: "email", name: "email", label: t("email"), hint: t("emailHint"), required: true },
        ]}
      />
      <h2 className="mt-6 mb-3">{t("link")}</h2>
      <p className="measure mb-3">
        {link ? t("linkSince", { date: format.dateTime(link.createdAt, { dateStyle: "long" }) }) : t("linkNone")}
      </p>
      <div className="row">
        <FieldForm
          action={newLink}
          kind="line"
          submit={t(link ? "linkAgain" : "linkNew")}
          start={formStart()}
          fields={[]}
        />
        {link ? (
          <FieldForm action={takeLinkBack} kind="line" submit={t("linkEnd")} start={formStart()} fields={[]} />
        ) : null}
      </div>
      {blocked.length > 0 ? (
        <section>
          <h2 className="mt-6 mb-3">{t("blocked")}</h2>
          {blocked.map((one) => (
            <div key={one.memberId} className="mb-4">
              <h3 className="h4 mb-2">{one.name}</h3>
              <FieldForm
                action={letAskAgain}
                kind="line"
                small
                submit={t("unblock", { name: one.name })}
                start={formStart({ member: one.memberId })}
                fields={[hidden("member")]}
              />
            </div>
          ))}
        </section>
      ) : null}
    </Page>
  );
}
