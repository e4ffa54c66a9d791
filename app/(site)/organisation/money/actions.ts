"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { connectAccount } from "@/server/payments/connect-account";
import {
  accountPage,
  listAccounts,
  openAnotherAccount,
  putAccountInForce,
  setRates,
} from "@/server/payments/keep-accounts";
import type { AccountLink } from "@/server/payments/ports";
import { MONEY_PATH, moneyScope } from "./scope";

/** "2.90" as 290: hundredths, of an amount or of a percentage; not a number where it is none. */
function hundredths(text: string): number {
  const parts = /^(\d{1,4})(?:\.(\d{1,2}))?$/.exec(text.trim().replace(",", "."));
  return parts ? Number(parts[1]) * 100 + Number((parts[2] ?? "").padEnd(2, "0")) : Number.NaN;
}

async function refused(state: FormState, data: FormData, error: unknown, where: string): Promise<FormState> {
  const title = await refusalText(error, where);
  return { attempt: state.attempt + 1, values: valuesOf(data), faults: [], note: { kind: "bad", title } };
}

/** Opens the first account or one more, and goes on to the gateway's own page. */
export async function openAccount(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context, payments } = await moneyScope(textOf(values, "organisationId") || undefined);
  const back = `${context.environment.APP_URL}${MONEY_PATH}?of=${by.organisationId}`;
  const urls = { returnUrl: back, refreshUrl: back };
  const gateway = textOf(values, "openAt") || payments.gateways.first.name;
  let link: AccountLink;
  try {
    const isFirst = (await listAccounts(payments, by)).length === 0;
    link = isFirst
      ? await connectAccount(payments, by, urls, gateway)
      : await openAnotherAccount(payments, by, { label: textOf(values, "label"), gateway }, urls);
  } catch (error) {
    return refused(state, data, error, "open-account");
  }
  redirect(wayTo(link, back, gateway));
}

/** The gateway's own page, or this one again where the gateway has written a letter instead. */
const wayTo = (link: AccountLink, back: string, gateway: string) =>
  link.mailed ? `${back}&invited=${encodeURIComponent(gateway)}#accounts` : link.url;

/** Goes to the gateway's page of an account that is not ready yet. */
export async function askGateway(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, context, payments } = await moneyScope(textOf(values, "organisationId") || undefined);
  const back = `${context.environment.APP_URL}${MONEY_PATH}?of=${by.organisationId}`;
  const id = textOf(values, "account");
  let way: string | null;
  try {
    const link = await accountPage(payments, by, id, { returnUrl: back, refreshUrl: back });
    const gateway = (await listAccounts(payments, by)).find((one) => one.id === id)?.gateway ?? "";
    way = link && wayTo(link, back, gateway);
  } catch (error) {
    return refused(state, data, error, "ask-gateway");
  }
  if (way) redirect(way);
  revalidatePath(MONEY_PATH);
  return { attempt: state.attempt + 1, values, faults: [] };
}

export async function chooseAccount(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, payments } = await moneyScope(textOf(values, "organisationId") || undefined);
  try {
    await putAccountInForce(payments, by, textOf(values, "account"));
  } catch (error) {
    return refused(state, data, error, "use-account");
  }
  revalidatePath(MONEY_PATH);
  return { attempt: state.attempt + 1, values, faults: [] };
}

export async function saveRates(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const { by, payments } = await moneyScope(textOf(values, "organisationId") || undefined);
  const t = await getTranslations("money");
  const fields = ["discount", "transaction", "gateway", "addressCheck"] as const;
  const end = textOf(values, "end");
  const given = (field: string) => textOf(values, `${field}${end}`);
  const faults = fields.filter((field) => Number.isNaN(hundredths(given(field))));
  if (faults.length > 0) {
    const text = t("rates.malformed");
    return { attempt: state.attempt + 1, values, faults: faults.map((field) => ({ field: `${field}${end}`, text })) };
  }
  const [discountBasisPoints, transactionMinor, gatewayMinor, addressCheckMinor] = fields.map((field) =>
    hundredths(given(field)),
  ) as [number, number, number, number];
  const kind = (["standard", "individual", "by-hand"] as const).find((one) => one === given("kind"));
  try {
    await setRates(payments, by, textOf(values, "account"), {
      kind: kind ?? "by-hand",
      discountBasisPoints,
      transactionMinor,
      gatewayMinor,
      addressCheckMinor,
    });
  } catch (error) {
    return refused(state, data, error, "set-rates");
  }
  revalidatePath(MONEY_PATH);
  return { attempt: state.attempt + 1, values, faults: [], note: { kind: "good", title: t("rates.saved") } };
}
