import { getTranslations } from "next-intl/server";
import { StateLegend, StateMap, StateTable } from "@/components/maps/state-map";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Sign } from "@/components/ui/sign";
import { type Place, placeFromAreas, placeFromPostalAreas, placeName } from "@/server/areas/places";
import type { PeopleDeps } from "@/server/people/ports";
import { parseDate } from "@/server/people/registration";
import type { RegulatorDeps } from "@/server/regulators/ports";
import { testDecision, testMap } from "@/server/regulators/test-decision";

export interface TesterQuery {
  game?: string;
  place?: string;
  born?: string;
  state?: string;
}

/** J15: any place and birth date in, decision and reasons out; and a state's counties coloured for the game. */
export async function TesterView({
  by,
  deps,
  people,
  gameId,
  query,
  keep,
}: {
  by: Parameters<typeof testDecision>[1];
  deps: RegulatorDeps;
  people: PeopleDeps;
  gameId: string;
  query: TesterQuery;
  /** What else the address has to carry. */
  keep: Record<string, string>;
}) {
  const t = await getTranslations("regulator");
  const text = (query.place ?? "").trim();
  const born = query.born && parseDate(query.born) ? query.born : null;
  const place = text ? await placeOf(deps, people, text) : null;
  const tested = place ? await testDecision(deps, by, gameId, place, born) : null;
  const stateId = stateOf(deps, place) ?? query.state ?? null;
  const map = stateId ? await testMap(deps, by, gameId, stateId) : null;
  return (
    <>
      <form method="get" className="narrow">
        {Object.entries(keep).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <Field
          name="place"
          label={t("tester.place")}
          hint={t("tester.placeHint")}
          defaultValue={text}
          error={text && !place ? t("tester.noPlace") : undefined}
        />
        <Field
          name="born"
          type="date"
          label={t("tester.born")}
          hint={t("tester.bornHint")}
          defaultValue={query.born ?? ""}
        />
        <div className="mt-4">
          <Button>{t("tester.submit")}</Button>
        </div>
      </form>
      {tested && place ? (
        <section className="mt-6" aria-live="polite">
          <h2 className="mb-3">
            <Sign state={tested.decision.decision} size="big">
              {t(`tester.${tested.decision.decision}`, { place: placeName(deps.tree, place) })}
            </Sign>
          </h2>
          {tested.age === null ? null : <p className="mb-2">{t("tester.age", { age: tested.age })}</p>}
          <ul className="stack">
            {tested.decision.reasons.map((reason, at) => (
              <li key={at}>
                <span className="mono small">{reason.code}</span> {reason.text}
              </li>
            ))}
          </ul>
        </section>
      ) : null}
      {map && stateId ? (
        <section className="mt-6">
          <h2 className="mb-3">{t("tester.map", { state: deps.tree.nameOf(stateId) })}</h2>
          <StateMap stateId={stateId} answers={map} />
          <StateLegend />
          <StateTable stateId={stateId} answers={map} />
        </section>
      ) : null}
    </>
  );
}

/** A ZIP code with all that it may mean, or areas by their ids, the narrowest enough. */
async function placeOf(deps: RegulatorDeps, people: PeopleDeps, text: string): Promise<Place | null> {
  if (/^\d{5}$/.test(text)) {
    const postal = await people.areas.resolvePostalCode(text);
    return (
      postal &&
      placeFromPostalAreas(
        deps.tree,
        postal.areas.map(({ id }) => ({ id, permille: null })),
      )
    );
  }
  const ids = text
    .toUpperCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  return ids.length > 0 && ids.every((id) => deps.tree.has(id)) ? placeFromAreas(deps.tree, ids) : null;
}

function stateOf(deps: RegulatorDeps, place: Place | null): string | null {
  const states = new Set(place?.alternatives.flatMap((tiers) => tiers[1] ?? []) ?? []);
  const [only] = [...states];
  return only && deps.tree.has(only) ? only : null;
}
