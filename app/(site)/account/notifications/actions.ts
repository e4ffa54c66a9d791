"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor, refusalText } from "@/server/api/page";
import { isAppError } from "@/server/kernel/errors";
import { changeNotices, type Notices, wantLettersAgain } from "@/server/people/change-notices";
import { NOTICE_KINDS } from "@/server/people/notices";

const PATH = "/account/notifications";

export async function saveNotices(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const t = await getTranslations("account.notifications");
  const { context, actor } = await pageActor(PATH);
  const wish = Object.fromEntries(NOTICE_KINDS.map((kind) => [kind, textOf(values, kind) === "on"])) as Notices;
  try {
    await changeNotices(context.people, actor, wish);
  } catch (error) {
    const text =
      isAppError(error) && error.code === "newsAreLetters"
        ? t("newsAreLetters")
        : await refusalText(error, "change-notices");
    return { attempt, values, faults: [{ field: "news", text }] };
  }
  revalidatePath(PATH);
  return { attempt, values, faults: [], note: { kind: "good", title: t("saved") } };
}

export async function getAgain(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const { context, actor } = await pageActor(PATH);
  try {
    await wantLettersAgain(context.people, actor, textOf(values, "organisation"));
  } catch (error) {
    const title = await refusalText(error, "want-letters-again");
    return { attempt, values, faults: [], note: { kind: "bad", title } };
  }
  revalidatePath(PATH);
  return { attempt, values, faults: [] };
}
