/** Endings that have words of their own under `checkout.ended`. */
const KNOWN = [
  "holdEnded",
  "pageClosed",
  "cardDeclined",
  "addressMismatch",
  "addressNotConfirmed",
  "paymentMismatch",
  "accountClosed",
  "entryClosed",
  "cardKindForbidden",
  "soldOut",
  "personLimit",
  "raffleSuspended",
  "raffleClosed",
  "captureFailed",
  "bundleSoldOut",
  "numbersTaken",
  "prizeGone",
  "barred",
  "giftNotPossible",
  "byBuyer",
  "selfExcluded",
  "lossLimit",
] as const;

export type EndedReason = (typeof KNOWN)[number] | "other";

/** The message key of why an order ended; what has no words of its own is told in general ones. */
export function endedReason(reason: string | null): EndedReason {
  return KNOWN.find((one) => one === reason) ?? "other";
}

/** Whether money had been taken and went back, as the words after the reason say it. */
export function endedMoney(payment: { state: string; refundedMinor: number } | null): "kept" | "keptReturned" {
  return payment && (payment.refundedMinor > 0 || payment.state === "captured" || payment.state === "refunded")
    ? "keptReturned"
    : "kept";
}
