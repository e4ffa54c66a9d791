-- A member's own limits and self-exclusion (M5, S12). One place says what somebody has lost, deposited and spent in time,
-- and every way in asks it, behind a lock of that member's limits: two purchases at once are both counted.

CREATE TABLE play_limit (
  member_id uuid NOT NULL REFERENCES member (id),
  -- loss: what is played for, less refunds and prizes; time: minutes logged in and active
  kind text NOT NULL,
  -- the last 24 hours, 7 days, 30 days
  period text NOT NULL,
  -- ISO 4217; empty for time
  currency text NOT NULL,
  -- minor units, or minutes; null: none
  amount integer,
  -- what is in force from next_at on; null: none
  next_amount integer,
  next_at timestamptz(3),
  changed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (member_id, kind, period, currency),
  CONSTRAINT play_limit_kind CHECK (kind = 'loss' AND period IN ('day', 'week', 'month') AND currency ~ '^[A-Z]{3}$'
                                 OR kind = 'time' AND period = 'day' AND currency = ''),
  CONSTRAINT play_limit_amounts CHECK (amount >= 0 AND (next_amount IS NULL OR next_amount >= 0)),
  CONSTRAINT play_limit_next CHECK (next_amount IS NULL OR next_at IS NOT NULL)
);

-- Lowering is at once, raising and lifting wait a day, whoever writes.
CREATE FUNCTION play_limit_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  at timestamptz := clock_timestamp();
  old_now integer := CASE WHEN OLD.next_at <= at THEN OLD.next_amount ELSE OLD.amount END;
  new_now integer;
BEGIN
  IF old_now IS NULL THEN RETURN coalesce(NEW, OLD); END IF;
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'a limit in force cannot be removed at once' USING ERRCODE = 'check_violation';
  END IF;
  new_now := CASE WHEN NEW.next_at <= at THEN NEW.next_amount ELSE NEW.amount END;
  IF new_now IS NULL OR new_now > old_now THEN
    RAISE EXCEPTION 'a limit in force is raised a day later' USING ERRCODE = 'check_violation';
  END IF;
  -- The minute is what may pass between reading the clock and writing.
  IF NEW.next_at > at AND NEW.next_at < at + interval '23 hours 59 minutes'
     AND (NEW.next_at, NEW.next_amount) IS DISTINCT FROM (OLD.next_at, OLD.next_amount) THEN
    RAISE EXCEPTION 'a limit in force is raised a day later' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER play_limit_guard BEFORE UPDATE OR DELETE ON play_limit FOR EACH ROW EXECUTE FUNCTION play_limit_guard();

-- An exclusion may be made longer, never shorter.
CREATE FUNCTION exclusion_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.excluded_until > clock_timestamp() AND (NEW.excluded_until IS NULL OR NEW.excluded_until < OLD.excluded_until) THEN
    RAISE EXCEPTION 'an exclusion cannot end early' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER exclusion_guard BEFORE UPDATE OF excluded_until ON member
  FOR EACH ROW WHEN (OLD.excluded_until IS DISTINCT FROM NEW.excluded_until) EXECUTE FUNCTION exclusion_guard();

-- The minutes of somebody with a limit of time, a row for each in which they were there; two sessions count once.
CREATE TABLE play_minute (
  member_id uuid NOT NULL REFERENCES member (id),
  minute timestamptz(0) NOT NULL,
  PRIMARY KEY (member_id, minute)
);

-- A session's last use is written every five minutes; a longer silence than a quarter of an hour was an absence.
CREATE FUNCTION count_play_minutes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.last_seen_at > OLD.last_seen_at AND EXISTS (SELECT 1 FROM play_limit l WHERE l.member_id = NEW.member_id AND l.kind = 'time') THEN
    INSERT INTO play_minute (member_id, minute)
    SELECT NEW.member_id, m.minute FROM generate_series(
             date_trunc('minute', CASE WHEN NEW.last_seen_at - OLD.last_seen_at <= interval '15 minutes'
                                       THEN OLD.last_seen_at ELSE NEW.last_seen_at END),
             date_trunc('minute', NEW.last_seen_at), interval '1 minute') AS m(minute)
    ON CONFLICT DO NOTHING;
    DELETE FROM play_minute p WHERE p.member_id = NEW.member_id AND p.minute < NEW.last_seen_at - interval '2 days';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER count_play_minutes AFTER UPDATE OF last_seen_at ON session FOR EACH ROW EXECUTE FUNCTION count_play_minutes();

-- What somebody has played for since a moment, in minor units, less refunds and prizes: tickets, held ones too while they are
-- held, and what left the wallet for shares and standing orders. Below zero where more was won than played for.
CREATE FUNCTION play_loss(p_member uuid, p_currency text, p_since timestamptz) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT sum(o.total_minor - coalesce((SELECT sum(p.refunded_minor) FROM payment p WHERE p.order_id = o.id), 0))
                     FROM ticket_order o
                    WHERE o.member_id = p_member AND o.currency = p_currency AND o.origin = 'paid' AND o.created_at > p_since
                      AND (o.state IN ('checkout', 'authorised', 'issued', 'captured', 'refunded')
                           OR o.state = 'held' AND o.hold_expires_at > clock_timestamp())), 0)::bigint
       + coalesce((SELECT sum(CASE WHEN t.debit_id = a.id THEN t.amount_minor ELSE -t.amount_minor END)
                     FROM ledger_account a JOIN ledger_transfer t ON a.id IN (t.debit_id, t.credit_id)
                     JOIN ledger_movement m ON m.id = t.movement_id
                    WHERE a.key = 'wallet:' || p_member || ':' || p_currency AND m.posted_at > p_since
                      AND m.cause IN ('share', 'purchase', 'refund', 'prize')), 0)::bigint
$$;

-- Why this member may not play for so much more now, or null. Holds the member's exclusion and limits until the transaction
-- ends. The answer is `excluded`, `time` or `loss:<period>`.
CREATE FUNCTION play_refusal(p_member uuid, p_currency text, p_more_minor bigint) RETURNS text LANGUAGE plpgsql AS $$
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
  FOR l IN SELECT * FROM play_limit WHERE member_id = p_member ORDER BY kind, period, currency FOR UPDATE LOOP
    most := CASE WHEN l.next_at <= at THEN l.next_amount ELSE l.amount END;
    CONTINUE WHEN most IS NULL;
    IF l.kind = 'time' THEN
      IF (SELECT count(*) FROM play_minute p WHERE p.member_id = p_member AND p.minute > at - interval '24 hours') >= most THEN RETURN 'time'; END IF;
    ELSIF l.currency = p_currency AND play_loss(p_member, p_currency,
            at - CASE l.period WHEN 'day' THEN interval '24 hours' WHEN 'week' THEN interval '7 days' ELSE interval '30 days' END)
          + p_more_minor > most THEN
      RETURN 'loss:' || l.period;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- Every order passes here when tickets are set aside, when it grows on the way to the gateway, and when money arrives for one
-- that was over. It counts itself, so nothing more is added.
CREATE FUNCTION order_within_limits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  refusal text;
BEGIN
  refusal := play_refusal(NEW.member_id, NEW.currency, 0);
  -- Time that ran out on the gateway's page does not undo what was begun in time.
  IF refusal = 'excluded' OR NEW.total_minor > 0 AND (refusal LIKE 'loss:%' OR refusal = 'time' AND NEW.state <> 'authorised') THEN
    RAISE EXCEPTION 'play refused: %', refusal USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER order_set_aside AFTER INSERT ON ticket_order
  FOR EACH ROW WHEN (NEW.origin = 'paid' AND NEW.state = 'held') EXECUTE FUNCTION order_within_limits();
CREATE TRIGGER order_goes_to_pay AFTER UPDATE OF state, total_minor ON ticket_order
  FOR EACH ROW WHEN (NEW.origin = 'paid' AND (NEW.state = 'checkout' AND (OLD.state = 'held' OR NEW.total_minor > OLD.total_minor)
                 OR NEW.state = 'authorised' AND OLD.state IN ('held', 'checkout', 'expired'))) EXECUTE FUNCTION order_within_limits();

CREATE INDEX ticket_order_of_member ON ticket_order (member_id, created_at);
