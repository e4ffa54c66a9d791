-- What makes wrong states impossible: checks, references to areas, append-only money, and the functions that issue
-- tickets and post the ledger in one guarded statement.

-- ── identifiers ──────────────────────────────────────────────────────────────────────────────────────────────────────
-- Time-ordered where the server knows how (PostgreSQL 18), random before that.
DO $$
BEGIN
  IF current_setting('server_version_num')::int >= 180000 THEN
    EXECUTE 'CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS ''SELECT uuidv7()''';
  ELSE
    EXECUTE 'CREATE FUNCTION new_id() RETURNS uuid LANGUAGE sql VOLATILE AS ''SELECT gen_random_uuid()''';
  END IF;
END $$;

-- ── areas ────────────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE area ADD CONSTRAINT area_id_form CHECK (id ~ '^[A-Z0-9][A-Z0-9-]{0,31}$');
ALTER TABLE area_parent ADD CONSTRAINT area_not_its_own_parent CHECK (child_id <> parent_id);
ALTER TABLE postal_code ADD CONSTRAINT postal_share CHECK (permille IS NULL OR permille BETWEEN 0 AND 1000);
ALTER TABLE postal_code ADD CONSTRAINT postal_area FOREIGN KEY (area_id) REFERENCES area (id);

-- ── jurisdiction ─────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE game_permission ADD CONSTRAINT permission_area FOREIGN KEY (area_id) REFERENCES area (id);
ALTER TABLE game_permission ADD CONSTRAINT permission_validity CHECK (valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from);
ALTER TABLE game_exclusion ADD CONSTRAINT exclusion_area FOREIGN KEY (area_id) REFERENCES area (id);
ALTER TABLE game_stop ADD CONSTRAINT stop_area FOREIGN KEY (area_id) REFERENCES area (id);
ALTER TABLE game_stop ADD CONSTRAINT stop_lifted CHECK ((lifted_at IS NULL) = (lifted_by IS NULL));
ALTER TABLE area_rule ADD CONSTRAINT rule_area FOREIGN KEY (area_id) REFERENCES area (id);
ALTER TABLE area_rule ADD CONSTRAINT rule_age CHECK (minimum_age IS NULL OR minimum_age BETWEEN 0 AND 120);
ALTER TABLE area_rule ADD CONSTRAINT rule_validity CHECK (valid_to IS NULL OR valid_to > valid_from);
ALTER TABLE area_list_entry ADD CONSTRAINT list_area FOREIGN KEY (area_id) REFERENCES area (id);
ALTER TABLE area_list_entry ADD CONSTRAINT list_coverage CHECK ((list = 'permission') = (coverage IS NOT NULL));
ALTER TABLE rules_version ADD CONSTRAINT rules_version_one_row CHECK (id = 1);
INSERT INTO rules_version (id, version, changed_at) VALUES (1, 1, now());

-- ── people ───────────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE member ADD CONSTRAINT member_email_lower CHECK (email = lower(email) AND position('@' IN email) > 1);
ALTER TABLE member ADD CONSTRAINT member_born CHECK (birth_date BETWEEN DATE '1890-01-01' AND DATE '2100-01-01');
ALTER TABLE member ADD CONSTRAINT member_status CHECK (status IN ('active', 'suspended', 'closed'));
ALTER TABLE member ADD CONSTRAINT member_shown CHECK (show_winner_as IN ('name', 'area', 'private'));
ALTER TABLE member_role ADD CONSTRAINT role_scope CHECK (
  (kind = 'organisation') = (organisation_id IS NOT NULL) AND (kind = 'regulator') = (area_id IS NOT NULL));
ALTER TABLE member_role ADD CONSTRAINT role_status CHECK (status IN ('pending', 'active', 'refused', 'revoked'));
ALTER TABLE member_role ADD CONSTRAINT role_area FOREIGN KEY (area_id) REFERENCES area (id);
CREATE UNIQUE INDEX member_role_once ON member_role (member_id, kind, organisation_id, area_id) NULLS NOT DISTINCT
  WHERE status IN ('pending', 'active');
ALTER TABLE birth_date_request ADD CONSTRAINT birth_date_two_people CHECK (
  confirmed_by IS NULL OR (approved_by IS NOT NULL AND confirmed_by <> approved_by AND confirmed_by <> member_id AND approved_by <> member_id));
ALTER TABLE birth_date_request ADD CONSTRAINT birth_date_status CHECK (
  status IN ('open', 'approved-once', 'applied', 'refused') AND (status <> 'applied' OR confirmed_by IS NOT NULL));
ALTER TABLE organisation ADD CONSTRAINT organisation_code CHECK (code ~ '^[A-Z]{2,5}$');
ALTER TABLE organisation ADD CONSTRAINT organisation_fee CHECK (fee_basis_points BETWEEN 0 AND 10000);
ALTER TABLE organisation ADD CONSTRAINT organisation_status CHECK (status IN ('pending', 'active', 'suspended'));

-- ── games and raffles ────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE game ADD CONSTRAINT game_dates CHECK (closes_at > opens_at);
ALTER TABLE game ADD CONSTRAINT game_age CHECK (minimum_age IS NULL OR minimum_age BETWEEN 0 AND 120);
ALTER TABLE game ADD CONSTRAINT game_slug CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(slug) <= 80);
ALTER TABLE game ADD CONSTRAINT game_active_is_locked CHECK (state NOT IN ('active', 'suspended', 'drawn', 'archived') OR activated_at IS NOT NULL);
ALTER TABLE raffle ADD CONSTRAINT raffle_price CHECK (price_minor >= 0);
ALTER TABLE raffle ADD CONSTRAINT raffle_cap CHECK (ticket_cap IS NULL OR ticket_cap BETWEEN 1 AND 100000000);
ALTER TABLE raffle ADD CONSTRAINT raffle_limits CHECK (
  (per_person_maximum IS NULL OR per_person_maximum > 0) AND (per_household_maximum IS NULL OR per_household_maximum > 0));
ALTER TABLE raffle ADD CONSTRAINT raffle_currency CHECK (currency ~ '^[A-Z]{3}$');
ALTER TABLE raffle_sales ADD CONSTRAINT sales_within_cap CHECK (issued >= 0 AND (ticket_cap IS NULL OR issued <= ticket_cap));
ALTER TABLE raffle_sales ADD CONSTRAINT sales_parts CHECK (voided BETWEEN 0 AND issued AND uncaptured BETWEEN 0 AND issued - voided);
ALTER TABLE price_level ADD CONSTRAINT price_level_values CHECK (count > 0 AND price_minor >= 0 AND sold >= 0 AND (stock IS NULL OR sold <= stock));
ALTER TABLE prize ADD CONSTRAINT prize_values CHECK (value_minor >= 0 AND cost_minor >= 0 AND quantity > 0 AND group_position > 0 AND choice > 0);

-- ── tickets and orders ───────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE ticket_order ADD CONSTRAINT order_counts CHECK (wanted > 0 AND quantity BETWEEN 0 AND wanted);
ALTER TABLE ticket_order ADD CONSTRAINT order_amounts CHECK (
  unit_price_minor >= 0 AND tickets_minor >= 0 AND donation_minor >= 0 AND fee_cover_minor >= 0
  AND total_minor = tickets_minor + donation_minor + fee_cover_minor
  AND venue_fee_minor BETWEEN 0 AND total_minor AND fee_basis_points BETWEEN 0 AND 10000);
ALTER TABLE ticket_order ADD CONSTRAINT order_shortfall CHECK (shortfall IN ('none', 'remaining'));
ALTER TABLE ticket_order ADD CONSTRAINT order_origin CHECK (origin IN ('paid', 'free', 'manual') AND (origin <> 'free' OR total_minor = 0));
ALTER TABLE ticket_order ADD CONSTRAINT order_issued_at CHECK (state NOT IN ('issued', 'captured', 'refunded') OR issued_at IS NOT NULL);
ALTER TABLE ticket_order ADD CONSTRAINT order_captured_at CHECK (state NOT IN ('captured', 'refunded') OR captured_at IS NOT NULL);
ALTER TABLE ticket ADD CONSTRAINT ticket_values CHECK (issue_order > 0 AND (sequence IS NULL OR sequence > 0) AND price_paid_minor >= 0);
ALTER TABLE ticket ADD CONSTRAINT ticket_origin CHECK (origin IN ('paid', 'free', 'manual') AND (origin <> 'free' OR price_paid_minor = 0));
-- A number is held by one ticket at a time: a ticket taken back frees it, a voided one keeps it (T9).
CREATE UNIQUE INDEX ticket_sequence_once ON ticket (raffle_id, sequence) WHERE state <> 'taken-back';
CREATE UNIQUE INDEX ticket_number_once ON ticket (number) WHERE number IS NOT NULL AND state <> 'taken-back';
CREATE INDEX ticket_holder_in_raffle ON ticket (raffle_id, holder_id);

-- ── draws ────────────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE drawing ADD CONSTRAINT drawing_named CHECK (
  state IN ('planned', 'cancelled') OR method <> 'beacon' OR (chain_hash IS NOT NULL AND round IS NOT NULL AND round_named_at IS NOT NULL));
ALTER TABLE drawing ADD CONSTRAINT drawing_frozen CHECK (
  state NOT IN ('frozen', 'drawn') OR (frozen_at IS NOT NULL AND entry_count IS NOT NULL AND list_root IS NOT NULL));
ALTER TABLE drawing ADD CONSTRAINT drawing_drawn CHECK (
  state <> 'drawn' OR (seed IS NOT NULL AND drawn_at IS NOT NULL AND certificate IS NOT NULL));
ALTER TABLE drawing ADD CONSTRAINT drawing_kind CHECK (kind IN ('main', 'early-bird'));
ALTER TABLE drawing ADD CONSTRAINT drawing_method CHECK (method IN ('beacon', 'machine', 'hand'));
ALTER TABLE drawing_entry ADD CONSTRAINT entry_ticket FOREIGN KEY (ticket_id) REFERENCES ticket (id);
ALTER TABLE winner ADD CONSTRAINT winner_entry FOREIGN KEY (drawing_id, ticket_id) REFERENCES drawing_entry (drawing_id, ticket_id);
ALTER TABLE winner ADD CONSTRAINT winner_prize CHECK (reserve = (group_position IS NULL));

-- Once drawn, a drawing's facts stand: nobody runs it twice, nobody moves its round.
CREATE FUNCTION drawing_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.round IS NOT NULL AND (NEW.round IS DISTINCT FROM OLD.round OR NEW.chain_hash IS DISTINCT FROM OLD.chain_hash) AND OLD.state <> 'missed' THEN
    RAISE EXCEPTION 'drawing %: the named round cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state IN ('frozen', 'drawn') AND (NEW.list_root IS DISTINCT FROM OLD.list_root OR NEW.entry_count IS DISTINCT FROM OLD.entry_count) THEN
    RAISE EXCEPTION 'drawing %: the frozen list cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  IF OLD.state = 'drawn' AND (NEW.state <> 'drawn' OR NEW.seed IS DISTINCT FROM OLD.seed OR NEW.signature IS DISTINCT FROM OLD.signature
      OR NEW.certificate::text IS DISTINCT FROM OLD.certificate::text) THEN
    RAISE EXCEPTION 'drawing %: a drawing is run once', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER drawing_guard BEFORE UPDATE ON drawing FOR EACH ROW EXECUTE FUNCTION drawing_guard();

-- After the freeze nothing is issued or taken back.
CREATE FUNCTION sales_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.frozen_at IS NOT NULL AND (NEW.issued <> OLD.issued OR NEW.frozen_at IS DISTINCT FROM OLD.frozen_at) THEN
    RAISE EXCEPTION 'raffle %: the list of tickets is frozen', OLD.raffle_id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER sales_guard BEFORE UPDATE ON raffle_sales FOR EACH ROW EXECUTE FUNCTION sales_guard();

-- Tickets are never deleted and never change hands, price or order of issue.
CREATE FUNCTION ticket_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'tickets are kept' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.raffle_id <> OLD.raffle_id OR NEW.order_id <> OLD.order_id OR NEW.issue_order <> OLD.issue_order
     OR NEW.price_paid_minor <> OLD.price_paid_minor OR NEW.validation_code <> OLD.validation_code
     OR (OLD.sequence IS NOT NULL AND NEW.sequence IS DISTINCT FROM OLD.sequence)
     OR (OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number)
     OR (OLD.state = 'taken-back' AND NEW.state <> OLD.state) OR (OLD.state = 'valid' AND NEW.state = 'issued') THEN
    RAISE EXCEPTION 'ticket %: what was issued cannot change', OLD.id USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ticket_guard BEFORE UPDATE OR DELETE ON ticket FOR EACH ROW EXECUTE FUNCTION ticket_guard();

-- ── money ────────────────────────────────────────────────────────────────────────────────────────────────────────────
ALTER TABLE ledger_account ADD CONSTRAINT account_currency CHECK (currency ~ '^[A-Z]{3}$');
-- Debit and credit stand in one row, so a movement cannot fail to balance; both accounts must be of its currency, and
-- the copies of `guarded` must be true copies, or the references below refuse the row.
ALTER TABLE ledger_transfer ADD CONSTRAINT transfer_amount CHECK (amount_minor > 0 AND debit_id <> credit_id);
ALTER TABLE ledger_transfer ADD CONSTRAINT transfer_debit FOREIGN KEY (debit_id, currency, debit_guarded) REFERENCES ledger_account (id, currency, guarded);
ALTER TABLE ledger_transfer ADD CONSTRAINT transfer_credit FOREIGN KEY (credit_id, currency, credit_guarded) REFERENCES ledger_account (id, currency, guarded);
ALTER TABLE payment ADD CONSTRAINT payment_amounts CHECK (
  amount_minor > 0 AND fee_minor BETWEEN 0 AND amount_minor AND captured_minor BETWEEN 0 AND amount_minor
  AND refunded_minor BETWEEN 0 AND captured_minor);
CREATE UNIQUE INDEX payment_one_alive ON payment (order_id) WHERE state IN ('created', 'authorised', 'captured');
ALTER TABLE refund ADD CONSTRAINT refund_amounts CHECK (amount_minor > 0 AND fee_minor BETWEEN 0 AND amount_minor);
ALTER TABLE refund ADD CONSTRAINT refund_state CHECK (state IN ('requested', 'done', 'failed'));
ALTER TABLE webhook_event ADD CONSTRAINT webhook_state CHECK (state IN ('pending', 'done', 'ignored', 'failed'));
CREATE INDEX outbox_waiting ON outbox (next_at) WHERE done_at IS NULL;

CREATE FUNCTION append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_transfer FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON ledger_movement FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON decision_evidence FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON agreement_signature FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON age_confirmation FOR EACH ROW EXECUTE FUNCTION append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON drawing_entry FOR EACH ROW EXECUTE FUNCTION append_only();

-- A guarded account (wallet, escrow) may not be overdrawn by either side of a transfer: its row is locked, then summed.
-- Liabilities and equity grow by credits, so their debit side is what may overdraw them; for assets it is the credit.
CREATE FUNCTION guarded_account_covers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  account ledger_account%ROWTYPE;
  balance bigint;
BEGIN
  FOR account IN SELECT * FROM ledger_account WHERE guarded AND id IN (NEW.debit_id, NEW.credit_id) ORDER BY id FOR NO KEY UPDATE LOOP
    SELECT coalesce((SELECT sum(amount_minor) FROM ledger_transfer WHERE credit_id = account.id), 0)
         - coalesce((SELECT sum(amount_minor) FROM ledger_transfer WHERE debit_id = account.id), 0) INTO balance;
    IF account.kind IN ('asset', 'expense') THEN balance := -balance; END IF;
    IF balance < 0 THEN
      RAISE EXCEPTION 'account % would be overdrawn', account.key USING ERRCODE = 'check_violation';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER guarded_account_covers AFTER INSERT ON ledger_transfer
  FOR EACH ROW WHEN (NEW.debit_guarded OR NEW.credit_guarded) EXECUTE FUNCTION guarded_account_covers();

-- The accountants' view: two lines a transfer; the sum over a movement, and over everything, is zero.
CREATE VIEW ledger_posting AS
  SELECT m.id AS movement_id, m.cause, m.cause_id, m.posted_at, t.line, t.debit_id AS account_id, -t.amount_minor AS amount_minor, t.currency
    FROM ledger_transfer t JOIN ledger_movement m ON m.id = t.movement_id
  UNION ALL
  SELECT m.id, m.cause, m.cause_id, m.posted_at, t.line, t.credit_id, t.amount_minor, t.currency
    FROM ledger_transfer t JOIN ledger_movement m ON m.id = t.movement_id;

-- The account of that key, opened at its first use.
CREATE FUNCTION ledger_account_id(p_key text, p_kind account_kind, p_currency text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE found bigint;
BEGIN
  SELECT id INTO found FROM ledger_account WHERE key = p_key;
  IF found IS NULL THEN
    INSERT INTO ledger_account (key, kind, currency, created_at) VALUES (p_key, p_kind, p_currency, clock_timestamp())
      ON CONFLICT (key) DO NOTHING;
    SELECT id INTO STRICT found FROM ledger_account WHERE key = p_key;
  END IF;
  RETURN found;
END $$;

-- ── one version for everything decisions are made from ───────────────────────────────────────────────────────────────
CREATE FUNCTION bump_rules_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE rules_version SET version = version + 1, changed_at = clock_timestamp() WHERE id = 1;
  RETURN NULL;
END $$;
DO $$
DECLARE name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['game', 'game_permission', 'game_exclusion', 'game_stop', 'area_rule', 'area_list_entry', 'venue_setting', 'area_import'] LOOP
    EXECUTE format('CREATE TRIGGER bump_rules_version AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT EXECUTE FUNCTION bump_rules_version()', name);
  END LOOP;
END $$;

-- A game's revision names what its public page says: whatever the page shows moves it.
CREATE FUNCTION game_own_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.revision := OLD.revision + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER game_own_revision BEFORE UPDATE ON game FOR EACH ROW EXECUTE FUNCTION game_own_revision();

CREATE FUNCTION touch_game() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE subject uuid;
BEGIN
  subject := CASE TG_ARGV[0] WHEN 'raffle_id' THEN (CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END ->> 'raffle_id')::uuid
                             ELSE (CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END ->> 'game_id')::uuid END;
  UPDATE game SET updated_at = clock_timestamp() WHERE id = subject;
  RETURN NULL;
END $$;
CREATE TRIGGER touch_game AFTER UPDATE ON raffle FOR EACH ROW EXECUTE FUNCTION touch_game('game_id');
CREATE TRIGGER touch_game AFTER INSERT OR UPDATE OR DELETE ON prize FOR EACH ROW EXECUTE FUNCTION touch_game('raffle_id');
CREATE TRIGGER touch_game AFTER INSERT OR UPDATE OR DELETE ON price_level FOR EACH ROW EXECUTE FUNCTION touch_game('raffle_id');
CREATE TRIGGER touch_game AFTER UPDATE ON drawing FOR EACH ROW EXECUTE FUNCTION touch_game('raffle_id');
CREATE TRIGGER touch_game AFTER INSERT OR UPDATE OR DELETE ON game_permission FOR EACH ROW EXECUTE FUNCTION touch_game('game_id');
CREATE TRIGGER touch_game AFTER INSERT OR UPDATE OR DELETE ON game_exclusion FOR EACH ROW EXECUTE FUNCTION touch_game('game_id');
CREATE TRIGGER touch_game AFTER INSERT OR UPDATE OR DELETE ON game_stop FOR EACH ROW EXECUTE FUNCTION touch_game('game_id');

CREATE FUNCTION touch_games_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE game SET updated_at = clock_timestamp() WHERE organisation_id = NEW.id;
  RETURN NULL;
END $$;
CREATE TRIGGER touch_games_of_organisation AFTER UPDATE OF name, description, status, registration, website ON organisation
  FOR EACH ROW EXECUTE FUNCTION touch_games_of_organisation();

-- The sales counters are born with the raffle and follow its cap while it may still change.
CREATE FUNCTION raffle_sales_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO raffle_sales (raffle_id, ticket_cap) VALUES (NEW.game_id, NEW.ticket_cap)
    ON CONFLICT (raffle_id) DO UPDATE SET ticket_cap = excluded.ticket_cap;
  RETURN NULL;
END $$;
CREATE TRIGGER raffle_sales_row AFTER INSERT OR UPDATE OF ticket_cap ON raffle FOR EACH ROW EXECUTE FUNCTION raffle_sales_row();

-- ── issue, capture, take back, void ──────────────────────────────────────────────────────────────────────────────────

-- A ticket's readable number (T5): organisation, raffle, participant, ticket.
CREATE FUNCTION ticket_number(p_code text, p_game int, p_member int, p_sequence int) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT p_code || '-' || p_game || '-' || lpad(p_member::text, greatest(4, length(p_member::text)), '0')
         || '-' || lpad(p_sequence::text, greatest(4, length(p_sequence::text)), '0')
$$;

-- Issues an order's tickets and posts its ledger, under the raffle's lock: the one moment that counts (T1, T3).
--   p_rules_version  the version the caller decided under; another one answers 'rules-changed' and the caller decides again
--   p_evidence       the decision that let this happen (J14)
--   p_now            for tests; null means the database's clock, read after the lock is held
-- Answers one row: outcome issued | already | not-ready | closed | suspended | sold-out | limit | rules-changed, and counts.
CREATE FUNCTION issue_tickets(p_order uuid, p_rules_version bigint, p_evidence jsonb, p_now timestamptz DEFAULT NULL,
    OUT outcome text, OUT issued_count int, OUT remaining int) LANGUAGE plpgsql AS $$
DECLARE
  o ticket_order%ROWTYPE;
  s raffle_sales%ROWTYPE;
  r record;
  holder record;
  at timestamptz;
  n int;
  held int;
  freed int[];
  movement uuid;
  tickets_amount int;
  fee int;
BEGIN
  issued_count := 0;
  SELECT * INTO o FROM ticket_order WHERE id = p_order FOR UPDATE;
  IF NOT FOUND THEN outcome := 'not-ready'; RETURN; END IF;
  IF o.state IN ('issued', 'captured', 'refunded') THEN outcome := 'already'; issued_count := o.quantity; RETURN; END IF;
  IF o.state <> 'authorised' THEN outcome := 'not-ready'; RETURN; END IF;

  SELECT * INTO STRICT s FROM raffle_sales WHERE raffle_id = o.raffle_id FOR UPDATE;
  at := coalesce(p_now, clock_timestamp());
  remaining := s.ticket_cap - s.issued;

  SELECT g.state, g.opens_at, g.closes_at, g.number AS game_number, g.organisation_id, org.code, org.status AS organisation_status,
         f.numbering, f.per_person_maximum, f.per_household_maximum, v.version
    INTO STRICT r
    FROM game g JOIN raffle f ON f.game_id = g.id JOIN organisation org ON org.id = g.organisation_id CROSS JOIN rules_version v
   WHERE g.id = o.raffle_id;

  IF r.version <> p_rules_version THEN outcome := 'rules-changed'; RETURN; END IF;
  IF r.state <> 'active' OR r.organisation_status <> 'active' THEN outcome := 'suspended'; RETURN; END IF;
  IF s.frozen_at IS NOT NULL OR at < r.opens_at OR at >= r.closes_at THEN outcome := 'closed'; RETURN; END IF;

  n := o.quantity;
  IF remaining IS NOT NULL AND remaining < n THEN
    IF o.shortfall = 'remaining' AND remaining > 0 THEN n := remaining; ELSE outcome := 'sold-out'; RETURN; END IF;
  END IF;

  SELECT id, number, street, postal_code INTO STRICT holder FROM member WHERE id = coalesce(o.recipient_id, o.member_id);
  IF r.per_person_maximum IS NOT NULL THEN
    SELECT count(*) INTO held FROM ticket WHERE raffle_id = o.raffle_id AND holder_id = holder.id AND state IN ('issued', 'valid');
    IF held + n > r.per_person_maximum THEN outcome := 'limit'; RETURN; END IF;
  END IF;
  IF r.per_household_maximum IS NOT NULL THEN
    SELECT count(*) INTO held FROM ticket t JOIN member m ON m.id = t.holder_id
     WHERE t.raffle_id = o.raffle_id AND t.state IN ('issued', 'valid')
       AND m.postal_code = holder.postal_code AND lower(m.street) = lower(holder.street);
    IF held + n > r.per_household_maximum THEN outcome := 'limit'; RETURN; END IF;
  END IF;

  -- Fewer than were set aside: the amounts follow the tickets, the gift beside them stays.
  tickets_amount := CASE WHEN n = o.quantity THEN o.tickets_minor ELSE o.unit_price_minor * n END;
  fee := CASE WHEN n = o.quantity THEN o.venue_fee_minor ELSE (tickets_amount::bigint * o.fee_basis_points + 5000) / 10000 END;

  -- Numbers that came back are given out again first, so that 1..N has no gaps.
  freed := s.freed_sequences[1:least(n, cardinality(s.freed_sequences))];
  INSERT INTO ticket (id, raffle_id, order_id, holder_id, state, issue_order, sequence, number, validation_code, origin, price_paid_minor, issued_at)
  SELECT new_id(), o.raffle_id, o.id, holder.id, 'issued', s.next_issue_order + k.i - 1, q.sequence,
         ticket_number(r.code, r.game_number, holder.number, q.sequence),
         upper(substr(c.hex, 1, 12) || substr(c.hex, 21, 4)), o.origin,
         -- a price that does not divide evenly gives its odd cents to the first tickets, so that they sum to the order
         tickets_amount / n + CASE WHEN k.i <= tickets_amount % n THEN 1 ELSE 0 END, at
    FROM generate_series(1, n) AS k(i)
    CROSS JOIN LATERAL (SELECT replace(gen_random_uuid()::text, '-', '') AS hex, k.i) AS c
    CROSS JOIN LATERAL (SELECT CASE WHEN r.numbering = 'at-close' THEN NULL
                                    WHEN k.i <= cardinality(freed) THEN freed[k.i]
                                    ELSE s.next_sequence + k.i - 1 - cardinality(freed) END AS sequence) AS q;

  UPDATE raffle_sales SET issued = issued + n, uncaptured = uncaptured + CASE WHEN o.origin = 'paid' AND o.total_minor > 0 THEN n ELSE 0 END,
         next_issue_order = next_issue_order + n,
         next_sequence = CASE WHEN r.numbering = 'at-close' THEN next_sequence ELSE next_sequence + n - cardinality(freed) END,
         freed_sequences = freed_sequences[cardinality(freed) + 1:]
   WHERE raffle_id = o.raffle_id;

  UPDATE ticket_order SET state = 'issued', quantity = n, tickets_minor = tickets_amount,
         total_minor = tickets_amount + donation_minor + fee_cover_minor, venue_fee_minor = fee, issued_at = at, updated_at = at
   WHERE id = o.id RETURNING * INTO o;

  INSERT INTO decision_evidence (id, game_id, member_id, order_id, purpose, input, decision, reasons, rules_version, decided_at)
  VALUES (new_id(), o.raffle_id, o.member_id, o.id, 'issue', p_evidence -> 'input', p_evidence ->> 'decision',
          coalesce(p_evidence -> 'reasons', '[]'), p_rules_version, at);

  IF o.total_minor > 0 THEN
    movement := new_id();
    INSERT INTO ledger_movement (id, cause, cause_id, key, posted_at) VALUES (movement, 'purchase', o.id::text, 'purchase:' || o.id, at);
    INSERT INTO ledger_transfer (movement_id, line, debit_id, credit_id, amount_minor, currency)
    SELECT movement, x.line, ledger_account_id(x.debit, x.debit_kind, o.currency), ledger_account_id(x.credit, x.credit_kind, o.currency), x.amount, o.currency
      FROM (VALUES
        (1, 'org:' || r.organisation_id || ':pending', 'asset'::account_kind, 'org:' || r.organisation_id || ':sales', 'income'::account_kind, o.tickets_minor),
        (2, 'org:' || r.organisation_id || ':pending', 'asset', 'org:' || r.organisation_id || ':donations', 'income', o.donation_minor),
        (3, 'org:' || r.organisation_id || ':pending', 'asset', 'org:' || r.organisation_id || ':fee-cover', 'income', o.fee_cover_minor),
        (4, 'org:' || r.organisation_id || ':venue-fees', 'expense', 'org:' || r.organisation_id || ':fee-payable', 'liability', o.venue_fee_minor),
        (5, 'venue:fee-receivable', 'asset', 'venue:fee-income', 'income', o.venue_fee_minor)
      ) AS x(line, debit, debit_kind, credit, credit_kind, amount) WHERE x.amount > 0;
  END IF;

  outcome := 'issued'; issued_count := n; remaining := remaining - n;
END $$;

-- Settles an issued order: free and manual ones at once, paid ones when the gateway has captured.
CREATE FUNCTION settle_order(p_order uuid, p_now timestamptz DEFAULT NULL, OUT outcome text) LANGUAGE plpgsql AS $$
DECLARE
  o ticket_order%ROWTYPE;
  org uuid;
  at timestamptz;
  movement uuid;
BEGIN
  SELECT * INTO o FROM ticket_order WHERE id = p_order FOR UPDATE;
  IF NOT FOUND THEN outcome := 'not-ready'; RETURN; END IF;
  IF o.state IN ('captured', 'refunded') THEN outcome := 'already'; RETURN; END IF;
  IF o.state <> 'issued' THEN outcome := 'not-ready'; RETURN; END IF;
  PERFORM 1 FROM raffle_sales WHERE raffle_id = o.raffle_id FOR UPDATE;
  at := coalesce(p_now, clock_timestamp());
  SELECT organisation_id INTO STRICT org FROM game WHERE id = o.raffle_id;
  UPDATE ticket SET state = 'valid' WHERE order_id = o.id AND state = 'issued';
  IF o.origin = 'paid' AND o.total_minor > 0 THEN
    UPDATE raffle_sales SET uncaptured = uncaptured - o.quantity WHERE raffle_id = o.raffle_id;
    movement := new_id();
    INSERT INTO ledger_movement (id, cause, cause_id, key, posted_at) VALUES (movement, 'capture', o.id::text, 'capture:' || o.id, at);
    INSERT INTO ledger_transfer (movement_id, line, debit_id, credit_id, amount_minor, currency)
    SELECT movement, x.line, ledger_account_id(x.debit, x.debit_kind, o.currency), ledger_account_id(x.credit, x.credit_kind, o.currency), x.amount, o.currency
      FROM (VALUES
        (1, 'org:' || org || ':clearing', 'asset'::account_kind, 'org:' || org || ':pending', 'asset'::account_kind, o.total_minor),
        (2, 'org:' || org || ':fee-payable', 'liability', 'org:' || org || ':clearing', 'asset', o.venue_fee_minor),
        (3, 'venue:clearing', 'asset', 'venue:fee-receivable', 'asset', o.venue_fee_minor)
      ) AS x(line, debit, debit_kind, credit, credit_kind, amount) WHERE x.amount > 0;
  END IF;
  UPDATE ticket_order SET state = 'captured', captured_at = at, updated_at = at WHERE id = o.id;
  outcome := 'captured';
END $$;

-- Takes an issue back when its capture fails: the tickets return to the cap, their record stays (T3).
CREATE FUNCTION take_back_tickets(p_order uuid, p_reason text, p_now timestamptz DEFAULT NULL, OUT outcome text) LANGUAGE plpgsql AS $$
DECLARE
  o ticket_order%ROWTYPE;
  s raffle_sales%ROWTYPE;
  at timestamptz;
  movement uuid;
BEGIN
  SELECT * INTO o FROM ticket_order WHERE id = p_order FOR UPDATE;
  IF NOT FOUND THEN outcome := 'not-ready'; RETURN; END IF;
  IF o.state = 'taken-back' THEN outcome := 'already'; RETURN; END IF;
  IF o.state <> 'issued' THEN outcome := 'not-ready'; RETURN; END IF;
  SELECT * INTO STRICT s FROM raffle_sales WHERE raffle_id = o.raffle_id FOR UPDATE;
  at := coalesce(p_now, clock_timestamp());
  UPDATE raffle_sales SET issued = issued - o.quantity, uncaptured = uncaptured - o.quantity,
         freed_sequences = (SELECT coalesce(array_agg(x ORDER BY x), '{}') FROM (
            SELECT unnest(s.freed_sequences) AS x UNION SELECT sequence FROM ticket WHERE order_id = o.id AND state = 'issued' AND sequence IS NOT NULL) AS y)
   WHERE raffle_id = o.raffle_id;
  UPDATE ticket SET state = 'taken-back', ended_at = at, ended_reason = p_reason WHERE order_id = o.id AND state = 'issued';
  movement := new_id();
  INSERT INTO ledger_movement (id, cause, cause_id, key, posted_at) VALUES (movement, 'take-back', o.id::text, 'take-back:' || o.id, at);
  INSERT INTO ledger_transfer (movement_id, line, debit_id, credit_id, amount_minor, currency)
  SELECT movement, t.line, t.credit_id, t.debit_id, t.amount_minor, t.currency
    FROM ledger_transfer t JOIN ledger_movement m ON m.id = t.movement_id WHERE m.key = 'purchase:' || o.id;
  UPDATE ticket_order SET state = 'taken-back', reason = p_reason, updated_at = at WHERE id = o.id;
  outcome := 'taken-back';
END $$;

-- Voids valid tickets (T9): they keep number and place under the cap and leave the draw. Answers what they cost.
CREATE FUNCTION void_tickets(p_order uuid, p_tickets uuid[], p_reason text, p_now timestamptz DEFAULT NULL,
    OUT outcome text, OUT voided_count int, OUT amount_minor int) LANGUAGE plpgsql AS $$
DECLARE
  o ticket_order%ROWTYPE;
  s raffle_sales%ROWTYPE;
  at timestamptz;
BEGIN
  voided_count := 0; amount_minor := 0;
  SELECT * INTO o FROM ticket_order WHERE id = p_order FOR UPDATE;
  IF NOT FOUND OR o.state NOT IN ('captured', 'refunded') THEN outcome := 'not-ready'; RETURN; END IF;
  SELECT * INTO STRICT s FROM raffle_sales WHERE raffle_id = o.raffle_id FOR UPDATE;
  IF s.frozen_at IS NOT NULL THEN outcome := 'frozen'; RETURN; END IF;
  at := coalesce(p_now, clock_timestamp());
  WITH gone AS (
    UPDATE ticket SET state = 'voided', ended_at = at, ended_reason = p_reason
     WHERE order_id = o.id AND state = 'valid' AND (p_tickets IS NULL OR id = ANY (p_tickets)) RETURNING price_paid_minor)
  SELECT count(*), coalesce(sum(price_paid_minor), 0) INTO voided_count, amount_minor FROM gone;
  UPDATE raffle_sales SET voided = voided + voided_count WHERE raffle_id = o.raffle_id;
  outcome := CASE WHEN voided_count = 0 THEN 'already' ELSE 'voided' END;
END $$;
