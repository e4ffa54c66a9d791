"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { drawServices } from "@/server/api/draw-services";
import { confirmRenewal, refuseRenewal } from "@/server/draws/renew-round";
import { claimRefusal } from "../../draws/claim-refusal";
import { adminScope } from "../scope";

/** An administrator's word, which is the second: the regulator has the first. */
export async function sayOnRound(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const id = textOf(values, "id");
  const { by, context } = await adminScope("/admin/rounds");
  const deps = drawServices(context);
  const reason = `reason-${id}`;
  try {
    if (textOf(values, "word") === "refuse") await refuseRenewal(deps, by, id, textOf(values, reason));
    else await confirmRenewal(deps, by, id);
  } catch (error) {
    const text = await claimRefusal(error, "say-on-round");
    return { attempt: state.attempt + 1, values, faults: [{ field: reason, text }] };
  }
  redirect("/admin/rounds?done=1");
}
