import { getFormatter, getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Panel } from "@/components/ui/panel";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { UNSOLD_RULES } from "@/server/games/syndicates/syndicate";
import { formatMoney } from "@/server/kernel/money";
import { amend, answer, inviteAddress, inviteAll, newLink } from "./actions";

/** What only the manager does: answer about shares that are left (S6), and invite (S4). */
export async function Desk({ view, slug }: { view: SyndicateView; slug: string }) {
  const [t, words] = [await getTranslations("syndicates.desk"), await getTranslations("syndicates")];
  const [format, locale] = [await getFormatter(), await getLocale()];
  const { syndicate: one, shares, now } = view;
  const free = shares.filter(({ state }) => state === "offered");
  const mayAnswer = (one.state === "open" || one.state === "deciding") && now < one.decideBy && one.answer === null;
  if (!mayAnswer && one.state !== "open") return null;
  const rest = free.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  const amount = formatMoney(rest, one.currency, locale);
  const hidden: FieldSpec[] = ["slug", "syndicate"].map((name) => ({ kind: "hidden", name }));
  const start = { slug, syndicate: one.gameId };
  const word = (what: "public" | "keep" | "cancel") => (
    <FieldForm
      action={answer}
      kind={what === "cancel" ? "stop" : "line"}
      submit={what === "keep" && one.mode === "bought-first" ? t("keepBought") : t(what, { amount })}
      start={formStart({ ...start, answer: what })}
      fields={[...hidden, { kind: "hidden", name: "answer" }]}
    />
  );
  return (
    <section className="mb-5 measure">
      <Panel>
        <h2 className="h3">{t("title")}</h2>
        <p className="mb-4">{t("left", { left: free.length })}</p>
        {mayAnswer ? (
          <div className="row">
            {one.isPublic || free.length === 0 ? null : word("public")}
            {free.length > 0 ? word("keep") : null}
            {word("cancel")}
          </div>
        ) : null}
        {one.state === "open" && one.mode === "agreed" && free.length === shares.length ? (
          <div className="mt-5">
            <FieldForm
              action={amend}
              kind="line"
              submit={t("amend")}
              start={formStart({ ...start, unsold: one.unsoldRule })}
              fields={[
                ...hidden,
                {
                  ...{ kind: "choices", name: "unsold", legend: words("form.unsold"), hint: t("amendHint") },
                  options: UNSOLD_RULES.map((rule) => ({ value: rule, text: words(`rule.${rule}`) })),
                },
              ]}
            />
          </div>
        ) : null}
        {one.state === "open" && now < one.cutOffAt ? (
          <>
            <h3 className="h4 mt-5">{t("invite")}</h3>
            <FieldForm
              action={inviteAddress}
              kind="line"
              submit={t("emailDo")}
              start={formStart(start)}
              fields={[
                ...hidden,
                { kind: "text", type: "email", name: "email", label: t("email"), hint: t("emailHint") },
              ]}
            />
            <div className="mt-4">
              <FieldForm
                action={inviteAll}
                kind="line"
                submit={t("connections")}
                start={formStart(start)}
                fields={hidden}
              />
            </div>
            <div className="mt-4">
              {view.linkSince ? (
                <p className="small muted">
                  {t("linkSince", { date: format.dateTime(view.linkSince, { dateStyle: "long" }) })}
                </p>
              ) : null}
              <FieldForm
                action={newLink}
                kind="line"
                submit={t(view.linkSince ? "linkAgain" : "link")}
                start={formStart(start)}
                fields={hidden}
              />
            </div>
          </>
        ) : null}
      </Panel>
    </section>
  );
}
