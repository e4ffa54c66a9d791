-- Writes down tickets that were sold off line: the order, its issue and settlement, the numbers on the paper, all or
-- nothing, and once for its key. `p` is the entry as server/tickets/paper/entry-store.ts writes it.
-- Answers: entered | already | printed-taken | number-outside | book-not-issued | book-full | and the outcomes of issue_tickets.
CREATE OR REPLACE FUNCTION enter_tickets(p jsonb, OUT outcome text, OUT order_id uuid, OUT detail text) LANGUAGE plpgsql AS $$
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
    SELECT i.outcome, i.remaining, i.taken INTO answer
      FROM issue_tickets(o_id, (p ->> 'lawVersion')::bigint, p -> 'evidence', given, (p ->> 'personMaximum')::int, (p ->> 'householdMaximum')::int) AS i;
    IF answer.outcome <> 'issued' THEN
      RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = answer.outcome,
        DETAIL = CASE WHEN answer.outcome = 'number-taken' THEN array_to_string(answer.taken, ', ') ELSE coalesce(answer.remaining::text, '') END;
    END IF;
    PERFORM settle_order(o_id, given, true);

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
        RAISE EXCEPTION USING ERRCODE = 'PT001', MESSAGE = 'printed-taken', DETAIL = printed.number;
      END;
    END LOOP;
    INSERT INTO audit_entry (at, actor_id, actor_role, action, subject, after)
    VALUES (at, (p ->> 'enteredBy')::uuid, 'organisation', 'enter-tickets', 'raffle:' || (p ->> 'raffleId'),
            jsonb_build_object('orderId', o_id, 'quantity', n, 'paidMinor', (p ->> 'paidMinor')::int, 'paidBy', p ->> 'paidBy', 'importId', p ->> 'importId'));
    outcome := 'entered'; order_id := o_id;
  EXCEPTION
    WHEN SQLSTATE 'PT001' THEN
      GET STACKED DIAGNOSTICS outcome = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL;
      order_id := NULL;
  END;
END $$;
