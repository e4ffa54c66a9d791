import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import { archiveRaffle } from "@/server/games/raffles/archive-raffle";
import { readDashboard } from "@/server/games/raffles/dashboard/read-dashboard";
import { readParticipation } from "@/server/games/raffles/dashboard/read-participation";
import { salesSeries } from "@/server/games/raffles/dashboard/sales-series";
import { reportLayout, reportPaper } from "@/server/games/raffles/reports/adapters/report-pdf";
import { readLog } from "@/server/games/raffles/reports/read-log";
import { COLUMNS, REPORTS, readReportQuery, reportAddress } from "@/server/games/raffles/reports/report";
import { type ReportWriting, reportCsv, reportPdf, runReport } from "@/server/games/raffles/reports/run-report";
import { changeExtraCost } from "@/server/games/raffles/save-raffle";
import { fixedClock } from "@/server/kernel/clock";
import { makeAuthorisedOrder, makeMember, rulesVersion } from "@/tests/support/fixtures";
import { balanceOf } from "@/tests/support/venue";
import { codeOf, type RunningVenue, runningVenue } from "./support";

const clock = fixedClock(new Date("2026-11-20T12:00:00Z"));
let venue: RunningVenue;
let raffleId = "";
let other = "";
const people: Record<string, string> = {};

const residence = (county: string, municipalities: string[], state = "US-NY") => ({
  country: "US",
  subdivisionId: state,
  countyIds: [county],
  municipalityIds: municipalities,
});

/** Issues and settles an order as selling does, and answers its id. */
async function sold(
  raffle: string,
  memberId: string,
  quantity: number,
  at: string,
  over: Record<string, unknown> = {},
): Promise<string> {
  const id = await makeAuthorisedOrder(venue.db, {
    raffleId: raffle,
    memberId,
    quantity,
    unitPriceMinor: 1000,
    ...over,
  });
  const [row] = await venue.db.query<{ outcome: string }>({
    text: `select outcome from issue_tickets($1::uuid, $2::bigint, '{"input": {}, "decision": "open"}'::jsonb, $3::timestamptz)`,
    values: [id, await rulesVersion(venue.db), new Date(at)],
  });
  if (row?.outcome !== "issued") throw new Error(`not issued: ${row?.outcome}`);
  await venue.db.query({
    text: "select outcome from settle_order($1::uuid, $2::timestamptz)",
    values: [id, new Date(at)],
  });
  return id;
}

beforeAll(async () => {
  venue = await runningVenue(clock);
  [raffleId, other] = [await venue.created(), await venue.created({ title: "Another" })];
  for (const id of [raffleId, other]) await requestActivation(venue.deps, venue.own, id);
  for (const [key, name] of Object.entries({ ada: "=HYPERLINK(1)", bob: 'Böb, "the"', cyd: "Cyd" })) {
    people[key] = await makeMember(venue.db, { givenName: name, familyName: "Peñafiel" });
  }
  const village = ["US-3602955277", "US-3655266"];
  await sold(raffleId, people.ada!, 3, "2026-11-20T13:00:00Z", { residence: residence("US-36029", village) });
  await sold(raffleId, people.ada!, 1, "2026-11-23T04:30:00Z", { residence: residence("US-36029", village) });
  await sold(raffleId, people.bob!, 2, "2026-11-23T13:00:00Z", { residence: residence("US-36055", ["US-3663000"]) });
  const gift = await sold(raffleId, people.bob!, 1, "2026-11-24T13:00:00Z", {
    residence: residence("US-36055", ["US-3663000"]),
    recipientId: people.cyd,
  });
  expect(gift).toBeTruthy();
  const voided = await sold(raffleId, people.bob!, 1, "2026-11-24T14:00:00Z", { residence: residence("US-36055", []) });
  await venue.db.query({
    text: "select outcome from void_tickets($1::uuid, null, 'Asked to', $2::timestamptz)",
    values: [voided, new Date("2026-11-24T15:00:00Z")],
  });
  await sold(other, people.cyd!, 5, "2026-11-21T13:00:00Z");
  clock.set(new Date("2026-11-25T12:00:00Z"));
});
afterAll(() => venue.fresh.drop());

const query = (sent: Record<string, string | string[]>, all = false) => readReportQuery(sent, all).query;
const write: ReportWriting = {
  heading: (column, currency) => (currency && column.type === "money" ? `${column.key} (${currency})` : column.key),
  word: (_, value) => value,
  moment: (at) => at.toISOString(),
};

test("R12 participation by state, county and municipality sums to the raffle's own figures, each ticket in one place", async () => {
  const { deps, own, foreign } = venue;
  const states = await readParticipation(deps, own, raffleId, {});
  expect(states.rows).toMatchObject([
    { key: "US-NY", name: "New York", tickets: 7, salesMinor: 7000, participants: 3 },
  ]);
  const counties = await readParticipation(deps, own, raffleId, { state: "US-NY" });
  expect(counties.rows.map(({ name, tickets, participants }) => [name, tickets, participants])).toEqual([
    ["Erie County", 5, 2],
    ["Monroe County", 2, 1],
  ]);
  const towns = await readParticipation(deps, own, raffleId, { state: "US-NY", county: "US-36029" });
  // The village and the town around it are one row; the gift went where its holder lives.
  expect(towns.rows.map(({ name, tickets }) => [name, tickets])).toEqual([
    ["Orchard Park town, Orchard Park village", 4],
    ["", 1],
  ]);
  for (const report of [states, counties]) expect(report.totals.tickets).toBe(7);
  const { people: lines, peopleCount } = await readParticipation(deps, own, raffleId, {
    state: "US-NY",
    county: "US-36029",
    people: true,
  });
  expect([peopleCount, lines.map(({ tickets }) => tickets)]).toEqual([2, [4, 1]]);
  expect(await codeOf(readParticipation(deps, foreign, raffleId, {}))).toBe("raffleNotFound");
});

test("R12 the figures of reports tie to the ledger, voids aside", async () => {
  const { deps, own, db, organisationId } = venue;
  const orders = await runReport(deps, own, null, query({ kind: "orders", f: ["order", "amount"] }, true), 1);
  expect(orders.sums.amount).toBe(await balanceOf(db, `org:${organisationId}:sales`));
  const tickets = await runReport(deps, own, null, query({ kind: "tickets", f: ["ticket", "amount"] }, true), 1);
  expect(tickets.sums.amount).toBe(orders.sums.amount);
  const voids = await runReport(deps, own, null, query({ kind: "voids", f: ["ticket", "amount"] }, true), 1);
  const valid = await runReport(
    deps,
    own,
    null,
    query({ kind: "sellers", f: ["seller", "tickets", "amount"] }, true),
    1,
  );
  expect((valid.sums.amount ?? 0) + (voids.sums.amount ?? 0)).toBe(orders.sums.amount);
  const participants = await runReport(deps, own, null, query({ kind: "participants" }, true), 1);
  expect(participants.sums).toMatchObject({ amount: valid.sums.amount, tickets: valid.sums.tickets });
  const { raffle } = await readDashboard(deps, own, raffleId);
  const mine = await runReport(deps, own, raffleId, query({ kind: "participants" }), 1);
  expect(mine.sums.amount).toBe(raffle.salesMinor);
});

test("R12 a report is what was chosen: fields in their order, filtered, sorted, page by page", async () => {
  const { deps, own } = venue;
  const asked = {
    kind: "tickets",
    f: ["amount", "ticket", "issuedAt", "nonsense"],
    w0: "issuedAt",
    o0: "from",
    v0: "2026-11-22",
    w1: "issuedAt",
    o1: "to",
    v1: "2026-11-22",
    sort: "ticket",
    dir: "desc",
  };
  // 04:30 in Greenwich is the evening before where the raffle runs.
  const report = await runReport(deps, own, raffleId, query(asked), 1);
  expect(report.columns.map(({ key }) => key)).toEqual(["ticket", "amount", "issuedAt"]);
  expect(report.rowCount).toBe(1);
  expect(report.rows[0]?.[2]).toEqual(new Date("2026-11-23T04:30:00Z"));
  const all = query({ kind: "tickets", f: ["ticket"], sort: "ticket", dir: "desc" });
  const pages = [];
  for (const page of [1, 2, 3, 4]) pages.push(...(await runReport(deps, own, raffleId, all, page, 2)).rows.flat());
  expect(pages).toHaveLength(8);
  expect(pages).toEqual([...pages].sort().reverse());
  expect((await runReport(deps, own, raffleId, all, 99, 2)).page).toBe(4);
  const odd = readReportQuery(
    { kind: "tickets", w0: "amount", o0: "from", v0: "ten", w1: "x", o1: "is", v1: "y" },
    false,
  );
  expect(odd.unread).toEqual([0, 1]);
  const again = readReportQuery(Object.fromEntries(new URLSearchParams(reportAddress(all))), false);
  expect(again.query.sort).toBe("ticket");
  // Every column of every report can be shown, filtered and sorted by.
  for (const kind of REPORTS) {
    for (const { key, type } of COLUMNS[kind]) {
      const value = type === "moment" ? "2026-01-01" : type === "count" || type === "money" ? "0" : "x'%_\\";
      const operation = type === "moment" || type === "count" || type === "money" ? "from" : "is";
      const sent = { kind, f: COLUMNS[kind].map((one) => one.key), w0: key, o0: operation, v0: value, sort: key };
      await runReport(deps, own, null, query(sent, true), 1);
    }
  }
  expect(await codeOf(runReport(deps, venue.foreign, raffleId, all, 1))).toBe("raffleNotFound");
  expect((await runReport(deps, venue.foreign, null, all, 1)).rowCount).toBe(0);
});

test("R12 a CSV file opens elsewhere as it was: marked as UTF-8, quoted, and no name is a formula", async () => {
  const { deps, own } = venue;
  let text = "";
  const asked = query({ kind: "participants", f: ["name", "tickets", "amount"], sort: "tickets", dir: "desc" });
  await reportCsv(deps, own, raffleId, asked, write, async (part) => {
    text += part;
  });
  expect(text.charCodeAt(0)).toBe(0xfeff);
  const rows = parse(text, { bom: true }) as string[][];
  expect(rows).toEqual([
    ["name", "tickets", "amount (USD)"],
    ["'=HYPERLINK(1) Peñafiel", "4", "40"],
    ['Böb, "the" Peñafiel', "2", "20"],
    ["Cyd Peñafiel", "1", "10"],
  ]);
  const line = await venue.db.auditEntry.findFirst({ where: { action: "take-report" } });
  expect(line?.after).toMatchObject({ report: "participants", as: "csv" });
});

test("R12 a PDF holds every row, page by page, whatever letters names have", async () => {
  const { deps, own } = venue;
  const parts: Uint8Array[] = [];
  const asked = query({ kind: "tickets" });
  const amounts = { amount: (minor: number) => String(minor / 100), count: String };
  const open = (_: unknown, columns: never[], headings: string[]) =>
    reportPaper({ title: "Tickets", subtitle: "x", author: "y", locale: "en", pageText: String }, columns, headings);
  await reportPdf(deps, own, raffleId, asked, { ...write, ...amounts }, open as never, async (bytes) => {
    parts.push(bytes);
  });
  const file = Buffer.concat(parts);
  expect(file.subarray(0, 5).toString()).toBe("%PDF-");
  expect(file.subarray(-6).toString()).toContain("%%EOF");
  const printer = reportPaper(
    { title: "t", subtitle: "", author: "", locale: "en", pageText: String },
    [...COLUMNS.events],
    COLUMNS.events.map(({ key }) => key),
  );
  const many = Array.from({ length: 200 }, (_, at) => [`${at}`, "ελληνικά", "漢字", "", "", "", ""]);
  const whole = Buffer.concat([...printer.rows(many), ...printer.end(["a", "", "", "", "", "", ""])]);
  expect(whole.toString("latin1").match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(3);
});

test("R12 a PDF of many columns lies on its side or on a larger sheet, and is never too small to read", () => {
  const sheetOf = (columns: Parameters<typeof reportLayout>[0]) => {
    const { sheet, scale } = reportLayout(columns);
    return { paper: `${sheet.width} x ${sheet.height}`, scale };
  };
  expect(sheetOf(COLUMNS.events.slice(0, 4))).toEqual({ paper: "612 x 792", scale: 1 });
  expect(sheetOf(COLUMNS.events).paper).toBe("792 x 612");
  expect(sheetOf(COLUMNS.orders).paper).toBe("1224 x 792");
  for (const columns of Object.values(COLUMNS)) expect(sheetOf(columns).scale).toBeGreaterThanOrEqual(0.6);
});

test("P28 voids, exceptions, sales by seller, drawings and events stand in their reports", async () => {
  const { deps, own } = venue;
  const report = async (kind: string) => (await runReport(deps, own, raffleId, query({ kind }), 1)).rows;
  expect(await report("voids")).toHaveLength(1);
  expect((await report("exceptions")).map((row) => row[1])).toContain("ticket-voided");
  expect(await report("sellers")).toHaveLength(1);
  expect((await report("drawings"))[0]?.[0]).toBe("main");
  const events = (await runReport(deps, own, raffleId, query({ kind: "events", f: ["action"] }), 1)).rows.flat();
  expect(events).toContain("activate-raffle");
});

test("P28 every edit is in the log of its raffle: field, before, after, time, who", async () => {
  const { deps, own, foreign } = venue;
  await changeExtraCost(deps, own, raffleId, 12_345);
  const { lines } = await readLog(deps, own, raffleId, { editsOnly: true });
  expect(lines[0]).toMatchObject({
    field: "extraCostMinor",
    before: 0,
    after: 12_345,
    who: "Test own",
    at: clock.now(),
  });
  const all = await readLog(deps, own, raffleId, { editsOnly: false });
  expect(all.lines.map(({ action }) => action)).toContain("activate-raffle");
  expect(await codeOf(readLog(deps, foreign, raffleId, { editsOnly: true }))).toBe("raffleNotFound");
});

test("R12 the dashboard says how sales went day by day, where, against the plan, and what to do next", async () => {
  const { deps, own } = venue;
  const view = await readDashboard(deps, own, raffleId);
  expect(view.series.map(({ day, tickets, total }) => [day, tickets, total])).toEqual([
    ["2026-11-20", 3, 3],
    ["2026-11-21", 0, 3],
    ["2026-11-22", 1, 4],
    ["2026-11-23", 2, 6],
    ["2026-11-24", 1, 7],
    ["2026-11-25", 0, 7],
  ]);
  expect(view.series.reduce((sum, day) => sum + day.salesMinor, 0)).toBe(view.raffle.salesMinor);
  expect(view.counties).toEqual({ "US-36029": 5, "US-36055": 2 });
  expect(view.steps.map(({ step }) => step)).toEqual(["share", "tell-participants"]);
  expect(view.plan.plan?.tickets).toBe(4000);
  expect(view.plan.actual).toMatchObject({ tickets: 7, salesMinor: 7000 });
  const draft = await readDashboard(deps, own, await venue.created({ rulesText: "" }));
  expect(draft.steps.map(({ step }) => step)).toContain("mend-faults");
  expect(draft.series).toEqual([]);
  expect(salesSeries([], "2026-02-27", "2026-03-01").map(({ day }) => day)).toEqual([
    "2026-02-27",
    "2026-02-28",
    "2026-03-01",
  ]);
});

test("R15 a raffle is put away after its last winner is entered, once, and its reports stay", async () => {
  const { deps, own, foreign, db } = venue;
  expect(await codeOf(archiveRaffle(deps, own, raffleId))).toBe("notDrawnYet");
  await db.game.update({ where: { id: raffleId }, data: { state: "drawn" } });
  expect(await codeOf(archiveRaffle(deps, foreign, raffleId))).toBe("raffleNotFound");
  await archiveRaffle(deps, own, raffleId);
  await archiveRaffle(deps, own, raffleId);
  expect(await db.auditEntry.count({ where: { action: "archive-raffle", subject: `raffle:${raffleId}` } })).toBe(1);
  await changeExtraCost(deps, own, raffleId, 500);
  expect((await runReport(deps, own, raffleId, query({ kind: "tickets" }), 1)).rowCount).toBe(8);
});
