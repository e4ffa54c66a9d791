-- Every account an organisation ever had at a gateway (M2). organisation.gateway_account names the one that new payments go
-- to; payments keep the account they were made on, so events and refunds of the others still find their way.
CREATE TABLE "merchant_account" (
  "id" uuid NOT NULL,
  "organisation_id" uuid NOT NULL,
  "gateway" text NOT NULL DEFAULT 'stripe',
  "account" text NOT NULL,
  "label" text NOT NULL DEFAULT '',
  "ready" boolean NOT NULL DEFAULT false,
  "rate_kind" text NOT NULL DEFAULT 'standard',
  "discount_basis_points" integer NOT NULL DEFAULT 290,
  "transaction_minor" integer NOT NULL DEFAULT 30,
  "gateway_minor" integer NOT NULL DEFAULT 0,
  "address_check_minor" integer NOT NULL DEFAULT 0,
  "created_at" timestamptz(3) NOT NULL,
  CONSTRAINT "merchant_account_pkey" PRIMARY KEY ("id"),
  CONSTRAINT "merchant_account_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisation" ("id"),
  CONSTRAINT "merchant_account_rate_kind" CHECK ("rate_kind" IN ('standard', 'individual', 'by-hand')),
  CONSTRAINT "merchant_account_rates" CHECK (
    "discount_basis_points" BETWEEN 0 AND 10000 AND "transaction_minor" BETWEEN 0 AND 100000
    AND "gateway_minor" BETWEEN 0 AND 100000 AND "address_check_minor" BETWEEN 0 AND 100000)
);
CREATE UNIQUE INDEX "merchant_account_gateway_account_key" ON "merchant_account" ("gateway", "account");
CREATE INDEX "merchant_account_organisation_id_idx" ON "merchant_account" ("organisation_id");

-- The account in force is always among them, whoever writes it down.
CREATE FUNCTION note_merchant_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO merchant_account (id, organisation_id, account, ready, created_at)
  VALUES (new_id(), NEW.id, NEW.gateway_account, NEW.gateway_ready, clock_timestamp())
  ON CONFLICT (gateway, account) DO UPDATE SET ready = excluded.ready WHERE merchant_account.organisation_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER note_merchant_account AFTER INSERT OR UPDATE OF gateway_account, gateway_ready ON organisation
  FOR EACH ROW WHEN (NEW.gateway_account IS NOT NULL) EXECUTE FUNCTION note_merchant_account();
INSERT INTO merchant_account (id, organisation_id, account, ready, created_at)
  SELECT new_id(), id, gateway_account, gateway_ready, created_at FROM organisation WHERE gateway_account IS NOT NULL;
