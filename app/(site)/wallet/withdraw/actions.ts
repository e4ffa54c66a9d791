"use server";

import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { pageActor } from "@/server/api/page";
import { reportError } from "@/server/api/report-error";
import { walletServices } from "@/server/api/wallet-services";
import { log } from "@/server/kernel/log";
import { centsOf, formatMoney } from "@/server/kernel/money";
import { openPayee } from "@/server/wallets/open-payee";
import { readWayOut } from "@/server/wallets/read-withdrawals";
import { requestWithdrawal } from "@/server/wallets/request-withdrawal";
import { sendWithdrawal } from "@/server/wallets/send-withdrawal";
import { LEAST_WITHDRAWAL_MINOR } from "@/server/wallets/withdrawal";

const PATH = "/wallet/withdraw";

export async function withdraw(state: FormState, data: FormData): Promise<FormState> {
  const [t, locale] = await Promise.all([getTranslations("withdrawals"), getLocale()]);
  const { context, actor } = await pageActor(PATH);
  const values = valuesOf(data);
  const deps = walletServices(context);
  const amountMinor = centsOf(textOf(values, "amount")) ?? 0;
  let id: string;
  try {
    const wish = { amountMinor, currency: "USD", requestKey: textOf(values, "requestKey") };
    ({ id } = await requestWithdrawal(deps, actor, wish));
  } catch (error) {
    const { code, params } = reportError(error, context.correlationId, "request-withdrawal");
    const { availableMinor, owed } = await readWayOut(context.db, actor, "USD", context.clock.now());
    const text = t(t.has(`refused.${code}`) ? `refused.${code}` : "refused.other", {
      least: formatMoney(Math.min(LEAST_WITHDRAWAL_MINOR, availableMinor), "USD", locale),
      most: formatMoney(availableMinor, "USD", locale),
      owes: owed.prizesMinor > 0 ? "prizes" : "no",
      owed: formatMoney(owed.prizesMinor, "USD", locale),
      payout: formatMoney(Number(params.payoutMinor ?? 0), "USD", locale),
    });
    return { attempt: state.attempt + 1, values, faults: [{ field: "amount", text }] };
  }
  await sendWithdrawal(deps, id).catch((error: unknown) => {
    // It is set apart; the sweep sends it.
    log.warn("withdrawal_not_sent", { error, withdrawalId: id });
  });
  redirect(`/wallet/withdrawals/${id}?asked=1`);
}

export async function nameBank(): Promise<void> {
  const { context, actor } = await pageActor(PATH);
  const back = `${context.environment.APP_URL}${PATH}?bank=1`;
  let url = `${PATH}?bank=away`;
  try {
    ({ url } = await openPayee(walletServices(context), actor, { returnUrl: back, refreshUrl: back }));
  } catch (error) {
    reportError(error, context.correlationId, "open-payee");
  }
  redirect(url);
}
