-- Deposits: members' money comes in through the gateway's hosted page, on the venue's own account (M5).
CREATE TABLE wallet_deposit (
  id uuid PRIMARY KEY,
  member_id uuid NOT NULL REFERENCES member (id),
  request_key text NOT NULL,
  amount_minor integer NOT NULL,
  currency text NOT NULL,
  state text NOT NULL,
  -- why it came to nothing
  reason text,
  checkout_id text UNIQUE,
  checkout_url text,
  intent_id text UNIQUE,
  charge_id text UNIQUE,
  card_brand text,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  credited_at timestamptz(3),
  CONSTRAINT wallet_deposit_once UNIQUE (member_id, request_key),
  CONSTRAINT wallet_deposit_amount CHECK (amount_minor > 0 AND currency ~ '^[A-Z]{3}$'),
  CONSTRAINT wallet_deposit_state CHECK (state IN ('created', 'credited', 'declined', 'expired', 'disputed', 'charged-back')),
  CONSTRAINT wallet_deposit_credited CHECK ((credited_at IS NOT NULL) = (state IN ('credited', 'disputed', 'charged-back')))
);
CREATE INDEX wallet_deposit_of ON wallet_deposit (member_id, created_at);
CREATE INDEX wallet_deposit_open ON wallet_deposit (updated_at) WHERE state = 'created';

-- The state moves along the table in docs/wallets.md alone, and what was asked for never changes.
CREATE FUNCTION wallet_deposit_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.member_id, NEW.request_key, NEW.amount_minor, NEW.currency, NEW.created_at)
     IS DISTINCT FROM (OLD.id, OLD.member_id, OLD.request_key, OLD.amount_minor, OLD.currency, OLD.created_at) THEN
    RAISE EXCEPTION 'deposit %: what was asked for cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'created>credited', 'created>declined', 'created>expired', 'credited>disputed', 'disputed>credited', 'disputed>charged-back']) THEN
    RAISE EXCEPTION 'deposit %: % cannot become %', OLD.id, OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER wallet_deposit_moves BEFORE UPDATE ON wallet_deposit FOR EACH ROW EXECUTE FUNCTION wallet_deposit_moves();

ALTER TABLE play_limit DROP CONSTRAINT play_limit_kind;
ALTER TABLE play_limit ADD CONSTRAINT play_limit_kind CHECK (
  kind IN ('loss', 'deposit') AND period IN ('day', 'week', 'month') AND currency ~ '^[A-Z]{3}$'
  OR kind = 'time' AND period = 'day' AND currency = '');

-- What somebody has deposited since a moment, or is about to.
CREATE FUNCTION play_deposited(p_member uuid, p_currency text, p_since timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce(sum(d.amount_minor), 0)::bigint FROM wallet_deposit d
   WHERE d.member_id = p_member AND d.currency = p_currency AND d.created_at > p_since
     AND d.state IN ('created', 'credited', 'disputed')
$$;

CREATE FUNCTION play_window(p_period text) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE p_period WHEN 'day' THEN interval '24 hours' WHEN 'week' THEN interval '7 days' ELSE interval '30 days' END
$$;

CREATE OR REPLACE FUNCTION play_refusal(p_member uuid, p_currency text, p_more_minor bigint) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  until timestamptz;
  l play_limit%ROWTYPE;
  at timestamptz;
  most integer;
BEGIN
  SELECT excluded_until INTO until FROM member WHERE id = p_member FOR SHARE;
  at := clock_timestamp();
  IF until > at THEN RETURN 'excluded'; END IF;
  IF NOT EXISTS (SELECT 1 FROM play_limit WHERE member_id = p_member) THEN RETURN NULL; END IF;
  FOR l IN SELECT * FROM play_limit WHERE member_id = p_member AND kind <> 'deposit' ORDER BY kind, period, currency FOR UPDATE LOOP
    most := CASE WHEN l.next_at <= at THEN l.next_amount ELSE l.amount END;
    CONTINUE WHEN most IS NULL;
    IF l.kind = 'time' THEN
      IF (SELECT count(*) FROM play_minute p WHERE p.member_id = p_member AND p.minute > at - interval '24 hours') >= most THEN RETURN 'time'; END IF;
    ELSIF l.currency = p_currency AND play_loss(p_member, p_currency, at - play_window(l.period)) + p_more_minor > most THEN
      RETURN 'loss:' || l.period;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- A deposit counts itself; the member's exclusion and limits are held until its transaction ends.
CREATE FUNCTION deposit_within_limits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  until timestamptz;
  l play_limit%ROWTYPE;
  at timestamptz;
BEGIN
  SELECT excluded_until INTO until FROM member WHERE id = NEW.member_id FOR SHARE;
  at := clock_timestamp();
  IF until > at THEN RAISE EXCEPTION 'play refused: excluded' USING ERRCODE = 'check_violation'; END IF;
  FOR l IN SELECT * FROM play_limit WHERE member_id = NEW.member_id AND kind = 'deposit' AND currency = NEW.currency ORDER BY period FOR UPDATE LOOP
    IF play_deposited(NEW.member_id, NEW.currency, at - play_window(l.period)) > (CASE WHEN l.next_at <= at THEN l.next_amount ELSE l.amount END) THEN
      RAISE EXCEPTION 'play refused: deposit:%', l.period USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE TRIGGER deposit_within_limits AFTER INSERT ON wallet_deposit FOR EACH ROW EXECUTE FUNCTION deposit_within_limits();
