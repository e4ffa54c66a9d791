/** The wire shapes of the objects that this stand-in keeps: what it stores is what it answers. */

export interface Address {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

export type Metadata = Record<string, string>;

export interface BaseObject {
  id: string;
  object: string;
  created: number;
}

export interface Account extends BaseObject {
  object: "account";
  business_profile: { name: string | null; url: string | null; support_email: string | null };
  business_type: string | null;
  capabilities: Record<string, string>;
  charges_enabled: boolean;
  country: string;
  default_currency: string;
  details_submitted: boolean;
  email: string | null;
  external_accounts: { object: "list"; data: BankAccount[]; has_more: false; url: string };
  metadata: Metadata;
  payouts_enabled: boolean;
  requirements: { currently_due: string[]; disabled_reason: string | null; past_due: string[] };
  type: string;
}

export interface BankAccount {
  id: string;
  object: "bank_account";
  account: string;
  bank_name: string;
  country: string;
  currency: string;
  last4: string;
  status: "new";
}

export interface Session extends BaseObject {
  object: "checkout.session";
  allowed_payment_method_types: string[] | null;
  amount_subtotal: number;
  amount_total: number;
  billing_address_collection: string | null;
  cancel_url: string | null;
  client_reference_id: string | null;
  currency: string;
  customer_details: { address: Address | null; email: string | null; name: string | null; phone: null } | null;
  customer_email: string | null;
  expires_at: number;
  livemode: false;
  locale: string | null;
  metadata: Metadata;
  mode: "payment";
  payment_intent: string | null;
  payment_method_types: string[];
  payment_status: "paid" | "unpaid";
  status: "open" | "complete" | "expired";
  success_url: string;
  ui_mode: "hosted_page";
  url: string | null;
}

export interface LineItem {
  id: string;
  object: "item";
  amount_subtotal: number;
  amount_total: number;
  currency: string;
  description: string;
  price: { object: "price"; unit_amount: number; currency: string };
  quantity: number;
}

/** What a session keeps to itself and never shows: what its payment will be made of. */
export interface SessionPlan {
  lines: LineItem[];
  captureMethod: "automatic" | "manual";
  applicationFeeAmount: number | null;
  metadata: Metadata;
  description: string | null;
  receiptEmail: string | null;
  transferGroup: string | null;
}

export interface PaymentError {
  charge: string;
  code: string;
  decline_code?: string;
  message: string;
  type: "card_error";
}

export interface Intent extends BaseObject {
  object: "payment_intent";
  amount: number;
  amount_capturable: number;
  amount_received: number;
  application_fee_amount: number | null;
  canceled_at: number | null;
  cancellation_reason: string | null;
  capture_method: "automatic" | "manual";
  currency: string;
  description: string | null;
  last_payment_error: PaymentError | null;
  latest_charge: string | null;
  livemode: false;
  metadata: Metadata;
  payment_method_types: string[];
  receipt_email: string | null;
  status: "requires_payment_method" | "requires_capture" | "succeeded" | "canceled";
  transfer_group: string | null;
}

export interface Charge extends BaseObject {
  object: "charge";
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  application_fee: string | null;
  application_fee_amount: number | null;
  balance_transaction: string | null;
  billing_details: { address: Address; email: string | null; name: string | null; phone: null };
  captured: boolean;
  currency: string;
  description: string | null;
  dispute: string | null;
  disputed: boolean;
  failure_code: string | null;
  failure_message: string | null;
  livemode: false;
  metadata: Metadata;
  outcome: { network_status: string; reason: string | null; risk_level: string; type: string };
  paid: boolean;
  payment_intent: string;
  payment_method_details: {
    type: "card";
    card: {
      brand: string;
      capture_before: number | null;
      checks: {
        address_line1_check: string | null;
        address_postal_code_check: string | null;
        cvc_check: string | null;
      };
      country: string;
      exp_month: number;
      exp_year: number;
      funding: string;
      last4: string;
      network: string;
    };
  };
  refunded: boolean;
  status: "succeeded" | "failed";
  transfer_group: string | null;
}

export interface BalanceTransaction extends BaseObject {
  object: "balance_transaction";
  amount: number;
  available_on: number;
  currency: string;
  description: string | null;
  fee: number;
  fee_details: Array<{ amount: number; currency: string; description: string; type: string }>;
  net: number;
  source: string;
  status: "available";
  type: string;
}

export interface Refund extends BaseObject {
  object: "refund";
  amount: number;
  balance_transaction: string | null;
  charge: string;
  currency: string;
  metadata: Metadata;
  payment_intent: string;
  reason: string | null;
  status: "succeeded" | "failed";
  failure_balance_transaction: string | null;
  failure_reason: string | null;
}

export interface ApplicationFee extends BaseObject {
  object: "application_fee";
  account: string;
  amount: number;
  amount_refunded: number;
  balance_transaction: string;
  charge: string;
  currency: string;
  originating_transaction: string;
  refunded: boolean;
}

export interface FeeRefund extends BaseObject {
  object: "fee_refund";
  amount: number;
  balance_transaction: string;
  currency: string;
  fee: string;
  metadata: Metadata;
}

export interface Transfer extends BaseObject {
  object: "transfer";
  amount: number;
  amount_reversed: number;
  balance_transaction: string;
  currency: string;
  description: string | null;
  destination: string;
  metadata: Metadata;
  reversals: { object: "list"; data: Reversal[]; has_more: false; url: string };
  reversed: boolean;
  transfer_group: string | null;
}

export interface Reversal extends BaseObject {
  object: "transfer_reversal";
  amount: number;
  balance_transaction: string;
  currency: string;
  metadata: Metadata;
  transfer: string;
}

export interface Payout extends BaseObject {
  object: "payout";
  amount: number;
  arrival_date: number;
  automatic: false;
  balance_transaction: string;
  currency: string;
  destination: string;
  failure_balance_transaction: string | null;
  failure_code: string | null;
  failure_message: string | null;
  metadata: Metadata;
  method: "standard";
  status: "pending" | "paid" | "failed";
  type: "bank_account";
}

export interface Dispute extends BaseObject {
  object: "dispute";
  amount: number;
  balance_transactions: BalanceTransaction[];
  charge: string;
  currency: string;
  evidence: Record<string, string>;
  evidence_details: { due_by: number; has_evidence: boolean; past_due: boolean; submission_count: number };
  is_charge_refundable: boolean;
  livemode: false;
  metadata: Metadata;
  payment_intent: string;
  reason: string;
  status: "needs_response" | "under_review" | "won" | "lost";
}

export interface StripeEvent extends BaseObject {
  object: "event";
  account?: string;
  api_version: string;
  data: { object: unknown; previous_attributes?: Record<string, unknown> };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}

export interface ObjectKinds {
  account: Account;
  "checkout.session": Session;
  payment_intent: Intent;
  charge: Charge;
  balance_transaction: BalanceTransaction;
  refund: Refund;
  application_fee: ApplicationFee;
  fee_refund: FeeRefund;
  transfer: Transfer;
  transfer_reversal: Reversal;
  payout: Payout;
  dispute: Dispute;
  event: StripeEvent;
}
export type Kind = keyof ObjectKinds;
