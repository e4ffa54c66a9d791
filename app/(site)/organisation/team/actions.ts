"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { type FormState, type FormValues, listOf, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { changeTeam, inviteToTeam, withdrawInvitation } from "@/server/people/manage-team";
import { organiserScope } from "../scope";

const PATH = "/organisation/team";

async function change(
  state: FormState,
  data: FormData,
  work: (scope: Awaited<ReturnType<typeof organiserScope>>, values: FormValues) => Promise<void>,
  done: (values: FormValues) => FormValues = (values) => values,
  field?: string,
): Promise<FormState> {
  const values = valuesOf(data);
  const scope = await organiserScope(PATH, textOf(values, "organisationId") || undefined);
  const attempt = state.attempt + 1;
  try {
    await work(scope, values);
  } catch (error) {
    const text = await refusalText(error, "change-team");
    return field
      ? { attempt, values, faults: [{ field, text }] }
      : { attempt, values, faults: [], note: { kind: "bad", title: text } };
  }
  revalidatePath(PATH);
  return { attempt, values: done(values), faults: [] };
}

export async function invite(state: FormState, data: FormData): Promise<FormState> {
  const t = await getTranslations("team");
  const email = textOf(valuesOf(data), "email");
  const answer = await change(
    state,
    data,
    ({ context, by }, values) => inviteToTeam(context.people, by, { email, sections: listOf(values, "sections") }),
    ({ organisationId }) => ({ organisationId: organisationId ?? "", sections: ["raffles"] }),
    "email",
  );
  return answer.faults.length > 0 ? answer : { ...answer, note: { kind: "good", title: t("sent", { email }) } };
}

export async function withdraw(state: FormState, data: FormData): Promise<FormState> {
  return change(state, data, ({ context, by }, values) =>
    withdrawInvitation(context.people, by, textOf(values, "invitation")),
  );
}

export async function changeRole(state: FormState, data: FormData): Promise<FormState> {
  return change(state, data, ({ context, by }, values) =>
    changeTeam(context.people, by, textOf(values, "role"), listOf(values, "sections")),
  );
}

export async function removeFromTeam(state: FormState, data: FormData): Promise<FormState> {
  return change(state, data, ({ context, by }, values) => changeTeam(context.people, by, textOf(values, "role"), null));
}
