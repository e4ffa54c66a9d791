"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { drawLaw, drawServices } from "@/server/api/draw-services";
import { checkClaim, deliverPrize, forfeitPrize, recordClaim } from "@/server/draws/claim-prize";
import { decideConversion } from "@/server/draws/convert-raffle";
import { drawAgain } from "@/server/draws/draw-again";
import { requestRenewal } from "@/server/draws/renew-round";
import { parseLocalTime } from "@/server/games/raffles/form-values";
import { claimRefusal } from "../../../../draws/claim-refusal";
import { redirectFresh } from "../../../../redirect-fresh";
import { raffleScope } from "../../../scope";

const OPTIONS = ["item", "cash", "towards"] as const;
const REASONS = ["identity", "age", "declined"] as const;

async function scopeOf(values: FormState["values"]) {
  const raffleId = textOf(values, "raffleId");
  const path = `/organisation/raffles/${raffleId}/winners`;
  const { by, context } = await raffleScope(path, raffleId);
  return { by, context, deps: drawServices(context), path };
}

/** One step of one prize: claimed, checked, delivered, given on, or drawn again by hand. */
export async function moveClaim(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps, path } = await scopeOf(values);
  const id = textOf(values, "winnerId");
  const said = (name: string) => textOf(values, `${name}-${id}`);
  const step = textOf(values, "step");
  try {
    if (step === "claim") {
      const option = OPTIONS.find((one) => one === said("option")) ?? "item";
      await recordClaim(deps, by, id, { prizeId: said("prize") || null, option });
    } else if (step === "check") {
      await checkClaim(deps, by, id, { identity: said("identity") !== "", age: said("age") !== "" });
    } else if (step === "deliver") {
      await deliverPrize(deps, by, id);
    } else if (step === "forfeit") {
      const why = REASONS.find((one) => one === said("why")) ?? "declined";
      await forfeitPrize(deps, by, id, why, said("note"));
    } else if (step === "again") {
      await drawAgain(deps, by, id, said("number"));
    }
  } catch (error) {
    const field = { claim: "prize", check: "identity", forfeit: "note", again: "number" }[step] ?? "step";
    const text = await claimRefusal(error, "move-claim");
    return { attempt: state.attempt + 1, values, faults: [{ field: `${field}-${id}`, text }] };
  }
  redirectFresh(`${path}?done=1#w-${id}`);
}

export async function decide(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context, deps, path } = await scopeOf(values);
  const answer = textOf(values, "answer");
  try {
    const law = await drawLaw(context);
    await decideConversion(
      { ...deps, law },
      by,
      textOf(values, "drawingId"),
      answer === "convert" ? "convert" : "keep",
    );
  } catch (error) {
    const text = await claimRefusal(error, "decide-conversion");
    return { attempt: state.attempt + 1, values, faults: [{ field: "answer", text }] };
  }
  redirect(`${path}?done=1`);
}

export async function askForRound(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps, path } = await scopeOf(values);
  const id = textOf(values, "drawingId");
  const drawAt = parseLocalTime(textOf(values, `drawAt-${id}`), textOf(values, "timeZone"));
  try {
    await requestRenewal(deps, by, id, { reason: textOf(values, `reason-${id}`), drawAt });
  } catch (error) {
    const text = await claimRefusal(error, "request-round");
    const field = (error as { code?: string }).code === "drawAtWrong" ? `drawAt-${id}` : `reason-${id}`;
    return { attempt: state.attempt + 1, values, faults: [{ field, text }] };
  }
  redirect(`${path}?done=1`);
}
