import type { ReactNode } from "react";

/** Text that opens on demand, in the page from the start and found by the browser's search. */
export function Fold({ title, open, children }: { title: ReactNode; open?: boolean; children: ReactNode }) {
  return (
    <details className="fold" open={open}>
      <summary>{title}</summary>
      <div>{children}</div>
    </details>
  );
}
