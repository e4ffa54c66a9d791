import { cancelPayment } from "./cancel-payment";
import { capturePayment } from "./capture-payment";
import { type CheckoutOrder, type OpenCheckoutDeps, openCheckout } from "./open-checkout";
import type { PaymentFacts } from "./payment";
import { refreshPayment } from "./refresh-payment";
import { type RefundWish, refundPayment } from "./refund-payment";
import { findNewestPayment } from "./store";

/** Everything an order may ask of payments, as one object for the context to hand up. None of it runs in a transaction. */
export function paymentDesk(deps: OpenCheckoutDeps) {
  return {
    open: (order: CheckoutOrder & { expiresAt?: Date }): Promise<{ paymentId: string; url: string }> =>
      openCheckout(deps, order),
    async refresh(orderId: string): Promise<PaymentFacts | null> {
      const row = await findNewestPayment(deps.db, orderId);
      return row && refreshPayment(deps, row);
    },
    capture: (paymentId: string, amount: { amountMinor: number; feeMinor: number }): Promise<PaymentFacts> =>
      capturePayment(deps, paymentId, amount),
    cancel: (paymentId: string): Promise<PaymentFacts> => cancelPayment(deps, paymentId),
    refund: (paymentId: string, wish: RefundWish): Promise<{ state: "requested" | "done" | "failed" }> =>
      refundPayment(deps, paymentId, wish),
  };
}
