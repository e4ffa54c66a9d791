import { useLocale } from "next-intl";
import { formatMoney } from "@/server/kernel/money";

/** An amount in minor units (cents) in the reader's way of writing it; no cents where there are none. */
export function Money({ minor, currency = "USD" }: { minor: number; currency?: string }) {
  return <span className="num">{formatMoney(minor, currency, useLocale())}</span>;
}
