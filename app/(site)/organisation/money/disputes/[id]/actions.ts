"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { sendEvidence } from "@/server/tickets/answer-dispute";
import { moneyScope } from "../../scope";

export async function send(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, payments } = await moneyScope(textOf(values, "organisationId") || undefined);
  const id = textOf(values, "payment");
  try {
    await sendEvidence(payments, by, id, textOf(values, "statement"));
  } catch (error) {
    const text = await refusalText(error, "answer-dispute");
    return { attempt: state.attempt + 1, values, faults: [{ field: "statement", text }] };
  }
  redirect(`/organisation/money/disputes/${id}?of=${by.organisationId}&sent=1`);
}
