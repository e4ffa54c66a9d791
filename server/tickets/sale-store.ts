import type { Database, Reader } from "@/server/kernel/db";
import { array, inGroups } from "@/server/kernel/groups";
import type { OrderState } from "./order-states";
import type { Placement } from "./placements";

/** A bundle: so many tickets for one price, with its own stock where it has one (B1). Amounts in minor units. */
export interface PriceLevel {
  id: string;
  count: number;
  priceMinor: number;
  stock: number | null;
  sold: number;
}

/** What a sale needs to know of a raffle, read in one go. Amounts in minor units. */
export interface SaleTerms {
  raffleId: string;
  slug: string;
  title: string;
  state: string;
  opensAt: Date;
  closesAt: Date;
  timeZone: string;
  organisationId: string;
  organisationName: string;
  organisationActive: boolean;
  gatewayReady: boolean;
  feeBasisPoints: number;
  /** online, offline, both (R7) */
  participation: string;
  /** standard, fifty-fifty, tricky-tray, number-board */
  format: string;
  priceMinor: number;
  currency: string;
  ticketCap: number | null;
  issued: number;
  frozen: boolean;
  perPersonMaximum: number | null;
  perHouseholdMaximum: number | null;
  freeEntryAllowed: boolean;
  donationsAllowed: boolean;
  coverFeeAllowed: boolean;
  giftsAllowed: boolean;
  staffBarred: boolean;
  rulesVersion: number;
  levels: PriceLevel[];
  /** The drawings of a tray's prizes on which a ticket may be placed, by id. */
  pools: string[];
}

export interface Buyer {
  memberId: string;
  email: string;
  /** As it stands in the account. */
  name: string;
  locale: string;
  status: string;
  excludedUntil: Date | null;
  emailVerified: boolean;
  residenceRevision: number;
  postalCode: string;
  country: string;
  /** YYYY-MM-DD */
  birthDate: string;
  residence: {
    street: string;
    city: string;
    postalCode: string;
    country: string;
    subdivisionId: string;
    countyIds: string[];
    municipalityIds: string[];
  };
  /** Organisations whose staff this person is. */
  staffOf: string[];
}

// Both stand on the path of every purchase, where five of Prisma's statements cost as much as the issue itself.
const SALE = `g.id::text as "raffleId", g.slug, r.title, replace(g.state::text, '-', '_') as state, g.opens_at as "opensAt",
  g.closes_at as "closesAt", g.time_zone as "timeZone", o.id::text as "organisationId",
  o.name as "organisationName", o.status = 'active' as "organisationActive", o.gateway_ready as "gatewayReady",
  o.fee_basis_points as "feeBasisPoints", r.participation, r.format, r.price_minor as "priceMinor", r.currency,
  r.ticket_cap as "ticketCap", coalesce(s.issued, 0) as issued, s.frozen_at is not null as frozen,
  r.per_person_maximum as "perPersonMaximum", r.per_household_maximum as "perHouseholdMaximum",
  r.free_entry_allowed as "freeEntryAllowed", r.donations_allowed as "donationsAllowed",
  r.cover_fee_allowed as "coverFeeAllowed", r.gifts_allowed as "giftsAllowed", r.staff_barred as "staffBarred",
  r.rules_version as "rulesVersion",
  (select coalesce(json_agg(json_build_object('id', l.id, 'count', l.count, 'priceMinor', l.price_minor,
            'stock', l.stock, 'sold', l.sold) order by l.count), '[]') from price_level l where l.raffle_id = g.id) as levels,
  case when r.format = 'tricky-tray' then array(select d.id::text from drawing d where d.raffle_id = g.id
    and d.kind = 'pool' and d.state in ('planned', 'named') order by d.position) else '{}' end as pools`;
const FROM_SALE = `game g join raffle r on r.game_id = g.id join organisation o on o.id = g.organisation_id
  left join raffle_sales s on s.raffle_id = g.id`;
const BUYER = `m.id::text as "memberId", m.email, m.given_name || ' ' || m.family_name as name, m.locale, m.status,
  m.excluded_until as "excludedUntil", m.email_verified_at is not null as "emailVerified",
  m.residence_revision as "residenceRevision", m.birth_date::text as "birthDate", m.street, m.city,
  m.postal_code as "postalCode", m.country, m.subdivision_id as "subdivisionId", m.county_ids as "countyIds",
  m.municipality_ids as "municipalityIds",
  array(select distinct organisation_id::text from member_role
         where member_id = m.id and status = 'active' and organisation_id is not null) as "staffOf"`;

type BuyerRow = Omit<Buyer, "residence"> & Buyer["residence"];

function buyerOf(row: BuyerRow): Buyer {
  const { memberId, email, name, locale, status, excludedUntil, emailVerified, residenceRevision, birthDate } = row;
  const { street, city, postalCode, country, subdivisionId, countyIds, municipalityIds, staffOf } = row;
  return {
    ...{ memberId, email, name, locale, status, excludedUntil, emailVerified, residenceRevision, birthDate },
    ...{ postalCode, country, staffOf },
    residence: { street, city, postalCode, country, subdivisionId, countyIds, municipalityIds },
  };
}

/** Null for an unknown raffle. */
export async function findSaleTerms(reader: Reader, raffleId: string): Promise<SaleTerms | null> {
  const [row] = await reader.query<SaleTerms>({
    name: "sale_terms",
    text: `select ${SALE} from ${FROM_SALE} where g.id = $1::uuid`,
    values: [raffleId],
  });
  return row ?? null;
}

export async function findBuyer(reader: Reader, memberId: string): Promise<Buyer | null> {
  const [row] = await reader.query<BuyerRow>({
    name: "buyer",
    text: `select ${BUYER} from member m where m.id = $1::uuid`,
    values: [memberId],
  });
  return row ? buyerOf(row) : null;
}

/** As {@link findBuyer}, by the address in its normal form; null where nobody has it. */
export async function findBuyerByEmail(reader: Reader, email: string): Promise<Buyer | null> {
  const [row] = await reader.query<BuyerRow>({
    name: "buyer_by_email",
    text: `select ${BUYER} from member m where m.email = $1`,
    values: [email],
  });
  return row ? buyerOf(row) : null;
}

/** What somebody's earlier click with the same key has set aside. */
export interface EarlierHold {
  id: string;
  inputHash: string;
  wanted: number;
  quantity: number;
  bundles: number;
  picks: number[];
  totalMinor: number;
  currency: string;
  /** ISO */
  holdExpiresAt: string;
}

/** Everything that a hold is decided from, as it is at one moment. */
export interface Purchase {
  sale: SaleTerms;
  buyer: Buyer;
  /** The version of the rules at that moment (J2). */
  decidedVersion: bigint;
  /** Tickets in this raffle that the buyer, and their household, hold already; 0 where nothing limits them. */
  heldByPerson: number;
  heldByHousehold: number;
}

// Counted only where the raffle limits them; what the law alone limits is counted by `countHeld`.
const HELD = `case when r.per_person_maximum is null then 0 else (select count(*)::int from ticket t
    where t.raffle_id = g.id and t.holder_id = m.id and t.state in ('issued', 'valid')) end as "heldByPerson",
  case when r.per_household_maximum is null then 0 else (select count(*)::int from ticket t join member h on h.id = t.holder_id
    where t.raffle_id = g.id and t.state in ('issued', 'valid') and h.postal_code = m.postal_code
      and lower(h.street) = lower(m.street)) end as "heldByHousehold"`;

const PURCHASE = `${SALE}, ${BUYER}, ${HELD}, v.version::text as "decidedVersion"`;

type PurchaseRow = SaleTerms &
  BuyerRow &
  Pick<Purchase, "heldByPerson" | "heldByHousehold"> & { decidedVersion: string };

const purchaseOf = (row: PurchaseRow): Purchase => ({
  sale: row,
  buyer: buyerOf(row),
  decidedVersion: BigInt(row.decidedVersion),
  heldByPerson: row.heldByPerson,
  heldByHousehold: row.heldByHousehold,
});

export interface PurchaseAsked {
  raffleId: string;
  memberId: string;
  idempotencyKey: string;
}

/**
 * Null for an unknown raffle or member. `earlier` is what the same click has set aside before. Those who ask together
 * are answered by one statement.
 */
export const findPurchase: (
  db: Database,
  asked: PurchaseAsked,
) => Promise<(Purchase & { earlier: EarlierHold | null }) | null> = inGroups(async (db, asked) => {
  const rows = await db.query<PurchaseRow & { earlier: EarlierHold | null; at: number }>({
    name: "purchases",
    text: `select a.at::int, ${PURCHASE},
                  (select json_build_object('id', e.id, 'inputHash', e.input_hash, 'wanted', e.wanted, 'quantity', e.quantity,
                            'bundles', e.bundles, 'picks', e.picks, 'totalMinor', e.total_minor, 'currency', e.currency,
                            'holdExpiresAt', e.hold_expires_at)
                     from ticket_order e where e.member_id = m.id and e.idempotency_key = a.key) as earlier
             from unnest(${array(1, "uuid")}, ${array(2, "uuid")}, ${array(3, "text")}) with ordinality as a(raffle_id, member_id, key, at)
             join (${FROM_SALE}) on g.id = a.raffle_id cross join rules_version v join member m on m.id = a.member_id`,
    values: [
      asked.map(({ raffleId }) => raffleId),
      asked.map(({ memberId }) => memberId),
      asked.map(({ idempotencyKey }) => idempotencyKey),
    ],
  });
  const found = new Map(rows.map((row) => [row.at, { ...purchaseOf(row), earlier: row.earlier }]));
  return asked.map((_, at) => found.get(at + 1) ?? null);
});

/** What a person and their household hold of a raffle now. */
export async function countHeld(
  reader: Reader,
  raffleId: string,
  memberId: string,
): Promise<{ person: number; household: number }> {
  const [row] = await reader.query<{ person: number; household: number }>({
    name: "held_by",
    text: `select (select count(*)::int from ticket t where t.raffle_id = $1::uuid and t.holder_id = m.id
                     and t.state in ('issued', 'valid')) as person,
                  (select count(*)::int from member h join ticket t on t.holder_id = h.id
                    where h.postal_code = m.postal_code and lower(h.street) = lower(m.street)
                      and t.raffle_id = $1::uuid and t.state in ('issued', 'valid')) as household
             from member m where m.id = $2::uuid`,
    values: [raffleId, memberId],
  });
  return row ?? { person: 0, household: 0 };
}

/** An order as the way to the gateway needs it. */
export interface OpenOrder {
  id: string;
  raffleId: string;
  memberId: string;
  recipientId: string | null;
  state: OrderState;
  quantity: number;
  bundles: number;
  priceLevelId: string | null;
  picks: number[];
  placements: Placement[] | null;
  unitPriceMinor: number;
  donationMinor: number;
  totalMinor: number;
  feeBasisPoints: number;
  currency: string;
  agreementId: string | null;
  holdExpiresAt: Date;
}

/**
 * An order of this member with what {@link findPurchase} answers; null for anybody else's, as for none. Those who ask
 * together are answered by one statement.
 */
export const findPurchaseOfOrder: (
  db: Database,
  asked: { orderId: string; memberId: string },
) => Promise<(Purchase & { order: OpenOrder }) | null> = inGroups(async (db, asked) => {
  const rows = await db.query<
    PurchaseRow & { at: number; order: Omit<OpenOrder, "holdExpiresAt">; holdExpiresAt: Date }
  >({
    name: "purchases_of_orders",
    text: `select a.at::int, ${PURCHASE}, x.hold_expires_at as "holdExpiresAt",
                    json_build_object('id', x.id, 'raffleId', x.raffle_id, 'memberId', x.member_id, 'recipientId', x.recipient_id,
                      'state', replace(x.state::text, '-', '_'), 'quantity', x.quantity, 'bundles', x.bundles,
                      'priceLevelId', x.price_level_id, 'picks', x.picks, 'placements', x.placements,
                      'unitPriceMinor', x.unit_price_minor, 'donationMinor', x.donation_minor, 'totalMinor', x.total_minor,
                      'feeBasisPoints', x.fee_basis_points, 'currency', x.currency, 'agreementId', x.agreement_id) as "order"
               from unnest(${array(1, "uuid")}, ${array(2, "uuid")}) with ordinality as a(order_id, member_id, at)
               join ticket_order x on x.id = a.order_id and x.member_id = a.member_id
               join (${FROM_SALE}) on g.id = x.raffle_id
               cross join rules_version v join member m on m.id = x.member_id`,
    values: [asked.map(({ orderId }) => orderId), asked.map(({ memberId }) => memberId)],
  });
  const found = new Map(
    rows.map((row) => [row.at, { ...purchaseOf(row), order: { ...row.order, holdExpiresAt: row.holdExpiresAt } }]),
  );
  return asked.map((_, at) => found.get(at + 1) ?? null);
});

/** The prizes of a tray in their order, each with how many tickets are placed on it (B3). */
export async function findPools(
  reader: Reader,
  raffleId: string,
): Promise<Array<{ drawingId: string; heading: string; placed: number }>> {
  return reader.query<{ drawingId: string; heading: string; placed: number }>({
    name: "pools",
    text: `select d.id::text as "drawingId",
                  coalesce((select string_agg(p.heading, ' / ' order by p.group_position, p.choice) from prize p
                             where p.drawing_id = d.id), '') as heading,
                  (select count(*)::int from ticket t where t.pool_id = d.id and t.state in ('issued', 'valid')) as placed
             from drawing d where d.raffle_id = $1::uuid and d.kind = 'pool' and d.state <> 'cancelled' order by d.position`,
    values: [raffleId],
  });
}
