import { getLocale, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { CancelForm } from "@/components/syndicates/cancel-form";
import { Fold } from "@/components/ui/fold";
import { Panel } from "@/components/ui/panel";
import type { PageContext } from "@/server/api/page";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { UNSOLD_RULES } from "@/server/games/syndicates/syndicate";
import { formatMoney } from "@/server/kernel/money";
import { amend, answer, message } from "./actions";
import { Invite } from "./invite";

/** What only the manager does: answer about shares that are left (S6), invite (S4), and write to the members. */
export async function Desk({ view, slug, context }: { view: SyndicateView; slug: string; context: PageContext }) {
  const [t, words] = [await getTranslations("syndicates.desk"), await getTranslations("syndicates")];
  const locale = await getLocale();
  const { syndicate: one, shares, now } = view;
  const free = shares.filter(({ state }) => state === "offered");
  const hasMembers = shares.some(({ holderId }) => holderId !== null && holderId !== one.managerId);
  const mayAnswer = (one.state === "open" || one.state === "deciding") && now < one.decideBy && one.answer === null;
  const mayInvite = one.state === "open" && now < one.cutOffAt;
  if (!mayAnswer && !hasMembers) return null;
  const rest = free.reduce((sum, { priceMinor }) => sum + priceMinor, 0);
  const amount = formatMoney(rest, one.currency, locale);
  const hidden: FieldSpec[] = ["slug", "syndicate"].map((name) => ({ kind: "hidden", name }));
  const start = { slug, syndicate: one.gameId };
  const word = (what: "public" | "keep") => (
    <FieldForm
      action={answer}
      kind="line"
      submit={what === "keep" && one.mode === "bought-first" ? t("keepBought") : t(what, { amount })}
      start={formStart({ ...start, answer: what })}
      fields={[...hidden, { kind: "hidden", name: "answer" }]}
    />
  );
  return (
    <section className="mt-6" aria-labelledby="desk">
      <Panel>
        <h2 id="desk" className="h3">
          {t("title")}
        </h2>
        <p className="mb-2">{t("left", { left: free.length })}</p>
        {mayAnswer ? (
          <>
            <p className="small muted mb-4 measure">
              {one.state === "deciding" ? t("dueNow") : t("dueLater", { rule: words(`rule.${one.unsoldRule}`) })}
            </p>
            <div className="row row--end">
              {one.isPublic || free.length === 0 ? null : word("public")}
              {free.length > 0 ? word("keep") : null}
              <CancelForm
                action={answer}
                start={formStart({ ...start, answer: "cancel" })}
                confirmAt={`/syndicates/${slug}/cancel`}
              />
            </div>
          </>
        ) : null}
        {mayInvite ? <Invite view={view} slug={slug} context={context} /> : null}
        {hasMembers ? (
          <div className="mt-4">
            <Fold title={t("write")}>
              <FieldForm
                action={message}
                kind="line"
                submit={t("writeDo")}
                start={formStart(start)}
                fields={[
                  ...hidden,
                  { kind: "lines", name: "text", label: t("writeText"), hint: t("writeHint"), rows: 4, required: true },
                ]}
              />
            </Fold>
          </div>
        ) : null}
        {one.state === "open" && one.mode === "agreed" && free.length === shares.length ? (
          <Fold title={t("amend")}>
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
          </Fold>
        ) : null}
      </Panel>
    </section>
  );
}
