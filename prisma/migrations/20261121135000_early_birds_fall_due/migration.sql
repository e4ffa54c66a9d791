-- Early birds fall due at exactly the right ticket, whatever arrives together (R3). docs/early-birds.md states the rule.

-- Finds out which early-bird drawings of a raffle have fallen due by `p_at` (null: the database's clock), and writes down
-- the last ticket that takes part in each.
--
-- By count: the Nth ticket is the Nth, in order of issue, of those whose sale was settled, void ones included. It is
-- known as soon as N are settled before the first one that is not: what is settled stays so, what is issued later comes
-- later, so it can never become another ticket.
-- By date: the last ticket issued before the moment. Where both are given, whichever ticket comes first.
--
-- Called at the end of the functions of selling once `raffle_sales.next_trigger` is reached, and by whoever looks at a
-- drawing. Takes the lock of the raffle's sales; touches drawings that have not fallen due, and no others.
CREATE FUNCTION trigger_early_birds(p_raffle uuid, p_at timestamptz DEFAULT NULL) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  s raffle_sales%ROWTYPE;
  g record;
  d record;
  at timestamptz;
  open_from bigint;
  unsettled bigint;
  known bigint;
  by_count bigint;
  by_date bigint;
BEGIN
  SELECT * INTO s FROM raffle_sales WHERE raffle_id = p_raffle FOR UPDATE;
  IF NOT FOUND OR NOT EXISTS (
    SELECT 1 FROM drawing WHERE raffle_id = p_raffle AND kind = 'early-bird' AND triggered_at IS NULL AND state = 'planned'
  ) THEN RETURN; END IF;
  at := coalesce(p_at, clock_timestamp());
  SELECT activated_at, closes_at INTO STRICT g FROM game WHERE id = p_raffle;

  -- How many tickets are settled before the first that is not. Few orders are open at a time, and few tickets stand
  -- behind the first of them, so this does not count the whole raffle.
  SELECT min(t.issue_order), count(*) INTO open_from, unsettled
    FROM ticket_order o JOIN ticket t ON t.order_id = o.id
   WHERE o.raffle_id = p_raffle AND o.state = 'issued' AND t.state = 'issued';
  known := s.issued - unsettled - (
    SELECT count(*) FROM ticket
     WHERE raffle_id = p_raffle AND issue_order > open_from AND state IN ('valid', 'voided'));

  FOR d IN SELECT id, trigger_count, trigger_at FROM drawing
            WHERE raffle_id = p_raffle AND kind = 'early-bird' AND triggered_at IS NULL AND state = 'planned'
            ORDER BY position FOR UPDATE LOOP
    by_count := NULL;
    by_date := NULL;
    IF d.trigger_count <= known THEN
      SELECT issue_order INTO by_count FROM ticket
       WHERE raffle_id = p_raffle AND state IN ('valid', 'voided') AND (open_from IS NULL OR issue_order < open_from)
       ORDER BY issue_order DESC OFFSET known - d.trigger_count LIMIT 1;
    END IF;
    IF d.trigger_at <= at AND d.trigger_at <= g.closes_at AND g.activated_at IS NOT NULL THEN
      by_date := coalesce((SELECT issue_order FROM ticket WHERE raffle_id = p_raffle AND issued_at < d.trigger_at
                            ORDER BY issue_order DESC LIMIT 1), 0);
      -- The Nth ticket may still turn out to have been sold before the moment: wait until what was issued is settled.
      IF by_count IS NULL AND open_from <= by_date AND d.trigger_count <= s.issued - (
           SELECT count(*) FROM ticket WHERE raffle_id = p_raffle AND issue_order > by_date AND state <> 'taken-back')
      THEN CONTINUE; END IF;
    END IF;
    IF by_count IS NULL AND by_date IS NULL THEN CONTINUE; END IF;
    UPDATE drawing SET trigger_order = least(by_count, by_date),
           triggered_at = CASE WHEN by_date IS NOT NULL AND (by_count IS NULL OR by_date < by_count) THEN d.trigger_at ELSE at END
     WHERE id = d.id;
  END LOOP;
END $$;

-- Once drawn, a drawing's facts stand; once triggered, an early bird's last ticket does.
CREATE OR REPLACE FUNCTION drawing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.round IS NOT NULL AND (NEW.round IS DISTINCT FROM OLD.round OR NEW.chain_hash IS DISTINCT FROM OLD.chain_hash) AND OLD.state <> 'missed' THEN
    RAISE EXCEPTION 'drawing %: the named round cannot change', OLD.id USING ERRCODE = 'check_violation';
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
