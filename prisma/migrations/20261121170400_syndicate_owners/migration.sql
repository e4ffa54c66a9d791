-- Who owns a share at which draw (S9): people change between draws, never for one that runs, and a prize goes to whoever owned
-- the share at its draw.

CREATE TABLE syndicate_passing (
  id uuid PRIMARY KEY,
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  share_number integer NOT NULL,
  from_member uuid NOT NULL REFERENCES member (id),
  to_email text NOT NULL,
  to_member uuid REFERENCES member (id),
  -- 0 is a gift.
  price_minor integer NOT NULL,
  state text NOT NULL,
  -- The first draw that is the new owner's; known once it is accepted.
  from_draw text,
  offered_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  FOREIGN KEY (syndicate_id, share_number) REFERENCES syndicate_share (syndicate_id, number),
  CONSTRAINT passing_price CHECK (price_minor >= 0),
  CONSTRAINT passing_state CHECK (state IN ('offered', 'accepted', 'declined', 'withdrawn')),
  CONSTRAINT passing_end CHECK ((state = 'offered') = (ended_at IS NULL)),
  CONSTRAINT passing_accepted CHECK ((state = 'accepted') = (from_draw IS NOT NULL) AND (state <> 'accepted' OR to_member IS NOT NULL AND to_member <> from_member))
);
CREATE UNIQUE INDEX passing_one_offer ON syndicate_passing (syndicate_id, share_number) WHERE state = 'offered';
CREATE INDEX passing_to ON syndicate_passing (to_email) WHERE state = 'offered';

CREATE TABLE syndicate_owner (
  syndicate_id uuid NOT NULL,
  share_number integer NOT NULL,
  step integer NOT NULL,
  from_draw text NOT NULL,
  member_id uuid NOT NULL REFERENCES member (id),
  passing_id uuid UNIQUE REFERENCES syndicate_passing (id),
  recorded_at timestamptz(3) NOT NULL,
  PRIMARY KEY (syndicate_id, share_number, step),
  FOREIGN KEY (syndicate_id, share_number) REFERENCES syndicate_share (syndicate_id, number),
  CONSTRAINT owner_step CHECK (step >= 1 AND (step = 1) = (passing_id IS NULL))
);
CREATE INDEX owner_of ON syndicate_owner (member_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_owner FOR EACH ROW EXECUTE FUNCTION append_only();

INSERT INTO syndicate_owner (syndicate_id, share_number, step, from_draw, member_id, recorded_at)
SELECT x.syndicate_id, x.number, 1, s.draws[1], x.holder_id, s.updated_at
  FROM syndicate s JOIN syndicate_share x ON x.syndicate_id = s.game_id
 WHERE s.state IN ('playing', 'settled') AND x.holder_id IS NOT NULL AND x.state IN ('held', 'kept');

-- When the ticket begins to play, whoever holds a share owns it from the first draw on.
CREATE FUNCTION owners_begin() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO syndicate_owner (syndicate_id, share_number, step, from_draw, member_id, recorded_at)
  SELECT NEW.game_id, x.number, 1, NEW.draws[1], x.holder_id, NEW.updated_at
    FROM syndicate_share x WHERE x.syndicate_id = NEW.game_id AND x.state IN ('held', 'kept');
  RETURN NULL;
END $$;
CREATE TRIGGER owners_begin AFTER UPDATE OF state ON syndicate FOR EACH ROW
  WHEN (NEW.state = 'playing' AND OLD.state <> 'playing') EXECUTE FUNCTION owners_begin();

-- An owner follows the one before, for draws that have no result yet, and only where the share was passed on for no more than was
-- paid for what is left of it.
CREATE FUNCTION owner_follows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  s syndicate%ROWTYPE;
  before syndicate_owner%ROWTYPE;
  p syndicate_passing%ROWTYPE;
  x syndicate_share%ROWTYPE;
  remaining integer;
BEGIN
  IF NEW.step = 1 THEN RETURN NEW; END IF;
  SELECT * INTO STRICT s FROM syndicate WHERE game_id = NEW.syndicate_id;
  SELECT * INTO STRICT x FROM syndicate_share WHERE syndicate_id = NEW.syndicate_id AND number = NEW.share_number;
  SELECT * INTO STRICT p FROM syndicate_passing WHERE id = NEW.passing_id;
  SELECT * INTO STRICT before FROM syndicate_owner
   WHERE syndicate_id = NEW.syndicate_id AND share_number = NEW.share_number ORDER BY step DESC LIMIT 1;
  IF s.state <> 'playing' OR NEW.step <> before.step + 1 OR NEW.from_draw < before.from_draw OR NOT NEW.from_draw = ANY (s.draws) THEN
    RAISE EXCEPTION 'share % of %: an owner follows the one before, from a draw of the ticket on', NEW.share_number, NEW.syndicate_id;
  END IF;
  IF (p.syndicate_id, p.share_number, p.from_member, p.to_member, p.from_draw) IS DISTINCT FROM
     (NEW.syndicate_id, NEW.share_number, before.member_id, NEW.member_id, NEW.from_draw) OR p.state <> 'accepted' THEN
    RAISE EXCEPTION 'share % of %: it was not passed on so', NEW.share_number, NEW.syndicate_id;
  END IF;
  IF EXISTS (SELECT 1 FROM lottery_result r WHERE r.game = s.lottery_game AND r.draw_date >= NEW.from_draw AND r.draw_date = ANY (s.draws)) THEN
    RAISE EXCEPTION 'share % of %: a draw of these is over', NEW.share_number, NEW.syndicate_id;
  END IF;
  SELECT count(*) INTO remaining FROM unnest(s.draws) d WHERE d >= NEW.from_draw;
  IF p.price_minor::bigint * cardinality(s.draws) > x.price_minor::bigint * remaining THEN
    RAISE EXCEPTION 'share % of %: it costs more than was paid for what is left', NEW.share_number, NEW.syndicate_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER owner_follows BEFORE INSERT ON syndicate_owner FOR EACH ROW EXECUTE FUNCTION owner_follows();

CREATE OR REPLACE FUNCTION share_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.syndicate_id, NEW.number, NEW.weight, NEW.price_minor) IS DISTINCT FROM (OLD.syndicate_id, OLD.number, OLD.weight, OLD.price_minor) THEN
    RAISE EXCEPTION 'share % of %: what is for sale cannot change', OLD.number, OLD.syndicate_id;
  END IF;
  IF OLD.holder_id IS NOT NULL AND NEW.holder_id IS DISTINCT FROM OLD.holder_id AND NEW.holder_id IS DISTINCT FROM
     (SELECT o.member_id FROM syndicate_owner o WHERE o.syndicate_id = OLD.syndicate_id AND o.share_number = OLD.number AND o.step > 1
       ORDER BY o.step DESC LIMIT 1) THEN
    RAISE EXCEPTION 'share % of %: it has an owner', OLD.number, OLD.syndicate_id;
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'offered>held', 'offered>kept', 'offered>returned', 'held>returned', 'kept>returned', 'kept>held']) THEN
    RAISE EXCEPTION 'share % of %: % cannot become %', OLD.number, OLD.syndicate_id, OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;

-- A prize goes to whoever owned the share at its draw, and to nobody else.
CREATE FUNCTION payout_part_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  p syndicate_payout%ROWTYPE;
BEGIN
  SELECT * INTO STRICT p FROM syndicate_payout WHERE id = NEW.payout_id;
  IF NEW.member_id IS DISTINCT FROM (SELECT o.member_id FROM syndicate_owner o
       WHERE o.syndicate_id = p.syndicate_id AND o.share_number = NEW.share_number AND o.from_draw <= p.draw_date
       ORDER BY o.step DESC LIMIT 1) THEN
    RAISE EXCEPTION 'payout %: share % was not theirs at that draw', NEW.payout_id, NEW.share_number;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER payout_part_owner AFTER INSERT ON syndicate_payout_part FOR EACH ROW EXECUTE FUNCTION payout_part_owner();

-- A statement is issued again for the draws that are left; what was issued before stays.
ALTER TABLE syndicate_statement ADD COLUMN issue integer NOT NULL DEFAULT 1;
ALTER TABLE syndicate_statement DROP CONSTRAINT syndicate_statement_pkey;
ALTER TABLE syndicate_statement ADD PRIMARY KEY (syndicate_id, member_id, issue);

-- Whoever asks to leave is not asked again when it plays on.
CREATE TABLE syndicate_leaving (
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  member_id uuid NOT NULL REFERENCES member (id),
  asked_at timestamptz(3) NOT NULL,
  withdrawn_at timestamptz(3),
  PRIMARY KEY (syndicate_id, member_id)
);
-- Whom the manager wants to ask as well when it plays on.
CREATE TABLE syndicate_guest (
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  email text NOT NULL,
  added_at timestamptz(3) NOT NULL,
  PRIMARY KEY (syndicate_id, email)
);

ALTER TABLE syndicate ADD COLUMN continues_id uuid REFERENCES syndicate (game_id);
-- One goes on at a time; where that one came to nothing, another may.
CREATE UNIQUE INDEX syndicate_continues ON syndicate (continues_id) WHERE state NOT IN ('cancelled', 'failed');

-- Shares of one ticket, or whole lines of each member's own (S11).
ALTER TABLE syndicate ADD COLUMN form text NOT NULL DEFAULT 'shares';
ALTER TABLE syndicate ADD CONSTRAINT syndicate_form CHECK (form IN ('shares', 'lines') AND (form = 'shares' OR mode = 'agreed'));
