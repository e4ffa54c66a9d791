import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";

type Messages = Awaited<ReturnType<typeof getMessages>>;

/** What the islands of pages that are shared may say: those of the shell, of maps and of what is sold. */
export const SHARED_PAGES = ["common.place", "common.nav", "common.theme", "common.map", "common.raffle"];

/** Pages that are made for one reader may use all common texts. */
const ANY = ["common"];

/**
 * Gives client components below it the texts of the named namespaces or parts of them (`raffles.live`), added to those
 * named in `shared`. Whole message files would weigh more than the scripts of a page, so each page names what its
 * islands use.
 */
export async function ClientMessages({
  namespaces,
  shared = ANY,
  children,
}: {
  namespaces: string[];
  shared?: string[];
  children: ReactNode;
}) {
  const all = await getMessages();
  const wanted: Record<string, unknown> = {};
  for (const name of [...shared, ...namespaces]) {
    const [namespace = "", part] = name.split(".");
    const texts = all[namespace] as Record<string, unknown> | undefined;
    if (!texts) continue;
    wanted[namespace] = part ? { ...(wanted[namespace] as object | undefined), [part]: texts[part] } : texts;
  }
  return <NextIntlClientProvider messages={wanted as Messages}>{children}</NextIntlClientProvider>;
}
