"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { drawServices } from "@/server/api/draw-services";
import { pageActor } from "@/server/api/page";
import { claimPrize } from "@/server/draws/claim-prize";
import { claimRefusal } from "../../claim-refusal";

const OPTIONS = ["item", "cash", "towards"] as const;

export async function claim(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = `/draws/${textOf(values, "drawingId")}/claim`;
  const id = textOf(values, "winnerId");
  const { context, actor } = await pageActor(path);
  const option = OPTIONS.find((one) => one === textOf(values, `option-${id}`)) ?? "item";
  try {
    await claimPrize(drawServices(context), actor, id, { prizeId: textOf(values, `prize-${id}`) || null, option });
  } catch (error) {
    const text = await claimRefusal(error, "claim-prize");
    return { attempt: state.attempt + 1, values, faults: [{ field: `prize-${id}`, text }] };
  }
  redirect(path);
}
