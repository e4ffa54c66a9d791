import type { Metadata } from "next";
import { headers } from "next/headers";
import { getTranslations } from "next-intl/server";
import { StateMap } from "@/components/maps/state-map";
import { UsStatesMap } from "@/components/maps/us-states-map";
import { Button } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field, FieldGroup, SelectField } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { areaTree, placeLabel, resolvePostal } from "@/server/api/areas";
import { requestContext } from "@/server/api/context";
import { countiesOf, OUTSIDE, placeChoices, UNSURE, wayBack } from "@/server/edge/choose-place";
import { CONFIRMABLE_AGES } from "@/server/edge/confirm-age";
import { askedFault } from "../asked-fault";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("place");
  return { title: t("title") };
}

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

/** Says which place is in use and lets a visitor choose another: by ZIP code, tier by tier, or on the map. */
export default async function PlacePage({ searchParams }: Props) {
  const params = await searchParams;
  const text = (name: string) => {
    const value = params[name];
    return (Array.isArray(value) ? value[0] : value)?.slice(0, 500) ?? "";
  };
  const t = await getTranslations("place");
  const context = await requestContext(new Headers(await headers()));
  const tree = await areaTree(context);
  const back = wayBack(text("back"));
  const place = context.seenPlace;
  const stateId = text("state");
  const countyId = text("county");
  const choices = placeChoices(tree, { stateId, countyId });
  const zip = text("zip").slice(0, 12);
  const asked = zip ? await resolvePostal(context, zip) : null;
  const counties = asked ? countiesOf(tree, asked) : [];
  const fault = askedFault(text("fault"));
  const state = choices.states.find((one) => one.id === stateId);
  const step = (entries: Record<string, string>) => `/place?${new URLSearchParams({ ...entries, back }).toString()}`;
  return (
    <div className="wrap section">
      <h1>{t("title")}</h1>
      <p className="lead mt-4">{t("lead")}</p>
      <div className="mt-4">
        <Note kind="plain" title={t("now")}>
          {place ? (
            <>
              <strong>{placeLabel(tree, place)}</strong>, {t(`sources.${place.source}`)}
            </>
          ) : (
            t("nowNone")
          )}
        </Note>
      </div>
      {fault ? (
        <div className="mt-4">
          <ErrorSummary
            title={t("faultTitle")}
            faults={[
              {
                field: fault === "ageNotConfirmed" ? "name" : fault === "placeUnknown" ? "state" : "zip",
                text: t(t.has(`faults.${fault}`) ? `faults.${fault}` : "faults.other", {
                  typed: text("typed").slice(0, 12),
                }),
              },
            ]}
          />
        </div>
      ) : null}
      {context.actor ? (
        <p className="mt-4">
          {t("member")} <a href="/account">{t("memberLink")}</a>
        </p>
      ) : (
        <>
          <section className="mt-6" aria-labelledby="by-zip">
            <h2 id="by-zip">{t("zipTitle")}</h2>
            <form method="post" action="/api/place" className="mt-3">
              <input type="hidden" name="back" value={back} />
              {counties.length > 1 ? (
                <>
                  <input type="hidden" name="zip" value={zip} />
                  <FieldGroup legend={t("whichCounty", { zip, count: counties.length })} hint={t("whichHint")}>
                    {[...counties, { id: UNSURE, name: t("unsure") }].map((county) => (
                      <Check key={county.id} type="radio" name="county" value={county.id} required>
                        {county.name}
                      </Check>
                    ))}
                  </FieldGroup>
                </>
              ) : (
                <Field
                  name="zip"
                  label={t("zip")}
                  hint={t("zipHint")}
                  width="small"
                  inputMode="numeric"
                  autoComplete="postal-code"
                  maxLength={10}
                  defaultValue={text("typed") || zip}
                  required
                />
              )}
              <div className="mt-3">
                <Button>{t("use")}</Button>
              </div>
            </form>
          </section>
          <section className="mt-6" aria-labelledby="by-tier">
            <h2 id="by-tier">{t("tiersTitle")}</h2>
            {state && choices.counties.some((one) => one.id === countyId) ? (
              <form method="post" action="/api/place" className="mt-3">
                <input type="hidden" name="back" value={back} />
                <input type="hidden" name="state" value={stateId} />
                <input type="hidden" name="county" value={countyId} />
                <p className="mb-3">
                  {tree.displayName(countyId)} <a href={step({ state: stateId })}>{t("otherState")}</a>
                </p>
                <SelectField name="municipality" label={t("municipality")} width="medium" defaultValue="">
                  <option value="">{t("unknownTown")}</option>
                  <option value={OUTSIDE}>{t("outside")}</option>
                  {choices.municipalities.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.name}
                    </option>
                  ))}
                </SelectField>
                <div className="mt-3">
                  <Button>{t("use")}</Button>
                </div>
              </form>
            ) : (
              <form method="get" action="/place" className="mt-3">
                <input type="hidden" name="back" value={back} />
                <SelectField name="state" label={t("state")} width="medium" defaultValue={state?.id ?? ""} required>
                  <option value="" disabled>
                    {t("choose")}
                  </option>
                  {choices.states.map((one) => (
                    <option key={one.id} value={one.id}>
                      {one.name}
                    </option>
                  ))}
                </SelectField>
                {state ? (
                  <SelectField name="county" label={t("county")} width="medium" defaultValue={countyId}>
                    <option value="">{t("choose")}</option>
                    {choices.counties.map((one) => (
                      <option key={one.id} value={one.id}>
                        {one.name}
                      </option>
                    ))}
                  </SelectField>
                ) : null}
                <div className="row mt-3">
                  <Button kind="line">{t("next")}</Button>
                  {state ? (
                    <Button kind="line" formAction="/api/place" formMethod="post">
                      {t("useState", { state: state.name })}
                    </Button>
                  ) : null}
                </div>
              </form>
            )}
          </section>
          <section className="mt-6" aria-labelledby="by-map">
            <h2 id="by-map">{t("mapTitle")}</h2>
            {state ? (
              <>
                <p className="mt-2">
                  {t("mapCounties", { state: state.name })} <a href={step({})}>{t("otherState")}</a>
                </p>
                <StateMap
                  stateId={state.id}
                  answers={{ open: [], undecided: [] }}
                  linkOf={(id) => step({ state: state.id, county: id })}
                />
              </>
            ) : (
              <>
                <p className="mt-2">{t("mapText")}</p>
                <UsStatesMap linkOf={(id) => step({ state: id })} />
              </>
            )}
          </section>
          <section className="mt-6" id="age" aria-labelledby="age-title">
            <h2 id="age-title">{t("age.title")}</h2>
            {place?.ageAtLeast != null ? (
              <p className="mt-2">{t("age.known", { age: place.ageAtLeast })}</p>
            ) : (
              <form method="post" action="/api/place/age" className="mt-3">
                <p className="measure mb-3">{t("age.lead")}</p>
                <input type="hidden" name="back" value={back} />
                <FieldGroup legend={t("age.age")}>
                  {CONFIRMABLE_AGES.map((age) => (
                    <Check key={age} type="radio" name="age" value={String(age)} required>
                      {t("age.years", { age })}
                    </Check>
                  ))}
                </FieldGroup>
                <Field
                  name="name"
                  label={t("age.name")}
                  width="medium"
                  autoComplete="name"
                  maxLength={100}
                  required
                  signature
                />
                <Check name="agree" value="yes" required>
                  {t("age.agree")}
                </Check>
                <div className="mt-3">
                  <Button kind="line">{t("age.sign")}</Button>
                </div>
              </form>
            )}
          </section>
          {place && (place.source === "chosen" || place.source === "zip") ? (
            <form method="post" action="/api/place" className="mt-6">
              <input type="hidden" name="forget" value="yes" />
              <input type="hidden" name="back" value={back} />
              <Button kind="line" small>
                {t("forget")}
              </Button>
            </form>
          ) : null}
        </>
      )}
      <p className="mt-5">
        <a href={back}>{t("back")}</a>
      </p>
    </div>
  );
}
