-- Members' money goes out (M5, M6, M8, P27): back to the cards it came from first, the rest to the member's bank account.

-- A member's account at the gateway, through which their bank account is reached.
CREATE TABLE wallet_payee (
  member_id uuid PRIMARY KEY REFERENCES member (id),
  account_id text NOT NULL UNIQUE,
  ready boolean NOT NULL DEFAULT false,
  -- as the gateway shows it: the bank and its last figures, never the number
  bank text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL
);

CREATE TABLE wallet_withdrawal (
  id uuid PRIMARY KEY,
  member_id uuid NOT NULL REFERENCES member (id),
  request_key text NOT NULL,
  -- 'member': asked for by them; 'refund': a deposit that the venue gives back
  kind text NOT NULL,
  amount_minor integer NOT NULL,
  currency text NOT NULL,
  state text NOT NULL,
  two_person boolean NOT NULL,
  requested_by uuid NOT NULL REFERENCES member (id),
  first_by uuid REFERENCES member (id),
  second_by uuid REFERENCES member (id),
  reason text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  CONSTRAINT wallet_withdrawal_once UNIQUE (member_id, request_key),
  CONSTRAINT wallet_withdrawal_kind CHECK (kind IN ('member', 'refund') AND (kind = 'refund' OR requested_by = member_id)),
  CONSTRAINT wallet_withdrawal_amount CHECK (amount_minor > 0 AND currency ~ '^[A-Z]{3}$'),
  CONSTRAINT wallet_withdrawal_state CHECK (state IN ('waiting', 'approved-once', 'ready', 'sending', 'paid', 'part-paid', 'returned', 'refused', 'cancelled')),
  -- Two persons, neither of them the member (P27).
  CONSTRAINT wallet_withdrawal_persons CHECK (first_by <> second_by AND first_by <> member_id AND second_by <> member_id
    AND (kind = 'member' OR requested_by <> member_id)),
  CONSTRAINT wallet_withdrawal_words CHECK (NOT two_person OR (CASE
    WHEN state IN ('ready', 'sending', 'paid', 'part-paid', 'returned') THEN first_by IS NOT NULL AND second_by IS NOT NULL
    WHEN state = 'approved-once' THEN first_by IS NOT NULL
    ELSE true END))
);
CREATE INDEX wallet_withdrawal_of ON wallet_withdrawal (member_id, created_at);
CREATE INDEX wallet_withdrawal_open ON wallet_withdrawal (updated_at) WHERE state IN ('waiting', 'approved-once', 'ready', 'sending');

CREATE TABLE wallet_withdrawal_part (
  id uuid PRIMARY KEY,
  withdrawal_id uuid NOT NULL REFERENCES wallet_withdrawal (id),
  place integer NOT NULL,
  way text NOT NULL,
  deposit_id uuid REFERENCES wallet_deposit (id),
  amount_minor integer NOT NULL,
  state text NOT NULL,
  -- the refund, or the transfer to the member's account
  gateway_id text UNIQUE,
  payout_id text UNIQUE,
  reversal_id text UNIQUE,
  -- counts what the gateway refused for now: the next try has a key of its own
  attempts integer NOT NULL DEFAULT 0,
  reason text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  checked_at timestamptz(3) NOT NULL,
  CONSTRAINT wallet_withdrawal_part_place UNIQUE (withdrawal_id, place),
  CONSTRAINT wallet_withdrawal_part_way CHECK (way IN ('refund', 'payout') AND (way = 'refund') = (deposit_id IS NOT NULL)),
  CONSTRAINT wallet_withdrawal_part_amount CHECK (amount_minor > 0),
  CONSTRAINT wallet_withdrawal_part_state CHECK (state IN ('planned', 'sent', 'done', 'returned')),
  CONSTRAINT wallet_withdrawal_part_sent CHECK (state NOT IN ('sent', 'done') OR gateway_id IS NOT NULL)
);
CREATE INDEX wallet_withdrawal_part_of ON wallet_withdrawal_part (withdrawal_id);
CREATE INDEX wallet_withdrawal_part_deposit ON wallet_withdrawal_part (deposit_id);
CREATE INDEX wallet_withdrawal_part_look ON wallet_withdrawal_part (checked_at) WHERE state IN ('planned', 'sent', 'done');

CREATE FUNCTION wallet_withdrawal_begins() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT (NEW.state = CASE WHEN NOT NEW.two_person THEN 'ready' WHEN NEW.kind = 'refund' THEN 'approved-once' ELSE 'waiting' END) THEN
    RAISE EXCEPTION 'withdrawal %: cannot begin as %', NEW.id, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  -- What goes back to a card by the venue's own word needs no document; what a member asks for does (M6).
  IF NEW.kind = 'member' THEN
    PERFORM 1 FROM identity_check WHERE member_id = NEW.member_id AND state = 'approved' FOR SHARE;
    IF NOT FOUND THEN
      RAISE EXCEPTION 'withdrawal %: identity is not confirmed', NEW.id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wallet_withdrawal_begins BEFORE INSERT ON wallet_withdrawal FOR EACH ROW EXECUTE FUNCTION wallet_withdrawal_begins();

CREATE FUNCTION wallet_withdrawal_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.member_id, NEW.request_key, NEW.kind, NEW.amount_minor, NEW.currency, NEW.two_person, NEW.requested_by, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.member_id, OLD.request_key, OLD.kind, OLD.amount_minor, OLD.currency, OLD.two_person, OLD.requested_by, OLD.created_at) THEN
    RAISE EXCEPTION 'withdrawal %: what was asked for cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'waiting>approved-once', 'waiting>refused', 'waiting>cancelled',
      'approved-once>ready', 'approved-once>refused', 'approved-once>cancelled',
      'ready>sending', 'ready>cancelled',
      'sending>paid', 'sending>part-paid', 'sending>returned',
      'paid>part-paid', 'paid>returned', 'part-paid>returned']) THEN
    RAISE EXCEPTION 'withdrawal %: % cannot become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state = 'sending' AND OLD.state = 'ready' AND NEW.kind = 'member'
     AND NOT EXISTS (SELECT 1 FROM identity_check WHERE member_id = NEW.member_id AND state = 'approved') THEN
    RAISE EXCEPTION 'withdrawal %: identity is not confirmed', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wallet_withdrawal_moves BEFORE UPDATE ON wallet_withdrawal FOR EACH ROW EXECUTE FUNCTION wallet_withdrawal_moves();

-- No more goes back to a card than came from it, whoever asks at once.
CREATE FUNCTION wallet_withdrawal_part_begins() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  w wallet_withdrawal%ROWTYPE;
  d wallet_deposit%ROWTYPE;
BEGIN
  SELECT * INTO w FROM wallet_withdrawal WHERE id = NEW.withdrawal_id;
  IF NEW.state <> 'planned' OR w.state NOT IN ('waiting', 'approved-once', 'ready') THEN
    RAISE EXCEPTION 'withdrawal part %: begins planned', NEW.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.deposit_id IS NOT NULL THEN
    SELECT * INTO d FROM wallet_deposit WHERE id = NEW.deposit_id FOR UPDATE;
    IF d.member_id <> w.member_id OR d.currency <> w.currency OR d.state <> 'credited' THEN
      RAISE EXCEPTION 'withdrawal part %: not a deposit of theirs', NEW.id USING ERRCODE = 'check_violation';
    END IF;
    IF NEW.amount_minor + (SELECT coalesce(sum(p.amount_minor), 0) FROM wallet_withdrawal_part p
         WHERE p.deposit_id = NEW.deposit_id AND p.state <> 'returned') > d.amount_minor THEN
      RAISE EXCEPTION 'withdrawal part %: more than was deposited', NEW.id USING ERRCODE = 'check_violation';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wallet_withdrawal_part_begins BEFORE INSERT ON wallet_withdrawal_part FOR EACH ROW EXECUTE FUNCTION wallet_withdrawal_part_begins();

CREATE FUNCTION wallet_withdrawal_part_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.withdrawal_id, NEW.place, NEW.way, NEW.deposit_id, NEW.amount_minor, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.withdrawal_id, OLD.place, OLD.way, OLD.deposit_id, OLD.amount_minor, OLD.created_at)
     OR OLD.gateway_id <> NEW.gateway_id OR OLD.payout_id <> NEW.payout_id OR OLD.reversal_id <> NEW.reversal_id THEN
    RAISE EXCEPTION 'withdrawal part %: what was asked for cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'planned>sent', 'planned>returned', 'sent>done', 'sent>returned', 'done>returned']) THEN
    RAISE EXCEPTION 'withdrawal part %: % cannot become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'planned' AND NEW.state = 'sent'
     AND (SELECT state FROM wallet_withdrawal WHERE id = NEW.withdrawal_id) <> 'sending' THEN
    RAISE EXCEPTION 'withdrawal part %: nobody has agreed to send it', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wallet_withdrawal_part_moves BEFORE UPDATE ON wallet_withdrawal_part FOR EACH ROW EXECUTE FUNCTION wallet_withdrawal_part_moves();

-- The parts are the whole.
CREATE FUNCTION wallet_withdrawal_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  which uuid;
BEGIN
  IF TG_TABLE_NAME = 'wallet_withdrawal' THEN which := NEW.id; ELSE which := NEW.withdrawal_id; END IF;
  IF (SELECT w.amount_minor FROM wallet_withdrawal w WHERE w.id = which)
     <> (SELECT coalesce(sum(p.amount_minor), 0) FROM wallet_withdrawal_part p WHERE p.withdrawal_id = which) THEN
    RAISE EXCEPTION 'withdrawal %: its parts do not add up', which USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER wallet_withdrawal_whole AFTER INSERT ON wallet_withdrawal DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION wallet_withdrawal_whole();
CREATE CONSTRAINT TRIGGER wallet_withdrawal_whole AFTER INSERT ON wallet_withdrawal_part DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION wallet_withdrawal_whole();
