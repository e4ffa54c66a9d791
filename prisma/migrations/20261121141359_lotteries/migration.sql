-- Tickets bought from outside lotteries, what became of their draws, and what was collected (L2).

CREATE TABLE lottery_purchase (
  id uuid PRIMARY KEY,
  request_key text NOT NULL UNIQUE,
  request_hash text NOT NULL,
  subject text NOT NULL,
  lottery text NOT NULL,
  game text NOT NULL,
  draws text[] NOT NULL,
  entries jsonb NOT NULL,
  printed jsonb,
  line_count integer NOT NULL,
  price_minor integer NOT NULL,
  currency text NOT NULL,
  state text NOT NULL,
  reference text,
  sales_close_at timestamptz(3) NOT NULL,
  cancel_until timestamptz(3),
  refusal_code text,
  last_fault text,
  attempts integer NOT NULL DEFAULT 0,
  refund_minor integer NOT NULL DEFAULT 0,
  requested_by uuid REFERENCES member (id),
  requested_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  confirmed_at timestamptz(3),
  ended_at timestamptz(3),
  next_at timestamptz(3) NOT NULL,
  CONSTRAINT lottery_purchase_state CHECK (state IN ('requested', 'unknown', 'confirmed', 'rejected', 'cancelling', 'cancelled')),
  CONSTRAINT lottery_purchase_draws CHECK (cardinality(draws) BETWEEN 1 AND 60),
  CONSTRAINT lottery_purchase_entries CHECK (jsonb_typeof(entries) = 'array' AND jsonb_array_length(entries) > 0),
  CONSTRAINT lottery_purchase_amounts CHECK (line_count > 0 AND price_minor > 0 AND refund_minor BETWEEN 0 AND price_minor),
  -- Nothing is confirmed without the lottery's own reference, and nothing that has one was refused.
  CONSTRAINT lottery_purchase_reference CHECK ((state IN ('confirmed', 'cancelling', 'cancelled')) = (reference IS NOT NULL)),
  CONSTRAINT lottery_purchase_confirmed CHECK ((reference IS NULL) = (confirmed_at IS NULL) AND (reference IS NULL) = (printed IS NULL)
    AND (reference IS NULL) = (cancel_until IS NULL)),
  CONSTRAINT lottery_purchase_refused CHECK ((state = 'rejected') = (refusal_code IS NOT NULL)),
  CONSTRAINT lottery_purchase_refund CHECK (refund_minor = 0 OR state = 'cancelled'),
  CONSTRAINT lottery_purchase_ended CHECK ((state IN ('rejected', 'cancelled')) = (ended_at IS NOT NULL)),
  -- One ticket of the lottery's belongs to one purchase.
  CONSTRAINT lottery_purchase_one_ticket UNIQUE (lottery, reference)
);
CREATE INDEX lottery_purchase_due ON lottery_purchase (next_at) WHERE state IN ('requested', 'unknown', 'cancelling');
CREATE INDEX lottery_purchase_subject ON lottery_purchase (subject);
CREATE INDEX lottery_purchase_draws_of ON lottery_purchase USING gin (draws) WHERE state IN ('confirmed', 'cancelling');

-- What was ordered never changes, and the state only along the table in docs/lotteries.md.
CREATE FUNCTION lottery_purchase_moves() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.request_key, NEW.request_hash, NEW.subject, NEW.lottery, NEW.game, NEW.draws, NEW.entries, NEW.line_count,
      NEW.price_minor, NEW.currency, NEW.requested_by, NEW.requested_at)
     IS DISTINCT FROM
     (OLD.id, OLD.request_key, OLD.request_hash, OLD.subject, OLD.lottery, OLD.game, OLD.draws, OLD.entries, OLD.line_count,
      OLD.price_minor, OLD.currency, OLD.requested_by, OLD.requested_at) THEN
    RAISE EXCEPTION 'lottery_purchase %: what was ordered cannot change', OLD.id;
  END IF;
  IF OLD.reference IS NOT NULL AND (NEW.reference, NEW.printed) IS DISTINCT FROM (OLD.reference, OLD.printed) THEN
    RAISE EXCEPTION 'lottery_purchase %: a ticket that was confirmed cannot become another', OLD.id;
  END IF;
  IF NEW.state <> OLD.state AND NOT (OLD.state || '>' || NEW.state) = ANY (ARRAY[
      'requested>unknown', 'requested>confirmed', 'requested>rejected',
      'unknown>confirmed', 'unknown>rejected',
      'confirmed>cancelling', 'cancelling>cancelled', 'cancelling>confirmed']) THEN
    RAISE EXCEPTION 'lottery_purchase %: % cannot become %', OLD.id, OLD.state, NEW.state;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lottery_purchase_moves BEFORE UPDATE ON lottery_purchase FOR EACH ROW EXECUTE FUNCTION lottery_purchase_moves();
CREATE FUNCTION lottery_purchase_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'lottery_purchase %: a purchase is not deleted', OLD.id;
END $$;
CREATE TRIGGER lottery_purchase_stays BEFORE DELETE ON lottery_purchase FOR EACH ROW EXECUTE FUNCTION lottery_purchase_stays();

-- A correction is another row; what a source said once stays.
CREATE TABLE lottery_result (
  id uuid PRIMARY KEY,
  source text NOT NULL,
  game text NOT NULL,
  draw_date text NOT NULL,
  revision integer NOT NULL,
  main integer[] NOT NULL,
  bonus integer[] NOT NULL,
  multiplier integer,
  prizes_minor jsonb NOT NULL,
  winners jsonb NOT NULL,
  published_at timestamptz(3),
  received_at timestamptz(3) NOT NULL,
  CONSTRAINT lottery_result_once UNIQUE (source, game, draw_date, revision),
  CONSTRAINT lottery_result_date CHECK (draw_date ~ '^\d{4}-\d\d-\d\d$'),
  CONSTRAINT lottery_result_revision CHECK (revision >= 1),
  CONSTRAINT lottery_result_numbers CHECK (cardinality(main) > 0)
);
CREATE INDEX lottery_result_draw ON lottery_result (game, draw_date);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON lottery_result FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE TABLE lottery_postponement (
  source text NOT NULL,
  game text NOT NULL,
  draw_date text NOT NULL,
  revision integer NOT NULL,
  draw_at timestamptz(3) NOT NULL,
  closes_at timestamptz(3) NOT NULL,
  received_at timestamptz(3) NOT NULL,
  PRIMARY KEY (source, game, draw_date, revision),
  CONSTRAINT lottery_postponement_date CHECK (draw_date ~ '^\d{4}-\d\d-\d\d$'),
  CONSTRAINT lottery_postponement_order CHECK (closes_at <= draw_at)
);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON lottery_postponement FOR EACH ROW EXECUTE FUNCTION append_only();

CREATE TABLE lottery_claim (
  purchase_id uuid NOT NULL REFERENCES lottery_purchase (id),
  draw_date text NOT NULL,
  state text NOT NULL,
  -- The result by which the lottery last answered; 0 before its first answer.
  revision integer NOT NULL DEFAULT 0,
  amount_minor bigint NOT NULL DEFAULT 0,
  paid_minor bigint NOT NULL DEFAULT 0,
  claimant text,
  refusal_code text,
  attempts integer NOT NULL DEFAULT 0,
  requested_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  next_at timestamptz(3) NOT NULL,
  PRIMARY KEY (purchase_id, draw_date),
  CONSTRAINT lottery_claim_state CHECK (state IN ('requested', 'nothing', 'claimant-needed', 'paid', 'refused')),
  CONSTRAINT lottery_claim_amounts CHECK (amount_minor >= 0 AND paid_minor >= 0),
  CONSTRAINT lottery_claim_paid CHECK (state <> 'paid' OR paid_minor > 0),
  CONSTRAINT lottery_claim_nothing CHECK (state <> 'nothing' OR paid_minor = 0),
  CONSTRAINT lottery_claim_refused CHECK ((state = 'refused') = (refusal_code IS NOT NULL))
);
CREATE INDEX lottery_claim_due ON lottery_claim (next_at) WHERE state = 'requested';
-- What the lottery has paid it has paid.
CREATE FUNCTION lottery_claim_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.paid_minor < OLD.paid_minor OR NEW.revision < OLD.revision THEN
    RAISE EXCEPTION 'lottery_claim %: what was paid cannot shrink', OLD.purchase_id;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lottery_claim_grows BEFORE UPDATE ON lottery_claim FOR EACH ROW EXECUTE FUNCTION lottery_claim_grows();
