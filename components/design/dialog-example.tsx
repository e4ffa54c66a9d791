"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";

/** A button that opens a dialog, for the page that shows every component. */
export function DialogExample({
  texts,
}: {
  texts: { open: string; title: string; body: string; yes: string; no: string };
}) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button type="button" kind="stop" onClick={() => setOpen(true)}>
        {texts.open}
      </Button>
      <Dialog open={open} title={texts.title} onClose={() => setOpen(false)}>
        <p>{texts.body}</p>
        <div className="row mt-4">
          <Button type="button" kind="stop" onClick={() => setOpen(false)}>
            {texts.yes}
          </Button>
          <Button type="button" kind="line" onClick={() => setOpen(false)}>
            {texts.no}
          </Button>
        </div>
      </Dialog>
    </>
  );
}
