"use client";

import { type ReactNode, useEffect, useRef } from "react";

/**
 * The table behind a map where it would weigh more than the page: it stands on a page of its own, and is fetched from
 * there when somebody opens this. Without scripts, or where it cannot be had, the way to that page stands here.
 */
export function TableElsewhere({
  title,
  page,
  part,
  children,
}: {
  title: ReactNode;
  /** Where the table stands. */
  page: string;
  /** The id of the element there that holds it. */
  part: string;
  /** What the way to the page is called. */
  children: ReactNode;
}) {
  const fold = useRef<HTMLDetailsElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const asked = useRef(false);

  const fill = async () => {
    if (asked.current || !fold.current?.open) return;
    asked.current = true;
    try {
      const answer = await fetch(page, { headers: { accept: "text/html" } });
      const there = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
      const table = there.getElementById(part);
      if (table) place.current?.replaceChildren(document.importNode(table, true));
      else asked.current = false;
    } catch {
      // Opened again it is asked for again; until then the link stands.
      asked.current = false;
    }
  };
  // It may have been opened before the scripts were there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the page has come alive
  useEffect(() => void fill(), []);

  return (
    <details className="tbl" ref={fold} onToggle={fill}>
      <summary>{title}</summary>
      <div ref={place}>
        <p className="small mb-3">
          <a href={page}>{children}</a>
        </p>
      </div>
    </details>
  );
}
