import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { Kv } from "@/server/kernel/kv";
import { log } from "@/server/kernel/log";
import { saveMap } from "./class-store";
import { currentRules } from "./current-rules";
import { BODY_SECONDS, bodyKey, VERSION_KEY, VERSION_SECONDS } from "./published";

/**
 * Publishes the rules in force for the gates (P6): the map's document first, then the compiled rules under their
 * version, then the version, which lapses unless this is called again. Called after whatever changes rules, and by the
 * worker every two seconds. The key-value store may be away: gates then ask the application. Returns the version.
 */
export async function publishSnapshot(deps: { db: Database; clock: Clock; kv: Kv }): Promise<string> {
  const { version, live, map, body } = await currentRules(deps);
  await saveMap(deps.db, { mapId: live.mapId, map, rulesVersion: version.split("-")[0] ?? "0", now: deps.clock.now() });
  try {
    const known = (await deps.kv.read(VERSION_KEY)) === version;
    if (!known) await deps.kv.write(bodyKey(version), body, { lifetimeMs: BODY_SECONDS * 1000 });
    await deps.kv.write(VERSION_KEY, version, { lifetimeMs: VERSION_SECONDS * 1000 });
  } catch (error) {
    log.warn("rules_not_published", { version, error });
  }
  return version;
}
