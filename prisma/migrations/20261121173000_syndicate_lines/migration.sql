-- Whole lines in place of fractions of a ticket (S11): members bring lines of their own, each contribution is a ticket by itself, and
-- prizes are shared by the lines. Such a syndicate grows while it is open.

ALTER TABLE syndicate DROP CONSTRAINT syndicate_amounts, DROP CONSTRAINT syndicate_bought;
ALTER TABLE syndicate ADD CONSTRAINT syndicate_amounts CHECK (CASE form
    WHEN 'lines' THEN price_minor >= share_count AND share_count BETWEEN 0 AND 1000 AND jsonb_array_length(entries) = share_count
    ELSE price_minor > 0 AND share_count BETWEEN 2 AND 1000 AND share_count <= price_minor END),
  ADD CONSTRAINT syndicate_bought CHECK (form = 'lines' OR state NOT IN ('playing', 'settled', 'cancelling') OR purchase_id IS NOT NULL),
  ADD CONSTRAINT syndicate_lines_own CHECK (form <> 'lines' OR purchase_id IS NULL AND unsold_rule = 'cancel' AND state NOT IN ('buying', 'deciding', 'cancelling'));

CREATE OR REPLACE FUNCTION syndicate_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.game_id, NEW.manager_id, NEW.mode, NEW.form, NEW.lottery_game, NEW.draws, NEW.currency, NEW.cut_off_at, NEW.decide_by, NEW.sales_close_at)
     IS DISTINCT FROM
     (OLD.game_id, OLD.manager_id, OLD.mode, OLD.form, OLD.lottery_game, OLD.draws, OLD.currency, OLD.cut_off_at, OLD.decide_by, OLD.sales_close_at)
     OR (NEW.entries, NEW.price_minor, NEW.share_count) IS DISTINCT FROM (OLD.entries, OLD.price_minor, OLD.share_count)
        AND NOT (OLD.form = 'lines' AND OLD.state = 'open' AND NEW.state = 'open' AND NEW.share_count > OLD.share_count AND NEW.price_minor > OLD.price_minor) THEN
    RAISE EXCEPTION 'syndicate %: what is shared cannot change', OLD.game_id;
  END IF;
  IF OLD.purchase_id IS NOT NULL AND NEW.purchase_id IS DISTINCT FROM OLD.purchase_id THEN
    RAISE EXCEPTION 'syndicate %: its ticket cannot become another', OLD.game_id;
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'buying>open', 'buying>failed',
      'open>deciding', 'open>placing', 'open>playing', 'open>cancelling', 'open>cancelled',
      'deciding>placing', 'deciding>playing', 'deciding>cancelling', 'deciding>cancelled',
      'placing>playing', 'placing>failed',
      'cancelling>cancelled', 'cancelling>playing',
      'playing>settled']) THEN
    RAISE EXCEPTION 'syndicate %: % cannot become %', OLD.game_id, OLD.state, NEW.state;
  END IF;
  -- Nobody plays for a share that belongs to nobody.
  IF NEW.state IN ('placing', 'playing') AND NEW.state <> OLD.state
     AND EXISTS (SELECT 1 FROM syndicate_share WHERE syndicate_id = NEW.game_id AND holder_id IS NULL) THEN
    RAISE EXCEPTION 'syndicate %: a share has no owner', OLD.game_id;
  END IF;
  -- Each line that plays is on a ticket of its owner's, which was bought.
  IF NEW.form = 'lines' AND NEW.state = 'playing' AND OLD.state <> 'playing'
     AND (NOT EXISTS (SELECT 1 FROM syndicate_share x WHERE x.syndicate_id = NEW.game_id AND x.state = 'held')
       OR EXISTS (SELECT 1 FROM syndicate_share x WHERE x.syndicate_id = NEW.game_id AND x.state = 'held' AND NOT EXISTS (
            SELECT 1 FROM syndicate_order o JOIN lottery_purchase p ON p.subject = 'syndicate:' || o.syndicate_id || ':' || o.id
             WHERE o.syndicate_id = x.syndicate_id AND x.number = ANY (o.numbers) AND p.state = 'confirmed' AND o.member_id = x.holder_id))) THEN
    RAISE EXCEPTION 'syndicate %: a line has no ticket', OLD.game_id;
  END IF;
  RETURN NEW;
END $$;

-- A line is brought while it is open, by whoever owns it.
CREATE FUNCTION line_is_brought() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM syndicate s WHERE s.game_id = NEW.syndicate_id AND s.form = 'lines' AND (s.state <> 'open' OR NEW.state <> 'held' OR NEW.weight <> 1)) THEN
    RAISE EXCEPTION 'syndicate %: no line can be brought so', NEW.syndicate_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER line_is_brought BEFORE INSERT ON syndicate_share FOR EACH ROW EXECUTE FUNCTION line_is_brought();
