"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { parseCount } from "@/server/games/raffles/form-values";
import { centsOf } from "@/server/kernel/money";
import { decideApplication } from "@/server/people/apply-for-role";
import { decideBirthDate } from "@/server/people/correct-birth-date";
import { loadVenueSettings, setVenueSetting } from "@/server/people/set-venue-setting";
import type { VenueSettingKey } from "@/server/people/venue-settings";
import { adminScope } from "./scope";

export async function saveSettings(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const t = await getTranslations("admin");
  const { by, context, deps } = await adminScope("/admin/settings");
  const wanted: Record<VenueSettingKey, unknown> = {
    gate_mode: textOf(values, "gate_mode"),
    list_mode: textOf(values, "list_mode"),
    activation_mode: textOf(values, "activation_mode"),
    approval_mode: textOf(values, "approval_mode"),
    manual_entry: textOf(values, "manual_entry"),
    ticket_law: textOf(values, "ticket_law"),
    member_money: textOf(values, "member_money"),
    two_person_payout_minor: centsOf(textOf(values, "two_person_payout_minor")) ?? Number.NaN,
    fallback_minimum_age: parseCount(textOf(values, "fallback_minimum_age")) ?? Number.NaN,
  };
  const present = await loadVenueSettings(context.db);
  const setting = { db: context.db, clock: context.clock, publishSnapshot: deps.publishSnapshot };
  for (const [key, value] of Object.entries(wanted) as Array<[VenueSettingKey, unknown]>) {
    if (present[key] === value) continue;
    try {
      await setVenueSetting(setting, by, key, value);
    } catch (error) {
      await refusalText(error, "set-venue-setting");
      return { attempt: state.attempt + 1, values, faults: [{ field: key, text: t("settings.malformed") }] };
    }
  }
  return { attempt: state.attempt + 1, values, faults: [], note: { kind: "good", title: t("settings.saved") } };
}

export async function decideOnApplication(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context } = await adminScope("/admin/approvals");
  const id = textOf(values, "id");
  const word = textOf(values, "word") === "approve" ? "approve" : "refuse";
  try {
    await decideApplication(context.people, by, id, word, textOf(values, `reason-${id}`));
  } catch (error) {
    const text = await refusalText(error, "decide-application");
    return { attempt: state.attempt + 1, values, faults: [{ field: `reason-${id}`, text }] };
  }
  redirect("/admin/approvals?done=1");
}

export async function decideOnBirthDate(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context } = await adminScope("/admin/birth-dates");
  const id = textOf(values, "id");
  const word = textOf(values, "word") === "approve" ? "approve" : "refuse";
  try {
    await decideBirthDate(context.people, by, id, word, textOf(values, `reason-${id}`));
  } catch (error) {
    const text = await refusalText(error, "decide-birth-date");
    return { attempt: state.attempt + 1, values, faults: [{ field: `reason-${id}`, text }] };
  }
  redirect("/admin/birth-dates?done=1");
}
