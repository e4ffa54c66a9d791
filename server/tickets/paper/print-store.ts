import type { Database, Reader, Tx } from "@/server/kernel/db";
import type { PostalAddress } from "./label-sheet";
import type { NumberRange } from "./number-ranges";
import type { OrderFacts } from "./receipt-face";
import type { RaffleFacts, TicketFacts } from "./ticket-face";

export interface PrintRaffle extends RaffleFacts {
  slug: string;
  organisationId: string;
  governingAreaId: string;
  organisationGoverningAreaId: string;
  organisationCountry: string;
  /** The last number that was sold, and the last place in the order of issue; 0 where nothing was. */
  lastNumber: number;
  lastOrder: string;
  /** The highest number of a participant who holds one. */
  lastParticipant: number;
  drawAt: Date;
}

export async function findPrintRaffle(reader: Reader, raffleId: string): Promise<PrintRaffle | null> {
  const [row] = await reader.query<PrintRaffle & Record<string, unknown>>({
    text: `select g.id::text as "raffleId", g.slug, r.title, o.name as organisation, o.id::text as "organisationId", o.registration,
                  r.summary as purpose, r.draw_place as "drawPlace", g.time_zone as "timeZone", r.currency, r.ticket_text as "ownText",
                  r.sponsors || array(select distinct sponsor from prize where raffle_id = g.id and sponsor is not null and sponsor <> '') as sponsors,
                  r.claim_days as "claimDays", g.governing_area_id as "governingAreaId", o.governing_area_id as "organisationGoverningAreaId",
                  split_part(o.governing_area_id, '-', 1) as "organisationCountry",
                  coalesce((select draw_at from drawing where raffle_id = g.id and kind = 'main' order by position limit 1), r.draw_at) as "drawAt",
                  (select coalesce(json_agg(json_build_object('areaId', p.area_id, 'number', p.permit_number) order by p.area_id), '[]')
                     from game_permission p where p.game_id = g.id and p.permit_number is not null and p.permit_number <> '') as permits,
                  (select coalesce(json_agg(json_build_object('heading', z.heading, 'valueMinor', z.value_minor, 'quantity', z.quantity)
                     order by z.group_position, z.choice), '[]') from prize z where z.raffle_id = g.id) as prizes,
                  coalesce((select max(coalesce(sequence::bigint, issue_order)) from ticket where raffle_id = g.id and state in ('valid', 'voided')), 0)::int as "lastNumber",
                  coalesce((select max(issue_order) from ticket where raffle_id = g.id and state in ('valid', 'voided')), 0)::text as "lastOrder",
                  coalesce((select max(m.number) from ticket t join member m on m.id = t.holder_id where t.raffle_id = g.id and t.state = 'valid'), 0)::int as "lastParticipant"
             from game g join raffle r on r.game_id = g.id join organisation o on o.id = g.organisation_id where g.id = $1::uuid`,
    values: [raffleId],
  });
  return row ? { ...row, sponsors: [...new Set(row.sponsors)] } : null;
}

/** Which tickets are meant: by number, by the moment of issue, or both. Never a void one, and nothing sold after `upto`. */
export interface Selection {
  raffleId: string;
  ranges: NumberRange[];
  from: Date | null;
  until: Date | null;
  upto: string;
  /** Only those that never left a printer, but for the copies of this job; null for all. */
  unprintedBut: string | null;
  holderId?: string;
  /** Those of participants with these numbers; null or left out for everybody's. */
  participants?: NumberRange[] | null;
}

const MEANT = `t.raffle_id = $1::uuid and t.state = 'valid' and t.issue_order <= $2::bigint
  and exists (select 1 from jsonb_to_recordset($3::jsonb) as x("from" int, "to" int) where coalesce(t.sequence::bigint, t.issue_order) between x."from" and x."to")
  and ($4::timestamptz is null or t.issued_at >= $4) and ($5::timestamptz is null or t.issued_at < $5)
  and ($6::uuid is null or t.holder_id = $6)
  and ($7::uuid is null or not exists (select 1 from ticket_print c where c.ticket_id = t.id and c.job_id <> $7))
  and ($8::jsonb is null or exists (select 1 from member h, jsonb_to_recordset($8::jsonb) as y("from" int, "to" int)
                                     where h.id = t.holder_id and h.number between y."from" and y."to"))`;

const meant = (selection: Selection) => [
  selection.raffleId,
  selection.upto,
  JSON.stringify(selection.ranges),
  selection.from,
  selection.until,
  selection.holderId ?? null,
  selection.unprintedBut,
  selection.participants ? JSON.stringify(selection.participants) : null,
];

export async function countMeant(
  reader: Reader,
  selection: Selection,
  what: "tickets" | "receipts" | "labels",
): Promise<number> {
  const counted = {
    tickets: "count(*)",
    receipts: "count(distinct t.order_id)",
    labels: "count(distinct t.holder_id)",
  }[what];
  const [row] = await reader.query<{ count: number }>({
    text: `select ${counted}::int as count from ticket t where ${MEANT}`,
    values: meant(selection),
  });
  return row?.count ?? 0;
}

/** Where the holders of these tickets live, each place once, for the texts that their law wants. */
export async function findHolderAreas(reader: Reader, selection: Selection): Promise<string[][]> {
  const rows = await reader.query<{ areas: string[] }>({
    text: `select distinct array[m.subdivision_id] || m.county_ids || m.municipality_ids as areas
             from ticket t join member m on m.id = t.holder_id where ${MEANT}`,
    values: meant(selection),
  });
  return rows.map(({ areas }) => areas);
}

type TicketRow = Omit<TicketFacts, "holderAddress" | "copy"> & {
  place: string;
  address: PostalAddress;
  phone: string | null;
};

/** The tickets of a selection in the order of their numbers, `size` at a time. */
export async function* ticketsMeant(reader: Reader, selection: Selection, size: number): AsyncGenerator<TicketRow[]> {
  let after = "0";
  for (;;) {
    const rows = await reader.query<TicketRow & Record<string, unknown>>({
      text: `select t.id::text, coalesce(t.sequence::bigint, t.issue_order)::text as place, t.number, t.printed_number as "printedNumber",
                    t.validation_code as "validationCode", t.price_paid_minor as "pricePaidMinor", t.origin, t.issued_at as "issuedAt",
                    coalesce(d.draw_at, r.draw_at) as "drawAt", s.name as seller, p.heading as "poolHeading", m.number as "participantNumber",
                    m.given_name || ' ' || m.family_name as holder, array[m.subdivision_id] || m.county_ids || m.municipality_ids as "holderAreas",
                    m.phone, json_build_object('name', m.given_name || ' ' || m.family_name, 'street', m.street, 'city', m.city,
                      'subdivisionId', m.subdivision_id, 'postalCode', m.postal_code, 'country', m.country) as address
               from ticket t join raffle r on r.game_id = t.raffle_id join member m on m.id = t.holder_id
               left join seller s on s.id = t.seller_id
               left join lateral (select draw_at from drawing d where d.id = t.pool_id or (t.pool_id is null and d.raffle_id = t.raffle_id and d.kind = 'main')
                                   order by position limit 1) d on true
               left join lateral (select heading from prize z where z.drawing_id = t.pool_id order by group_position, choice limit 1) p on true
              where ${MEANT} and coalesce(t.sequence::bigint, t.issue_order) > $9::bigint
              order by coalesce(t.sequence::bigint, t.issue_order) limit $10`,
      values: [...meant(selection), after, size],
    });
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.place;
    if (rows.length < size) return;
  }
}

/**
 * Counts a copy of each ticket for a print, once a job however often it is begun, and says which copy it is. The tickets
 * are locked first, so that two prints at once never take the same number.
 */
export async function countCopies(
  tx: Tx,
  print: { jobId: string; ticketIds: string[]; by: string; at: Date },
): Promise<Map<string, number>> {
  await tx.query({
    text: "select 1 from ticket where id = any($1::uuid[]) order by id for no key update",
    values: [print.ticketIds],
  });
  await tx.query({
    text: `insert into ticket_print (ticket_id, copy, job_id, printed_by, printed_at)
           select x, coalesce((select max(copy) from ticket_print c where c.ticket_id = x), 0) + 1, $1::uuid, $3::uuid, $4::timestamptz
             from unnest($2::uuid[]) as x where not exists (select 1 from ticket_print c where c.ticket_id = x and c.job_id = $1::uuid) returning copy`,
    values: [print.jobId, print.ticketIds, print.by, print.at],
  });
  const rows = await tx.query<{ ticketId: string; copy: number }>({
    text: `select ticket_id::text as "ticketId", copy from ticket_print where job_id = $1::uuid and ticket_id = any($2::uuid[])`,
    values: [print.jobId, print.ticketIds],
  });
  return new Map(rows.map(({ ticketId, copy }) => [ticketId, copy]));
}

/** Addresses of everybody who holds tickets of a selection, each once, sorted as the post wants bulk mail. */
export async function* addressesMeant(
  reader: Reader,
  selection: Selection,
  size: number,
): AsyncGenerator<PostalAddress[]> {
  let after = ["", "00000000-0000-0000-0000-000000000000"];
  for (;;) {
    const rows = await reader.query<PostalAddress & { id: string }>({
      text: `select m.id::text, m.given_name || ' ' || m.family_name as name, m.street, m.city, m.subdivision_id as "subdivisionId",
                    m.postal_code as "postalCode", m.country
               from member m where m.id in (select t.holder_id from ticket t where ${MEANT}) and (m.postal_code, m.id) > ($9, $10::uuid)
              order by m.postal_code, m.id limit $11`,
      values: [...meant(selection), after[0], after[1], size],
    });
    if (rows.length === 0) return;
    yield rows;
    after = [rows.at(-1)!.postalCode, rows.at(-1)!.id];
    if (rows.length < size) return;
  }
}

type OrderRow = Omit<OrderFacts, "holderAddress"> & { address: PostalAddress; place: string };

/** The orders whose tickets are meant, in the order of issue, each with all its tickets. */
export async function* ordersMeant(reader: Reader, selection: Selection, size: number): AsyncGenerator<OrderRow[]> {
  let after = "0";
  for (;;) {
    const rows = await reader.query<OrderRow & Record<string, unknown>>({
      text: `with chosen as (select t.order_id, min(t.issue_order) as place from ticket t where ${MEANT} group by t.order_id having min(t.issue_order) > $9::bigint
                              order by min(t.issue_order) limit $10)
             select c.place::text, o.id::text as "orderId", o.quantity, o.tickets_minor as "ticketsMinor", o.donation_minor as "donationMinor",
                    o.fee_cover_minor as "feeCoverMinor", o.total_minor as "totalMinor", o.origin, o.paid_by as "paidBy", o.captured_at as "capturedAt",
                    o.rules_version as "rulesVersion", s.name as seller, m.number as "participantNumber", m.given_name || ' ' || m.family_name as holder,
                    coalesce((select draw_at from drawing where raffle_id = o.raffle_id and kind = 'main' order by position limit 1), r.draw_at) as "drawAt",
                    (select coalesce(charge_id, intent_id) from payment p where p.order_id = o.id order by created_at desc limit 1) as transaction,
                    json_build_object('name', m.given_name || ' ' || m.family_name, 'street', m.street, 'city', m.city, 'subdivisionId', m.subdivision_id,
                      'postalCode', m.postal_code, 'country', m.country) as address,
                    (select json_agg(json_build_object('number', t.number, 'printedNumber', t.printed_number, 'validationCode', t.validation_code,
                      'state', t.state) order by t.issue_order) from ticket t where t.order_id = o.id and t.state in ('valid', 'voided')) as tickets
               from chosen c join ticket_order o on o.id = c.order_id join raffle r on r.game_id = o.raffle_id join member m on m.id = o.member_id
               left join seller s on s.id = o.seller_id order by c.place`,
      values: [...meant(selection), after, size],
    });
    if (rows.length === 0) return;
    yield rows;
    after = rows.at(-1)!.place;
    if (rows.length < size) return;
  }
}

// ── jobs ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface PrintJobRow {
  id: string;
  raffleId: string;
  organisationId: string;
  kind: "tickets" | "receipts" | "labels";
  options: unknown;
  upto: bigint;
  total: number;
  done: number;
  state: "waiting" | "running" | "done" | "failed" | "stopped";
  attempt: number;
  fileId: string | null;
  failure: string | null;
  askedBy: string;
  createdAt: Date;
  endedAt: Date | null;
}

export async function insertPrintJob(
  tx: Tx,
  job: Omit<PrintJobRow, "done" | "state" | "attempt" | "fileId" | "failure" | "endedAt">,
): Promise<void> {
  await tx.printJob.create({ data: { ...job, options: job.options as never } });
}

export async function findPrintJob(reader: Reader, id: string): Promise<PrintJobRow | null> {
  return (await reader.printJob.findUnique({ where: { id } })) as PrintJobRow | null;
}

export async function listPrintJobs(
  reader: Reader,
  raffleId: string,
  limit: number,
): Promise<Array<PrintJobRow & { sizeBytes: bigint | null }>> {
  const jobs = (await reader.printJob.findMany({
    where: { raffleId },
    orderBy: { createdAt: "desc" },
    take: limit,
  })) as PrintJobRow[];
  const files = await reader.storedFile.findMany({
    where: { id: { in: jobs.flatMap(({ fileId }) => fileId ?? []) } },
    select: { id: true, sizeBytes: true },
  });
  return jobs.map((job) => ({ ...job, sizeBytes: files.find(({ id }) => id === job.fileId)?.sizeBytes ?? null }));
}

/** Takes the oldest job that nobody works on, until the lease ends; null where there is none. One of many takers gets it. */
export async function claimPrintJob(db: Database, now: Date, leaseSeconds: number): Promise<PrintJobRow | null> {
  const [row] = await db.query<{ id: string }>({
    text: `update print_job set state = 'running', attempt = attempt + 1, done = 0, lease_until = $1::timestamptz + make_interval(secs => $2)
            where id = (select id from print_job where state = 'waiting' or (state = 'running' and lease_until < $1)
                         order by created_at limit 1 for update skip locked) returning id::text`,
    values: [now, leaseSeconds],
  });
  return row ? findPrintJob(db, row.id) : null;
}

/** Says how far it is and keeps the job for longer; false where it was stopped or somebody else has it now. */
export async function keepPrintJob(
  db: Database,
  job: { id: string; attempt: number },
  done: number,
  now: Date,
  leaseSeconds: number,
): Promise<boolean> {
  const rows = await db.query<{ id: string }>({
    text: `update print_job set done = least($3, total), lease_until = $4::timestamptz + make_interval(secs => $5)
            where id = $1::uuid and attempt = $2 and state = 'running' returning id::text`,
    values: [job.id, job.attempt, done, now, leaseSeconds],
  });
  return rows.length === 1;
}

export async function setJobFile(tx: Tx, job: { id: string; attempt: number }, fileId: string | null): Promise<void> {
  await tx.printJob.updateMany({ where: { id: job.id, attempt: job.attempt, state: "running" }, data: { fileId } });
}

/** Ends a job, guarded by its attempt. `done` is what is in the file: tickets voided meanwhile are not. */
export async function endPrintJob(
  tx: Tx,
  job: { id: string; attempt: number },
  to: { state: "done" | "failed" | "waiting"; failure: string | null; total?: number; at: Date },
): Promise<boolean> {
  const ended = to.state === "waiting" ? {} : { endedAt: to.at };
  const counts = to.total === undefined ? {} : { total: Math.max(1, to.total), done: Math.max(1, to.total) };
  const where = { id: job.id, attempt: job.attempt, state: "running" };
  return (
    (
      await tx.printJob.updateMany({
        where,
        data: { state: to.state, failure: to.failure, leaseUntil: null, ...counts, ...ended },
      })
    ).count === 1
  );
}

/** Stops a job that waits or runs. */
export async function stopPrintJob(tx: Tx, id: string, at: Date): Promise<boolean> {
  return (
    (
      await tx.printJob.updateMany({
        where: { id, state: { in: ["waiting", "running"] } },
        data: { state: "stopped", endedAt: at },
      })
    ).count === 1
  );
}

/** Begins a job again that failed or was stopped. */
export async function restartPrintJob(tx: Tx, id: string): Promise<boolean> {
  const data = { state: "waiting", attempt: 0, done: 0, failure: null, endedAt: null, leaseUntil: null };
  return (await tx.printJob.updateMany({ where: { id, state: { in: ["failed", "stopped"] } }, data })).count === 1;
}
