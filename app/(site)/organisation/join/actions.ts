"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor, refusalText } from "@/server/api/page";
import { acceptInvitation } from "@/server/people/manage-team";

export async function join(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const token = textOf(values, "token");
  const { context, actor } = await pageActor(`/organisation/join?token=${encodeURIComponent(token)}`);
  let organisationId: string;
  try {
    organisationId = await acceptInvitation(context.people, actor, token);
  } catch (error) {
    const title = await refusalText(error, "join-team");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(`/organisation?of=${organisationId}`);
}
