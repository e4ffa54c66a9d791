import { redirect } from "next/navigation";
import { newId } from "@/server/kernel/ids";

/** An address with a fragment, made one that nobody stands at yet. */
export function freshAddress(address: string, mark: string): string {
  const [page = "", fragment] = address.split("#");
  return `${page}${page.includes("?") ? "&" : "?"}at=${mark}${fragment === undefined ? "" : `#${fragment}`}`;
}

/**
 * Leads from an action to a place on a page, maybe the very page it was pressed on. An address that differs from the
 * present one in its fragment alone is no new page to a browser: it would scroll there and go on showing the old one.
 */
export function redirectFresh(address: string): never {
  redirect(freshAddress(address, newId().slice(-12)));
}
