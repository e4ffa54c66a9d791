"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";

/** Opens the browser's print dialog; it does nothing without scripts, where the browser's own menu does the same. */
export function PrintButton({ children }: { children: ReactNode }) {
  return (
    <Button type="button" kind="line" small onClick={() => window.print()}>
      {children}
    </Button>
  );
}
