"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { drawServices } from "@/server/api/draw-services";
import { addStream, removeMedium } from "@/server/draws/add-media";
import { checkNumber, confirmHandDraw, enterWinner, undoWinner } from "@/server/draws/draw-by-hand";
import { claimRefusal } from "../../../../../draws/claim-refusal";
import { redirectFresh } from "../../../../../redirect-fresh";
import { raffleScope } from "../../../../scope";

async function scopeOf(values: FormState["values"]) {
  const raffleId = textOf(values, "raffleId");
  const drawingId = textOf(values, "drawingId");
  const path = `/organisation/raffles/${raffleId}/draw/${drawingId}`;
  const { by, context } = await raffleScope(path, raffleId);
  return { by, deps: drawServices(context), drawingId, path };
}

/** What is wrong with a number, as it is typed; or that it is in the list. */
export async function lookUpNumber(
  raffleId: string,
  drawingId: string,
  number: string,
): Promise<{ ok: boolean; text: string }> {
  const { by, deps } = await scopeOf({ raffleId, drawingId });
  const t = await getTranslations("claims.hand");
  try {
    const found = await checkNumber(deps, by, drawingId, number.slice(0, 100));
    return { ok: true, text: t("right", { number: found.number }) };
  } catch (error) {
    return { ok: false, text: await claimRefusal(error, "check-number") };
  }
}

/** Enters a number, or takes one back; what was typed stays where it was refused. */
export async function enterNumber(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps, drawingId, path } = await scopeOf(values);
  const [level, place] = [Number(textOf(values, "level")), Number(textOf(values, "place"))];
  try {
    if (textOf(values, "undo")) await undoWinner(deps, by, drawingId, { level, place });
    else {
      const prizeId = textOf(values, "prize") || null;
      await enterWinner(deps, by, drawingId, { level, place, number: textOf(values, "number"), prizeId });
    }
  } catch (error) {
    revalidatePath(path);
    const text = await claimRefusal(error, "enter-winner");
    return { attempt: state.attempt + 1, values, faults: [{ field: "number", text }] };
  }
  redirectFresh(`${path}#p-${level}-${place}`);
}

export async function confirmDraw(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps, drawingId, path } = await scopeOf(values);
  try {
    await confirmHandDraw(deps, by, drawingId);
  } catch (error) {
    const title = await claimRefusal(error, "confirm-draw");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(`${path}?confirmed=1`);
}

export async function keepStream(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps, drawingId, path } = await scopeOf(values);
  const stream = { name: textOf(values, "streamName"), address: textOf(values, "streamAddress") };
  try {
    await addStream(deps, by, drawingId, stream);
  } catch (error) {
    const field = (error as { code?: string }).code === "nameNeeded" ? "streamName" : "streamAddress";
    return { attempt: state.attempt + 1, values, faults: [{ field, text: await claimRefusal(error, "add-stream") }] };
  }
  redirect(path);
}

export async function dropMedium(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps, drawingId, path } = await scopeOf(values);
  try {
    await removeMedium(deps, by, drawingId, textOf(values, "mediumId"));
  } catch (error) {
    const title = await claimRefusal(error, "remove-media");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(path);
}
