import type { DraftFault, RaffleDraft } from "./draft";
import { unfinishedFaults } from "./draft-faults";
import { type GoverningLaw, lawFaults } from "./law-rules";
import { planFaults } from "./plan-faults";

export interface ActivationFacts {
  now: Date;
  /** The law of each area of the governing jurisdiction, its own and all above it, the narrowest first. */
  laws: readonly GoverningLaw[];
  /**
   * Whether an age figure is known for this raffle at all (J7): its own, or one of the governing jurisdiction or of
   * an area where it is permitted.
   */
  ageKnown: boolean;
  organisationStatus: string;
  gatewayReady: boolean;
  /** The venue's own share of ticket sales, for the plan (R10). */
  feeBasisPoints: number;
  /** Seconds that the freeze needs between the close and the draw. */
  freezeSeconds: number;
}

/**
 * Everything that keeps a raffle from being activated, each with the field that can mend it and, where a law says so,
 * the area whose law it is. Empty when it may go. Whoever gives the word, this is the one place that says whether it
 * may be given.
 */
export function activationFaults(draft: RaffleDraft, facts: ActivationFacts): DraftFault[] {
  const faults: DraftFault[] = [];
  const add = (field: string, code: string, params?: DraftFault["params"]) => faults.push({ field, code, params });

  if (facts.organisationStatus !== "active") add("organisation", "organisationNotActive");
  const takesCards = draft.priceMinor > 0 && draft.participation !== "offline";
  if (takesCards && !facts.gatewayReady) add("organisation", "gatewayNotReady");
  faults.push(...unfinishedFaults(draft));
  if (draft.closesAt <= facts.now) add("closesAt", "inThePast");
  for (const [at, { triggerAt }] of draft.drawings.entries()) {
    if (triggerAt && triggerAt <= facts.now) add(`drawings.${at}.triggerAt`, "inThePast");
  }
  const isByHand = draft.drawings.every(({ method }) => method === "hand");
  if (!isByHand && draft.drawAt.getTime() - draft.closesAt.getTime() < facts.freezeSeconds * 1000) {
    add("drawAt", "tooSoonAfterClose", { minutes: Math.ceil(facts.freezeSeconds / 60) });
  }

  if (!facts.ageKnown) add("minimumAge", "noAgeKnown");
  if (draft.permissions.length === 0) add("permissions", "noPermission");
  else if (draft.permissions.every(({ validTo }) => validTo && validTo <= facts.now)) {
    add("permissions", "permissionsOver");
  }
  faults.push(...lawFaults(draft, facts.laws));
  faults.push(...planFaults(draft, facts));
  return faults;
}
