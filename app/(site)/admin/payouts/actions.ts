"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import type { PageContext } from "@/server/api/page";
import { reportError } from "@/server/api/report-error";
import { walletServices } from "@/server/api/wallet-services";
import { log } from "@/server/kernel/log";
import { centsOf } from "@/server/kernel/money";
import { decideWithdrawal } from "@/server/wallets/decide-withdrawal";
import { refundDeposit } from "@/server/wallets/request-withdrawal";
import { sendWithdrawal } from "@/server/wallets/send-withdrawal";
import { adminScope } from "../scope";

/** Sends it now where it may go; where the gateway does not answer, the sweep does. */
async function send(context: PageContext, id: string): Promise<void> {
  await sendWithdrawal(walletServices(context), id).catch((error: unknown) => {
    log.warn("withdrawal_not_sent", { error, withdrawalId: id });
  });
}

async function faultText(error: unknown, context: PageContext, where: string): Promise<string> {
  const t = await getTranslations("withdrawals.admin.faults");
  const { code } = reportError(error, context.correlationId, where);
  return t.has(code) ? t(code) : t("other");
}

export async function decideOnWithdrawal(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context } = await adminScope("/admin/payouts");
  const id = textOf(values, "id");
  const isAgreed = textOf(values, "word") === "approve";
  const reason = textOf(values, `reason-${id}`);
  try {
    const decision = isAgreed ? ({ word: "approve" } as const) : ({ word: "refuse", reason } as const);
    if ((await decideWithdrawal(context, by, id, decision)) === "ready") await send(context, id);
  } catch (error) {
    const text = await faultText(error, context, "decide-withdrawal");
    return { attempt: state.attempt + 1, values, faults: [{ field: `reason-${id}`, text }] };
  }
  redirect("/admin/payouts?done=1");
}

export async function giveDepositBack(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context } = await adminScope("/admin/payouts");
  const depositId = textOf(values, "depositId");
  try {
    const row = await refundDeposit(context, by, depositId, {
      requestKey: textOf(values, "requestKey"),
      amountMinor: centsOf(textOf(values, `amount-${depositId}`)) ?? 0,
      reason: textOf(values, `reason-${depositId}`),
    });
    if (row.state === "ready") await send(context, row.id);
  } catch (error) {
    const { code } = reportError(error, context.correlationId, "refund-deposit");
    const field = code.startsWith("reason") ? `reason-${depositId}` : `amount-${depositId}`;
    const text = await faultText(error, context, "refund-deposit");
    return { attempt: state.attempt + 1, values, faults: [{ field, text }] };
  }
  redirect("/admin/payouts?done=1");
}
