import type { ReactNode } from "react";

/** A state in one or two words. Brass is for prizes alone, red for what is closed, stopped or dangerous. */
export function Badge({
  kind = "plain",
  children,
}: {
  kind?: "plain" | "accent" | "prize" | "closed";
  children: ReactNode;
}) {
  return <span className={kind === "plain" ? "badge" : `badge badge--${kind}`}>{children}</span>;
}
