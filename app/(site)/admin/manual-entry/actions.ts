"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { paperServices } from "@/server/api/paper-services";
import { isAppError } from "@/server/kernel/errors";
import { decideManualEntry } from "@/server/tickets/paper/request-manual-entry";
import { adminScope } from "../scope";

export async function decideOnManualEntry(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const id = textOf(values, "id");
  const t = await getTranslations("paper.refusals");
  const { by, context } = await adminScope("/admin/manual-entry");
  try {
    const word = textOf(values, `word-${id}`) === "refuse" ? "refuse" : "grant";
    await decideManualEntry(await paperServices(context, context.people), by, id, word, textOf(values, `reason-${id}`));
  } catch (error) {
    const text =
      isAppError(error) && t.has(error.code)
        ? t(error.code, error.params)
        : await refusalText(error, "decide-manual-entry");
    return { attempt: state.attempt + 1, values, faults: [{ field: `reason-${id}`, text }] };
  }
  redirect("/admin/manual-entry?done=1");
}
