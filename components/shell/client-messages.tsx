import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

/**
 * Gives client components below it the texts of the named namespaces, added to those of the shell ("common"). Whole
 * message files would weigh more than the scripts of a page, so each page names what its islands use.
 */
export async function ClientMessages({ namespaces, children }: { namespaces: string[]; children: ReactNode }) {
  const all = await getMessages();
  const wanted = Object.fromEntries(
    ["common", ...namespaces].filter((name) => name in all).map((name) => [name, all[name]]),
  ) as typeof all;
  return <NextIntlClientProvider messages={wanted}>{children}</NextIntlClientProvider>;
}
