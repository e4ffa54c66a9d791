/**
 * Letters to many people: news of a raffle that was activated, for those who asked for news; an organisation's own
 * words to its participants; and what the law makes it tell them, which nobody can switch off.
 */
export type CampaignKind = "activation" | "message" | "notice";

export type CampaignState = "draft" | "collecting" | "sending" | "done" | "stopped";

/** Why somebody is not written to. */
export type Unreached = "closed" | "opted-out" | "unproven" | "self-excluded";

export interface CampaignWords {
  kind: "message" | "notice";
  /** Empty where every raffle of the organisation is meant. */
  raffleIds: string[];
  everyRaffle: boolean;
  subject: string;
  body: string;
  /** Whether replies go to whoever writes. */
  repliesToMe: boolean;
}

export interface CampaignFault {
  field: "subject" | "body" | "raffles";
  code: "missing" | "tooLong" | "lineBreak";
  most?: number;
}

export const SUBJECT_LENGTH = 150;
export const BODY_LENGTH = 8000;

/** Everything that is wrong with a letter, empty when it may be kept. */
export function campaignFaults(words: CampaignWords): CampaignFault[] {
  const faults: CampaignFault[] = [];
  const subject = words.subject.trim();
  const body = words.body.trim();
  if (!subject) faults.push({ field: "subject", code: "missing" });
  if (subject.length > SUBJECT_LENGTH) faults.push({ field: "subject", code: "tooLong", most: SUBJECT_LENGTH });
  // A subject is one line; more of them would be header lines of their own.
  if (/[\r\n]/.test(subject)) faults.push({ field: "subject", code: "lineBreak" });
  if (!body) faults.push({ field: "body", code: "missing" });
  if (body.length > BODY_LENGTH) faults.push({ field: "body", code: "tooLong", most: BODY_LENGTH });
  if (!words.everyRaffle && words.raffleIds.length === 0) faults.push({ field: "raffles", code: "missing" });
  return faults;
}

/** How many letters of this kind go out in a minute over all workers, so that mail programs take them for letters. */
export const LETTERS_PER_MINUTE = 600;

/** How often one letter is tried. */
export const MOST_ATTEMPTS = 6;

/** Which campaign state may follow which; a campaign of an activation begins to collect again with each new area. */
export const CAMPAIGN_STEPS: Record<CampaignState, readonly CampaignState[]> = {
  draft: ["collecting"],
  collecting: ["sending", "stopped"],
  sending: ["done", "stopped", "collecting"],
  done: ["collecting"],
  stopped: [],
};

/** The header lines by which mail programs offer to end these letters with one press (RFC 2369, RFC 8058). */
export function unsubscribeHeaders(appUrl: string, token: string): Record<string, string> {
  return {
    "List-Unsubscribe": `<${appUrl}/api/unsubscribe?t=${encodeURIComponent(token)}>`,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
  };
}
