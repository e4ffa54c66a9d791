"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText, withAuthority } from "@/server/api/page";
import { regulatorServices } from "@/server/api/raffle-services";
import { parseCount } from "@/server/games/raffles/form-values";
import { type Requirements, requirementsSchema } from "@/server/jurisdiction/requirements";
import { authoriseAdministrator } from "@/server/people/authority";
import type { RegulatorDeps } from "@/server/regulators/ports";
import { type AreaAuthority, addToAreaList, removeFromAreaList, setAreaLaw } from "@/server/regulators/set-area-law";
import { liftStop, stopGame } from "@/server/regulators/stop-game";
import { AMOUNTS, readLaw } from "./law-form";
import { regulatorScope } from "./scope";

export async function stop(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const gameId = textOf(values, "gameId");
  const path = `/regulator/games/${gameId}`;
  const { by, deps } = await regulatorScope(path, textOf(values, "area"));
  try {
    await stopGame(deps, by, gameId, textOf(values, "reason"));
  } catch (error) {
    const text = await refusalText(error, "stop-game");
    return { attempt: state.attempt + 1, values, faults: [{ field: "reason", text }] };
  }
  redirect(`${path}?area=${by.areaId}&stopped=1`);
}

export async function lift(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const gameId = textOf(values, "gameId");
  const path = `/regulator/games/${gameId}`;
  const { by, deps } = await regulatorScope(path, textOf(values, "area"));
  try {
    await liftStop(deps, by, textOf(values, "stopId"), textOf(values, "liftReason"));
  } catch (error) {
    const text = await refusalText(error, "lift-stop");
    return { attempt: state.attempt + 1, values, faults: [{ field: "liftReason", text }] };
  }
  redirect(`${path}?area=${by.areaId}`);
}

/** An administrator's pages and a regulator's share these forms; each proves its own authority. */
async function areaAuthority(
  values: FormState["values"],
): Promise<{ by: AreaAuthority; deps: RegulatorDeps; back: string }> {
  const area = textOf(values, "area");
  if (textOf(values, "as") !== "administrator") {
    const { by, deps } = await regulatorScope("/regulator/law", area);
    return { by, deps, back: `/regulator/law?area=${area}` };
  }
  return withAuthority("/admin/areas", async (context) => ({
    by: authoriseAdministrator(context.actor),
    deps: await regulatorServices(context),
    back: `/admin/areas/${area}`,
  }));
}

export async function saveLaw(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("regulator");
  const { by, deps } = await areaAuthority(values);
  const text = (name: string) => textOf(values, name).trim();
  const parsed = requirementsSchema.safeParse(readLaw(values));
  const own: Record<string, string> = AMOUNTS;
  const faults: FormState["faults"] = (parsed.success ? [] : parsed.error.issues).map((issue) => {
    const field = String(issue.path[0]);
    return { field: own[field] ?? field, text: t("faults.malformed") };
  });
  const minimumAge = parseCount(text("minimumAge"));
  if (minimumAge !== null && !(minimumAge >= 0 && minimumAge <= 120)) {
    faults.push({ field: "minimumAge", text: t("faults.age") });
  }
  if (!text("source")) faults.push({ field: "source", text: t("faults.source") });
  if (faults.length > 0 || !parsed.success) return { attempt: state.attempt + 1, values, faults };
  try {
    const requirements: Requirements = parsed.data;
    const version = await setAreaLaw(deps, by, textOf(values, "area"), {
      minimumAge,
      requirements,
      source: text("source"),
    });
    return {
      attempt: state.attempt + 1,
      values,
      faults: [],
      note: { kind: "good", title: t("law.saved", { version }), text: t("law.savedText") },
    };
  } catch (error) {
    const words = await refusalText(error, "set-area-law");
    return { attempt: state.attempt + 1, values, faults: [{ field: "minimumAge", text: words }] };
  }
}

export async function addEntry(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps, back } = await areaAuthority(values);
  const coverage = textOf(values, "coverage");
  const field = textOf(values, "list") === "permission" ? "ground" : "reason";
  try {
    await addToAreaList(deps, by, {
      areaId: textOf(values, "area"),
      list: textOf(values, "list") === "permission" ? "permission" : "exclusion",
      coverage: (["wide", "not-required", "local"] as const).find((one) => one === coverage) ?? null,
      reason: textOf(values, field),
    });
  } catch (error) {
    const text = await refusalText(error, "add-to-area-list");
    return { attempt: state.attempt + 1, values, faults: [{ field, text }] };
  }
  redirect(back);
}

export async function removeEntry(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, deps, back } = await areaAuthority(values);
  try {
    await removeFromAreaList(deps, by, textOf(values, "area"), textOf(values, "entry"));
  } catch (error) {
    const title = await refusalText(error, "remove-from-area-list");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(back);
}
