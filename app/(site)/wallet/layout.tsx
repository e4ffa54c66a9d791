import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { pageContext } from "@/server/api/page";
import { loadVenueSettings } from "@/server/people/set-venue-setting";

/** Nothing of members' money is there while the venue keeps it closed. */
export default async function MemberMoneyLayout({ children }: { children: ReactNode }) {
  const { db } = await pageContext();
  if ((await loadVenueSettings(db)).member_money !== "open") notFound();
  return children;
}
