"use server";

import { redirect } from "next/navigation";
import { pageActor } from "@/server/api/page";
import { reportError } from "@/server/api/report-error";
import { walletServices } from "@/server/api/wallet-services";
import { cancelWithdrawal } from "@/server/wallets/decide-withdrawal";

export async function takeBackWithdrawal(data: FormData): Promise<void> {
  const id = String(data.get("id") ?? "");
  const { context, actor } = await pageActor(`/wallet/withdrawals/${id}`);
  let late = "";
  try {
    await cancelWithdrawal(walletServices(context), actor, id);
  } catch (error) {
    const { code } = reportError(error, context.correlationId, "cancel-withdrawal");
    if (code === "notFound") redirect("/wallet");
    late = "?late=1";
  }
  redirect(`/wallet/withdrawals/${id}${late}`);
}
