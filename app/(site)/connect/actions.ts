"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor, refusalText } from "@/server/api/page";
import { askByLink } from "@/server/people/keep-connections";

export async function askOwner(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const token = textOf(values, "token");
  const { context, actor } = await pageActor(`/connect?token=${encodeURIComponent(token)}`);
  try {
    await askByLink(context.people, actor, token);
  } catch (error) {
    const title = await refusalText(error, "ask-by-link");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect("/account/connections");
}
