-- Orders that cost nothing and that are confirmed in the same moment are signed, issued and settled in one step: one lock of
-- each raffle's counters, one commit. What is not plain takes the long way through `begin_checkout`, one by one.

-- The arrays say each order's own: the id of its signature and the name signed with, the version of the raffle's rules that was
-- read, the version it was decided under, evidence, presence, residence with its revision, and the choice for a shortfall (null:
-- as chosen with the hold).
--   p_at    when each of them asked
--   p_wait  waits for a raffle that somebody is selling from right now; otherwise its orders take the long way, so that a busy
--           raffle holds up no other
--   p_now   for tests; null means the database's clock, read after the locks are held
-- Answers, by place in the arrays, 'captured', or 'alone' for what has to go through `begin_checkout`: whatever is not open,
-- free, plain and enough for everybody. Those are asked again there and told why. First come, first served: who asks for more
-- than is left sends everybody behind them the long way too.
-- Planned once a connection: the length of an array says nothing that would make another plan better.
-- Locks as the long way does, so that neither waits for the other in a circle: orders, members, then the counters.
CREATE FUNCTION issue_free_orders(p_orders uuid[], p_agreements uuid[], p_signed_as text[], p_rules int[], p_decided bigint[],
    p_evidence jsonb[], p_presence jsonb[], p_residence jsonb[], p_revisions int[], p_shortfall text[], p_at timestamptz[], p_wait boolean,
    p_now timestamptz DEFAULT NULL)
    RETURNS TABLE (place int, outcome text) LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
  orders ticket_order[];
  counters raffle_sales[];
  moment timestamptz;
  places int[];
  parts int[];
  befores int[];
  due uuid;
BEGIN
  orders := array(SELECT o FROM ticket_order o WHERE o.id = ANY (p_orders) AND o.state = 'held' ORDER BY o.id FOR UPDATE);
  PERFORM 1 FROM member m WHERE m.id IN (SELECT o.member_id FROM unnest(orders) AS o) ORDER BY m.id FOR SHARE;
  IF p_wait THEN
    counters := array(SELECT s FROM raffle_sales s WHERE s.raffle_id IN (SELECT o.raffle_id FROM unnest(orders) AS o) ORDER BY s.raffle_id FOR UPDATE);
  ELSE
    counters := array(SELECT s FROM raffle_sales s WHERE s.raffle_id IN (SELECT o.raffle_id FROM unnest(orders) AS o) ORDER BY s.raffle_id FOR UPDATE SKIP LOCKED);
  END IF;
  moment := coalesce(p_now, clock_timestamp());

  -- What `issue_tickets` asks of an order, for those of which all of it is plain.
  SELECT array_agg(x.at ORDER BY x.at), array_agg(x.quantity ORDER BY x.at), array_agg(x.upto - x.quantity ORDER BY x.at)
    INTO places, parts, befores
    FROM (
      SELECT a.at::int AS at, o.quantity, s.ticket_cap - s.issued AS remaining, (sum(o.quantity) OVER (PARTITION BY o.raffle_id ORDER BY a.at))::int AS upto
        FROM unnest(p_orders) WITH ORDINALITY AS a(order_id, at)
        JOIN unnest(orders) AS o ON o.id = a.order_id
        JOIN unnest(counters) AS s ON s.raffle_id = o.raffle_id
        JOIN game g ON g.id = o.raffle_id JOIN raffle f ON f.game_id = g.id JOIN organisation org ON org.id = g.organisation_id
        CROSS JOIN rules_version v
        JOIN member m ON m.id = o.member_id
       WHERE a.at = array_position(p_orders, a.order_id)
         AND o.origin = 'paid' AND o.unit_price_minor = 0 AND o.recipient_id IS NULL AND o.price_level_id IS NULL
         AND v.version = p_decided[a.at] AND f.rules_version = p_rules[a.at]
         AND org.status = 'active' AND g.state = 'active' AND g.locked_at IS NOT NULL AND s.frozen_at IS NULL
         AND moment >= g.opens_at AND moment < g.closes_at AND f.participation <> 'offline'
         AND f.format NOT IN ('number-board', 'tricky-tray') AND f.ticket_number_part <> 'participant'
         AND f.per_person_maximum IS NULL AND f.per_household_maximum IS NULL AND cardinality(s.freed_sequences) = 0
         AND m.status = 'active' AND coalesce(m.excluded_until <= moment, true)
         AND NOT (f.staff_barred AND EXISTS (SELECT 1 FROM member_role r
                    WHERE r.member_id = m.id AND r.status = 'active' AND r.organisation_id = g.organisation_id))
    ) AS x WHERE x.remaining IS NULL OR x.upto <= x.remaining;

  IF places IS NOT NULL THEN
    WITH d AS MATERIALIZED (
      SELECT o.id, o.raffle_id, o.member_id, c.at, c.n, c.before
        FROM unnest(places, parts, befores) AS c(at, n, before) JOIN unnest(orders) AS o ON o.id = p_orders[c.at]
    ), signed AS (
      INSERT INTO agreement_signature (id, member_id, subject, version, text, signed_as, signed_at)
      SELECT p_agreements[d.at], d.member_id, 'raffle:' || d.raffle_id, f.rules_version, f.rules_text, p_signed_as[d.at], p_at[d.at]
        FROM d JOIN raffle f ON f.game_id = d.raffle_id
    ), proved AS (
      INSERT INTO decision_evidence (id, game_id, member_id, order_id, purpose, input, decision, reasons, rules_version, decided_at)
      SELECT new_id(), d.raffle_id, d.member_id, d.id, e.purpose, p_evidence[d.at] -> 'input', p_evidence[d.at] ->> 'decision',
             coalesce(p_evidence[d.at] -> 'reasons', '[]'), p_decided[d.at], e.decided_at
        FROM d CROSS JOIN LATERAL (VALUES ('checkout', p_at[d.at]), ('issue', moment)) AS e(purpose, decided_at)
    ), issued AS (
      INSERT INTO ticket (id, raffle_id, order_id, holder_id, state, issue_order, sequence, number, validation_code, origin, price_paid_minor, issued_at)
      SELECT new_id(), d.raffle_id, d.id, d.member_id, 'valid', q.place, q.sequence,
             CASE WHEN q.sequence IS NOT NULL THEN ticket_number(org.code, g.number, m.number,
               CASE f.ticket_number_part WHEN 'record' THEN q.place::int ELSE q.sequence END) END,
             upper(substr(c.hex, 1, 12) || substr(c.hex, 21, 4)), 'paid', 0, moment
        FROM d JOIN unnest(counters) AS s ON s.raffle_id = d.raffle_id
        JOIN game g ON g.id = d.raffle_id JOIN raffle f ON f.game_id = g.id JOIN organisation org ON org.id = g.organisation_id
        JOIN member m ON m.id = d.member_id
        CROSS JOIN LATERAL generate_series(1, d.n) AS k(i)
        CROSS JOIN LATERAL (SELECT replace(gen_random_uuid()::text, '-', '') AS hex, k.i, d.at) AS c
        CROSS JOIN LATERAL (SELECT s.next_issue_order + d.before + k.i - 1 AS place,
                                   CASE WHEN f.numbering <> 'at-close' THEN s.next_sequence + d.before + k.i - 1 END AS sequence) AS q
    ), counted AS (
      UPDATE raffle_sales s SET issued = s.issued + t.n, next_issue_order = s.next_issue_order + t.n,
             next_sequence = s.next_sequence + CASE WHEN f.numbering = 'at-close' THEN 0 ELSE t.n END
        FROM (SELECT d.raffle_id, sum(d.n)::int AS n FROM d GROUP BY d.raffle_id) AS t JOIN raffle f ON f.game_id = t.raffle_id
       WHERE s.raffle_id = t.raffle_id
    ), told AS (
      INSERT INTO outbox (id, kind, payload, dedupe_key, created_at, next_at)
      SELECT new_id(), 'mail.receipt', jsonb_build_object('orderId', d.id), 'receipt:' || d.id, moment, moment FROM d
      ON CONFLICT (dedupe_key) DO NOTHING
    )
    UPDATE ticket_order o SET state = 'captured', agreement_id = p_agreements[d.at], rules_version = p_rules[d.at],
           shortfall = coalesce(p_shortfall[d.at], o.shortfall), tickets_minor = 0, donation_minor = 0, fee_cover_minor = 0,
           total_minor = 0, venue_fee_minor = 0,
           presence = CASE WHEN jsonb_typeof(p_presence[d.at]) = 'object' THEN p_presence[d.at] ELSE o.presence END,
           residence = p_residence[d.at], residence_revision = p_revisions[d.at],
           issued_at = moment, captured_at = moment, updated_at = moment
      FROM d WHERE o.id = d.id;
    FOR due IN SELECT s.raffle_id FROM unnest(counters) AS s JOIN raffle_sales n ON n.raffle_id = s.raffle_id
                WHERE n.issued > s.issued AND s.next_trigger <= n.issued ORDER BY 1 LOOP
      PERFORM trigger_early_birds(due, moment);
    END LOOP;
  END IF;
  RETURN QUERY SELECT a.at::int, CASE WHEN a.at = ANY (places) THEN 'captured' ELSE 'alone' END
                 FROM generate_subscripts(p_orders, 1) AS a(at);
END $$;

-- An order that goes from its hold to its end in one step passes the buyer's own limits as one that is paid for does; what costs
-- nothing is held back by an exclusion alone, and the function above has looked at that under the member's lock.
DROP TRIGGER order_goes_to_pay ON ticket_order;
CREATE TRIGGER order_goes_to_pay AFTER UPDATE OF state, total_minor ON ticket_order
  FOR EACH ROW WHEN (NEW.origin = 'paid' AND (NEW.state = 'checkout' AND (OLD.state = 'held' OR NEW.total_minor > OLD.total_minor)
                 OR NEW.state = 'authorised' AND OLD.state IN ('held', 'checkout', 'expired')
                 OR NEW.state IN ('issued', 'captured') AND OLD.state IN ('held', 'checkout', 'expired') AND NEW.total_minor > 0))
  EXECUTE FUNCTION order_within_limits();
