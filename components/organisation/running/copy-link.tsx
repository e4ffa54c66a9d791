"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";

/** An address to copy; without scripts it can be marked by hand. */
export function CopyLink({ url, label, copy, copied }: { url: string; label: string; copy: string; copied: string }) {
  const [done, setDone] = useState(false);
  return (
    <div className="copy">
      <input
        className="mono"
        aria-label={label}
        readOnly
        value={url}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button
        kind="line"
        small
        type="button"
        aria-live="polite"
        onClick={() => {
          navigator.clipboard?.writeText(url).then(
            () => setDone(true),
            () => setDone(false),
          );
        }}
      >
        {done ? copied : copy}
      </Button>
    </div>
  );
}
