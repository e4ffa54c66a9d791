"use server";

import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { keepSession, pageContext, refusalText } from "@/server/api/page";
import { openAccount } from "@/server/people/open-account";

export async function openEnteredAccount(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const people = await getTranslations("people");
  const t = await getTranslations("paper.open");
  const context = await pageContext();
  const kept = { token: textOf(values, "token"), signature: textOf(values, "signature") };
  const again = (faults: FormState["faults"]): FormState => ({ attempt: state.attempt + 1, values: kept, faults });
  let answer: Awaited<ReturnType<typeof openAccount>>;
  try {
    const form = { password: textOf(values, "password"), signature: kept.signature, locale: await getLocale() };
    answer = await openAccount(context.people, kept.token, form, context.client);
  } catch (error) {
    return again([{ field: "password", text: await refusalText(error, "open-account") }]);
  }
  if (!("session" in answer)) {
    return again([
      ...(answer.signatureFault ? [{ field: "signature", text: t(answer.signatureFault) }] : []),
      ...(answer.passwordFault ? [{ field: "password", text: people(`faults.password.${answer.passwordFault}`) }] : []),
    ]);
  }
  await keepSession(context, answer.session);
  redirect("/tickets");
}
