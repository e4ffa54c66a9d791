"use server";

import { redirect } from "next/navigation";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { liftStop } from "@/server/regulators/stop-game";
import { adminScope } from "../scope";

export async function liftAsAdministrator(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps } = await adminScope("/admin/stops");
  try {
    await liftStop(deps, by, textOf(values, "stopId"), textOf(values, "liftReason"));
  } catch (error) {
    const text = await refusalText(error, "lift-stop");
    return { attempt: state.attempt + 1, values, faults: [{ field: "liftReason", text }] };
  }
  redirect("/admin/stops");
}
