"use client";

import { type ReactNode, useEffect, useId, useRef } from "react";

/**
 * A question that has to be answered before going on: the browser's own modal dialog, with focus kept inside and Escape
 * to leave. `onClose` runs however it is left.
 */
export function Dialog({
  open,
  title,
  onClose,
  children,
}: {
  open: boolean;
  title: ReactNode;
  onClose: () => void;
  children: ReactNode;
}) {
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useEffect(() => {
    const dialog = box.current;
    if (open && dialog && !dialog.open) dialog.showModal();
    if (!open && dialog?.open) dialog.close();
  }, [open]);
  return (
    <dialog className="dialog" ref={box} aria-labelledby={titleId} onClose={onClose}>
      <h3 id={titleId} className="mb-2">
        {title}
      </h3>
      {children}
    </dialog>
  );
}
