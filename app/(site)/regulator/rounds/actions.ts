"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { drawServices } from "@/server/api/draw-services";
import { pageContext } from "@/server/api/page";
import { approveRenewal, areaOfRenewal, confirmRenewal, openRenewals, refuseRenewal } from "@/server/draws/renew-round";
import { claimRefusal } from "../../draws/claim-refusal";
import { regulatorScope } from "../scope";

/** The regulator's word: the first, or the second where another regulator of the area gave the first. */
export async function sayOnRound(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const id = textOf(values, "id");
  const area = await areaOfRenewal(drawServices(await pageContext()), id);
  const { by, context, deps: own } = await regulatorScope("/regulator/rounds", area ?? undefined);
  const deps = drawServices(context);
  const reason = `reason-${id}`;
  try {
    if (textOf(values, "word") === "refuse") await refuseRenewal(deps, by, id, textOf(values, reason));
    else {
      const request = (await openRenewals(deps, by, own.tree)).find((one) => one.id === id);
      if (request?.approvedAt) await confirmRenewal(deps, by, id);
      else await approveRenewal(deps, by, id);
    }
  } catch (error) {
    const text = await claimRefusal(error, "say-on-round");
    return { attempt: state.attempt + 1, values, faults: [{ field: reason, text }] };
  }
  redirect("/regulator/rounds?done=1");
}
