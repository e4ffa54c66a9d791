import { afterAll, beforeAll, expect, test } from "vitest";
import { GET as openLink, POST as pressOnce } from "@/app/api/unsubscribe/route";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import { nextSteps, type StepFacts } from "@/server/games/raffles/dashboard/next-steps";
import { readOrganisationHome } from "@/server/games/raffles/dashboard/read-home";
import { listWinners } from "@/server/games/raffles/reports/list-winners";
import { refuseActivation } from "@/server/games/raffles/requests/decide-activation";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { unsubscribeToken } from "@/server/people/unsubscribe";
import { makeAuthorisedOrder, makeMember, rulesVersion } from "@/tests/support/fixtures";
import { environment, serveWith } from "../security/support";
import { type RunningVenue, runningVenue } from "./support";

const NOW = new Date("2026-11-20T12:00:00Z");
const clock = fixedClock(NOW);
let venue: RunningVenue;

beforeAll(async () => {
  venue = await runningVenue(clock);
  serveWith(venue.db, NOW);
});
afterAll(() => venue.fresh.drop());

const facts = (change: Partial<StepFacts> = {}): StepFacts => ({
  status: "draft",
  participation: "online",
  faults: 0,
  activatesItself: true,
  paymentsMissing: false,
  refused: false,
  wordsMissing: 0,
  areasNotAsked: 0,
  stops: 0,
  issued: 0,
  booksOut: 0,
  handDue: 0,
  missed: 0,
  openClaims: 0,
  ...change,
});
const stepsOf = (change: Partial<StepFacts>) => nextSteps(facts(change)).map(({ step }) => step);

test("R12 what to do next follows from where a raffle stands", () => {
  expect(stepsOf({})).toEqual(["activate"]);
  expect(stepsOf({ activatesItself: false })).toEqual(["hand-in"]);
  expect(stepsOf({ faults: 2, paymentsMissing: true, refused: true })).toEqual([
    "read-refusal",
    "connect-payments",
    "mend-faults",
  ]);
  expect(stepsOf({ status: "pending-activation", wordsMissing: 2 })).toEqual(["wait-for-word"]);
  expect(stepsOf({ status: "active", participation: "both", issued: 3 })).toEqual([
    "enter-sales",
    "share",
    "tell-participants",
  ]);
  expect(stepsOf({ status: "expired", handDue: 1, booksOut: 2 })).toEqual(["draw-by-hand", "close-books"]);
  expect(stepsOf({ status: "expired" })).toEqual(["await-draw"]);
  expect(stepsOf({ status: "drawn", openClaims: 1 })).toEqual(["follow-claims", "archive"]);
  expect(stepsOf({ status: "archived", openClaims: 1 })).toEqual(["follow-claims"]);
  expect(stepsOf({ status: "archived" })).toEqual([]);
});

test("R12 the first page of an organisation lists its raffles by status, searched, with what needs somebody", async () => {
  const { deps, own, foreign, newYork } = venue;
  const [active, refused] = [await venue.created(), await venue.created({ title: "A tin whistle" })];
  await requestActivation(deps, own, active);
  await venue.setting("activation_mode", "regulator");
  await requestActivation(deps, own, refused);
  await refuseActivation(deps, newYork, refused, "Not this one.");
  await venue.setting("activation_mode", "organisation");
  await venue.db.gameStop.create({
    data: {
      id: newId(),
      gameId: active,
      areaId: "US-36029",
      reason: "Looked into",
      stoppedBy: newYork.actor.memberId,
      stoppedAt: NOW,
    },
  });
  const home = await readOrganisationHome(deps, own, { status: "", text: "" });
  expect(home.counts).toEqual({ active: 1, draft: 1 });
  expect(home.attention).toEqual([
    { reason: "stopped", raffles: [{ id: active, title: expect.any(String) }] },
    { reason: "refused", raffles: [{ id: refused, title: "A tin whistle" }] },
  ]);
  const found = await readOrganisationHome(deps, own, { status: "draft", text: "WHISTLE tin" });
  expect(found.rows.map(({ id }) => id)).toEqual([refused]);
  expect((await readOrganisationHome(deps, foreign, { status: "", text: "" })).rows).toEqual([]);
});

test("R15 winners of all raffles stand in one list, once their drawing has been shown, and to their organisation alone", async () => {
  const { deps, own, foreign, db } = venue;
  const raffleId = await venue.created({ title: "Drawn" });
  await requestActivation(deps, own, raffleId);
  const memberId = await makeMember(db, { givenName: "Wanda" });
  const orderId = await makeAuthorisedOrder(db, { raffleId, memberId });
  await db.query({
    text: `select outcome from issue_tickets($1::uuid, $2::bigint, '{"input": {}, "decision": "open"}'::jsonb, $3::timestamptz)`,
    values: [orderId, await rulesVersion(db), new Date(NOW.getTime() + 1000)],
  });
  await db.query({ text: "select outcome from settle_order($1::uuid)", values: [orderId] });
  const ticket = await db.ticket.findFirstOrThrow({ where: { orderId } });
  const drawing = await db.drawing.findFirstOrThrow({ where: { raffleId } });
  await db.drawingEntry.create({
    data: { drawingId: drawing.id, index: 0, ticketId: ticket.id, number: ticket.number ?? "" },
  });
  await db.winner.create({
    data: {
      id: newId(),
      drawingId: drawing.id,
      rank: 1,
      groupPosition: 1,
      ticketId: ticket.id,
      number: ticket.number ?? "",
      shownAs: "",
      updatedAt: NOW,
    },
  });
  await db.drawing.update({ where: { id: drawing.id }, data: { revealEndsAt: new Date(NOW.getTime() + 60_000) } });
  const all = { openOnly: false, text: "" };
  expect(await listWinners(deps, own, all)).toEqual([]);
  await db.drawing.update({ where: { id: drawing.id }, data: { revealEndsAt: NOW } });
  expect(await listWinners(deps, own, all)).toMatchObject([{ holderName: "Wanda Member", raffleTitle: "Drawn" }]);
  expect(await listWinners(deps, own, { openOnly: true, text: "wanda" })).toHaveLength(1);
  expect(await listWinners(deps, own, { openOnly: true, text: "%" })).toEqual([]);
  expect(await listWinners(deps, foreign, all)).toEqual([]);
  expect((await readOrganisationHome(deps, own, { status: "", text: "" })).openClaims).toBe(1);
  await db.winner.updateMany({ where: { drawingId: drawing.id }, data: { state: "forfeited", claimBy: NOW } });
  expect(await listWinners(deps, own, { openOnly: true, text: "" })).toEqual([]);
});

test("R12 one press in a mail program ends letters without a login; looking at the link changes nothing", async () => {
  const memberId = await makeMember(venue.db);
  const token = unsubscribeToken(memberId, venue.organisationId, environment.APP_SECRET);
  const address = `https://venue.example/api/unsubscribe?t=${encodeURIComponent(token)}`;
  const press = (url: string) =>
    pressOnce(
      new Request(url, {
        method: "POST",
        body: "List-Unsubscribe=One-Click",
        headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "cross-site" },
      }),
    );
  const looked = openLink(new Request(address));
  expect([looked.status, looked.headers.get("location")]).toEqual([303, `/unsubscribe?t=${encodeURIComponent(token)}`]);
  expect(await venue.db.mailOptOut.count({ where: { memberId } })).toBe(0);
  expect((await press(`${address}x`)).status).toBe(404);
  expect((await press("https://venue.example/api/unsubscribe?b=aa.bb")).status).toBe(404);
  expect((await press(address)).status).toBe(204);
  expect((await press(address)).status).toBe(204);
  expect(await venue.db.mailOptOut.findMany({ where: { memberId } })).toMatchObject([
    { organisationId: venue.organisationId, way: "one-click" },
  ]);
});
