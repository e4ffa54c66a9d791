/**
 * S5: the last shares. 64 clients race for the shares of one syndicate and of 500, through the store of this project
 * (`take_shares`, one statement) and through a naive control that looks first and writes afterwards; the control has to sell a
 * share twice, or the race was none. Exact means: as many shares sold as there were, each once, and the escrow holds their price.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@/dev/migrate";
import { anyFreePort, startPostgres } from "@/dev/postgres";
import { takeInDatabase } from "@/server/games/syndicates/store";
import { type Database, openDatabase } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { makeMember, makeOrganisation, rulesVersion, seedAreas } from "@/tests/support/fixtures";
import { figure, type WriteFigure } from "./report";

const CLIENTS = 64;
const EVIDENCE = { input: {}, decision: "open", reasons: [] };
const SHARE_MINOR = 100;

interface World {
  db: Database;
  organisationId: string;
  members: string[];
  games: number;
}

/** Syndicates with so many shares at a dollar each, on sale. */
async function prepare(world: World, count: number, shares: number): Promise<string[]> {
  const manager = world.members[0]!;
  const first = world.games + 1;
  world.games += count;
  const rows = await world.db.query<{ id: string }>({
    text: `insert into game (id, kind, number, slug, organisation_id, governing_area_id, state, opens_at, closes_at, locked_at, activated_at, created_at, updated_at)
           select new_id(), 'syndicate', n, 'race-' || n, $1::uuid, 'US-NY', 'active', now(), now() + interval '1 day', now(), now(), now(), now()
             from generate_series($2::int, $2::int + $3::int - 1) n returning id::text`,
    values: [world.organisationId, first, count],
  });
  const ids = rows.map(({ id }) => id);
  await world.db.query({
    text: `insert into syndicate (game_id, manager_id, request_key, name, mode, state, lottery_game, draws, entries, price_minor, currency, share_count,
             unsold_rule, cut_off_at, decide_by, sales_close_at, is_public, next_at, created_at, updated_at)
           select id, $2::uuid, id::text, 'Race', 'agreed', 'open', 'us-powerball', '{2030-01-02}', '[]', $3::int * $4::int, 'USD', greatest($3::int, 2), 'cancel',
             now() + interval '1 day', now() + interval '2 days', now() + interval '3 days', true, now() + interval '1 day', now(), now()
             from unnest($1::uuid[]) id`,
    values: [ids, manager, shares, SHARE_MINOR],
  });
  await world.db.query({
    text: `insert into syndicate_conditions (syndicate_id, version, data, digest, written_at) select id, 1, '{}', '', now() from unnest($1::uuid[]) id`,
    values: [ids],
  });
  await world.db.query({
    text: `insert into syndicate_share (syndicate_id, number, weight, price_minor, state)
           select id, n, 1, $3, 'offered' from unnest($1::uuid[]) id, generate_series(1, $2::int) n`,
    values: [ids, shares, SHARE_MINOR],
  });
  return ids;
}

type Take = (syndicateId: string, memberId: string) => Promise<boolean>;

/** Every client walks over all syndicates in the same order, so that they meet at each. Answers how many were told that they have a share. */
async function race(
  world: World,
  ids: string[],
  rounds: number,
  take: Take,
): Promise<{ told: number; perSecond: number }> {
  let told = 0;
  let asked = 0;
  const start = process.hrtime.bigint();
  await Promise.all(
    Array.from({ length: CLIENTS }, async (_, client) => {
      for (let round = 0; round < rounds; round++) {
        for (const id of ids) {
          asked++;
          if (await take(id, world.members[client]!)) told++;
        }
      }
    }),
  );
  return { told, perSecond: asked / (Number(process.hrtime.bigint() - start) / 1e9) };
}

/** What stands in the database: shares with an owner, and cents in escrow. */
async function outcome(world: World, ids: string[]): Promise<{ sold: number; escrow: number; orders: number }> {
  const [row] = await world.db.query<{ sold: string; escrow: string; orders: string }>({
    text: `select (select count(*) from syndicate_share where syndicate_id = any($1::uuid[]) and holder_id is not null)::text as sold,
                  (select count(*) from syndicate_order where syndicate_id = any($1::uuid[]))::text as orders,
                  (select coalesce(sum(t.amount_minor), 0) from ledger_transfer t join ledger_account a on a.id = t.credit_id
                    where a.key = any(select 'escrow:' || id from unnest($1::uuid[]) id))::text as escrow`,
    values: [ids],
  });
  return { sold: Number(row!.sold), escrow: Number(row!.escrow), orders: Number(row!.orders) };
}

export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-shares-"));
  const postgres = await startPostgres({ dataDir: path.join(folder, "postgres"), port: await anyFreePort() });
  const db = openDatabase(postgres.url, 32);
  try {
    await migrate(postgres.url);
    await seedAreas(db);
    const organisationId = await makeOrganisation(db);
    const members: string[] = [];
    for (let at = 0; at < CLIENTS; at++) members.push(await makeMember(db));
    await db.query({
      text: `insert into syndicate_manager (member_id, terms_version, registered_at) values ($1::uuid, 1, now())`,
      values: [members[0]],
    });
    await db.query({
      text: `with m as (insert into ledger_movement (id, cause, cause_id, key, posted_at) select new_id(), 'deposit', id::text, 'bench:' || id, now() from unnest($1::uuid[]) id returning id, cause_id)
             insert into ledger_transfer (movement_id, line, debit_id, credit_id, amount_minor, currency, debit_guarded, credit_guarded)
             select m.id, 1, ledger_account_id('bench:bank', 'asset', 'USD'), guarded_ledger_account_id('wallet:' || m.cause_id || ':USD', 'USD'), 100000000, 'USD', false, true from m`,
      values: [members],
    });
    const world: World = { db, organisationId, members, games: 0 };
    let current = await rulesVersion(db);
    const ours: Take = async (syndicateId, memberId) => {
      const { outcome: answer } = await takeInDatabase(db, {
        ...{ requestKey: newId(), syndicateId, memberId, numbers: [], count: 1, conditionsVersion: 1 },
        ...{ rulesVersion: current, evidence: EVIDENCE, now: null },
      });
      if (answer !== "taken" && answer !== "sold-out") throw new Error(`take_shares answered ${answer}`);
      return answer === "taken";
    };
    // Looks for a free share, then writes: what two who look at once both do.
    const naive: Take = async (syndicateId, memberId) => {
      const [free] = await db.query<{ number: number }>({
        text: `select number from syndicate_share where syndicate_id = $1::uuid and holder_id is null order by number limit 1`,
        values: [syndicateId],
      });
      if (!free) return false;
      const rows = await db.query({
        text: `update syndicate_share set state = 'held', holder_id = coalesce(holder_id, $3::uuid), taken_at = now()
                where syndicate_id = $1::uuid and number = $2 returning number`,
        values: [syndicateId, free.number, memberId],
      });
      return rows.length > 0;
    };
    const shapes = [
      { shape: "one syndicate", count: 1, shares: options.short ? 50 : 200, rounds: options.short ? 2 : 5 },
      { shape: "500 syndicates", count: options.short ? 50 : 500, shares: 2, rounds: 1 },
    ];
    for (const { shape, count, shares, rounds } of shapes) {
      const ids = await prepare(world, count, shares);
      current = await rulesVersion(db);
      const wanted = Math.min(count * shares, CLIENTS * rounds * count);
      const { told, perSecond } = await race(world, ids, rounds, ours);
      const { sold, escrow, orders } = await outcome(world, ids);
      const isExact = told === wanted && sold === wanted && orders === wanted && escrow === wanted * SHARE_MINOR;
      write(figure(`${shape}: shares sold of those there were`, sold, wanted, "shares", wanted));
      write(figure(`${shape}: asked`, perSecond, null, "asked/s", CLIENTS));
      if (!isExact)
        throw new Error(
          `${shape}: ${told} were told, ${sold} sold, ${orders} orders, ${escrow} in escrow; ${wanted} were wanted`,
        );
      const control = await prepare(world, count, shares);
      const oversold = await race(world, control, rounds, naive);
      write(figure(`${shape}: what a naive sale told its buyers they had`, oversold.told, wanted, "shares", wanted));
      if (oversold.told <= wanted)
        throw new Error(`${shape}: the naive control sold no share twice, so this was no race`);
    }
  } finally {
    await db.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
