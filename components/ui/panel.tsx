import type { ReactNode } from "react";

/** A raised sheet for what belongs together beside the text. */
export function Panel({ children }: { children: ReactNode }) {
  return <div className="panel">{children}</div>;
}
