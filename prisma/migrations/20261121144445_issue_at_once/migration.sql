-- What no gateway has to capture is issued and settled in one step: half the writes under the raffle's lock, and none of
-- them twice to the same row.

-- The receipt, and the letter to whom the tickets are a gift (B11), once an order.
CREATE FUNCTION write_order_letters(p_order uuid, p_recipient uuid, p_at timestamptz) RETURNS void LANGUAGE sql AS $$
  INSERT INTO outbox (id, kind, payload, dedupe_key, created_at, next_at)
  SELECT new_id(), x.kind, jsonb_build_object('orderId', p_order), x.key || p_order, p_at, p_at
    FROM (VALUES ('mail.receipt', 'receipt:', true), ('mail.gift', 'gift:', p_recipient IS NOT NULL)) AS x(kind, key, due) WHERE x.due
  ON CONFLICT (dedupe_key) DO NOTHING
$$;

-- Issues an order's tickets and posts its ledger, under the raffle's lock: the one moment that counts (T1, T3).
--   p_rules_version     the version the caller decided under; another one answers 'rules-changed' and the caller decides again
--   p_evidence          the decision that let this happen (J14)
--   p_now               for tests; null means the database's clock, read after the lock is held
--   p_person_maximum    what the law itself lets one person, and one household, hold; null where it says nothing (R16)
--   p_at_once           for what no gateway has to capture: the tickets are valid, the order is captured and its letters are
--                       written in the same step, as `settle_order` would do in a second one
-- Answers one row: outcome issued | captured | already | not-ready | closed | suspended | sold-out | level-sold-out | number-taken |
-- not-placed | limit | barred | rules-changed, counts, and the numbers of the board that somebody else has.
DROP FUNCTION issue_tickets(uuid, bigint, jsonb, timestamptz, int, int);
CREATE FUNCTION issue_tickets(p_order uuid, p_rules_version bigint, p_evidence jsonb, p_now timestamptz DEFAULT NULL,
    p_person_maximum int DEFAULT NULL, p_household_maximum int DEFAULT NULL, p_at_once boolean DEFAULT false,
    OUT outcome text, OUT issued_count int, OUT remaining int, OUT taken int[]) LANGUAGE plpgsql AS $$
DECLARE
  o ticket_order%ROWTYPE;
  s raffle_sales%ROWTYPE;
  r record;
  level price_level%ROWTYPE;
  holder record;
  at timestamptz;
  n int;
  parts int;
  held int;
  counted int := 0;
  freed int[];
  picked int[];
  pools uuid[];
  movement uuid;
  tickets_amount int;
  fee int;
  at_once boolean := false;
BEGIN
  issued_count := 0;
  SELECT * INTO o FROM ticket_order WHERE id = p_order FOR UPDATE;
  IF NOT FOUND THEN outcome := 'not-ready'; RETURN; END IF;
  IF o.state IN ('issued', 'captured', 'refunded') THEN outcome := 'already'; issued_count := o.quantity; RETURN; END IF;
  IF o.state <> 'authorised' THEN outcome := 'not-ready'; RETURN; END IF;

  at_once := p_at_once AND (o.total_minor = 0 OR o.origin <> 'paid');

  SELECT * INTO STRICT s FROM raffle_sales WHERE raffle_id = o.raffle_id FOR UPDATE;
  at := coalesce(p_now, clock_timestamp());
  remaining := s.ticket_cap - s.issued;

  SELECT g.state, g.opens_at, g.closes_at, g.locked_at, g.number AS game_number, g.organisation_id, org.code, org.status AS organisation_status,
         f.numbering, f.ticket_number_part, f.participation, f.format, f.staff_barred,
         least(f.per_person_maximum, p_person_maximum) AS person_maximum,
         least(f.per_household_maximum, p_household_maximum) AS household_maximum, v.version
    INTO STRICT r
    FROM game g JOIN raffle f ON f.game_id = g.id JOIN organisation org ON org.id = g.organisation_id CROSS JOIN rules_version v
   WHERE g.id = o.raffle_id;

  IF r.version <> p_rules_version THEN outcome := 'rules-changed'; RETURN; END IF;
  IF r.organisation_status <> 'active' OR r.state = 'suspended' THEN outcome := 'suspended'; RETURN; END IF;
  IF s.frozen_at IS NOT NULL OR at >= r.closes_at THEN outcome := 'closed'; RETURN; END IF;
  IF o.origin = 'manual' THEN
    -- Sold by hand: a raffle sold online takes them until it is activated, the others until they close (R13).
    IF r.state NOT IN ('draft', 'pending-activation') AND (r.state <> 'active' OR r.participation = 'online') THEN outcome := 'closed'; RETURN; END IF;
  ELSE
    IF r.state <> 'active' THEN outcome := 'suspended'; RETURN; END IF;
    IF at < r.opens_at OR (o.origin = 'paid' AND r.participation = 'offline') THEN outcome := 'closed'; RETURN; END IF;
  END IF;

  SELECT id, number, street, postal_code INTO STRICT holder FROM member WHERE id = coalesce(o.recipient_id, o.member_id);
  IF EXISTS (
    SELECT 1 FROM member m WHERE m.id IN (holder.id, o.member_id)
       AND (m.status <> 'active' OR m.excluded_until > at OR (r.staff_barred AND EXISTS (
              SELECT 1 FROM member_role x WHERE x.member_id = m.id AND x.status = 'active' AND x.organisation_id = r.organisation_id)))
  ) THEN outcome := 'barred'; RETURN; END IF;

  -- How many there are: under the cap, of the bundle's own stock, of the numbers picked. A bundle is sold whole.
  n := o.quantity;
  parts := o.bundles;
  IF o.price_level_id IS NOT NULL THEN
    SELECT * INTO STRICT level FROM price_level WHERE id = o.price_level_id;
    IF level.stock - level.sold < parts THEN
      IF o.shortfall = 'remaining' AND level.stock > level.sold THEN parts := level.stock - level.sold;
      ELSE outcome := 'level-sold-out'; remaining := level.stock - level.sold; RETURN; END IF;
    END IF;
    IF remaining / level.count < parts THEN
      IF o.shortfall = 'remaining' AND remaining >= level.count THEN parts := remaining / level.count;
      ELSE outcome := 'sold-out'; RETURN; END IF;
    END IF;
    n := parts * level.count;
  ELSIF remaining < n THEN
    IF o.shortfall = 'remaining' AND remaining > 0 THEN n := remaining; ELSE outcome := 'sold-out'; RETURN; END IF;
  END IF;

  IF r.format = 'number-board' THEN
    IF cardinality(o.picks) = 0 THEN
      -- Nobody chose (an entry by post or by hand): the lowest free numbers.
      picked := array(SELECT x FROM generate_series(1, s.ticket_cap) AS x WHERE NOT EXISTS (
                        SELECT 1 FROM ticket t WHERE t.raffle_id = o.raffle_id AND t.picked_number = x AND t.state <> 'taken-back')
                       ORDER BY x LIMIT n);
    ELSE
      taken := array(SELECT x FROM unnest(o.picks) AS x WHERE x NOT BETWEEN 1 AND s.ticket_cap OR EXISTS (
                       SELECT 1 FROM ticket t WHERE t.raffle_id = o.raffle_id AND t.picked_number = x AND t.state <> 'taken-back') ORDER BY x);
      picked := array(SELECT x FROM unnest(o.picks) AS x WHERE x <> ALL (taken));
      IF cardinality(taken) > 0 THEN
        IF o.shortfall = 'remaining' AND cardinality(picked) > 0 AND o.price_level_id IS NULL THEN n := least(n, cardinality(picked));
        ELSE outcome := 'number-taken'; RETURN; END IF;
      END IF;
    END IF;
    IF cardinality(picked) < n THEN outcome := 'not-placed'; RETURN; END IF;
  ELSIF r.format = 'tricky-tray' THEN
    pools := array(SELECT d.id FROM jsonb_array_elements(CASE WHEN jsonb_typeof(o.placements) = 'array' THEN o.placements ELSE '[]' END) WITH ORDINALITY AS p(j, position)
                     JOIN drawing d ON d.id = (p.j ->> 'drawingId')::uuid AND d.raffle_id = o.raffle_id AND d.kind = 'pool' AND d.state IN ('planned', 'named')
                     CROSS JOIN generate_series(1, (p.j ->> 'count')::int) ORDER BY p.position);
    IF cardinality(pools) < n THEN outcome := 'not-placed'; RETURN; END IF;
  END IF;

  IF r.person_maximum IS NOT NULL THEN
    SELECT count(*) INTO held FROM ticket WHERE raffle_id = o.raffle_id AND holder_id = holder.id AND state IN ('issued', 'valid');
    IF held + n > r.person_maximum THEN outcome := 'limit'; RETURN; END IF;
  END IF;
  IF r.household_maximum IS NOT NULL THEN
    SELECT count(*) INTO held FROM ticket t JOIN member m ON m.id = t.holder_id
     WHERE t.raffle_id = o.raffle_id AND t.state IN ('issued', 'valid')
       AND m.postal_code = holder.postal_code AND lower(m.street) = lower(holder.street);
    IF held + n > r.household_maximum THEN outcome := 'limit'; RETURN; END IF;
  END IF;

  -- Fewer than were set aside: the amounts follow the tickets, the gift beside them stays.
  tickets_amount := CASE WHEN n = o.quantity THEN o.tickets_minor
                         WHEN o.price_level_id IS NOT NULL THEN o.unit_price_minor * parts
                         ELSE o.unit_price_minor * n END;
  fee := CASE WHEN n = o.quantity THEN o.venue_fee_minor ELSE (tickets_amount::bigint * o.fee_basis_points + 5000) / 10000 END;

  IF r.ticket_number_part = 'participant' THEN
    -- Those taken back are counted too, so that no number comes twice.
    SELECT count(*) INTO counted FROM ticket WHERE raffle_id = o.raffle_id AND holder_id = holder.id;
  END IF;

  -- Numbers that came back are given out again first, so that 1..N has no gaps.
  freed := s.freed_sequences[1:least(n, cardinality(s.freed_sequences))];
  INSERT INTO ticket (id, raffle_id, order_id, holder_id, state, issue_order, sequence, number, validation_code, origin,
                      price_paid_minor, picked_number, pool_id, seller_id, issued_at)
  SELECT new_id(), o.raffle_id, o.id, holder.id, CASE WHEN at_once THEN 'valid' ELSE 'issued' END::ticket_state, s.next_issue_order + k.i - 1, q.sequence,
         CASE WHEN r.numbering <> 'at-close' THEN ticket_number(r.code, r.game_number, holder.number,
           CASE r.ticket_number_part WHEN 'participant' THEN counted + k.i WHEN 'record' THEN (s.next_issue_order + k.i - 1)::int ELSE q.sequence END) END,
         upper(substr(c.hex, 1, 12) || substr(c.hex, 21, 4)), o.origin,
         -- a price that does not divide evenly gives its odd cents to the first tickets, so that they sum to the order
         tickets_amount / n + CASE WHEN k.i <= tickets_amount % n THEN 1 ELSE 0 END,
         picked[k.i], pools[k.i], o.seller_id, at
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
  IF o.price_level_id IS NOT NULL THEN UPDATE price_level SET sold = sold + parts WHERE id = o.price_level_id; END IF;
  -- The first ticket locks what the raffle says, where activation has not done so before (R11).
  IF r.locked_at IS NULL THEN UPDATE game SET locked_at = at WHERE id = o.raffle_id; END IF;

  UPDATE ticket_order SET state = CASE WHEN at_once THEN 'captured' ELSE 'issued' END::order_state,
         captured_at = CASE WHEN at_once THEN at END, quantity = n, bundles = parts, tickets_minor = tickets_amount,
         picks = CASE WHEN cardinality(o.picks) > n THEN picked[1:n] ELSE picks END,
         total_minor = tickets_amount + donation_minor + fee_cover_minor, venue_fee_minor = fee, issued_at = at, updated_at = at
   WHERE id = o.id RETURNING * INTO o;

  INSERT INTO decision_evidence (id, game_id, member_id, order_id, purpose, input, decision, reasons, rules_version, decided_at)
  VALUES (new_id(), o.raffle_id, holder.id, o.id, 'issue', p_evidence -> 'input', p_evidence ->> 'decision',
          coalesce(p_evidence -> 'reasons', '[]'), p_rules_version, at);

  IF o.total_minor > 0 THEN
    movement := new_id();
    INSERT INTO ledger_movement (id, cause, cause_id, key, posted_at) VALUES (movement, 'purchase', o.id::text, 'purchase:' || o.id, at);
    INSERT INTO ledger_transfer (movement_id, line, debit_id, credit_id, amount_minor, currency)
    SELECT movement, x.line, ledger_account_id(x.debit, x.debit_kind, o.currency), ledger_account_id(x.credit, x.credit_kind, o.currency), x.amount, o.currency
      FROM (SELECT 'org:' || r.organisation_id || CASE WHEN o.origin = 'manual' THEN ':offline' ELSE ':pending' END AS money) AS a
      CROSS JOIN LATERAL (VALUES
        (1, a.money, 'asset'::account_kind, 'org:' || r.organisation_id || ':sales', 'income'::account_kind, o.tickets_minor),
        (2, a.money, 'asset', 'org:' || r.organisation_id || ':donations', 'income', o.donation_minor),
        (3, a.money, 'asset', 'org:' || r.organisation_id || ':fee-cover', 'income', o.fee_cover_minor),
        (4, 'org:' || r.organisation_id || ':venue-fees', 'expense', 'org:' || r.organisation_id || ':fee-payable', 'liability', o.venue_fee_minor),
        (5, 'venue:fee-receivable', 'asset', 'venue:fee-income', 'income', o.venue_fee_minor)
      ) AS x(line, debit, debit_kind, credit, credit_kind, amount) WHERE x.amount > 0;
  END IF;

  IF at_once THEN
    PERFORM write_order_letters(o.id, o.recipient_id, at);
    IF s.next_trigger <= s.issued + n THEN PERFORM trigger_early_birds(o.raffle_id, at); END IF;
  END IF;
  outcome := CASE WHEN at_once THEN 'captured' ELSE 'issued' END; issued_count := n; remaining := remaining - n;
END $$;

-- Settles an issued order: free and manual ones at once, paid ones when the gateway has captured.
--   p_letters  writes the receipt, and the letter to whom the tickets are a gift, in the same commit
CREATE OR REPLACE FUNCTION settle_order(p_order uuid, p_now timestamptz DEFAULT NULL, p_letters boolean DEFAULT false, OUT outcome text) LANGUAGE plpgsql AS $$
DECLARE
  o ticket_order%ROWTYPE;
  s raffle_sales%ROWTYPE;
  org uuid;
  at timestamptz;
  movement uuid;
BEGIN
  SELECT * INTO o FROM ticket_order WHERE id = p_order FOR UPDATE;
  IF NOT FOUND THEN outcome := 'not-ready'; RETURN; END IF;
  IF o.state IN ('captured', 'refunded') THEN outcome := 'already'; RETURN; END IF;
  IF o.state <> 'issued' THEN outcome := 'not-ready'; RETURN; END IF;
  SELECT * INTO STRICT s FROM raffle_sales WHERE raffle_id = o.raffle_id FOR UPDATE;
  at := coalesce(p_now, clock_timestamp());
  UPDATE ticket SET state = 'valid' WHERE order_id = o.id AND state = 'issued';
  IF o.origin = 'paid' AND o.total_minor > 0 THEN
    SELECT organisation_id INTO STRICT org FROM game WHERE id = o.raffle_id;
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
  IF p_letters THEN
    PERFORM write_order_letters(o.id, o.recipient_id, at);
  END IF;
  -- Only a ticket whose sale is settled counts for an early bird, so nothing can fall due when one is issued (R3).
  IF s.next_trigger <= s.issued THEN PERFORM trigger_early_birds(o.raffle_id, at); END IF;
  outcome := 'captured';
END $$;

-- Everything between "pay" and the gateway's page in one commit: the signature under the rules as they are now (T4), the
-- decision (J14), the price, and the order moved on under its guard. An order that costs nothing is issued and settled by
-- the same statement.
--   p  the order as it is to be: agreementId and signedAs (null where it was signed before), rulesVersion of the raffle,
--      evidence, decidedVersion, shortfall, placements, donationMinor, feeCoverMinor, ticketsMinor, totalMinor,
--      venueFeeMinor, presence, residence, residenceRevision, recipientEvidence and recipientId (a gift),
--      holdExpiresAt (null: as it is), personMaximum, householdMaximum
--   p_free  it costs nothing: issue and settle
--   p_given  the moment is the caller's (tests); otherwise what counts is the database's clock
-- Answers outcome over | rules-text-changed | checkout | captured, or what `issue_tickets` refuses with.
CREATE OR REPLACE FUNCTION begin_checkout(p_order uuid, p jsonb, p_free boolean, p_at timestamptz, p_given boolean DEFAULT false,
    OUT outcome text, OUT remaining int) LANGUAGE plpgsql AS $$
DECLARE
  o ticket_order%ROWTYPE;
  rules record;
  given timestamptz := CASE WHEN p_given THEN p_at END;
BEGIN
  SELECT * INTO o FROM ticket_order WHERE id = p_order AND state IN ('held', 'checkout') FOR UPDATE;
  IF NOT FOUND THEN outcome := 'over'; RETURN; END IF;
  IF p ->> 'agreementId' IS NOT NULL THEN
    SELECT rules_text, rules_version INTO STRICT rules FROM raffle WHERE game_id = o.raffle_id;
    IF rules.rules_version <> (p ->> 'rulesVersion')::int THEN outcome := 'rules-text-changed'; RETURN; END IF;
    INSERT INTO agreement_signature (id, member_id, subject, version, text, signed_as, signed_at)
    VALUES ((p ->> 'agreementId')::uuid, o.member_id, 'raffle:' || o.raffle_id, rules.rules_version, rules.rules_text, p ->> 'signedAs', p_at);
  END IF;
  INSERT INTO decision_evidence (id, game_id, member_id, order_id, purpose, input, decision, reasons, rules_version, decided_at)
  SELECT new_id(), o.raffle_id, x.member, o.id, 'checkout', x.evidence -> 'input', x.evidence ->> 'decision',
         coalesce(x.evidence -> 'reasons', '[]'), (p ->> 'decidedVersion')::bigint, p_at
    FROM (VALUES (o.member_id, p -> 'evidence'), (o.recipient_id, p -> 'recipientEvidence')) AS x(member, evidence)
   WHERE jsonb_typeof(x.evidence) = 'object';
  UPDATE ticket_order SET
         state = CASE WHEN p_free THEN 'authorised' ELSE 'checkout' END::order_state,
         agreement_id = coalesce((p ->> 'agreementId')::uuid, agreement_id),
         rules_version = (p ->> 'rulesVersion')::int,
         shortfall = coalesce(p ->> 'shortfall', shortfall),
         placements = CASE WHEN jsonb_typeof(p -> 'placements') = 'array' THEN p -> 'placements' ELSE placements END,
         tickets_minor = (p ->> 'ticketsMinor')::int, donation_minor = (p ->> 'donationMinor')::int,
         fee_cover_minor = (p ->> 'feeCoverMinor')::int, total_minor = (p ->> 'totalMinor')::int,
         venue_fee_minor = (p ->> 'venueFeeMinor')::int,
         presence = CASE WHEN jsonb_typeof(p -> 'presence') = 'object' THEN p -> 'presence' ELSE presence END,
         residence = p -> 'residence', residence_revision = (p ->> 'residenceRevision')::int,
         hold_expires_at = coalesce((p ->> 'holdExpiresAt')::timestamptz, hold_expires_at), updated_at = p_at
   WHERE id = o.id;
  IF NOT p_free THEN outcome := 'checkout'; RETURN; END IF;
  SELECT i.outcome, i.remaining INTO outcome, remaining
    FROM issue_tickets(o.id, (p ->> 'decidedVersion')::bigint,
           CASE WHEN jsonb_typeof(p -> 'recipientEvidence') = 'object' THEN p -> 'recipientEvidence' ELSE p -> 'evidence' END,
           given, (p ->> 'personMaximum')::int, (p ->> 'householdMaximum')::int, true) AS i;
END $$;
