-- Syndicates: shares of a lottery ticket that the venue's own agent buys and keeps (S1 to S8). A syndicate is a game, so that
-- the same lists, the same decision and the same evidence hold for it.

-- The organisation of record behind every syndicate: its lists say where the agent may buy and sell shares.
CREATE TABLE lottery_agent (
  id integer PRIMARY KEY DEFAULT 1,
  organisation_id uuid NOT NULL REFERENCES organisation (id),
  appointed_at timestamptz(3) NOT NULL,
  CONSTRAINT lottery_agent_one CHECK (id = 1)
);

CREATE TABLE syndicate_manager (
  member_id uuid PRIMARY KEY REFERENCES member (id),
  terms_version integer NOT NULL,
  registered_at timestamptz(3) NOT NULL
);

CREATE TABLE syndicate (
  game_id uuid PRIMARY KEY REFERENCES game (id),
  manager_id uuid NOT NULL REFERENCES syndicate_manager (member_id),
  request_key text NOT NULL,
  name text NOT NULL,
  mode text NOT NULL,
  state text NOT NULL,
  lottery_game text NOT NULL,
  draws text[] NOT NULL,
  entries jsonb NOT NULL,
  price_minor integer NOT NULL,
  currency text NOT NULL,
  share_count integer NOT NULL,
  conditions_version integer NOT NULL DEFAULT 1,
  unsold_rule text NOT NULL,
  cut_off_at timestamptz(3) NOT NULL,
  decide_by timestamptz(3) NOT NULL,
  sales_close_at timestamptz(3) NOT NULL,
  is_public boolean NOT NULL DEFAULT false,
  answer text,
  answered_at timestamptz(3),
  ended_because text,
  purchase_id uuid UNIQUE REFERENCES lottery_purchase (id),
  next_at timestamptz(3) NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT syndicate_once UNIQUE (manager_id, request_key),
  CONSTRAINT syndicate_name CHECK (length(name) BETWEEN 3 AND 80),
  CONSTRAINT syndicate_mode CHECK (mode IN ('agreed', 'bought-first')),
  CONSTRAINT syndicate_state CHECK (state IN ('buying', 'open', 'deciding', 'placing', 'cancelling', 'playing', 'settled', 'cancelled', 'failed')),
  CONSTRAINT syndicate_mode_states CHECK (CASE mode WHEN 'agreed' THEN state NOT IN ('buying', 'cancelling') ELSE state <> 'placing' END),
  CONSTRAINT syndicate_unsold CHECK (unsold_rule IN ('public', 'keep', 'cancel')),
  CONSTRAINT syndicate_answer CHECK (answer IN ('public', 'keep', 'cancel') AND (answer IS NULL) = (answered_at IS NULL)),
  CONSTRAINT syndicate_times CHECK (cut_off_at < decide_by AND decide_by < sales_close_at),
  CONSTRAINT syndicate_amounts CHECK (price_minor > 0 AND share_count BETWEEN 2 AND 1000 AND share_count <= price_minor),
  CONSTRAINT syndicate_draws CHECK (cardinality(draws) > 0),
  -- A ticket that plays, or may be given back, was bought.
  CONSTRAINT syndicate_bought CHECK (state NOT IN ('playing', 'settled', 'cancelling') OR purchase_id IS NOT NULL),
  CONSTRAINT syndicate_bought_first CHECK (mode <> 'bought-first' OR state NOT IN ('open', 'deciding') OR purchase_id IS NOT NULL)
);
CREATE INDEX syndicate_due ON syndicate (next_at) WHERE state NOT IN ('cancelled', 'failed');
CREATE INDEX syndicate_of ON syndicate (manager_id);

-- What was offered never changes, and the state only along the table in docs/syndicates.md.
CREATE FUNCTION syndicate_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.game_id, NEW.manager_id, NEW.mode, NEW.lottery_game, NEW.draws, NEW.entries, NEW.price_minor, NEW.currency, NEW.share_count, NEW.cut_off_at, NEW.decide_by, NEW.sales_close_at)
     IS DISTINCT FROM
     (OLD.game_id, OLD.manager_id, OLD.mode, OLD.lottery_game, OLD.draws, OLD.entries, OLD.price_minor, OLD.currency, OLD.share_count, OLD.cut_off_at, OLD.decide_by, OLD.sales_close_at) THEN
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
  RETURN NEW;
END $$;
CREATE TRIGGER syndicate_moves BEFORE UPDATE ON syndicate FOR EACH ROW EXECUTE FUNCTION syndicate_moves();

CREATE TABLE syndicate_conditions (
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  version integer NOT NULL,
  data jsonb NOT NULL,
  digest text NOT NULL,
  written_at timestamptz(3) NOT NULL,
  PRIMARY KEY (syndicate_id, version)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_conditions FOR EACH ROW EXECUTE FUNCTION append_only();

-- Who agreed to which version, and when.
CREATE TABLE syndicate_signature (
  syndicate_id uuid NOT NULL,
  version integer NOT NULL,
  member_id uuid NOT NULL REFERENCES member (id),
  signed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (syndicate_id, version, member_id),
  FOREIGN KEY (syndicate_id, version) REFERENCES syndicate_conditions (syndicate_id, version)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_signature FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE TABLE syndicate_share (
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  number integer NOT NULL,
  weight integer NOT NULL,
  price_minor integer NOT NULL,
  -- offered; held: bought by a member; kept: the manager's, because nobody bought it; returned: paid back
  state text NOT NULL,
  holder_id uuid REFERENCES member (id),
  taken_at timestamptz(3),
  PRIMARY KEY (syndicate_id, number),
  CONSTRAINT share_number CHECK (number >= 1),
  CONSTRAINT share_amounts CHECK (weight BETWEEN 1 AND 1000 AND price_minor > 0),
  CONSTRAINT share_state CHECK (state IN ('offered', 'held', 'kept', 'returned')),
  CONSTRAINT share_owner CHECK ((holder_id IS NULL) = (taken_at IS NULL) AND (state <> 'offered' OR holder_id IS NULL) AND (state NOT IN ('held', 'kept') OR holder_id IS NOT NULL))
);
CREATE INDEX share_of ON syndicate_share (holder_id) WHERE holder_id IS NOT NULL;

CREATE FUNCTION share_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.syndicate_id, NEW.number, NEW.weight, NEW.price_minor) IS DISTINCT FROM (OLD.syndicate_id, OLD.number, OLD.weight, OLD.price_minor) THEN
    RAISE EXCEPTION 'share % of %: what is for sale cannot change', OLD.number, OLD.syndicate_id;
  END IF;
  IF OLD.holder_id IS NOT NULL AND NEW.holder_id IS DISTINCT FROM OLD.holder_id THEN
    RAISE EXCEPTION 'share % of %: it has an owner', OLD.number, OLD.syndicate_id;
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'offered>held', 'offered>kept', 'offered>returned', 'held>returned', 'kept>returned']) THEN
    RAISE EXCEPTION 'share % of %: % cannot become %', OLD.number, OLD.syndicate_id, OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER share_moves BEFORE UPDATE ON syndicate_share FOR EACH ROW EXECUTE FUNCTION share_moves();

-- One taking of shares; the member's key makes it happen once, however often the button is pressed.
CREATE TABLE syndicate_order (
  id uuid PRIMARY KEY,
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  member_id uuid NOT NULL REFERENCES member (id),
  request_key text NOT NULL,
  numbers integer[] NOT NULL,
  amount_minor integer NOT NULL,
  conditions_version integer NOT NULL,
  taken_at timestamptz(3) NOT NULL,
  CONSTRAINT syndicate_order_once UNIQUE (member_id, request_key),
  CONSTRAINT syndicate_order_amounts CHECK (amount_minor > 0 AND cardinality(numbers) > 0),
  FOREIGN KEY (syndicate_id, conditions_version, member_id) REFERENCES syndicate_signature (syndicate_id, version, member_id)
);
CREATE INDEX syndicate_order_of ON syndicate_order (syndicate_id);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_order FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE TABLE syndicate_invitation (
  id uuid PRIMARY KEY,
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  via text NOT NULL,
  token_seed text,
  token_hash text UNIQUE,
  email text,
  member_id uuid REFERENCES member (id),
  created_at timestamptz(3) NOT NULL,
  revoked_at timestamptz(3),
  CONSTRAINT invitation_via CHECK (CASE via WHEN 'link' THEN token_hash IS NOT NULL AND email IS NULL AND member_id IS NULL
    WHEN 'email' THEN token_hash IS NOT NULL AND email IS NOT NULL AND member_id IS NULL
    WHEN 'connection' THEN member_id IS NOT NULL AND email IS NULL AND token_hash IS NULL ELSE false END),
  CONSTRAINT invitation_email_once UNIQUE (syndicate_id, email),
  CONSTRAINT invitation_member_once UNIQUE (syndicate_id, member_id)
);
CREATE UNIQUE INDEX invitation_one_link ON syndicate_invitation (syndicate_id) WHERE via = 'link' AND revoked_at IS NULL;
CREATE INDEX invitation_for ON syndicate_invitation (member_id) WHERE member_id IS NOT NULL;

-- Each payment of the lottery's is divided by itself, so that what was paid before stays as it was.
CREATE TABLE syndicate_payout (
  id uuid PRIMARY KEY,
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  draw_date text NOT NULL,
  -- What the lottery had paid for the draw in all, this payment included.
  paid_until_minor bigint NOT NULL,
  amount_minor bigint NOT NULL,
  paid_at timestamptz(3) NOT NULL,
  CONSTRAINT payout_once UNIQUE (syndicate_id, draw_date, paid_until_minor),
  CONSTRAINT payout_amount CHECK (amount_minor > 0 AND paid_until_minor >= amount_minor)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_payout FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TABLE syndicate_payout_part (
  payout_id uuid NOT NULL REFERENCES syndicate_payout (id),
  share_number integer NOT NULL,
  member_id uuid NOT NULL REFERENCES member (id),
  amount_minor bigint NOT NULL,
  PRIMARY KEY (payout_id, share_number),
  CONSTRAINT payout_part_amount CHECK (amount_minor >= 0)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_payout_part FOR EACH ROW EXECUTE FUNCTION append_only();
-- Every cent is handed out and no more, or nothing is (M7).
CREATE FUNCTION payout_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT sum(amount_minor) FROM syndicate_payout_part WHERE payout_id = NEW.id) IS DISTINCT FROM NEW.amount_minor THEN
    RAISE EXCEPTION 'payout %: its parts do not add up', NEW.id;
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payout_is_whole AFTER INSERT ON syndicate_payout DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payout_is_whole();

-- A member's shares with the ticket's numbers, signed and dated before the draw.
CREATE TABLE syndicate_statement (
  syndicate_id uuid NOT NULL REFERENCES syndicate (game_id),
  member_id uuid NOT NULL REFERENCES member (id),
  body text NOT NULL,
  signature text NOT NULL,
  dated_at timestamptz(3) NOT NULL,
  PRIMARY KEY (syndicate_id, member_id)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON syndicate_statement FOR EACH ROW EXECUTE FUNCTION append_only();

-- Opens an account that may never be overdrawn.
CREATE FUNCTION guarded_ledger_account_id(p_key text, p_currency text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE found bigint;
BEGIN
  INSERT INTO ledger_account (key, kind, currency, guarded, created_at) VALUES (p_key, 'liability', p_currency, true, clock_timestamp())
    ON CONFLICT (key) DO NOTHING;
  SELECT id INTO STRICT found FROM ledger_account WHERE key = p_key;
  RETURN found;
END $$;

-- Takes shares: the share, the money, the signature and the evidence in one step under the syndicate's lock (S5).
--   p_numbers        the shares wanted; empty: any `p_count` of those left, the lowest first
--   p_conditions     the version the member has read; another one answers 'conditions-changed'
--   p_rules_version  the version the caller decided under; another one answers 'rules-changed' and the caller decides again
--   p_now            for tests; null means the database's clock, read after the lock is held
-- Answers outcome taken | already | unknown | closed | suspended | sold-out | barred | conditions-changed | rules-changed | insufficient.
CREATE FUNCTION take_shares(p_key text, p_syndicate uuid, p_member uuid, p_numbers int[], p_count int, p_conditions int, p_rules_version bigint,
    p_evidence jsonb, p_now timestamptz DEFAULT NULL, OUT outcome text, OUT numbers int[], OUT amount_minor int, OUT remaining int) LANGUAGE plpgsql AS $$
DECLARE
  s syndicate%ROWTYPE;
  o syndicate_order%ROWTYPE;
  r record;
  at timestamptz;
  wallet bigint;
  escrow bigint;
  balance bigint;
  movement uuid;
BEGIN
  SELECT * INTO s FROM syndicate WHERE game_id = p_syndicate FOR UPDATE;
  IF NOT FOUND THEN outcome := 'unknown'; RETURN; END IF;
  at := coalesce(p_now, clock_timestamp());
  SELECT count(*) INTO remaining FROM syndicate_share WHERE syndicate_id = p_syndicate AND state = 'offered';

  SELECT * INTO o FROM syndicate_order WHERE member_id = p_member AND request_key = p_key;
  IF FOUND THEN
    outcome := CASE WHEN o.syndicate_id = p_syndicate THEN 'already' ELSE 'unknown' END;
    numbers := o.numbers; amount_minor := o.amount_minor; RETURN;
  END IF;

  SELECT g.state, org.status, v.version INTO STRICT r
    FROM game g JOIN organisation org ON org.id = g.organisation_id CROSS JOIN rules_version v WHERE g.id = p_syndicate;
  IF r.version <> p_rules_version THEN outcome := 'rules-changed'; RETURN; END IF;
  IF NOT (s.state = 'open' AND at < s.cut_off_at
       OR s.state = 'deciding' AND s.is_public AND at < s.decide_by) THEN outcome := 'closed'; RETURN; END IF;
  IF r.state <> 'active' OR r.status <> 'active' THEN outcome := 'suspended'; RETURN; END IF;
  IF EXISTS (SELECT 1 FROM member m WHERE m.id = p_member AND (m.status <> 'active' OR m.excluded_until > at)) THEN outcome := 'barred'; RETURN; END IF;
  IF s.conditions_version <> p_conditions THEN outcome := 'conditions-changed'; RETURN; END IF;

  IF cardinality(p_numbers) > 0 THEN
    numbers := array(SELECT x.number FROM syndicate_share x WHERE x.syndicate_id = p_syndicate AND x.state = 'offered' AND x.number = ANY (p_numbers) ORDER BY x.number);
    IF cardinality(numbers) < cardinality(p_numbers) THEN outcome := 'sold-out'; RETURN; END IF;
  ELSE
    numbers := array(SELECT x.number FROM syndicate_share x WHERE x.syndicate_id = p_syndicate AND x.state = 'offered' ORDER BY x.number LIMIT p_count);
    IF cardinality(numbers) < p_count OR p_count < 1 THEN outcome := 'sold-out'; RETURN; END IF;
  END IF;
  SELECT sum(x.price_minor) INTO amount_minor FROM syndicate_share x WHERE x.syndicate_id = p_syndicate AND x.number = ANY (take_shares.numbers);

  -- The wallet's lock is taken after the syndicate's, here and wherever both are.
  wallet := guarded_ledger_account_id('wallet:' || p_member || ':' || s.currency, s.currency);
  escrow := guarded_ledger_account_id('escrow:' || p_syndicate, s.currency);
  PERFORM 1 FROM ledger_account a WHERE a.id IN (wallet, escrow) ORDER BY a.id FOR UPDATE;
  SELECT coalesce(sum(CASE WHEN t.credit_id = wallet THEN t.amount_minor ELSE -t.amount_minor END), 0) INTO balance
    FROM ledger_transfer t WHERE wallet IN (t.credit_id, t.debit_id);
  IF balance < amount_minor THEN outcome := 'insufficient'; RETURN; END IF;

  UPDATE syndicate_share x SET state = 'held', holder_id = p_member, taken_at = at
   WHERE x.syndicate_id = p_syndicate AND x.number = ANY (take_shares.numbers);
  INSERT INTO syndicate_signature (syndicate_id, version, member_id, signed_at) VALUES (p_syndicate, p_conditions, p_member, at) ON CONFLICT DO NOTHING;
  o.id := new_id();
  INSERT INTO syndicate_order (id, syndicate_id, member_id, request_key, numbers, amount_minor, conditions_version, taken_at)
  VALUES (o.id, p_syndicate, p_member, p_key, take_shares.numbers, take_shares.amount_minor, p_conditions, at);
  INSERT INTO decision_evidence (id, game_id, member_id, order_id, purpose, input, decision, reasons, rules_version, decided_at)
  VALUES (new_id(), p_syndicate, p_member, o.id, 'share', p_evidence -> 'input', p_evidence ->> 'decision', coalesce(p_evidence -> 'reasons', '[]'), p_rules_version, at);
  movement := new_id();
  INSERT INTO ledger_movement (id, cause, cause_id, key, posted_at) VALUES (movement, 'share', o.id::text, 'share:' || o.id, at);
  INSERT INTO ledger_transfer (movement_id, line, debit_id, credit_id, amount_minor, currency, debit_guarded, credit_guarded)
  VALUES (movement, 1, wallet, escrow, take_shares.amount_minor, s.currency, true, true);
  INSERT INTO audit_entry (at, actor_id, actor_role, action, subject, after)
  VALUES (at, p_member, 'participant', 'take-shares', 'syndicate:' || p_syndicate, jsonb_build_object('shares', take_shares.numbers, 'amountMinor', take_shares.amount_minor));

  remaining := remaining - cardinality(numbers);
  UPDATE syndicate SET updated_at = at, next_at = CASE WHEN take_shares.remaining = 0 THEN at ELSE next_at END WHERE game_id = p_syndicate;
  outcome := 'taken';
END $$;
