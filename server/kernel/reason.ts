import { AppError } from "./errors";

const MAXIMUM_LENGTH = 1000;

/**
 * The reason somebody gave for an act, trimmed. It is kept and shown as it was written, so it is refused rather than
 * cut: throws 422 `reasonNeeded`, or 422 `reasonTooLong` with `most`, in characters.
 */
export function givenReason(text: string): string {
  const reason = text.trim();
  if (!reason) throw new AppError("reasonNeeded", 422);
  if (reason.length > MAXIMUM_LENGTH) throw new AppError("reasonTooLong", 422, { most: MAXIMUM_LENGTH });
  return reason;
}
