-- What running a raffle needs: requests for activation and who decides them, letters to many people, and lines that
-- people drew against them.

-- ── activation (R11) ─────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE activation_request (
  id uuid PRIMARY KEY,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  mode text NOT NULL CHECK (mode IN ('administrator', 'regulator', 'regulators')),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'approved', 'refused', 'withdrawn', 'superseded')),
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
  requested_by uuid NOT NULL REFERENCES member (id),
  requested_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  CONSTRAINT request_ended CHECK ((state = 'open') = (ended_at IS NULL))
);
-- One at a time: whoever presses twice, or two at once, hands in once.
CREATE UNIQUE INDEX activation_request_open ON activation_request (raffle_id) WHERE state = 'open';
CREATE INDEX activation_request_raffle ON activation_request (raffle_id, requested_at);

CREATE TABLE activation_decision (
  id uuid PRIMARY KEY,
  request_id uuid NOT NULL REFERENCES activation_request (id) ON DELETE CASCADE,
  area_id text REFERENCES area (id),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'approved', 'refused')),
  reason text NOT NULL DEFAULT '',
  decided_by uuid REFERENCES member (id),
  decided_at timestamptz(3),
  CONSTRAINT decision_decided CHECK ((state = 'waiting') = (decided_at IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)),
  CONSTRAINT decision_refusal CHECK (state <> 'refused' OR reason <> ''),
  CONSTRAINT decision_once UNIQUE NULLS NOT DISTINCT (request_id, area_id)
);
CREATE INDEX activation_decision_waiting ON activation_decision (area_id) WHERE state = 'waiting';

-- Where each regulator activates for their own area, a permission counts once its area's word is given.
ALTER TABLE game ADD COLUMN approved_per_area boolean NOT NULL DEFAULT false;
CREATE TABLE game_approval (
  game_id uuid NOT NULL REFERENCES game (id) ON DELETE CASCADE,
  area_id text NOT NULL REFERENCES area (id),
  request_id uuid NOT NULL REFERENCES activation_request (id),
  approved_by uuid NOT NULL REFERENCES member (id),
  approved_at timestamptz(3) NOT NULL,
  PRIMARY KEY (game_id, area_id)
);
CREATE TRIGGER bump_rules_version AFTER INSERT OR UPDATE OR DELETE ON game_approval
  FOR EACH STATEMENT EXECUTE FUNCTION bump_rules_version();
CREATE TRIGGER touch_game AFTER INSERT OR UPDATE OR DELETE ON game_approval
  FOR EACH ROW EXECUTE FUNCTION touch_game('game_id');

-- A change after the request needs a new request: whatever makes the raffle a draft again ends the one that is open.
CREATE FUNCTION supersede_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE activation_request SET state = 'superseded', ended_at = clock_timestamp() WHERE raffle_id = NEW.id AND state = 'open';
  RETURN NULL;
END $$;
CREATE TRIGGER supersede_request AFTER UPDATE OF state ON game
  FOR EACH ROW WHEN (OLD.state = 'pending-activation' AND NEW.state = 'draft') EXECUTE FUNCTION supersede_request();

-- The first ticket locks a raffle that is not active yet (P28, R11).
CREATE FUNCTION lock_at_first_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- Asked first, because an update of no row would count the rules' version on too.
  IF EXISTS (SELECT 1 FROM game WHERE id = NEW.raffle_id AND locked_at IS NULL) THEN
    UPDATE game SET locked_at = clock_timestamp() WHERE id = NEW.raffle_id AND locked_at IS NULL;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lock_at_first_ticket AFTER UPDATE OF issued ON raffle_sales
  FOR EACH ROW WHEN (OLD.issued = 0 AND NEW.issued > 0) EXECUTE FUNCTION lock_at_first_ticket();

-- ── letters to many people (R11, R12) ────────────────────────────────────────────────────────────────────────────────
CREATE TABLE campaign (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  kind text NOT NULL CHECK (kind IN ('activation', 'message', 'notice')),
  raffle_id uuid REFERENCES raffle (game_id) ON DELETE CASCADE,
  state text NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'collecting', 'sending', 'done', 'stopped')),
  every_raffle boolean NOT NULL DEFAULT false,
  subject text NOT NULL DEFAULT '' CHECK (length(subject) <= 200),
  body text NOT NULL DEFAULT '' CHECK (length(body) <= 10000),
  reply_to text,
  created_by uuid REFERENCES member (id),
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  not_before timestamptz(3) NOT NULL,
  collect_after uuid,
  started_at timestamptz(3),
  ended_at timestamptz(3),
  CONSTRAINT campaign_of_activation CHECK ((kind = 'activation') = (raffle_id IS NOT NULL) AND (kind = 'activation') = (created_by IS NULL)),
  CONSTRAINT campaign_words CHECK (kind = 'activation' OR state = 'draft' OR (subject <> '' AND body <> ''))
);
CREATE UNIQUE INDEX campaign_activation_once ON campaign (raffle_id) WHERE kind = 'activation';
CREATE INDEX campaign_organisation ON campaign (organisation_id, created_at);
CREATE INDEX campaign_running ON campaign (not_before) WHERE state IN ('collecting', 'sending');

CREATE TABLE campaign_raffle (
  campaign_id uuid NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  PRIMARY KEY (campaign_id, raffle_id)
);

-- Each person once, whatever happens between: the key says so.
CREATE TABLE campaign_recipient (
  campaign_id uuid NOT NULL REFERENCES campaign (id) ON DELETE CASCADE,
  member_id uuid NOT NULL REFERENCES member (id),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'failed', 'skipped')),
  reason text,
  attempts integer NOT NULL DEFAULT 0,
  next_at timestamptz(3) NOT NULL,
  claimed_at timestamptz(3),
  ended_at timestamptz(3),
  PRIMARY KEY (campaign_id, member_id),
  CONSTRAINT recipient_ended CHECK ((state = 'waiting') = (ended_at IS NULL))
);
CREATE INDEX campaign_recipient_waiting ON campaign_recipient (next_at) WHERE state = 'waiting';
CREATE INDEX campaign_recipient_claimed ON campaign_recipient (claimed_at) WHERE claimed_at IS NOT NULL;
CREATE INDEX campaign_recipient_member ON campaign_recipient (member_id);

-- Letters of one organisation, or of all, that somebody does not want. What the law demands goes out all the same.
CREATE TABLE mail_opt_out (
  id uuid PRIMARY KEY,
  member_id uuid NOT NULL REFERENCES member (id),
  organisation_id uuid REFERENCES organisation (id),
  way text NOT NULL CHECK (way IN ('one-click', 'page', 'account')),
  at timestamptz(3) NOT NULL,
  CONSTRAINT mail_opt_out_once UNIQUE NULLS NOT DISTINCT (member_id, organisation_id)
);

-- ── a raffle shown to a friend by mail (R6) ──────────────────────────────────────────────────────────────────────────
CREATE TABLE friend_letter (
  id uuid PRIMARY KEY,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  sender_id uuid NOT NULL REFERENCES member (id),
  address_hash text NOT NULL,
  sent_at timestamptz(3) NOT NULL,
  CONSTRAINT friend_letter_once UNIQUE (raffle_id, address_hash)
);
CREATE INDEX friend_letter_address ON friend_letter (address_hash, sent_at);
CREATE TABLE mail_block (
  address_hash text PRIMARY KEY,
  blocked_at timestamptz(3) NOT NULL
);
