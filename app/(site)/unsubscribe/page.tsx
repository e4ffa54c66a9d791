import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { LetterActions } from "@/components/organisation/running/letter-actions";
import { Page } from "@/components/people/page";
import { Note } from "@/components/ui/note";
import { newsServices } from "@/server/api/news-services";
import { pageContext } from "@/server/api/page";
import { readBlockToken } from "@/server/games/raffles/news/friend-letter";
import { isAppError } from "@/server/kernel/errors";
import { readLetterChoice } from "@/server/people/unsubscribe";
import { chooseLetters } from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("running.unsubscribe"))("title"), robots: { index: false } };
}

/** Where the link in a letter leads: nothing changes until a button is pressed, and it can be taken back here. */
export default async function UnsubscribePage({
  searchParams,
}: {
  searchParams: Promise<{ t?: string; b?: string; done?: string }>;
}) {
  const t = await getTranslations("running.unsubscribe");
  const query = await searchParams;
  const text = (value: unknown) => (typeof value === "string" ? value.slice(0, 300) : "");
  const [token, block] = [text(query.t), text(query.b)];
  const deps = newsServices(await pageContext());
  if (block) {
    const known = readBlockToken(block, deps.venueSecret) !== null;
    return (
      <Page title={t("friendTitle")} lead={known ? t("friendLead") : undefined}>
        {query.done && known ? (
          <Note live title={t("friendDone")} />
        ) : known ? (
          <LetterActions
            action={chooseLetters}
            hidden={{ b: block }}
            buttons={[{ act: "block", text: t("friendSubmit"), kind: "main" }]}
          />
        ) : (
          <Note kind="bad" title={t("unknown")}>
            {t("unknownText")}
          </Note>
        )}
      </Page>
    );
  }
  const choice = await readLetterChoice(deps, token).catch((error) => {
    if (isAppError(error)) return null;
    throw error;
  });
  if (!choice) {
    return (
      <Page title={t("title")}>
        <Note kind="bad" title={t("unknown")}>
          {t("unknownText")}
        </Note>
      </Page>
    );
  }
  const organisation = choice.organisationName;
  const ended = !choice.all ? "all" : !choice.organisation ? "organisation" : null;
  return (
    <Page title={t("title")} lead={t("lead", { organisation })}>
      {ended ? (
        <div className="mb-4">
          <Note live={Boolean(query.done)} title={t(`ended.${ended}`, { organisation })}>
            {t("legal")}
          </Note>
        </div>
      ) : query.done ? (
        <div className="mb-4">
          <Note live title={t("again")} />
        </div>
      ) : null}
      <LetterActions
        action={chooseLetters}
        hidden={{ t: token }}
        buttons={[
          ...(ended === null
            ? [{ act: "organisation", text: t("endOne", { organisation }), kind: "main" as const }]
            : []),
          ...(ended === "all" ? [] : [{ act: "all", text: t("endAll"), kind: "line" as const }]),
          ...(ended === null ? [] : [{ act: "again", text: t("takeBack", { organisation }), kind: "line" as const }]),
        ]}
      />
      {ended ? null : <p className="muted small mt-4">{t("legal")}</p>}
    </Page>
  );
}
