import type { Reader } from "@/server/kernel/db";
import { isApproved } from "./store";

/** M6: whether money may be paid out to a member, for the floors above. */
export function isIdentityApproved(reader: Reader, memberId: string): Promise<boolean> {
  return isApproved(reader, memberId);
}
