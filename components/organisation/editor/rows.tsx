"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { ListName } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "./editor-context";

/** Takes a row away; the focus goes to the list it stood in. */
export function RemoveRow({ list, id, what, focus }: { list: ListName; id: string; what: string; focus: string }) {
  const t = useTranslations("editor");
  const { arrange } = useEditor();
  return (
    <div className="mt-2">
      <Button
        kind="line"
        small
        name="do"
        value={`remove-row ${list} ${id}`}
        onClick={(event) => {
          event.preventDefault();
          arrange({ do: "remove-row", list, id }, focus);
        }}
      >
        {t("remove")} <span className="vh">{what}</span>
      </Button>
    </div>
  );
}
