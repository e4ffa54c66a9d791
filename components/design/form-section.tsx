import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Button, ButtonLink } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { Countdown } from "@/components/ui/countdown";
import { Field, FieldGroup, SelectField, TextField } from "@/components/ui/field";
import { Progress } from "@/components/ui/progress";
import { Search } from "@/components/ui/search";
import { Segmented } from "@/components/ui/segmented";
import { Stepper } from "@/components/ui/stepper";
import { Both } from "./both";

/** Buttons, fields and small parts in each of their states. */
export function FormSection() {
  const t = useTranslations("design.forms");
  const now = new Date();
  const later = new Date(now.getTime() + 461_000);
  return (
    <>
      <section id="buttons">
        <h2>{t("buttons")}</h2>
        <Both>
          {() => (
            <div className="stack">
              <div className="row">
                <Button type="button">{t("hold")}</Button>
                <Button type="button" kind="line">
                  {t("receipt")}
                </Button>
                <Button type="button" kind="stop">
                  {t("stop")}
                </Button>
              </div>
              <div className="row">
                <Button type="button" disabled>
                  {t("soldOut")}
                </Button>
                <Button type="button" small>
                  {t("decide")}
                </Button>
                <ButtonLink href="#buttons" kind="line" small>
                  {t("print")}
                </ButtonLink>
                <a href="#buttons">{t("letGo")}</a>
              </div>
            </div>
          )}
        </Both>
      </section>
      <section id="fields">
        <h2>{t("fields")}</h2>
        <Both>
          {(theme) => (
            <div>
              <Field
                name={`zip-${theme}`}
                label={t("zip")}
                hint={t("zipHint")}
                defaultValue="14202"
                inputMode="numeric"
                width="small"
              />
              <SelectField name={`county-${theme}`} label={t("county")} hint={t("countyHint")}>
                <option>{t("erie")}</option>
                <option>{t("niagara")}</option>
              </SelectField>
              <Field
                name={`number-${theme}`}
                label={t("number")}
                error={t("numberError")}
                defaultValue="LPL-27-0311-9999"
                mono
              />
              <Field
                name={`residence-${theme}`}
                label={t("residence")}
                hint={t("residenceHint")}
                defaultValue="Buffalo, NY 14202"
                readOnly
              />
              <Field name={`sign-${theme}`} label={t("signature")} defaultValue="Ada Fennimore-Quill" signature />
              <TextField name={`why-${theme}`} label={t("why")} defaultValue={t("whyText")} rows={3} />
              <FieldGroup legend={t("fewer")}>
                <Check type="radio" name={`fewer-${theme}`} defaultChecked>
                  {t("allOrNone")}
                </Check>
                <Check type="radio" name={`fewer-${theme}`}>
                  {t("whatever")}
                </Check>
              </FieldGroup>
              <div className="mt-3">
                <Check name={`rules-${theme}`} defaultChecked>
                  {t("rules")}
                </Check>
                <Check name={`age-${theme}`} error={t("ageError")}>
                  {t("age")}
                </Check>
              </div>
            </div>
          )}
        </Both>
      </section>
      <section id="small">
        <h2>{t("small")}</h2>
        <Both>
          {(theme) => (
            <div className="stack stack--4">
              {theme === "light" ? (
                <Search action="/raffles" label={t("search")} placeholder={t("searchHint")} button={t("search")} />
              ) : null}
              <div className="row">
                <Stepper
                  id={`step-${theme}`}
                  name="count"
                  min={1}
                  max={20}
                  initial={5}
                  label={t("tickets")}
                  labels={{ fewer: t("oneFewer"), more: t("oneMore") }}
                />
                <Segmented
                  legend={t("sort")}
                  name={`sort-${theme}`}
                  initial="end"
                  options={[
                    { value: "end", text: t("byEnd") },
                    { value: "price", text: t("byPrice") },
                  ]}
                />
              </div>
              <div className="row row--tight">
                <Badge>{t("draft")}</Badge>
                <Badge kind="accent">{t("active")}</Badge>
                <Badge kind="prize">{t("firstPrize")}</Badge>
                <Badge kind="closed">{t("suspended")}</Badge>
              </div>
              <Progress value={62} max={100} label={t("sold")} />
              <div className="hold">
                <p className="small">{t("held")}</p>
                <Countdown until={later.toISOString()} serverNow={now.toISOString()} label={t("left")} />
              </div>
            </div>
          )}
        </Both>
      </section>
    </>
  );
}
