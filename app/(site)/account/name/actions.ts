"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor, refusalText } from "@/server/api/page";
import { holdsName } from "@/server/games/account-history/holds-name";
import { isAppError } from "@/server/kernel/errors";
import { changeName } from "@/server/people/change-name";

export async function saveName(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const [t, tPeople] = await Promise.all([getTranslations("account.name"), getTranslations("people")]);
  const { context, actor } = await pageActor("/account/name");
  const form = {
    givenName: textOf(values, "givenName"),
    familyName: textOf(values, "familyName"),
    present: textOf(values, "present"),
  };
  // A password is typed again; the rest stays.
  const kept = { givenName: form.givenName, familyName: form.familyName };
  try {
    const answer = await changeName({ ...context.people, holdsName }, actor, form);
    if (!answer.ok) {
      const faults = Object.entries(answer.faults).map(([field, fault]) => ({
        field,
        text: tPeople(`faults.${fault}`, { field: tPeople(`field.${field}`) }),
      }));
      return { attempt, values: kept, faults };
    }
  } catch (error) {
    const code = isAppError(error) ? error.code : "";
    if (code === "nameInPlay" || code === "nameProven") {
      return { attempt, values: kept, faults: [{ field: "givenName", text: t(code) }] };
    }
    return { attempt, values: kept, faults: [{ field: "present", text: await refusalText(error, "change-name") }] };
  }
  revalidatePath("/account");
  return { attempt, values: kept, faults: [], note: { kind: "good", title: t("saved") } };
}
