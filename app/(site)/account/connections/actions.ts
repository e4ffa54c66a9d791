"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { type FormState, type FormValues, textOf, valuesOf } from "@/components/people/form-spec";
import { type PageContext, pageActor, refusalText } from "@/server/api/page";
import type { Actor } from "@/server/people/authority";
import { answerConnection, askByEmail, endLink, makeLink, unblock } from "@/server/people/keep-connections";

const PATH = "/account/connections";

async function change(
  state: FormState,
  data: FormData,
  work: (context: PageContext, actor: Actor, values: FormValues) => Promise<FormState["note"] | undefined>,
  field?: string,
): Promise<FormState> {
  const values = valuesOf(data);
  const attempt = state.attempt + 1;
  const { context, actor } = await pageActor(PATH);
  try {
    const note = await work(context, actor, values);
    revalidatePath(PATH);
    return { attempt, values: {}, faults: [], note };
  } catch (error) {
    const text = await refusalText(error, "connections");
    return field
      ? { attempt, values, faults: [{ field, text }] }
      : { attempt, values, faults: [], note: { kind: "bad", title: text } };
  }
}

export async function askSomebody(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("connections");
  return change(
    state,
    data,
    async ({ people }, actor, values) => {
      const email = textOf(values, "email").trim();
      await askByEmail(people, actor, email);
      return { kind: "good", title: t("sent"), text: t("sentText", { email }) };
    },
    "email",
  );
}

export async function answer(state: FormState, data: FormData): Promise<FormState> {
  return change(state, data, async ({ people }, actor, values) => {
    const word = (["accept", "decline", "remove", "block"] as const).find((one) => one === textOf(values, "word"));
    await answerConnection(people, actor, textOf(values, "id"), word ?? "decline");
    return undefined;
  });
}

/** Shows the new link once: nobody can read it again, not even we. */
export async function newLink(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("connections");
  return change(state, data, async ({ people, environment }, actor) => {
    const token = await makeLink(people, actor);
    return { kind: "good", title: t("linkMade"), text: `${environment.APP_URL}/connect?token=${token}` };
  });
}

export async function takeLinkBack(state: FormState, data: FormData): Promise<FormState> {
  return change(state, data, async ({ people }, actor) => {
    await endLink(people, actor);
    return undefined;
  });
}

export async function letAskAgain(state: FormState, data: FormData): Promise<FormState> {
  return change(state, data, async ({ people }, actor, values) => {
    await unblock(people, actor, textOf(values, "member"));
    return undefined;
  });
}
