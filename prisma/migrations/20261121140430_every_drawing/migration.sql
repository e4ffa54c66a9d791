-- Drawings of every kind: by hand, with what was filmed; prizes claimed, checked and passed on; a decision about a 50/50;
-- and a new round after one that was missed.

-- ── conversion to a 50/50 (R14) ──────────────────────────────────────────────────────────────────────────────────────
-- Said no to, so that the list need not wait for the decision any longer.
ALTER TABLE raffle ADD COLUMN conversion_declined_at timestamptz(3);
ALTER TABLE raffle ADD CONSTRAINT raffle_conversion_decided CHECK (converted_at IS NULL OR conversion_declined_at IS NULL);

-- ── winners (D4) ─────────────────────────────────────────────────────────────────────────────────────────────────────
-- A stub that went back into the drum may win again in the same drawing (D1); in every other a ticket wins once.
ALTER TABLE winner ADD COLUMN stub_returned boolean NOT NULL DEFAULT false;
DROP INDEX winner_drawing_id_ticket_id_key;
CREATE UNIQUE INDEX winner_ticket_once ON winner (drawing_id, ticket_id) WHERE NOT stub_returned;
CREATE INDEX winner_ticket ON winner (ticket_id);
CREATE INDEX winner_claim_due ON winner (claim_by) WHERE state = 'unclaimed' AND claim_by IS NOT NULL;
ALTER TABLE winner ADD CONSTRAINT winner_option CHECK (option_taken IS NULL OR option_taken IN ('item', 'cash', 'towards'));
ALTER TABLE winner ADD CONSTRAINT winner_steps CHECK (
  (state NOT IN ('claimed', 'checked', 'delivered') OR claimed_at IS NOT NULL)
  AND (state NOT IN ('checked', 'delivered') OR (checked_at IS NOT NULL AND checked_by IS NOT NULL))
  AND (state = 'delivered') = (delivered_at IS NOT NULL)
  AND (state = 'unclaimed' OR group_position IS NOT NULL));
-- What was drawn stands: a winner's ticket and rank never change, and nothing comes after delivered or forfeited.
CREATE FUNCTION winner_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.drawing_id <> OLD.drawing_id OR NEW.rank <> OLD.rank OR NEW.ticket_id <> OLD.ticket_id OR NEW.number <> OLD.number
     OR (OLD.group_position IS NOT NULL AND NEW.group_position IS DISTINCT FROM OLD.group_position)
     OR (OLD.state IN ('delivered', 'forfeited') AND NEW.state <> OLD.state)
     OR (OLD.state = 'claimed' AND NEW.state = 'unclaimed') OR (OLD.state = 'checked' AND NEW.state IN ('unclaimed', 'claimed')) THEN
    RAISE EXCEPTION 'winner %: what was drawn cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER winner_guard BEFORE UPDATE ON winner FOR EACH ROW EXECUTE FUNCTION winner_guard();

-- ── by hand (D1, D6) ─────────────────────────────────────────────────────────────────────────────────────────────────
-- Winning numbers as they are entered, until the drawing is confirmed. One number a place, and one place a number unless
-- stubs return, whoever enters them and however many do at once.
CREATE TABLE hand_entry (
  drawing_id uuid NOT NULL,
  group_position integer NOT NULL CHECK (group_position > 0),
  place integer NOT NULL CHECK (place > 0),
  ticket_id uuid NOT NULL,
  prize_id uuid REFERENCES prize (id),
  stub_returned boolean NOT NULL DEFAULT false,
  entered_by uuid NOT NULL REFERENCES member (id),
  entered_at timestamptz(3) NOT NULL,
  PRIMARY KEY (drawing_id, group_position, place),
  FOREIGN KEY (drawing_id, ticket_id) REFERENCES drawing_entry (drawing_id, ticket_id)
);
CREATE UNIQUE INDEX hand_entry_once ON hand_entry (drawing_id, ticket_id) WHERE NOT stub_returned;
CREATE FUNCTION hand_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE of uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.drawing_id ELSE NEW.drawing_id END;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM drawing WHERE id = of AND method = 'hand' AND state = 'frozen') THEN
    RAISE EXCEPTION 'drawing %: no numbers are entered now', of USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER hand_entry_guard BEFORE INSERT OR UPDATE OR DELETE ON hand_entry FOR EACH ROW EXECUTE FUNCTION hand_entry_guard();

-- ── pictures and films (D3, D6) ──────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE drawing_media (
  id uuid PRIMARY KEY,
  drawing_id uuid NOT NULL REFERENCES drawing (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('photo', 'video', 'stream')),
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  content_type text,
  sha256 text CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  size_bytes bigint CHECK (size_bytes > 0),
  address text CHECK (address ~ '^https://' AND length(address) <= 500),
  complete boolean NOT NULL DEFAULT false,
  added_by uuid NOT NULL REFERENCES member (id),
  added_at timestamptz(3) NOT NULL,
  CONSTRAINT media_kind CHECK ((kind = 'stream') = (address IS NOT NULL) AND (kind <> 'stream' OR sha256 IS NULL)),
  CONSTRAINT media_complete CHECK (NOT complete OR kind = 'stream' OR (sha256 IS NOT NULL AND size_bytes IS NOT NULL AND content_type IS NOT NULL))
);
CREATE INDEX drawing_media_drawing ON drawing_media (drawing_id, added_at);
CREATE TABLE drawing_media_part (
  media_id uuid NOT NULL REFERENCES drawing_media (id) ON DELETE CASCADE,
  position integer NOT NULL CHECK (position >= 0),
  bytes bytea NOT NULL,
  PRIMARY KEY (media_id, position)
);

-- ── a new round after a missed one (P27) ─────────────────────────────────────────────────────────────────────────────
CREATE TABLE round_renewal (
  id uuid PRIMARY KEY,
  drawing_id uuid NOT NULL REFERENCES drawing (id) ON DELETE CASCADE,
  missed_round bigint,
  reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  draw_at timestamptz(3) NOT NULL,
  requested_by uuid NOT NULL REFERENCES member (id),
  requested_at timestamptz(3) NOT NULL,
  approved_by uuid REFERENCES member (id),
  approved_at timestamptz(3),
  confirmed_by uuid REFERENCES member (id),
  confirmed_at timestamptz(3),
  refused_by uuid REFERENCES member (id),
  refused_at timestamptz(3),
  refusal text,
  CONSTRAINT renewal_two_people CHECK (
    (approved_by IS NULL) = (approved_at IS NULL) AND (confirmed_by IS NULL) = (confirmed_at IS NULL)
    AND (refused_by IS NULL) = (refused_at IS NULL)
    AND (approved_by IS NULL OR approved_by <> requested_by)
    AND (confirmed_by IS NULL OR (approved_by IS NOT NULL AND confirmed_by <> approved_by AND confirmed_by <> requested_by AND refused_by IS NULL)))
);
-- One request at a time.
CREATE UNIQUE INDEX round_renewal_open ON round_renewal (drawing_id) WHERE confirmed_at IS NULL AND refused_at IS NULL;

CREATE OR REPLACE FUNCTION drawing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.round IS NOT NULL AND (NEW.round IS DISTINCT FROM OLD.round OR NEW.chain_hash IS DISTINCT FROM OLD.chain_hash) AND OLD.state <> 'missed' THEN
    RAISE EXCEPTION 'drawing %: the named round cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'missed' AND NEW.state = 'named' AND NOT EXISTS (
       SELECT 1 FROM round_renewal WHERE drawing_id = OLD.id AND confirmed_at IS NOT NULL AND missed_round IS NOT DISTINCT FROM OLD.round) THEN
    RAISE EXCEPTION 'drawing %: another round needs the regulator and two people', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.triggered_at IS NOT NULL AND (NEW.triggered_at IS DISTINCT FROM OLD.triggered_at OR NEW.trigger_order IS DISTINCT FROM OLD.trigger_order) THEN
    RAISE EXCEPTION 'drawing %: the ticket that triggered it cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state IN ('frozen', 'drawn') AND (NEW.list_root IS DISTINCT FROM OLD.list_root OR NEW.entry_count IS DISTINCT FROM OLD.entry_count) THEN
    RAISE EXCEPTION 'drawing %: the frozen list cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'drawn' AND (NEW.state <> 'drawn' OR NEW.seed IS DISTINCT FROM OLD.seed OR NEW.signature IS DISTINCT FROM OLD.signature
      OR NEW.certificate::text IS DISTINCT FROM OLD.certificate::text) THEN
    RAISE EXCEPTION 'drawing %: a drawing is run once', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
