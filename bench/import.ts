/**
 * Reading a file of 10,000 sales off line: every row finds or makes an account, passes the real decision of the law, is
 * ordered, issued, settled and booked, and told to its buyer. Half of the people are known, a row in fifty is wrong in one
 * of several ways. Counted is the time until the last row is done; afterwards tickets, rows and ledger are compared. The
 * peer reads the same rows and inserts one bare row each, committed one by one, which is no entry but what a database does.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { migrate } from "@/dev/migrate";
import { anyFreePort, startPostgres } from "@/dev/postgres";
import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import { systemClock } from "@/server/kernel/clock";
import { openDatabase } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { authoriseOrganiser, proveActor } from "@/server/people/authority";
import type { EnterTicketsDeps } from "@/server/tickets/paper/enter-tickets";
import { importEntries, readImport, runImports } from "@/server/tickets/paper/import-entries";
import { makeMember, makeOrganisation, makeRaffle, seedAreas } from "@/tests/support/fixtures";
import { figure, type WriteFigure } from "./report";

const WHOLE = 10_000;
const MEBIBYTE = 1024 * 1024;

export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const count = options.short ? 200 : WHOLE;
  const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-import-"));
  const postgres = await startPostgres({ dataDir: path.join(folder, "data"), port: await anyFreePort(), fast: true });
  await migrate(postgres.url);
  const db = openDatabase(postgres.url, 8);
  try {
    await seedAreas(db);
    const organisationId = await makeOrganisation(db);
    const staff = await makeMember(db);
    await db.memberRole.create({
      data: { id: newId(), memberId: staff, kind: "organisation", organisationId, createdAt: new Date() },
    });
    const roles = [
      { id: newId(), kind: "organisation" as const, organisationId, areaId: null, status: "active" as const },
    ];
    const by = authoriseOrganiser(
      proveActor({ memberId: staff, sessionId: newId(), email: "", givenName: "", roles, secondFactor: true }),
      organisationId,
    );
    const open = { opensAt: new Date(Date.now() - 3_600_000), closesAt: new Date(Date.now() + 86_400_000) };
    const raffleId = await makeRaffle(db, {
      organisationId,
      cap: null,
      game: open,
      raffle: { participation: "offline" },
    });
    const county = { id: "US-36029", tier: "county", name: "Erie County", parents: ["US-NY"] };
    const deps: EnterTicketsDeps = {
      people: {
        db,
        clock: systemClock,
        kv: null,
        venueSecret: "a secret of the benchmark alone, long enough",
        fallbackMinimumAge: 18,
        areas: {
          isWithin: (area, above) => area === above,
          areaName: async (area) => area,
          resolvePostalCode: async (code) => (code === "14202" ? { code, name: "Buffalo", areas: [county] } : null),
        },
        ages: { ofResidence: async () => ({ minimumAge: 18, areaName: "New York", reached: true }) },
        holds: { reviewAfterResidenceChange: async () => 0 },
      },
      decideEntry: async (reader, { presence, ...entry }) =>
        authoriseEntry(reader, { ...entry, presence: presence as never }),
      law: {
        of: async () => ({
          areaName: "New York",
          minimumAge: 18,
          ticketText: null,
          helpLineText: null,
          elements: [],
          manualEntry: null,
          books: null,
        }),
      },
      settings: async () => ({ manualEntry: "allowed", ticketLaw: "raffle" }),
      board: { salesChanged: async () => {} },
    };
    await db.query({
      text: `insert into member (id, email, given_name, family_name, birth_date, street, city, postal_code, subdivision_id, county_ids, municipality_ids, created_at)
             select new_id(), 'known-' || k || '@example.test', 'Known', 'Person', '1980-01-01', k || ' Elm Street', 'Buffalo', '14202', 'US-NY', '{US-36029}', '{}', now()
               from generate_series(1, $1) as k returning id`,
      values: [Math.ceil(count / 2)],
    });
    let wrong = 0;
    const rows = Array.from({ length: count }, (_, at) => {
      const bad = at % 50 === 49;
      if (bad) wrong += 1;
      const quantity = 1 + (at % 3);
      const paid = bad && at % 100 === 49 ? "1.23" : String(quantity * 5);
      const zip = bad && at % 100 !== 49 ? "99999" : "14202";
      const person =
        at % 2 === 0
          ? `known-${at / 2 + 1}@example.test,,,,,,`
          : `new-${at}@example.test,New,Person ${at},1975-05-05,${at} Oak Street,Buffalo,${zip}`;
      return `${person},${quantity},${paid},cash,r${at}`;
    });
    const text = [
      "email,given name,family name,date of birth,street,city,zip,tickets,paid,paid by,reference",
      ...rows,
    ].join("\n");
    const bytes = new TextEncoder().encode(text);
    const before = process.memoryUsage().rss;
    let peak = before;
    const timer = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss);
    }, 50);
    const began = process.hrtime.bigint();
    const since = () => Number(process.hrtime.bigint() - began) / 1e9;
    const answer = await importEntries(deps, by, raffleId, { name: "sales.csv", bytes });
    if (!answer.ok) throw new Error(JSON.stringify(answer));
    const readSeconds = since();
    await runImports(deps, { forMs: 3_600_000 });
    const seconds = since();
    clearInterval(timer);
    const done = await readImport(deps, by, answer.importId);
    const tickets = await db.ticket.count({ where: { raffleId, state: "valid" } });
    const [ledger] = await db.query<{ minor: string }>({
      text: "select coalesce(sum(l.amount_minor), 0)::text as minor from ledger_transfer l join ledger_account a on a.id = l.debit_id where a.key = $1",
      values: [`org:${organisationId}:offline`],
    });
    if (
      done.state !== "done" ||
      done.refused !== wrong ||
      done.entered !== count - wrong ||
      tickets !== done.tickets ||
      Number(ledger?.minor) !== tickets * 500
    ) {
      throw new Error(
        `does not add up: ${JSON.stringify({ ...done, refusedRows: done.refusedRows.slice(0, 3), tickets, ledger, wrong })}`,
      );
    }
    await db.query({ text: "create table bare_row (line int primary key, text text not null)" });
    const peerBegan = process.hrtime.bigint();
    let next = 0;
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let at = next++; at < rows.length; at = next++)
          await db.query({ name: "bare", text: "insert into bare_row values ($1, $2)", values: [at, rows[at]] });
      }),
    );
    const peerSeconds = Number(process.hrtime.bigint() - peerBegan) / 1e9;
    write(
      figure(
        `${count} rows entered, against one bare insert a row`,
        count / seconds,
        count / peerSeconds,
        "rows/s",
        count,
        `${seconds.toFixed(1)} s in all, ${readSeconds.toFixed(1)} s of it reading and keeping the file; ${done.entered} entered, ${done.refused} refused as expected; tickets and ledger agree`,
      ),
    );
    write(
      figure(
        "memory above the process's own at the peak",
        (peak - before) / MEBIBYTE,
        null,
        "MiB",
        count,
        `peak ${(peak / MEBIBYTE).toFixed(0)} MiB resident in all`,
      ),
    );
    const again = await importEntries(deps, by, raffleId, {
      name: "again.csv",
      bytes: new TextEncoder().encode(`${text}\n`),
    });
    if (!again.ok) throw new Error(JSON.stringify(again));
    const repeatBegan = process.hrtime.bigint();
    await runImports(deps, { forMs: 3_600_000 });
    const repeated = await readImport(deps, by, again.importId);
    if (repeated.entered !== 0 || (await db.ticket.count({ where: { raffleId } })) !== tickets)
      throw new Error("a repeated row was entered");
    write(
      figure(
        "the same rows again, each recognised",
        count / (Number(process.hrtime.bigint() - repeatBegan) / 1e9),
        null,
        "rows/s",
        count,
        "none entered twice",
      ),
    );
  } finally {
    await db.close();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
