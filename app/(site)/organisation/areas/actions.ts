"use server";

import { revalidatePath } from "next/cache";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { parseLocalTime } from "@/server/games/raffles/form-values";
import { pickAreas } from "@/server/games/raffles/pick-areas";
import { addToOrganisationList, removeFromOrganisationList } from "@/server/people/keep-organisation-lists";
import { organiserScope } from "../scope";

const PATH = "/organisation/areas";
const DAY_MS = 86_400_000;
const ZONE = "America/New_York";

/** Midnight at the start of a day that was typed; null where the field is empty, an invalid date where it is none. */
const dayStart = (text: string) => (text ? parseLocalTime(`${text}T00:00`, ZONE) : null);

export async function addArea(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const again = (field: string, text: string): FormState => ({
    attempt: state.attempt + 1,
    values,
    faults: [{ field, text }],
  });
  const { by, raffles } = await organiserScope(PATH, textOf(values, "organisationId") || undefined);
  const list = textOf(values, "list") === "exclusion" ? "exclusion" : "permission";
  const t = await getTranslations("organisation-areas");
  // The same reading of names, ids and their states as in a raffle's own lists.
  const field = "permissions.0.area";
  const picked = await pickAreas(raffles.db, { [field]: textOf(values, "area") });
  const areaId = picked.areaIds.get(field);
  if (!areaId) {
    const several = picked.faults.find(({ code }) => code === "severalAreas");
    return again("area", several ? t("several", { areas: String(several.params?.areas) }) : t("unknown"));
  }
  const from = list === "permission" ? dayStart(textOf(values, "from")) : null;
  const to = list === "permission" ? dayStart(textOf(values, "to")) : null;
  if (from && Number.isNaN(from.getTime())) return again("from", t("noDate"));
  if (to && Number.isNaN(to.getTime())) return again("to", t("noDate"));
  try {
    await addToOrganisationList(raffles, by, {
      areaId,
      list,
      coverage: (["wide", "not-required", "local"] as const).find((one) => one === textOf(values, "coverage")) ?? null,
      permitNumber: textOf(values, "permitNumber"),
      validFrom: from,
      validTo: to && new Date(to.getTime() + DAY_MS), // valid through the day that was written
    });
  } catch (error) {
    return again("area", await refusalText(error, "add-organisation-area"));
  }
  revalidatePath(PATH);
  return {
    attempt: state.attempt + 1,
    values: { organisationId: by.organisationId, list, coverage: "wide" },
    faults: [],
  };
}

export async function removeArea(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, raffles } = await organiserScope(PATH, textOf(values, "organisationId") || undefined);
  try {
    await removeFromOrganisationList(raffles, by, textOf(values, "entry"));
  } catch (error) {
    const text = await refusalText(error, "remove-organisation-area");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title: text } };
  }
  revalidatePath(PATH);
  return { attempt: state.attempt + 1, values, faults: [] };
}
