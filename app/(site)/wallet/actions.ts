"use server";

import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor, refusalText } from "@/server/api/page";
import { walletServices } from "@/server/api/wallet-services";
import { isAppError } from "@/server/kernel/errors";
import { centsOf, formatMoney } from "@/server/kernel/money";
import { LEAST_DEPOSIT_MINOR, MOST_DEPOSIT_MINOR } from "@/server/wallets/deposit";
import { startDeposit } from "@/server/wallets/start-deposit";

const TOLD = ["selfExcluded", "depositLimit", "emailUnproven", "depositOver", "idempotencyConflict"] as const;

export async function deposit(state: FormState, data: FormData): Promise<FormState> {
  const [t, locale] = await Promise.all([getTranslations("wallet"), getLocale()]);
  const { context, actor } = await pageActor("/wallet");
  const values = valuesOf(data);
  const again = (text: string): FormState => ({
    attempt: state.attempt + 1,
    values,
    faults: [{ field: "amount", text }],
  });
  const amountMinor = centsOf(textOf(values, "amount")) ?? 0;
  let url: string;
  try {
    const wish = { amountMinor, currency: "USD", requestKey: textOf(values, "requestKey"), label: t("deposit") };
    ({ url } = await startDeposit(walletServices(context), actor, wish));
  } catch (error) {
    const code = isAppError(error) ? error.code : "";
    if (code === "depositAmount") {
      const most = formatMoney(MOST_DEPOSIT_MINOR, "USD", locale);
      return again(t("badAmount", { least: formatMoney(LEAST_DEPOSIT_MINOR, "USD", locale), most }));
    }
    const told = TOLD.find((one) => one === code);
    if (!told) return again(await refusalText(error, "deposit"));
    return again(t(`refused.${told}`, { period: String((isAppError(error) && error.params.period) || "day") }));
  }
  redirect(url);
}
