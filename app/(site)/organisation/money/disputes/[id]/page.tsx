import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PrintButton } from "@/components/checkout/print-button";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { isAppError } from "@/server/kernel/errors";
import { readDispute } from "@/server/tickets/answer-dispute";
import { moneyScope } from "../../scope";
import { send } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("disputes"))("one") };
}

/** One disputed purchase: the evidence as it stands on record, and sending it with a word of one's own (B8). */
export default async function DisputePage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ of?: string; sent?: string }>;
}) {
  const { id } = await params;
  const { of, sent } = await searchParams;
  const t = await getTranslations("disputes");
  const { by, payments } = await moneyScope(of);
  const found = await readDispute(payments, by, id).catch((error: unknown) => {
    if (isAppError(error) && error.status === 404) notFound();
    throw error;
  });
  const { purchase, text } = found;
  const list = `/organisation/money/disputes?of=${by.organisationId}`;
  return (
    <Page
      wide
      title={t("of", { buyer: purchase.buyer.name })}
      lead={t("oneLead", {
        reason: t.has(`reasons.${purchase.reason}`) ? t(`reasons.${purchase.reason}`) : t("reasons.general"),
      })}
      trail={[
        { href: `/organisation/money?of=${by.organisationId}`, text: t("money") },
        { href: list, text: t("title") },
        { text: purchase.buyer.name },
      ]}
    >
      <div className="mb-4">
        <Note
          kind={purchase.state === "lost" ? "bad" : purchase.state === "won" ? "good" : "plain"}
          title={t(`states.${purchase.state}`)}
        >
          <p>{t(sent && purchase.state === "open" ? "sent" : `stateText.${purchase.state}`)}</p>
        </Note>
      </div>
      <h2 className="mb-2">{t("evidence")}</h2>
      <p className="measure mb-3">{t("evidenceText")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard */}
      <pre className="pre--text" tabIndex={0}>
        {text}
      </pre>
      <p className="row mt-3 mb-5 noprint">
        <PrintButton>{t("print")}</PrintButton>
      </p>
      {purchase.state === "open" ? (
        <div className="noprint">
          <h2 className="mb-2">{t("answer")}</h2>
          <FieldForm
            action={send}
            submit={t("submit")}
            start={formStart({ organisationId: by.organisationId, payment: id })}
            fields={[
              { kind: "hidden", name: "organisationId" },
              { kind: "hidden", name: "payment" },
              { kind: "lines", name: "statement", label: t("statement"), hint: t("statementHint"), rows: 6 },
            ]}
          />
        </div>
      ) : null}
    </Page>
  );
}
