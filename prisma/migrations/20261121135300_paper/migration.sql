-- Paper: sellers and their books of printed tickets, tickets written down by hand and in files, what was printed, files
-- kept in parts, and the reconciliation that a draw waits for (R13, T6 to T8, P28).

-- ── accounts made by an organisation for a person (R13) ──────────────────────────────────────────────────────────────
-- Whoever was entered by somebody else agrees to the venue's terms at the first login.
ALTER TABLE member ADD COLUMN terms_due boolean NOT NULL DEFAULT false;

-- ── sellers and books (T8) ───────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE seller (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  contact text NOT NULL DEFAULT '' CHECK (length(contact) <= 200),
  ended_at timestamptz(3),
  created_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX seller_once ON seller (organisation_id, lower(name)) WHERE ended_at IS NULL;

CREATE TABLE seller_book (
  id uuid PRIMARY KEY,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  prefix text NOT NULL DEFAULT '' CHECK (prefix ~ '^[A-Z0-9]{0,12}-?$' AND prefix !~ '[0-9]$'),
  first_number integer NOT NULL CHECK (first_number >= 0),
  last_number integer NOT NULL,
  digits integer NOT NULL CHECK (digits BETWEEN 1 AND 9),
  state text NOT NULL DEFAULT 'ready',
  seller_id uuid REFERENCES seller (id),
  issued_at timestamptz(3),
  returned_at timestamptz(3),
  sold_count integer,
  spoiled_count integer,
  money_minor integer,
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 500),
  created_at timestamptz(3) NOT NULL,
  CONSTRAINT book_range CHECK (last_number >= first_number AND last_number - first_number < 10000 AND length(last_number::text) <= digits),
  CONSTRAINT book_state CHECK (state IN ('ready', 'issued', 'returned', 'voided')),
  CONSTRAINT book_issued CHECK (state IN ('ready', 'voided') OR (seller_id IS NOT NULL AND issued_at IS NOT NULL)),
  -- What came back adds up: sold, spoiled and unsold numbers are the book.
  CONSTRAINT book_returned CHECK ((state = 'returned') = (returned_at IS NOT NULL AND sold_count IS NOT NULL AND spoiled_count IS NOT NULL AND money_minor IS NOT NULL)),
  CONSTRAINT book_counts CHECK (sold_count IS NULL OR (sold_count >= 0 AND spoiled_count >= 0 AND money_minor >= 0
    AND sold_count + spoiled_count <= last_number - first_number + 1))
);
CREATE INDEX seller_book_seller ON seller_book (seller_id);
-- No number is printed in two books of a raffle. Texts of one length sort as their numbers do, so one range type will do
-- for raffle, prefix and number together.
CREATE TYPE book_numbers AS RANGE (subtype = text, collation = "C");
ALTER TABLE seller_book ADD CONSTRAINT book_numbers_once EXCLUDE USING gist (
  book_numbers(raffle_id::text || '/' || prefix || '/' || lpad(first_number::text, 10, '0'),
               raffle_id::text || '/' || prefix || '/' || lpad(last_number::text, 10, '0'), '[]') WITH &&);

-- What a book says stays as it was printed; an account of it is not rewritten while its tickets are in a frozen list.
CREATE FUNCTION seller_book_guard() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE raffle uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.raffle_id ELSE NEW.raffle_id END;
BEGIN
  IF TG_OP = 'UPDATE' AND (NEW.raffle_id <> OLD.raffle_id OR NEW.prefix <> OLD.prefix OR NEW.first_number <> OLD.first_number
      OR NEW.last_number <> OLD.last_number OR NEW.digits <> OLD.digits) THEN
    RAISE EXCEPTION 'book %: printed numbers cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' AND EXISTS (SELECT 1 FROM ticket WHERE book_id = OLD.id) THEN
    RAISE EXCEPTION 'book %: it has tickets', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF EXISTS (SELECT 1 FROM raffle_sales WHERE raffle_id = raffle AND frozen_at IS NOT NULL) THEN
    RAISE EXCEPTION 'raffle %: the list of tickets is frozen', raffle USING ERRCODE = 'check_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER seller_book_guard BEFORE INSERT OR UPDATE OR DELETE ON seller_book FOR EACH ROW EXECUTE FUNCTION seller_book_guard();

ALTER TABLE ticket ADD CONSTRAINT ticket_book FOREIGN KEY (book_id) REFERENCES seller_book (id);
ALTER TABLE ticket ADD CONSTRAINT ticket_seller FOREIGN KEY (seller_id) REFERENCES seller (id);
ALTER TABLE ticket ADD CONSTRAINT ticket_book_numbered CHECK (book_id IS NULL OR printed_number IS NOT NULL);
ALTER TABLE ticket_order ADD CONSTRAINT order_seller FOREIGN KEY (seller_id) REFERENCES seller (id);
-- What stands on the paper stays what it is.
CREATE FUNCTION printed_number_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.printed_number IS NOT NULL AND (NEW.printed_number IS DISTINCT FROM OLD.printed_number OR NEW.book_id IS DISTINCT FROM OLD.book_id) THEN
    RAISE EXCEPTION 'ticket %: its printed number cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER printed_number_guard BEFORE UPDATE OF printed_number, book_id ON ticket FOR EACH ROW EXECUTE FUNCTION printed_number_guard();
CREATE INDEX ticket_of_book ON ticket (book_id) WHERE book_id IS NOT NULL;

-- ── leave to enter by hand, where the venue asks for a request first (R13) ───────────────────────────────────────────
CREATE TABLE manual_entry_request (
  id uuid PRIMARY KEY,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  asked_by uuid NOT NULL REFERENCES member (id),
  asked_at timestamptz(3) NOT NULL,
  note text NOT NULL CHECK (length(note) <= 1000),
  state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'granted', 'refused')),
  decided_by uuid REFERENCES member (id),
  decided_at timestamptz(3),
  reason text NOT NULL DEFAULT '' CHECK (length(reason) <= 1000),
  CONSTRAINT manual_entry_decided CHECK ((state = 'open') = (decided_by IS NULL) AND (decided_by IS NULL) = (decided_at IS NULL)
    AND (decided_by IS NULL OR decided_by <> asked_by))
);
CREATE UNIQUE INDEX manual_entry_request_open ON manual_entry_request (raffle_id) WHERE state IN ('open', 'granted');

-- ── files in parts ───────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE stored_file (
  id uuid PRIMARY KEY,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  content_type text NOT NULL,
  size_bytes bigint NOT NULL DEFAULT 0,
  complete boolean NOT NULL DEFAULT false,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL
);
CREATE INDEX stored_file_expires ON stored_file (expires_at);
CREATE TABLE stored_file_part (
  file_id uuid NOT NULL REFERENCES stored_file (id) ON DELETE CASCADE,
  position integer NOT NULL CHECK (position >= 0),
  bytes bytea NOT NULL,
  PRIMARY KEY (file_id, position)
);

-- ── printing (T7) ────────────────────────────────────────────────────────────────────────────────────────────────────
CREATE TABLE print_job (
  id uuid PRIMARY KEY,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('tickets', 'receipts', 'labels')),
  options jsonb NOT NULL,
  -- The highest place in the order of issue when it was asked for: what is sold later is not in it.
  upto bigint NOT NULL,
  total integer NOT NULL CHECK (total > 0),
  done integer NOT NULL DEFAULT 0,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'failed', 'stopped')),
  attempt integer NOT NULL DEFAULT 0,
  lease_until timestamptz(3),
  file_id uuid REFERENCES stored_file (id) ON DELETE SET NULL,
  failure text,
  asked_by uuid NOT NULL REFERENCES member (id),
  created_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3),
  CONSTRAINT print_job_done CHECK (done BETWEEN 0 AND total AND (state <> 'done' OR done = total))
);
CREATE INDEX print_job_raffle ON print_job (raffle_id, created_at);
CREATE INDEX print_job_waiting ON print_job (created_at) WHERE state IN ('waiting', 'running');

-- Every copy of a ticket that left a printer, numbered from 1: all but the first are marked as reprints (P28).
CREATE TABLE ticket_print (
  ticket_id uuid NOT NULL REFERENCES ticket (id),
  copy integer NOT NULL CHECK (copy > 0),
  job_id uuid NOT NULL,
  printed_by uuid NOT NULL REFERENCES member (id),
  printed_at timestamptz(3) NOT NULL,
  PRIMARY KEY (ticket_id, copy),
  UNIQUE (job_id, ticket_id)
);

-- ── tickets written down by hand, from files (R13) ───────────────────────────────────────────────────────────────────
CREATE TABLE entry_import (
  id uuid PRIMARY KEY,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  organisation_id uuid NOT NULL REFERENCES organisation (id) ON DELETE CASCADE,
  file_name text NOT NULL CHECK (length(file_name) <= 200),
  file_hash text NOT NULL,
  encoding text NOT NULL,
  delimiter text NOT NULL,
  total integer NOT NULL CHECK (total > 0),
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'stopped')),
  lease_until timestamptz(3),
  asked_by uuid NOT NULL REFERENCES member (id),
  created_at timestamptz(3) NOT NULL,
  ended_at timestamptz(3)
);
CREATE UNIQUE INDEX entry_import_once ON entry_import (raffle_id, file_hash) WHERE state <> 'stopped';
CREATE INDEX entry_import_waiting ON entry_import (created_at) WHERE state IN ('waiting', 'running');
CREATE TABLE entry_import_row (
  import_id uuid NOT NULL REFERENCES entry_import (id) ON DELETE CASCADE,
  line integer NOT NULL,
  row_hash text NOT NULL,
  fields jsonb NOT NULL,
  state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'entered', 'refused')),
  order_id uuid,
  code text,
  params jsonb,
  PRIMARY KEY (import_id, line),
  CONSTRAINT import_row_ended CHECK ((state = 'entered') = (order_id IS NOT NULL) AND (state = 'refused') = (code IS NOT NULL))
);
CREATE INDEX entry_import_row_waiting ON entry_import_row (import_id, line) WHERE state = 'waiting';

-- ── reconciliation before the draw (T8, P28) ─────────────────────────────────────────────────────────────────────────
CREATE TABLE reconciliation (
  id uuid PRIMARY KEY,
  raffle_id uuid NOT NULL REFERENCES raffle (game_id) ON DELETE CASCADE,
  figures jsonb NOT NULL,
  figures_hash text NOT NULL,
  differences jsonb NOT NULL,
  note text NOT NULL DEFAULT '' CHECK (length(note) <= 2000),
  signed_as text NOT NULL,
  acknowledged_by uuid NOT NULL REFERENCES member (id),
  acknowledged_at timestamptz(3) NOT NULL
);
CREATE INDEX reconciliation_raffle ON reconciliation (raffle_id, acknowledged_at);
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON reconciliation FOR EACH ROW EXECUTE FUNCTION append_only();

-- ── one statement for one entry ──────────────────────────────────────────────────────────────────────────────────────
-- Writes down tickets that were sold off line: the order, its issue and settlement, the numbers on the paper, all or
-- nothing, and once for its key. `p` is the entry as server/tickets/paper/entry-store.ts writes it.
-- Answers: entered | already | number-taken | number-outside | book-not-issued | book-full | and the outcomes of issue_tickets.
CREATE FUNCTION enter_tickets(p jsonb, OUT outcome text, OUT order_id uuid, OUT detail text) LANGUAGE plpgsql AS $$
DECLARE
  o_id uuid := (p ->> 'orderId')::uuid;
  at timestamptz := (p ->> 'now')::timestamptz;
  given timestamptz := CASE WHEN (p ->> 'clockGiven')::boolean THEN (p ->> 'now')::timestamptz END;
  n int := (p ->> 'quantity')::int;
  answer record;
  book record;
  printed record;
BEGIN
  SELECT t.id INTO order_id FROM ticket_order t WHERE t.member_id = (p ->> 'memberId')::uuid AND t.idempotency_key = p ->> 'key';
  IF FOUND THEN outcome := 'already'; RETURN; END IF;
  BEGIN
    INSERT INTO ticket_order (id, raffle_id, member_id, state, wanted, quantity, shortfall, unit_price_minor, tickets_minor, total_minor,
        venue_fee_minor, fee_basis_points, currency, origin, residence, residence_revision, rules_version, price_level_id, bundles, picks,
        placements, entered_by, paid_by, seller_id, idempotency_key, input_hash, hold_expires_at, created_at, updated_at)
    VALUES (o_id, (p ->> 'raffleId')::uuid, (p ->> 'memberId')::uuid, 'authorised', n, n, 'none', (p ->> 'unitPriceMinor')::int,
        (p ->> 'paidMinor')::int, (p ->> 'paidMinor')::int, 0, 0, p ->> 'currency', 'manual', p -> 'residence', (p ->> 'residenceRevision')::int,
        (p ->> 'rulesVersion')::int, (p ->> 'priceLevelId')::uuid, coalesce((p ->> 'bundles')::int, 1),
        coalesce(ARRAY(SELECT jsonb_array_elements_text(p -> 'picks')::int), '{}'), nullif(p -> 'placements', 'null'),
        (p ->> 'enteredBy')::uuid, p ->> 'paidBy', (p ->> 'sellerId')::uuid, p ->> 'key', p ->> 'inputHash', at, at, at);
    SELECT i.outcome INTO answer FROM issue_tickets(o_id, (p ->> 'lawVersion')::bigint, p -> 'evidence', given) AS i;
    IF answer.outcome <> 'issued' THEN RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = answer.outcome; END IF;
    PERFORM settle_order(o_id, given);

    -- The numbers on the paper, in the order in which they were typed. Books are locked, so that none is returned meanwhile.
    FOR printed IN SELECT x.value ->> 'number' AS number, x.value ->> 'prefix' AS prefix, (x.value ->> 'figure')::int AS figure, x.ordinality AS place
                     FROM jsonb_array_elements(p -> 'printed') WITH ORDINALITY AS x LOOP
      SELECT b.id, b.state, b.seller_id, b.sold_count, b.digits INTO book FROM seller_book b
       WHERE b.raffle_id = (p ->> 'raffleId')::uuid AND b.prefix = printed.prefix AND printed.figure BETWEEN b.first_number AND b.last_number FOR UPDATE;
      IF NOT FOUND AND EXISTS (SELECT 1 FROM seller_book b WHERE b.raffle_id = (p ->> 'raffleId')::uuid) THEN
        RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = 'number-outside', DETAIL = printed.number;
      END IF;
      IF book.id IS NOT NULL AND book.state NOT IN ('issued', 'returned') THEN
        RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = 'book-not-issued', DETAIL = printed.number;
      END IF;
      IF book.state = 'returned' AND (SELECT count(*) FROM ticket t WHERE t.book_id = book.id AND t.state <> 'taken-back') >= book.sold_count THEN
        RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = 'book-full', DETAIL = printed.number;
      END IF;
      BEGIN
        UPDATE ticket t SET printed_number = CASE WHEN book.id IS NULL THEN printed.number ELSE printed.prefix || lpad(printed.figure::text, book.digits, '0') END,
               book_id = book.id, seller_id = coalesce(book.seller_id, (p ->> 'sellerId')::uuid)
         WHERE t.id = (SELECT id FROM ticket WHERE ticket.order_id = o_id ORDER BY issue_order OFFSET printed.place - 1 LIMIT 1);
      EXCEPTION WHEN unique_violation THEN
        RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = 'number-taken', DETAIL = printed.number;
      END;
    END LOOP;
    IF p ->> 'sellerId' IS NOT NULL THEN
      UPDATE ticket t SET seller_id = (p ->> 'sellerId')::uuid WHERE t.order_id = o_id AND t.seller_id IS NULL;
    END IF;

    -- The first ticket locks what buyers were told (R11), also before activation.
    UPDATE game SET locked_at = at WHERE id = (p ->> 'raffleId')::uuid AND locked_at IS NULL;
    INSERT INTO audit_entry (at, actor_id, actor_role, action, subject, after)
    VALUES (at, (p ->> 'enteredBy')::uuid, 'organisation', 'enter-tickets', 'raffle:' || (p ->> 'raffleId'),
            jsonb_build_object('orderId', o_id, 'quantity', n, 'paidMinor', (p ->> 'paidMinor')::int, 'paidBy', p ->> 'paidBy', 'importId', p ->> 'importId'));
    INSERT INTO outbox (id, kind, payload, dedupe_key, created_at, next_at)
    VALUES (new_id(), 'mail.receipt', jsonb_build_object('orderId', o_id), 'receipt:' || o_id, at, at) ON CONFLICT (dedupe_key) DO NOTHING;
    outcome := 'entered'; order_id := o_id;
  EXCEPTION
    WHEN SQLSTATE 'PT001' THEN
      GET STACKED DIAGNOSTICS outcome = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
      order_id := NULL;
  END;
END $$;
