import type { ReactNode } from "react";

/** Something the reader should know before going on: what happened, what was not lost, what to do. */
export function Note({
  kind = "good",
  title,
  live = false,
  children,
}: {
  kind?: "good" | "bad" | "plain";
  title?: ReactNode;
  /** Read aloud when it appears: for what answers something the reader just did. */
  live?: boolean;
  children?: ReactNode;
}) {
  const role = live ? (kind === "bad" ? "alert" : "status") : undefined;
  return (
    <div className={kind === "good" ? "note" : `note note--${kind}`} role={role}>
      {title ? <h2>{title}</h2> : null}
      {children ? <div className={title ? "mt-1" : undefined}>{children}</div> : null}
    </div>
  );
}
