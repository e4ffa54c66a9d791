import type { Reader } from "@/server/kernel/db";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { countAdministrators } from "./desk-store";
import { findStuck } from "./withdrawal-store";

export interface Readiness {
  isOpen: boolean;
  /** Who may agree to large payouts; two are needed (P27). */
  administrators: number;
  /** Withdrawals that were to be sent a day ago and still are on their way out. */
  stuck: number;
}

const DAY_MS = 86_400_000;

/** Whether the venue holds members' money, and could pay it out. */
export async function checkReadiness(reader: Reader, now: Date): Promise<Readiness> {
  const [settings, administrators, stuck] = await Promise.all([
    loadVenueSettings(reader),
    countAdministrators(reader),
    findStuck(reader, new Date(now.getTime() - DAY_MS)),
  ]);
  return { isOpen: settings.member_money === "open", administrators, stuck };
}
