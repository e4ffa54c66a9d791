-- The plain tables, as prisma/schema.prisma declares them.


-- CreateEnum
CREATE TYPE "coverage" AS ENUM ('wide', 'not-required', 'local');

-- CreateEnum
CREATE TYPE "list_kind" AS ENUM ('permission', 'exclusion');

-- CreateEnum
CREATE TYPE "role_kind" AS ENUM ('participant', 'organisation', 'regulator', 'administrator');

-- CreateEnum
CREATE TYPE "game_state" AS ENUM ('draft', 'pending-activation', 'active', 'suspended', 'drawn', 'archived');

-- CreateEnum
CREATE TYPE "raffle_structure" AS ENUM ('single', 'choice', 'multiple', 'mega');

-- CreateEnum
CREATE TYPE "numbering" AS ENUM ('at-issue', 'at-close');

-- CreateEnum
CREATE TYPE "order_state" AS ENUM ('held', 'checkout', 'authorised', 'issued', 'captured', 'declined', 'expired', 'cancelled', 'refused', 'lost', 'taken-back', 'refunded');

-- CreateEnum
CREATE TYPE "ticket_state" AS ENUM ('issued', 'valid', 'taken-back', 'voided');

-- CreateEnum
CREATE TYPE "drawing_state" AS ENUM ('planned', 'named', 'frozen', 'drawn', 'missed', 'cancelled');

-- CreateEnum
CREATE TYPE "account_kind" AS ENUM ('asset', 'liability', 'income', 'expense', 'equity');

-- CreateEnum
CREATE TYPE "payment_state" AS ENUM ('created', 'authorised', 'captured', 'cancelled', 'failed', 'refunded');

-- CreateTable
CREATE TABLE "area" (
    "id" TEXT NOT NULL,
    "tier" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT,

    CONSTRAINT "area_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "area_parent" (
    "child_id" TEXT NOT NULL,
    "parent_id" TEXT NOT NULL,

    CONSTRAINT "area_parent_pkey" PRIMARY KEY ("child_id","parent_id")
);

-- CreateTable
CREATE TABLE "postal_code" (
    "country" TEXT NOT NULL DEFAULT 'US',
    "code" TEXT NOT NULL,
    "area_id" TEXT NOT NULL,
    "permille" INTEGER,

    CONSTRAINT "postal_code_pkey" PRIMARY KEY ("country","code","area_id")
);

-- CreateTable
CREATE TABLE "postal_name" (
    "country" TEXT NOT NULL DEFAULT 'US',
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "postal_name_pkey" PRIMARY KEY ("country","code")
);

-- CreateTable
CREATE TABLE "area_import" (
    "id" UUID NOT NULL,
    "imported_at" TIMESTAMPTZ(3) NOT NULL,
    "source" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "report" JSONB NOT NULL,

    CONSTRAINT "area_import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "area_rule" (
    "id" UUID NOT NULL,
    "area_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "minimum_age" INTEGER,
    "rules" JSONB NOT NULL DEFAULT '{}',
    "source" TEXT NOT NULL DEFAULT '',
    "confidence" TEXT NOT NULL DEFAULT 'unverified',
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "area_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "area_list_entry" (
    "id" UUID NOT NULL,
    "area_id" TEXT NOT NULL,
    "list" "list_kind" NOT NULL,
    "coverage" "coverage",
    "reason" TEXT NOT NULL,
    "valid_from" TIMESTAMPTZ(3),
    "valid_to" TIMESTAMPTZ(3),
    "created_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "area_list_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "game_permission" (
    "game_id" UUID NOT NULL,
    "area_id" TEXT NOT NULL,
    "coverage" "coverage" NOT NULL,
    "permit_number" TEXT,
    "valid_from" TIMESTAMPTZ(3),
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "game_permission_pkey" PRIMARY KEY ("game_id","area_id")
);

-- CreateTable
CREATE TABLE "game_exclusion" (
    "game_id" UUID NOT NULL,
    "area_id" TEXT NOT NULL,

    CONSTRAINT "game_exclusion_pkey" PRIMARY KEY ("game_id","area_id")
);

-- CreateTable
CREATE TABLE "game_stop" (
    "id" UUID NOT NULL,
    "game_id" UUID NOT NULL,
    "area_id" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "stopped_by" UUID NOT NULL,
    "stopped_at" TIMESTAMPTZ(3) NOT NULL,
    "lifted_by" UUID,
    "lifted_at" TIMESTAMPTZ(3),

    CONSTRAINT "game_stop_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "decision_evidence" (
    "id" UUID NOT NULL,
    "game_id" UUID NOT NULL,
    "member_id" UUID,
    "order_id" UUID,
    "purpose" TEXT NOT NULL,
    "input" JSONB NOT NULL,
    "decision" TEXT NOT NULL,
    "reasons" JSONB NOT NULL,
    "rules_version" BIGINT NOT NULL,
    "decided_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "decision_evidence_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rules_version" (
    "id" INTEGER NOT NULL DEFAULT 1,
    "version" BIGINT NOT NULL DEFAULT 1,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rules_version_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "eligibility_class" (
    "hash" TEXT NOT NULL,
    "document" JSONB NOT NULL,
    "rules_version" BIGINT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "eligibility_class_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "age_confirmation" (
    "id" UUID NOT NULL,
    "visitor_id" UUID NOT NULL,
    "minimum_age" INTEGER NOT NULL,
    "place" JSONB NOT NULL,
    "text" TEXT NOT NULL,
    "text_version" INTEGER NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "age_confirmation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "venue_setting" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,
    "updated_by" UUID,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "venue_setting_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "member" (
    "id" UUID NOT NULL,
    "number" SERIAL NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified_at" TIMESTAMPTZ(3),
    "password_hash" TEXT,
    "title" TEXT,
    "given_name" TEXT NOT NULL,
    "family_name" TEXT NOT NULL,
    "birth_date" DATE NOT NULL,
    "phone" TEXT,
    "locale" TEXT NOT NULL DEFAULT 'en',
    "street" TEXT NOT NULL,
    "city" TEXT NOT NULL,
    "postal_code" TEXT NOT NULL,
    "country" TEXT NOT NULL DEFAULT 'US',
    "subdivision_id" TEXT NOT NULL,
    "county_ids" TEXT[],
    "municipality_ids" TEXT[],
    "residence_revision" INTEGER NOT NULL DEFAULT 1,
    "totp_secret" TEXT,
    "totp_confirmed_at" TIMESTAMPTZ(3),
    "totp_last_step" BIGINT,
    "show_winner_as" TEXT NOT NULL DEFAULT 'area',
    "notify" JSONB NOT NULL DEFAULT '{}',
    "status" TEXT NOT NULL DEFAULT 'active',
    "excluded_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "member_role" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "kind" "role_kind" NOT NULL,
    "organisation_id" UUID,
    "area_id" TEXT,
    "status" TEXT NOT NULL DEFAULT 'active',
    "reason" TEXT,
    "granted_by" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_role_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "second_factor_at" TIMESTAMPTZ(3),
    "device" TEXT NOT NULL DEFAULT '',

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "login_token" (
    "hash" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "member_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "login_token_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "recovery_code" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "hash" TEXT NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "agreement_signature" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "signed_as" TEXT NOT NULL,
    "signed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "agreement_signature_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "birth_date_request" (
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "birth_date" DATE NOT NULL,
    "reason" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "approved_by" UUID,
    "confirmed_by" UUID,
    "decided_at" TIMESTAMPTZ(3),
    "decision" TEXT,

    CONSTRAINT "birth_date_request_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organisation" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "website" TEXT,
    "registration" TEXT NOT NULL DEFAULT '',
    "status" TEXT NOT NULL DEFAULT 'active',
    "street" TEXT NOT NULL DEFAULT '',
    "city" TEXT NOT NULL DEFAULT '',
    "postal_code" TEXT NOT NULL DEFAULT '',
    "governing_area_id" TEXT NOT NULL,
    "area_ids" TEXT[],
    "gateway_account" TEXT,
    "gateway_ready" BOOLEAN NOT NULL DEFAULT false,
    "fee_basis_points" INTEGER NOT NULL DEFAULT 300,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "organisation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "game" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'raffle',
    "number" INTEGER NOT NULL,
    "slug" TEXT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "governing_area_id" TEXT NOT NULL,
    "minimum_age" INTEGER,
    "state" "game_state" NOT NULL DEFAULT 'draft',
    "opens_at" TIMESTAMPTZ(3) NOT NULL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'America/New_York',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "locked_at" TIMESTAMPTZ(3),
    "activated_at" TIMESTAMPTZ(3),
    "suspended_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "game_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "raffle" (
    "game_id" UUID NOT NULL,
    "structure" "raffle_structure" NOT NULL DEFAULT 'single',
    "title" TEXT NOT NULL,
    "summary" TEXT NOT NULL DEFAULT '',
    "description" TEXT NOT NULL DEFAULT '',
    "cover" TEXT NOT NULL DEFAULT 'hamper',
    "not_actual_item" BOOLEAN NOT NULL DEFAULT false,
    "category" TEXT NOT NULL DEFAULT 'other',
    "subcategory" TEXT NOT NULL DEFAULT '',
    "price_minor" INTEGER NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "ticket_cap" INTEGER,
    "per_person_maximum" INTEGER,
    "per_household_maximum" INTEGER,
    "free_entry_allowed" BOOLEAN NOT NULL DEFAULT false,
    "free_entry_text" TEXT NOT NULL DEFAULT '',
    "donations_allowed" BOOLEAN NOT NULL DEFAULT true,
    "cover_fee_allowed" BOOLEAN NOT NULL DEFAULT true,
    "staff_barred" BOOLEAN NOT NULL DEFAULT true,
    "numbering" "numbering" NOT NULL DEFAULT 'at-issue',
    "delivery_text" TEXT NOT NULL DEFAULT '',
    "rules_text" TEXT NOT NULL DEFAULT '',
    "rules_version" INTEGER NOT NULL DEFAULT 1,
    "ticket_text" TEXT NOT NULL DEFAULT '',
    "draw_place" TEXT NOT NULL DEFAULT '',
    "draw_at" TIMESTAMPTZ(3) NOT NULL,
    "extra_cost_minor" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "raffle_pkey" PRIMARY KEY ("game_id")
);

-- CreateTable
CREATE TABLE "raffle_rules_text" (
    "raffle_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "raffle_rules_text_pkey" PRIMARY KEY ("raffle_id","version")
);

-- CreateTable
CREATE TABLE "raffle_sales" (
    "raffle_id" UUID NOT NULL,
    "ticket_cap" INTEGER,
    "issued" INTEGER NOT NULL DEFAULT 0,
    "voided" INTEGER NOT NULL DEFAULT 0,
    "uncaptured" INTEGER NOT NULL DEFAULT 0,
    "next_sequence" INTEGER NOT NULL DEFAULT 1,
    "next_issue_order" BIGINT NOT NULL DEFAULT 1,
    "freed_sequences" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "frozen_at" TIMESTAMPTZ(3),

    CONSTRAINT "raffle_sales_pkey" PRIMARY KEY ("raffle_id")
);

-- CreateTable
CREATE TABLE "price_level" (
    "id" UUID NOT NULL,
    "raffle_id" UUID NOT NULL,
    "count" INTEGER NOT NULL,
    "price_minor" INTEGER NOT NULL,
    "stock" INTEGER,
    "sold" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "price_level_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "prize" (
    "id" UUID NOT NULL,
    "raffle_id" UUID NOT NULL,
    "drawing_id" UUID NOT NULL,
    "group_position" INTEGER NOT NULL,
    "choice" INTEGER NOT NULL DEFAULT 1,
    "heading" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "category" TEXT NOT NULL DEFAULT 'other',
    "subcategory" TEXT NOT NULL DEFAULT '',
    "cover" TEXT NOT NULL DEFAULT 'hamper',
    "not_actual_item" BOOLEAN NOT NULL DEFAULT false,
    "value_minor" INTEGER NOT NULL,
    "cost_minor" INTEGER NOT NULL DEFAULT 0,
    "quantity" INTEGER NOT NULL DEFAULT 1,
    "options" JSONB NOT NULL DEFAULT '[]',
    "sponsor" TEXT,

    CONSTRAINT "prize_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket_order" (
    "id" UUID NOT NULL,
    "raffle_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "recipient_id" UUID,
    "state" "order_state" NOT NULL DEFAULT 'held',
    "wanted" INTEGER NOT NULL,
    "quantity" INTEGER NOT NULL,
    "shortfall" TEXT NOT NULL DEFAULT 'none',
    "unit_price_minor" INTEGER NOT NULL,
    "tickets_minor" INTEGER NOT NULL,
    "donation_minor" INTEGER NOT NULL DEFAULT 0,
    "fee_cover_minor" INTEGER NOT NULL DEFAULT 0,
    "total_minor" INTEGER NOT NULL,
    "venue_fee_minor" INTEGER NOT NULL,
    "fee_basis_points" INTEGER NOT NULL,
    "currency" TEXT NOT NULL DEFAULT 'USD',
    "origin" TEXT NOT NULL DEFAULT 'paid',
    "residence" JSONB NOT NULL,
    "presence" JSONB,
    "residence_revision" INTEGER NOT NULL,
    "rules_version" INTEGER NOT NULL,
    "agreement_id" UUID,
    "idempotency_key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "hold_expires_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT,
    "reason_params" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "issued_at" TIMESTAMPTZ(3),
    "captured_at" TIMESTAMPTZ(3),

    CONSTRAINT "ticket_order_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "id" UUID NOT NULL,
    "raffle_id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "holder_id" UUID NOT NULL,
    "state" "ticket_state" NOT NULL DEFAULT 'issued',
    "issue_order" BIGINT NOT NULL,
    "sequence" INTEGER,
    "number" TEXT,
    "validation_code" TEXT NOT NULL,
    "origin" TEXT NOT NULL DEFAULT 'paid',
    "price_paid_minor" INTEGER NOT NULL,
    "pool_id" UUID,
    "book_number" TEXT,
    "issued_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "ended_reason" TEXT,

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drawing" (
    "id" UUID NOT NULL,
    "raffle_id" UUID NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'main',
    "position" INTEGER NOT NULL DEFAULT 1,
    "trigger_count" INTEGER,
    "trigger_at" TIMESTAMPTZ(3),
    "method" TEXT NOT NULL DEFAULT 'beacon',
    "state" "drawing_state" NOT NULL DEFAULT 'planned',
    "draw_at" TIMESTAMPTZ(3) NOT NULL,
    "chain_hash" TEXT,
    "round" BIGINT,
    "round_named_at" TIMESTAMPTZ(3),
    "reserve_count" INTEGER NOT NULL DEFAULT 10,
    "frozen_at" TIMESTAMPTZ(3),
    "entry_count" INTEGER,
    "list_root" TEXT,
    "signature" TEXT,
    "randomness" TEXT,
    "seed" TEXT,
    "drawn_at" TIMESTAMPTZ(3),
    "reveal_starts_at" TIMESTAMPTZ(3),
    "certificate" JSONB,
    "delayed_reason" TEXT,

    CONSTRAINT "drawing_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "drawing_entry" (
    "drawing_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "ticket_id" UUID NOT NULL,
    "number" TEXT NOT NULL,

    CONSTRAINT "drawing_entry_pkey" PRIMARY KEY ("drawing_id","index")
);

-- CreateTable
CREATE TABLE "winner" (
    "id" UUID NOT NULL,
    "drawing_id" UUID NOT NULL,
    "rank" INTEGER NOT NULL,
    "reserve" BOOLEAN NOT NULL DEFAULT false,
    "group_position" INTEGER,
    "prize_id" UUID,
    "ticket_id" UUID NOT NULL,
    "number" TEXT NOT NULL,
    "shown_as" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'unclaimed',
    "claim_by" TIMESTAMPTZ(3),
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "winner_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_account" (
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "kind" "account_kind" NOT NULL,
    "currency" TEXT NOT NULL,
    "guarded" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_movement" (
    "id" UUID NOT NULL,
    "cause" TEXT NOT NULL,
    "cause_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "posted_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ledger_movement_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ledger_transfer" (
    "movement_id" UUID NOT NULL,
    "line" INTEGER NOT NULL,
    "debit_id" BIGINT NOT NULL,
    "credit_id" BIGINT NOT NULL,
    "amount_minor" BIGINT NOT NULL,
    "currency" TEXT NOT NULL,
    "debit_guarded" BOOLEAN NOT NULL DEFAULT false,
    "credit_guarded" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "ledger_transfer_pkey" PRIMARY KEY ("movement_id","line")
);

-- CreateTable
CREATE TABLE "payment" (
    "id" UUID NOT NULL,
    "order_id" UUID NOT NULL,
    "gateway" TEXT NOT NULL DEFAULT 'stripe',
    "account" TEXT NOT NULL,
    "checkout_id" TEXT,
    "checkout_url" TEXT,
    "intent_id" TEXT,
    "charge_id" TEXT,
    "state" "payment_state" NOT NULL DEFAULT 'created',
    "amount_minor" INTEGER NOT NULL,
    "fee_minor" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "captured_minor" INTEGER NOT NULL DEFAULT 0,
    "refunded_minor" INTEGER NOT NULL DEFAULT 0,
    "processing_minor" INTEGER,
    "card_brand" TEXT,
    "card_funding" TEXT,
    "postal_check" TEXT,
    "failure_code" TEXT,
    "dispute_state" TEXT,
    "dispute_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "payment_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refund" (
    "id" UUID NOT NULL,
    "payment_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "amount_minor" INTEGER NOT NULL,
    "fee_minor" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'requested',
    "gateway_id" TEXT,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "refund_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "webhook_event" (
    "gateway" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "account" TEXT,
    "object_id" TEXT,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "last_error" TEXT,
    "received_at" TIMESTAMPTZ(3) NOT NULL,
    "processed_at" TIMESTAMPTZ(3),

    CONSTRAINT "webhook_event_pkey" PRIMARY KEY ("gateway","event_id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "dedupe_key" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "next_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "done_at" TIMESTAMPTZ(3),
    "last_error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_key" (
    "scope" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "input_hash" TEXT NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "idempotency_key_pkey" PRIMARY KEY ("scope","key")
);

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor_id" UUID,
    "actor_role" TEXT NOT NULL DEFAULT '',
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "area_id" TEXT,
    "before" JSONB,
    "after" JSONB,
    "correlation_id" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "key" TEXT NOT NULL,
    "window_at" TIMESTAMPTZ(3) NOT NULL,
    "count" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("key","window_at")
);

-- CreateIndex
CREATE INDEX "area_tier_name_idx" ON "area"("tier", "name");

-- CreateIndex
CREATE INDEX "area_parent_parent_id_idx" ON "area_parent"("parent_id");

-- CreateIndex
CREATE INDEX "postal_code_area_id_idx" ON "postal_code"("area_id");

-- CreateIndex
CREATE UNIQUE INDEX "area_rule_area_id_version_key" ON "area_rule"("area_id", "version");

-- CreateIndex
CREATE UNIQUE INDEX "area_list_entry_area_id_list_key" ON "area_list_entry"("area_id", "list");

-- CreateIndex
CREATE INDEX "game_permission_area_id_idx" ON "game_permission"("area_id");

-- CreateIndex
CREATE INDEX "game_exclusion_area_id_idx" ON "game_exclusion"("area_id");

-- CreateIndex
CREATE INDEX "game_stop_game_id_idx" ON "game_stop"("game_id");

-- CreateIndex
CREATE INDEX "game_stop_area_id_idx" ON "game_stop"("area_id");

-- CreateIndex
CREATE INDEX "decision_evidence_order_id_idx" ON "decision_evidence"("order_id");

-- CreateIndex
CREATE UNIQUE INDEX "member_number_key" ON "member"("number");

-- CreateIndex
CREATE UNIQUE INDEX "member_email_key" ON "member"("email");

-- CreateIndex
CREATE INDEX "member_role_member_id_idx" ON "member_role"("member_id");

-- CreateIndex
CREATE INDEX "session_member_id_idx" ON "session"("member_id");

-- CreateIndex
CREATE INDEX "login_token_email_idx" ON "login_token"("email");

-- CreateIndex
CREATE INDEX "recovery_code_member_id_idx" ON "recovery_code"("member_id");

-- CreateIndex
CREATE INDEX "agreement_signature_member_id_idx" ON "agreement_signature"("member_id");

-- CreateIndex
CREATE INDEX "birth_date_request_member_id_idx" ON "birth_date_request"("member_id");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_code_key" ON "organisation"("code");

-- CreateIndex
CREATE UNIQUE INDEX "organisation_gateway_account_key" ON "organisation"("gateway_account");

-- CreateIndex
CREATE UNIQUE INDEX "game_slug_key" ON "game"("slug");

-- CreateIndex
CREATE INDEX "game_state_closes_at_idx" ON "game"("state", "closes_at");

-- CreateIndex
CREATE UNIQUE INDEX "game_organisation_id_number_key" ON "game"("organisation_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "price_level_raffle_id_count_key" ON "price_level"("raffle_id", "count");

-- CreateIndex
CREATE UNIQUE INDEX "prize_drawing_id_group_position_choice_key" ON "prize"("drawing_id", "group_position", "choice");

-- CreateIndex
CREATE INDEX "ticket_order_raffle_id_state_idx" ON "ticket_order"("raffle_id", "state");

-- CreateIndex
CREATE INDEX "ticket_order_state_updated_at_idx" ON "ticket_order"("state", "updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_order_member_id_idempotency_key_key" ON "ticket_order"("member_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_validation_code_key" ON "ticket"("validation_code");

-- CreateIndex
CREATE INDEX "ticket_order_id_idx" ON "ticket"("order_id");

-- CreateIndex
CREATE INDEX "ticket_holder_id_idx" ON "ticket"("holder_id");

-- CreateIndex
CREATE UNIQUE INDEX "ticket_raffle_id_issue_order_key" ON "ticket"("raffle_id", "issue_order");

-- CreateIndex
CREATE INDEX "drawing_state_draw_at_idx" ON "drawing"("state", "draw_at");

-- CreateIndex
CREATE UNIQUE INDEX "drawing_raffle_id_kind_position_key" ON "drawing"("raffle_id", "kind", "position");

-- CreateIndex
CREATE INDEX "drawing_entry_ticket_id_idx" ON "drawing_entry"("ticket_id");

-- CreateIndex
CREATE UNIQUE INDEX "drawing_entry_drawing_id_ticket_id_key" ON "drawing_entry"("drawing_id", "ticket_id");

-- CreateIndex
CREATE UNIQUE INDEX "winner_drawing_id_rank_key" ON "winner"("drawing_id", "rank");

-- CreateIndex
CREATE UNIQUE INDEX "winner_drawing_id_ticket_id_key" ON "winner"("drawing_id", "ticket_id");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_account_key_key" ON "ledger_account"("key");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_account_id_currency_guarded_key" ON "ledger_account"("id", "currency", "guarded");

-- CreateIndex
CREATE UNIQUE INDEX "ledger_movement_key_key" ON "ledger_movement"("key");

-- CreateIndex
CREATE INDEX "ledger_movement_cause_id_idx" ON "ledger_movement"("cause_id");

-- CreateIndex
CREATE INDEX "ledger_transfer_debit_id_idx" ON "ledger_transfer"("debit_id");

-- CreateIndex
CREATE INDEX "ledger_transfer_credit_id_idx" ON "ledger_transfer"("credit_id");

-- CreateIndex
CREATE INDEX "payment_order_id_idx" ON "payment"("order_id");

-- CreateIndex
CREATE INDEX "payment_state_updated_at_idx" ON "payment"("state", "updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "payment_gateway_checkout_id_key" ON "payment"("gateway", "checkout_id");

-- CreateIndex
CREATE UNIQUE INDEX "payment_gateway_intent_id_key" ON "payment"("gateway", "intent_id");

-- CreateIndex
CREATE UNIQUE INDEX "refund_key_key" ON "refund"("key");

-- CreateIndex
CREATE INDEX "refund_payment_id_idx" ON "refund"("payment_id");

-- CreateIndex
CREATE INDEX "webhook_event_state_next_at_idx" ON "webhook_event"("state", "next_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_dedupe_key_key" ON "outbox"("dedupe_key");

-- CreateIndex
CREATE INDEX "audit_entry_subject_idx" ON "audit_entry"("subject");

-- CreateIndex
CREATE INDEX "audit_entry_actor_id_idx" ON "audit_entry"("actor_id");

-- AddForeignKey
ALTER TABLE "area_parent" ADD CONSTRAINT "area_parent_child_id_fkey" FOREIGN KEY ("child_id") REFERENCES "area"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "area_parent" ADD CONSTRAINT "area_parent_parent_id_fkey" FOREIGN KEY ("parent_id") REFERENCES "area"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "game_permission" ADD CONSTRAINT "game_permission_game_id_fkey" FOREIGN KEY ("game_id") REFERENCES "game"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "game_exclusion" ADD CONSTRAINT "game_exclusion_game_id_fkey" FOREIGN KEY ("game_id") REFERENCES "game"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "game_stop" ADD CONSTRAINT "game_stop_game_id_fkey" FOREIGN KEY ("game_id") REFERENCES "game"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_role" ADD CONSTRAINT "member_role_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "member_role" ADD CONSTRAINT "member_role_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "agreement_signature" ADD CONSTRAINT "agreement_signature_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "game" ADD CONSTRAINT "game_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "raffle" ADD CONSTRAINT "raffle_game_id_fkey" FOREIGN KEY ("game_id") REFERENCES "game"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "raffle_rules_text" ADD CONSTRAINT "raffle_rules_text_raffle_id_fkey" FOREIGN KEY ("raffle_id") REFERENCES "raffle"("game_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "raffle_sales" ADD CONSTRAINT "raffle_sales_raffle_id_fkey" FOREIGN KEY ("raffle_id") REFERENCES "raffle"("game_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "price_level" ADD CONSTRAINT "price_level_raffle_id_fkey" FOREIGN KEY ("raffle_id") REFERENCES "raffle"("game_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prize" ADD CONSTRAINT "prize_raffle_id_fkey" FOREIGN KEY ("raffle_id") REFERENCES "raffle"("game_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "prize" ADD CONSTRAINT "prize_drawing_id_fkey" FOREIGN KEY ("drawing_id") REFERENCES "drawing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_order" ADD CONSTRAINT "ticket_order_raffle_id_fkey" FOREIGN KEY ("raffle_id") REFERENCES "raffle"("game_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket_order" ADD CONSTRAINT "ticket_order_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_raffle_id_fkey" FOREIGN KEY ("raffle_id") REFERENCES "raffle"("game_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "ticket_order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ticket" ADD CONSTRAINT "ticket_holder_id_fkey" FOREIGN KEY ("holder_id") REFERENCES "member"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drawing" ADD CONSTRAINT "drawing_raffle_id_fkey" FOREIGN KEY ("raffle_id") REFERENCES "raffle"("game_id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "drawing_entry" ADD CONSTRAINT "drawing_entry_drawing_id_fkey" FOREIGN KEY ("drawing_id") REFERENCES "drawing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "winner" ADD CONSTRAINT "winner_drawing_id_fkey" FOREIGN KEY ("drawing_id") REFERENCES "drawing"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_transfer" ADD CONSTRAINT "ledger_transfer_movement_id_fkey" FOREIGN KEY ("movement_id") REFERENCES "ledger_movement"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "payment" ADD CONSTRAINT "payment_order_id_fkey" FOREIGN KEY ("order_id") REFERENCES "ticket_order"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "refund" ADD CONSTRAINT "refund_payment_id_fkey" FOREIGN KEY ("payment_id") REFERENCES "payment"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
