"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { raffleServices } from "@/server/api/raffle-services";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { approveActivation, type Decider, refuseActivation } from "@/server/games/raffles/requests/decide-activation";
import { faultTexts } from "../../organisation/fault-text";
import { regulatorScope } from "../../regulator/scope";
import { adminScope } from "../scope";

/** What a word on a raffle leads to; null when it was said. */
async function decide(
  state: FormState,
  values: FormState["values"],
  raffles: RaffleDeps,
  by: Decider,
): Promise<FormState | null> {
  const t = await getTranslations("running.review");
  const id = textOf(values, "raffleId");
  const again = (change: Partial<FormState>): FormState => ({
    attempt: state.attempt + 1,
    values,
    faults: [],
    ...change,
  });
  try {
    if (textOf(values, "word") === "approve") {
      const answer = await approveActivation(raffles, by, id, Number(textOf(values, "revision")));
      if (!answer.ok) {
        return again({ note: { kind: "bad", title: t("faults"), lines: await faultTexts(answer.faults) } });
      }
    } else {
      await refuseActivation(raffles, by, id, textOf(values, "reason"));
    }
    return null;
  } catch (error) {
    return again({ faults: [{ field: "reason", text: await refusalText(error, "decide-activation") }] });
  }
}

export async function decideAsAdministrator(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context } = await adminScope(`/admin/activation/${textOf(values, "raffleId")}`);
  const answer = await decide(state, values, await raffleServices(context), by);
  if (answer) return answer;
  redirect("/admin/activation?done=1");
}

export async function decideAsRegulator(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = `/regulator/activation/${textOf(values, "raffleId")}`;
  const { by, context } = await regulatorScope(path, textOf(values, "area"));
  const answer = await decide(state, values, await raffleServices(context), by);
  if (answer) return answer;
  redirect(`/regulator/activation?area=${by.areaId}&done=1`);
}
