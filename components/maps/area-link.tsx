import Link from "next/link";
import type { ReactNode } from "react";

/** An area of a drawing, as a link where it leads somewhere. A plain one: the page behind depends on the reader. */
export function AreaLink({ href, label, children }: { href?: string; label: string; children: ReactNode }) {
  return href ? (
    <a href={href} aria-label={label}>
      {children}
    </a>
  ) : (
    <g>{children}</g>
  );
}

/** An area's name in the table behind a drawing, as a link where it leads somewhere. */
export function NameLink({ href, children }: { href?: string; children: string }) {
  return href ? <Link href={href}>{children}</Link> : children;
}
