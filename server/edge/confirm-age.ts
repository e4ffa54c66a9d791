import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { recordAgeConfirmation } from "./class-store";
import type { SeenPlace } from "./seen-place";

/** The version of the text under `place.age.statement`; a changed text has a new one. */
export const AGE_TEXT_VERSION = 1;
/** Ages that can be confirmed: what United States areas ask for. */
export const CONFIRMABLE_AGES = [18, 19, 21] as const;

/**
 * Keeps that somebody without an account signed to be at least so old (J7): who, when, what text, which version.
 * `statement` is the text as it was shown. Returns the visitor's id. Throws 422
 * `ageNotConfirmed` without a name or for an age that is not asked for.
 */
export async function confirmAge(
  deps: { db: Database; clock: Clock },
  input: { place: SeenPlace; visitorId: string | null; age: number; signedAs: string; statement: string },
): Promise<{ visitorId: string }> {
  const signedAs = input.signedAs.trim().replace(/\s+/g, " ");
  const known = (CONFIRMABLE_AGES as readonly number[]).includes(input.age);
  if (!known || signedAs.length < 2 || signedAs.length > 100) throw new AppError("ageNotConfirmed", 422);
  const visitorId = input.visitorId && isId(input.visitorId) ? input.visitorId : newId();
  const now = deps.clock.now();
  await deps.db.transaction((tx) =>
    recordAgeConfirmation(tx, {
      id: newId(now.getTime()),
      visitorId,
      minimumAge: input.age,
      place: { source: input.place.source, alternatives: input.place.alternatives },
      text: `${input.statement}\n${signedAs}`,
      textVersion: AGE_TEXT_VERSION,
      signedAt: now,
    }),
  );
  return { visitorId };
}
