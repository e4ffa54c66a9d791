import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { pageActor } from "@/server/api/page";
import { hasWallet } from "@/server/wallets/read-wallet";

/** Nothing of members' money is there while the venue keeps it closed, but for whoever has some. */
export default async function WalletLayout({ children }: { children: ReactNode }) {
  const { context, actor } = await pageActor("/wallet");
  if (!(await hasWallet(context.db, actor))) notFound();
  return children;
}
