-- What raffles of every kind say and need: all four structures with early birds, pots, trays and number boards, offline
-- sale, gifts, drawings by hand, and conversion to a 50/50.

-- ── what a raffle says ───────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE raffle
  ADD COLUMN participation text NOT NULL DEFAULT 'online',
  ADD COLUMN format text NOT NULL DEFAULT 'standard',
  ADD COLUMN pot_share_basis_points integer,
  ADD COLUMN pot_seed_minor integer NOT NULL DEFAULT 0,
  ADD COLUMN pot_minimum_minor integer NOT NULL DEFAULT 0,
  ADD COLUMN pot_cap_minor integer,
  ADD COLUMN gifts_allowed boolean NOT NULL DEFAULT false,
  ADD COLUMN early_birds_win_again boolean NOT NULL DEFAULT true,
  ADD COLUMN stubs_return boolean NOT NULL DEFAULT false,
  ADD COLUMN ticket_number_part text NOT NULL DEFAULT 'sequence',
  ADD COLUMN target_count integer,
  ADD COLUMN claim_days integer NOT NULL DEFAULT 60,
  ADD COLUMN conversion_allowed boolean NOT NULL DEFAULT false,
  ADD COLUMN converted_at timestamptz(3),
  ADD COLUMN converted_by uuid,
  ADD COLUMN image_id uuid;
ALTER TABLE raffle ADD CONSTRAINT raffle_participation CHECK (participation IN ('online', 'offline', 'both'));
ALTER TABLE raffle ADD CONSTRAINT raffle_format CHECK (format IN ('standard', 'fifty-fifty', 'tricky-tray', 'number-board'));
-- A pot has a share, and nothing else has one; a guaranteed minimum stays below its cap (B2).
ALTER TABLE raffle ADD CONSTRAINT raffle_pot CHECK (
  (format = 'fifty-fifty') = (pot_share_basis_points IS NOT NULL)
  AND (pot_share_basis_points IS NULL OR pot_share_basis_points BETWEEN 1 AND 10000)
  AND pot_seed_minor >= 0 AND pot_minimum_minor >= 0
  AND (pot_cap_minor IS NULL OR pot_cap_minor >= greatest(pot_minimum_minor, pot_seed_minor))
  AND (format = 'fifty-fifty' OR (pot_seed_minor = 0 AND pot_minimum_minor = 0 AND pot_cap_minor IS NULL)));
-- A board has as many numbers as tickets for sale, so it has a cap (B13).
ALTER TABLE raffle ADD CONSTRAINT raffle_board CHECK (format <> 'number-board' OR ticket_cap BETWEEN 2 AND 100000);
ALTER TABLE raffle ADD CONSTRAINT raffle_number_part CHECK (ticket_number_part IN ('record', 'participant', 'sequence'));
ALTER TABLE raffle ADD CONSTRAINT raffle_target CHECK (target_count IS NULL OR target_count BETWEEN 1 AND 100000000);
ALTER TABLE raffle ADD CONSTRAINT raffle_claim_days CHECK (claim_days BETWEEN 1 AND 3650);
ALTER TABLE raffle ADD CONSTRAINT raffle_converted CHECK (
  (converted_at IS NULL) = (converted_by IS NULL) AND (converted_at IS NULL OR conversion_allowed));

ALTER TABLE prize ADD COLUMN image_id uuid;

-- ── drawings ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- An early bird is triggered once, at the ticket or the moment that its trigger names, and takes the tickets issued up to
-- that one (R3). A tray has a drawing for each of its prizes (B3); a drawing by hand has neither round nor seed (D1).
ALTER TABLE drawing
  ADD COLUMN triggered_at timestamptz(3),
  ADD COLUMN trigger_order bigint,
  ADD COLUMN ended_reason text;
ALTER TABLE drawing DROP CONSTRAINT drawing_kind;
ALTER TABLE drawing ADD CONSTRAINT drawing_kind CHECK (kind IN ('main', 'early-bird', 'pool'));
ALTER TABLE drawing DROP CONSTRAINT drawing_drawn;
ALTER TABLE drawing ADD CONSTRAINT drawing_drawn CHECK (
  state <> 'drawn' OR (drawn_at IS NOT NULL AND certificate IS NOT NULL AND (seed IS NOT NULL OR method = 'hand')));
ALTER TABLE drawing ADD CONSTRAINT drawing_trigger CHECK (
  (kind = 'early-bird') = (trigger_count IS NOT NULL OR trigger_at IS NOT NULL)
  AND (trigger_count IS NULL OR trigger_count > 0)
  AND (triggered_at IS NULL) = (trigger_order IS NULL)
  AND (triggered_at IS NULL OR kind = 'early-bird'));
-- Two early birds never wait for the same ticket or the same moment alone.
CREATE UNIQUE INDEX drawing_trigger_count_once ON drawing (raffle_id, trigger_count) WHERE trigger_count IS NOT NULL AND state <> 'cancelled';

ALTER TABLE winner
  ADD COLUMN option_taken text,
  ADD COLUMN amount_minor integer,
  ADD COLUMN claimed_at timestamptz(3),
  ADD COLUMN checked_at timestamptz(3),
  ADD COLUMN checked_by uuid,
  ADD COLUMN delivered_at timestamptz(3),
  ADD COLUMN replaces_id uuid,
  ADD COLUMN note text NOT NULL DEFAULT '';
ALTER TABLE winner ADD CONSTRAINT winner_state CHECK (state IN ('unclaimed', 'claimed', 'checked', 'delivered', 'forfeited'));
ALTER TABLE winner ADD CONSTRAINT winner_amount CHECK (amount_minor IS NULL OR amount_minor >= 0);
ALTER TABLE winner ADD CONSTRAINT winner_replaces FOREIGN KEY (replaces_id) REFERENCES winner (id);
-- A prize that was not claimed goes to one reserve, once.
CREATE UNIQUE INDEX winner_replaced_once ON winner (replaces_id) WHERE replaces_id IS NOT NULL;
-- A reserve that takes a prize over has it from then on, and stays marked as a reserve.
ALTER TABLE winner DROP CONSTRAINT winner_prize;
ALTER TABLE winner ADD CONSTRAINT winner_prize CHECK (reserve OR group_position IS NOT NULL);

-- ── orders and tickets ───────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE ticket_order
  ADD COLUMN price_level_id uuid,
  ADD COLUMN bundles integer NOT NULL DEFAULT 1,
  ADD COLUMN picks integer[] NOT NULL DEFAULT '{}',
  ADD COLUMN placements jsonb,
  ADD COLUMN gift_message text,
  ADD COLUMN entered_by uuid,
  ADD COLUMN paid_by text,
  ADD COLUMN seller_id uuid;
ALTER TABLE ticket_order ADD CONSTRAINT order_bundles CHECK (bundles > 0);
ALTER TABLE ticket_order ADD CONSTRAINT order_manual CHECK (
  (origin = 'manual') = (entered_by IS NOT NULL AND paid_by IS NOT NULL)
  AND (paid_by IS NULL OR paid_by IN ('cash', 'check', 'card', 'other')));

ALTER TABLE ticket
  ADD COLUMN picked_number integer,
  ADD COLUMN book_id uuid,
  ADD COLUMN printed_number text,
  ADD COLUMN seller_id uuid;
-- A number of the board is held by one ticket at a time; a voided ticket keeps its number (T9).
CREATE UNIQUE INDEX ticket_picked_once ON ticket (raffle_id, picked_number) WHERE picked_number IS NOT NULL AND state <> 'taken-back';
CREATE UNIQUE INDEX ticket_printed_once ON ticket (raffle_id, printed_number) WHERE printed_number IS NOT NULL AND state <> 'taken-back';

-- ── when early birds fall due ────────────────────────────────────────────────────────────────────────────────────────
-- The lowest count at which a drawing still waits, kept beside the counters, so that a sale compares one number and
-- looks no further.
ALTER TABLE raffle_sales ADD COLUMN next_trigger integer;
CREATE FUNCTION note_next_trigger() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE raffle uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.raffle_id ELSE NEW.raffle_id END;
BEGIN
  UPDATE raffle_sales SET next_trigger = (
    SELECT min(trigger_count) FROM drawing
     WHERE raffle_id = raffle AND kind = 'early-bird' AND triggered_at IS NULL AND state IN ('planned', 'named'))
   WHERE raffle_id = raffle;
  RETURN NULL;
END $$;
CREATE TRIGGER note_next_trigger AFTER INSERT OR DELETE OR UPDATE OF trigger_count, triggered_at, state ON drawing
  FOR EACH ROW EXECUTE FUNCTION note_next_trigger();
CREATE TRIGGER touch_game_born AFTER INSERT OR DELETE ON drawing FOR EACH ROW EXECUTE FUNCTION touch_game('raffle_id');
