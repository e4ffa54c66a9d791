import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { Fold } from "@/components/ui/fold";
import { initials, SHOWS } from "@/server/games/syndicates/display";
import type { SyndicateView } from "@/server/games/syndicates/show-syndicates";
import { display } from "./actions";

/** Who is in it, as each of them chose to be shown (S10). */
export async function Members({ view, slug }: { view: SyndicateView; slug: string }) {
  const t = await getTranslations("syndicates");
  const { syndicate: one, shares, names, ownPerson, ownShares, isManager } = view;
  const counts = new Map<string, number>([[one.managerId, 0]]);
  for (const { holderId } of shares) if (holderId) counts.set(holderId, (counts.get(holderId) ?? 0) + 1);
  const ownId = isManager ? one.managerId : (ownShares[0]?.holderId ?? null);
  const unnamed = [...counts].filter(([id]) => id !== ownId && !names.has(id));
  const named = [...counts].filter(([id]) => id === ownId || names.has(id));
  const manages = (id: string) => (id === one.managerId ? <span className="muted">, {t("page.manager")}</span> : null);
  return (
    <section className="mt-6" aria-labelledby="members">
      <h2 id="members" className="mb-3">
        {t("page.members")}
      </h2>
      <ul className="mem">
        {named.map(([id, count]) => (
          <li key={id}>
            <span>
              {id === ownId ? t("page.you") : names.get(id)}
              {manages(id)}
            </span>
            <span className="muted num">{t("page.shareCount", { count })}</span>
          </li>
        ))}
        {unnamed.map(([id, count]) => (
          <li key={id}>
            <span className="muted">
              {t("page.someone")}
              {manages(id)}
            </span>
            <span className="muted num">{t("page.shareCount", { count })}</span>
          </li>
        ))}
      </ul>
      {ownPerson ? (
        <div className="mt-4 measure">
          <Fold title={t("display.change")}>
            <FieldForm
              action={display}
              kind="line"
              submit={t("display.submit")}
              start={formStart({
                ...{ slug, syndicate: one.gameId },
                shows: ownPerson.shows ?? (isManager ? "given-name" : "nothing"),
                ownName: ownPerson.ownName ?? "",
              })}
              fields={[
                { kind: "hidden", name: "slug" },
                { kind: "hidden", name: "syndicate" },
                {
                  ...{ kind: "choices", name: "shows", legend: t("display.label"), hint: t("display.hint") },
                  options: SHOWS.map((value) => ({
                    value,
                    text: t(`display.as.${value}`, { name: ownPerson.givenName, initials: initials(ownPerson) }),
                  })),
                },
                { kind: "text", name: "ownName", label: t("display.ownName"), hint: t("display.ownHint") },
              ]}
            />
          </Fold>
        </div>
      ) : null}
    </section>
  );
}
