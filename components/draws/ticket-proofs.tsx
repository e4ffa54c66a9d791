import { getTranslations } from "next-intl/server";
import { ClientMessages } from "@/components/shell/client-messages";
import type { TicketEntry } from "@/server/draws/read-entries";
import { drawingTitle } from "./drawing-title";
import { TicketProof } from "./ticket-proof";

/** Every frozen list that these tickets stand in, with the proof of each: one ticket may take part in several drawings. */
export async function TicketProofs({ entries }: { entries: TicketEntry[] }) {
  const t = await getTranslations("claims.proofs");
  const titles = await Promise.all(entries.map((entry) => drawingTitle(entry)));
  return (
    <ClientMessages namespaces={["draws"]}>
      {entries.map((entry, at) => (
        <div key={`${entry.drawingId}-${entry.ticketId}`} className="mt-3 measure">
          <p className="mb-2">
            <span className="mono">{entry.number}</span>{" "}
            <a href={`/draws/${entry.drawingId}`}>{t("place", { drawing: titles[at]!, index: entry.index + 1 })}</a>
          </p>
          <TicketProof drawingId={entry.drawingId} ticket={entry.number} />
        </div>
      ))}
    </ClientMessages>
  );
}
