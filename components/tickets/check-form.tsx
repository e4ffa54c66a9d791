import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";

/** Asks for the code on a ticket and goes to the page that checks it; works without scripts. */
export function CheckForm() {
  const t = useTranslations("tickets.check");
  return (
    <form action="/t" method="get">
      <Field
        name="code"
        label={t("ask")}
        hint={t("askHint")}
        required
        maxLength={40}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        width="medium"
        mono
      />
      <div className="mt-3">
        <Button kind="line">{t("go")}</Button>
      </div>
    </form>
  );
}
