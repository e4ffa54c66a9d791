// Where tickets went is told by the residence that the order was decided with (J14); a gift goes where its holder lives.
// Whoever stands in two areas of a tier, such as a village and the town around it, is counted once, under both names.

const placed = (which: string) => `
  select t.id, t.raffle_id, t.holder_id, t.price_paid_minor, t.issued_at, t.origin, t.pool_id,
         p.place ->> 'subdivisionId' as state,
         coalesce((select string_agg(x, ' ' order by x) from jsonb_array_elements_text(p.place -> 'countyIds') x), '') as county,
         coalesce((select string_agg(x, ' ' order by x) from jsonb_array_elements_text(p.place -> 'municipalityIds') x), '') as municipality
    from ticket t join ticket_order o on o.id = t.order_id join member m on m.id = t.holder_id
    cross join lateral (select case
      when o.recipient_id is null and jsonb_typeof(o.residence -> 'countyIds') = 'array' then o.residence
      else jsonb_build_object('subdivisionId', m.subdivision_id, 'countyIds', to_jsonb(m.county_ids),
                              'municipalityIds', to_jsonb(m.municipality_ids)) end as place) p
   where ${which} and t.state in ('issued', 'valid')`;

/**
 * Valid tickets of raffle `$1` with the place each went to: `state`, `county`, `municipality` are area ids, several
 * parted by spaces.
 */
export const PLACED = placed("t.raffle_id = $1::uuid");

/** The same for the raffles of a `scope` that the statement has defined. */
export const PLACED_ANY = placed("t.raffle_id in (select id from scope)");
