-- A result that is corrected to a lower prize after it was paid (S8, M1).

-- What the lottery has paid it has paid, unless a newer result of its own says less.
CREATE OR REPLACE FUNCTION lottery_claim_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.revision < OLD.revision OR NEW.paid_minor < OLD.paid_minor AND NEW.revision = OLD.revision THEN
    RAISE EXCEPTION 'lottery_claim %: what was paid cannot shrink', OLD.purchase_id;
  END IF;
  RETURN NEW;
END $$;

-- Payments of a draw follow each other; one that goes back has an amount below zero.
ALTER TABLE syndicate_payout ADD COLUMN step integer;
ALTER TABLE syndicate_payout DISABLE TRIGGER append_only;
UPDATE syndicate_payout p SET step = o.step
  FROM (SELECT id, row_number() OVER (PARTITION BY syndicate_id, draw_date ORDER BY paid_until_minor) AS step FROM syndicate_payout) o WHERE o.id = p.id;
ALTER TABLE syndicate_payout ENABLE TRIGGER append_only;
ALTER TABLE syndicate_payout ALTER COLUMN step SET NOT NULL;
ALTER TABLE syndicate_payout DROP CONSTRAINT payout_once, DROP CONSTRAINT payout_amount;
ALTER TABLE syndicate_payout ADD CONSTRAINT payout_once UNIQUE (syndicate_id, draw_date, step),
  ADD CONSTRAINT payout_amount CHECK (amount_minor <> 0 AND paid_until_minor >= 0 AND step >= 1);
ALTER TABLE syndicate_payout_part DROP CONSTRAINT payout_part_amount;

-- Each payment says what was paid in all, so the one before and this one add up to it; and its parts add up to itself. No share
-- has ever given back more than it was given.
CREATE OR REPLACE FUNCTION payout_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(amount_minor) FROM syndicate_payout_part WHERE payout_id = NEW.id) IS DISTINCT FROM NEW.amount_minor THEN
    RAISE EXCEPTION 'payout %: its parts do not add up', NEW.id;
  END IF;
  IF NEW.paid_until_minor <> (SELECT sum(amount_minor) FROM syndicate_payout p
       WHERE p.syndicate_id = NEW.syndicate_id AND p.draw_date = NEW.draw_date AND p.step <= NEW.step) THEN
    RAISE EXCEPTION 'payout %: it does not follow the one before', NEW.id;
  END IF;
  IF EXISTS (SELECT 1 FROM syndicate_payout p JOIN syndicate_payout_part x ON x.payout_id = p.id
              WHERE p.syndicate_id = NEW.syndicate_id AND p.draw_date = NEW.draw_date
              GROUP BY x.share_number, x.member_id HAVING sum(x.amount_minor) < 0) THEN
    RAISE EXCEPTION 'payout %: a share would give back more than it got', NEW.id;
  END IF;
  RETURN NULL;
END $$;

-- What a correction took back and was no longer in the member's wallet: owed until it is settled. The ledger has it in
-- members:receivable; this says who owes how much of it, and for what.
CREATE TABLE syndicate_debt (
  payout_id uuid NOT NULL REFERENCES syndicate_payout (id),
  member_id uuid NOT NULL REFERENCES member (id),
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  currency text NOT NULL,
  owed_minor bigint NOT NULL,
  settled_minor bigint NOT NULL DEFAULT 0,
  created_at timestamptz(3) NOT NULL,
  PRIMARY KEY (payout_id, member_id),
  CONSTRAINT debt_amounts CHECK (owed_minor > 0 AND settled_minor BETWEEN 0 AND owed_minor)
);
CREATE INDEX debt_open ON syndicate_debt (member_id) WHERE settled_minor < owed_minor;
CREATE FUNCTION debt_shrinks() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR (NEW.payout_id, NEW.member_id, NEW.syndicate_id, NEW.currency, NEW.owed_minor) IS DISTINCT FROM
     (OLD.payout_id, OLD.member_id, OLD.syndicate_id, OLD.currency, OLD.owed_minor) OR NEW.settled_minor < OLD.settled_minor THEN
    RAISE EXCEPTION 'syndicate_debt %: it is settled, never changed', OLD.payout_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER debt_shrinks BEFORE UPDATE OR DELETE ON syndicate_debt FOR EACH ROW EXECUTE FUNCTION debt_shrinks();
