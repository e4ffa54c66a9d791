-- An organisation may have accounts at several gateways (M2): the one in force is known by its gateway and its name there.
ALTER TABLE "organisation" ADD COLUMN "gateway" TEXT NOT NULL DEFAULT 'stripe';
DROP INDEX "organisation_gateway_account_key";
CREATE UNIQUE INDEX "organisation_gateway_gateway_account_key" ON "organisation" ("gateway", "gateway_account");

CREATE OR REPLACE FUNCTION note_merchant_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO merchant_account (id, organisation_id, gateway, account, ready, created_at)
  VALUES (new_id(), NEW.id, NEW.gateway, NEW.gateway_account, NEW.gateway_ready, clock_timestamp())
  ON CONFLICT (gateway, account) DO UPDATE SET ready = excluded.ready WHERE merchant_account.organisation_id = NEW.id;
  RETURN NULL;
END $$;
DROP TRIGGER note_merchant_account ON organisation;
CREATE TRIGGER note_merchant_account AFTER INSERT OR UPDATE OF gateway, gateway_account, gateway_ready ON organisation
  FOR EACH ROW WHEN (NEW.gateway_account IS NOT NULL) EXECUTE FUNCTION note_merchant_account();

-- Until when somebody may pay on a payment's page, where the payment was ended and the gateway cannot end the page:
-- what is paid there meanwhile is given back.
ALTER TABLE "payment" ADD COLUMN "page_closes_at" TIMESTAMPTZ(3), ADD COLUMN "page_left_open" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "payment" ADD CONSTRAINT "payment_page_left_open"
  CHECK (NOT "page_left_open" OR ("state" IN ('cancelled', 'failed') AND "page_closes_at" IS NOT NULL));
CREATE INDEX "payment_page_left_open_idx" ON "payment" ("page_closes_at") WHERE "page_left_open";
