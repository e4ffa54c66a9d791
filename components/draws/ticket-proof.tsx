"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { DrawView } from "@/server/draws/draw-view";
import type { MembershipProof } from "@/server/draws/membership";

/**
 * On a ticket, once its list is frozen: shows in this browser that it stands in the list, and saves the proof. Its
 * page gives the texts of "draws" to client components.
 */
export function TicketProof({ drawingId, ticket }: { drawingId: string; ticket: string }) {
  const t = useTranslations("draws.proof");
  const [state, setState] = useState<"idle" | "running" | "failed" | { proof: MembershipProof; holds: boolean }>(
    "idle",
  );
  const address = `/api/draws/${drawingId}/proof?ticket=${encodeURIComponent(ticket)}`;

  async function run() {
    setState("running");
    try {
      const [{ proofHolds, readProof }, answer, page] = await Promise.all([
        import("@/server/draws/membership"),
        fetch(address),
        fetch(`/api/draws/${drawingId}`),
      ]);
      const proof = answer.ok ? readProof(await answer.json()) : null;
      const published = page.ok ? ((await page.json()) as DrawView).list : null;
      if (!proof || !published) throw new Error(String(answer.status));
      const holds = proof.ticket === ticket && proof.list.root === published.root && proofHolds(proof);
      setState({ proof, holds });
    } catch {
      setState("failed");
    }
  }

  return (
    <div className="stack stack--1 noprint">
      <div className="row">
        <Button type="button" kind="line" small onClick={run} disabled={state === "running"}>
          {t("check")}
        </Button>
        <a className="btn btn--line btn--small" href={address} download>
          {t("save")}
        </a>
      </div>
      <p className="small" role="status">
        {state === "failed" ? t("unavailable") : null}
        {typeof state === "object"
          ? state.holds
            ? t("holds", { ticket, place: state.proof.entry + 1, count: state.proof.list.count })
            : t("fails", { ticket })
          : null}
      </p>
    </div>
  );
}
