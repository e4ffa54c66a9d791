-- How members are shown (S10), and tickets that a manager buys by hand (S2).

-- Each member's own choice, for each syndicate; without a row nobody reads a member's name, and a manager's given name stands there.
CREATE TABLE syndicate_display (
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  member_id uuid NOT NULL REFERENCES member (id),
  shows text NOT NULL,
  name text,
  chosen_at timestamptz(3) NOT NULL,
  PRIMARY KEY (syndicate_id, member_id),
  CONSTRAINT display_shows CHECK (shows IN ('given-name', 'initials', 'own', 'nothing')),
  CONSTRAINT display_name CHECK (CASE shows WHEN 'own' THEN coalesce(length(name) BETWEEN 2 AND 30, false) ELSE name IS NULL END)
);

-- Who buys the ticket: the venue's agent, or the manager at a counter.
ALTER TABLE syndicate ADD COLUMN buyer text NOT NULL DEFAULT 'agent';
ALTER TABLE syndicate ADD CONSTRAINT syndicate_buyer CHECK (buyer IN ('agent', 'manager') AND (buyer = 'agent' OR mode = 'agreed'));
CREATE FUNCTION syndicate_buyer_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'syndicate %: who buys the ticket cannot change', OLD.game_id;
END $$;
CREATE TRIGGER syndicate_buyer_stays BEFORE UPDATE OF buyer ON syndicate FOR EACH ROW WHEN (NEW.buyer IS DISTINCT FROM OLD.buyer)
  EXECUTE FUNCTION syndicate_buyer_stays();

-- The record of a ticket bought by hand; its numbers and reference stand in lottery_purchase, under the lottery `by-hand`.
CREATE TABLE syndicate_hand_ticket (
  syndicate_id uuid PRIMARY KEY REFERENCES syndicate (game_id),
  purchase_id uuid NOT NULL UNIQUE REFERENCES lottery_purchase (id),
  picture bytea NOT NULL,
  content_type text NOT NULL,
  width integer NOT NULL,
  height integer NOT NULL,
  recorded_by uuid NOT NULL REFERENCES member (id),
  recorded_at timestamptz(3) NOT NULL,
  CONSTRAINT hand_ticket_picture CHECK (content_type = 'image/webp' AND width > 0 AND height > 0 AND octet_length(picture) > 0)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_hand_ticket FOR EACH ROW EXECUTE FUNCTION append_only();

-- A ticket of one's own plays by a record, and by nothing else; the agent's never does.
CREATE FUNCTION syndicate_plays_what_was_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM syndicate_hand_ticket h WHERE h.syndicate_id = NEW.game_id AND h.purchase_id = NEW.purchase_id)
     <> (NEW.buyer = 'manager') THEN
    RAISE EXCEPTION 'syndicate %: its ticket was not bought by whom it says', NEW.game_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER syndicate_plays_what_was_recorded BEFORE UPDATE ON syndicate FOR EACH ROW
  WHEN (NEW.state = 'playing' AND OLD.state <> 'playing') EXECUTE FUNCTION syndicate_plays_what_was_recorded();
