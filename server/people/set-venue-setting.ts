import { writeAudit } from "@/server/kernel/audit-store";
import type { Clock } from "@/server/kernel/clock";
import type { Database, Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { readSettings, writeSetting } from "@/server/kernel/setting-store";
import type { AuthorizedAdministrator } from "./authority";
import { settingsInForce, type VenueSettingKey, type VenueSettings, venueSettings } from "./venue-settings";

/** The settings in force now. */
export async function loadVenueSettings(reader: Reader): Promise<VenueSettings> {
  return settingsInForce(await readSettings(reader));
}

/**
 * Changes one setting of the venue (U10) and publishes the snapshot, since pages and the gate follow it. Throws 422
 * `settingMalformed`.
 */
export async function setVenueSetting(
  deps: { db: Database; clock: Clock; publishSnapshot: () => Promise<unknown> },
  by: AuthorizedAdministrator,
  key: VenueSettingKey,
  value: unknown,
): Promise<void> {
  const parsed = venueSettings[key]?.safeParse(value);
  if (!parsed?.success) throw new AppError("settingMalformed", 422, { key });
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const before = (await loadVenueSettings(tx))[key];
    await writeSetting(tx, key, parsed.data, by.actor.memberId, now);
    await writeAudit(tx, {
      at: now,
      actorId: by.actor.memberId,
      actorRole: "administrator",
      action: "set-venue-setting",
      subject: `setting:${key}`,
      before,
      after: parsed.data,
    });
  });
  await deps.publishSnapshot();
}
