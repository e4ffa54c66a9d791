import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { type FieldSpec, formStart } from "@/components/people/form-spec";
import { Page } from "@/components/people/page";
import { LIST_MODES } from "@/server/jurisdiction/list-modes";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { saveSettings } from "../actions";
import { adminScope } from "../scope";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("admin"))("part.settings") };
}

const CHOICES = {
  gate_mode: ["filter-first", "filter-after-browsing", "gate-at-entry"],
  list_mode: LIST_MODES,
  activation_mode: ["organisation", "administrator", "regulator", "regulators"],
  approval_mode: ["approved", "at-once"],
  member_money: ["closed", "open"],
  manual_entry: ["allowed", "on-request", "off"],
  ticket_law: ["raffle", "organisation", "residence"],
} as const;

export default async function SettingsPage() {
  const t = await getTranslations("admin");
  const { context } = await adminScope("/admin/settings");
  const settings = await loadVenueSettings(context.db);
  const choices = Object.entries(CHOICES).map(
    ([name, options]): FieldSpec => ({
      kind: "choices",
      name,
      legend: t(`settings.${name}`),
      options: options.map((value) => ({ value, text: t(`setting.${name}.${value}`) })),
    }),
  );
  return (
    <Page
      title={t("part.settings")}
      lead={t("about.settings")}
      trail={[{ href: "/admin", text: t("title") }, { text: t("part.settings") }]}
    >
      <FieldForm
        action={saveSettings}
        submit={t("settings.submit")}
        start={formStart({
          ...settings,
          fallback_minimum_age: String(settings.fallback_minimum_age),
          two_person_payout_minor: String(settings.two_person_payout_minor / 100),
        })}
        fields={[
          ...choices,
          {
            kind: "text",
            name: "fallback_minimum_age",
            label: t("settings.fallback_minimum_age"),
            hint: t("settings.fallbackHint"),
            inputMode: "numeric",
            width: "small",
          },
          {
            kind: "text",
            name: "two_person_payout_minor",
            label: t("settings.two_person_payout_minor"),
            hint: t("settings.payoutHint"),
            inputMode: "decimal",
            width: "small",
          },
        ]}
      />
    </Page>
  );
}
