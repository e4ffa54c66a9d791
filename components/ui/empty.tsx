import type { ReactNode } from "react";

/** An empty page says what will stand there and what to do. `action` is a link or a button. */
export function Empty({ title, children, action }: { title: ReactNode; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <h3 className="h4">{title}</h3>
      {children ? <p className="muted measure mt-1">{children}</p> : null}
      {action ? <div className="mt-3">{action}</div> : null}
    </div>
  );
}
