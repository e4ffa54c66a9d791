"use client";

import { type ReactNode, useEffect, useRef } from "react";

/**
 * Stands above a form that could not be taken: what is wrong, each fault a link to its field. Takes the focus when it
 * appears, so that it is read first.
 */
export function ErrorSummary({
  title,
  children,
  faults,
}: {
  title: ReactNode;
  children?: ReactNode;
  faults: { field: string; text: ReactNode }[];
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div className="note note--bad mb-5" role="alert" tabIndex={-1} ref={box}>
      <h2>{title}</h2>
      {children ? <p className="mt-1">{children}</p> : null}
      <ul className="mt-2 errors">
        {faults.map((fault) => (
          <li key={fault.field}>
            <a href={`#${fault.field}`}>{fault.text}</a>
          </li>
        ))}
      </ul>
    </div>
  );
}
