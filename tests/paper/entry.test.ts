import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { authoriseAdministrator } from "@/server/people/authority";
import { openAccount } from "@/server/people/open-account";
import { tokenOf } from "@/server/people/secret-token";
import { sendLink } from "@/server/people/send-link";
import { enterTickets } from "@/server/tickets/paper/enter-tickets";
import { actOnBook, addBooks, addSeller, readBooks } from "@/server/tickets/paper/manage-books";
import { askManualEntry, decideManualEntry } from "@/server/tickets/paper/request-manual-entry";
import { makeMember, makeOrganisation, makeRaffle, NOW } from "@/tests/support/fixtures";
import { actorOf, balanceOf, ledgerSum } from "@/tests/support/venue";
import { entry, openPaperVenue, type PaperVenue, person } from "./support";

let venue: PaperVenue;
beforeAll(async () => {
  venue = await openPaperVenue();
});
afterAll(() => venue.close());
beforeEach(() => {
  venue.set.manualEntry = "allowed";
  venue.said.manualEntry = null;
  venue.clock.set(NOW);
});

const offline = (over: Record<string, unknown> = {}, game: Record<string, unknown> = {}) =>
  venue.raffle({ raffle: { participation: "offline", ...over }, game });
const enter = (raffleId: string, over: Parameters<typeof entry>[0] = {}, key = newId()) =>
  enterTickets(venue.paper, venue.by, raffleId, entry(over), { key, importId: null });

test("R13 a person without an account gets one, and tickets that take part at once", async () => {
  const raffleId = await offline();
  const done = await enter(raffleId, { quantity: 3, paidBy: "check" });
  if (!done.ok) throw new Error(JSON.stringify(done));
  expect(done.made).toBe(true);
  expect(done.tickets.length).toBe(3);
  const order = await venue.db.ticketOrder.findUniqueOrThrow({
    where: { id: done.orderId },
    include: { tickets: true },
  });
  expect(order).toMatchObject({
    state: "captured",
    origin: "manual",
    paidBy: "check",
    totalMinor: 1500,
    venueFeeMinor: 0,
    enteredBy: venue.by.actor.memberId,
  });
  expect(order.tickets.every(({ state, pricePaidMinor }) => state === "valid" && pricePaidMinor === 500)).toBe(true);
  const member = await venue.db.member.findUniqueOrThrow({ where: { id: done.memberId } });
  expect(member).toMatchObject({
    termsDue: true,
    passwordHash: null,
    subdivisionId: "US-NY",
    municipalityIds: ["US-3611000"],
  });
  expect(await balanceOf(venue.db, `org:${venue.organisationId}:offline`)).toBe(-1500);
  expect(await ledgerSum(venue.db)).toBe(0n);
});

test("R13 the account opens by the letter alone, after the terms are agreed to", async () => {
  const raffleId = await offline();
  const who = person();
  const done = await enter(raffleId, { person: who });
  if (!done.ok) throw new Error("not entered");
  const letter = async () => {
    const rows = await venue.db.outbox.findMany({ where: { kind: "people.letter" }, orderBy: { id: "desc" } });
    return rows
      .map(({ payload }) => payload as { letter: string; memberId: string; tokenSeed: string })
      .find(({ memberId }) => memberId === done.memberId)!;
  };
  expect((await letter()).letter).toBe("open-account");
  // Asking for a login link or a new password leads to the same letter: there is no way round the terms.
  for (const purpose of ["login", "recover"] as const) {
    venue.clock.advanceSeconds(1);
    await sendLink(venue.paper.people, purpose, who.email, "192.0.2.1");
    expect((await letter()).letter).toBe("open-account");
  }
  const token = tokenOf((await letter()).tokenSeed, venue.paper.people.venueSecret);
  const client = { origin: "192.0.2.1", userAgent: "test" };
  const form = { password: "a long enough password 42", signature: "Somebody Else", locale: "en" };
  expect(await openAccount(venue.paper.people, token, form, client)).toEqual({ signatureFault: "differsFromName" });
  const opened = await openAccount(venue.paper.people, token, { ...form, signature: "Paper Buyer" }, client);
  expect("session" in opened).toBe(true);
  expect(await venue.db.member.findUniqueOrThrow({ where: { id: done.memberId } })).toMatchObject({ termsDue: false });
  expect(await venue.db.agreementSignature.count({ where: { memberId: done.memberId, subject: "venue-terms" } })).toBe(
    1,
  );
  await expect(
    openAccount(venue.paper.people, token, { ...form, signature: "Paper Buyer" }, client),
  ).rejects.toMatchObject({ code: "linkOver" });
});

test("R13 an account that exists is found by its address, whatever else was typed stays unread, and its name is not told", async () => {
  const raffleId = await offline();
  const memberId = await makeMember(venue.db, {
    email: "known@example.test",
    givenName: "Known",
    familyName: "Person",
  });
  const plain = { givenName: "", familyName: "", birthDate: "", street: "", city: "", postalCode: "" };
  const done = await enter(raffleId, { person: person({ ...plain, email: " Known@Example.test " }) });
  expect(done).toMatchObject({ ok: true, memberId, made: false });
  const wrong = await enter(raffleId, {
    person: person({ ...plain, email: "known@example.test", givenName: "Other", familyName: "Person" }),
  });
  expect(wrong).toEqual({
    ok: false,
    faults: [{ field: "familyName", code: "nameDiffers" }],
    unknown: false,
    options: null,
  });
});

test("R13 what is wrong with a new person is all said at once, and a postal code that leaves a choice asks", async () => {
  const raffleId = await offline();
  const bad = await enter(raffleId, { person: person({ givenName: "", birthDate: "2020-13-01", postalCode: "99" }) });
  expect(bad).toMatchObject({ ok: false, unknown: true });
  expect(bad.ok ? [] : bad.faults.map(({ field }) => field).sort()).toEqual(["birthDate", "givenName", "postalCode"]);
  const child = await enter(raffleId, { person: person({ birthDate: "2015-01-01" }) });
  expect(child.ok ? [] : child.faults).toEqual([
    { field: "birthDate", code: "underAge", params: { age: 18, area: "US-NY" } },
  ]);
  const choice = await enter(raffleId, { person: person({ postalCode: "14127", city: "Anywhere" }) });
  expect(choice.ok ? [] : choice.faults).toMatchObject([{ field: "county", code: "chooseCounty" }]);
  const asked = await enter(raffleId, { person: person({ postalCode: "14127", city: "Anywhere", county: "erie" }) });
  expect(asked.ok ? [] : asked.faults).toMatchObject([{ field: "municipality", code: "chooseMunicipality" }]);
  expect(
    await enter(raffleId, {
      person: person({ postalCode: "14127", county: "Erie County", municipality: "Orchard Park village" }),
    }),
  ).toMatchObject({ ok: true });
});

test("R13 the law decides as online: closed there, and no account is left behind", async () => {
  const raffleId = await offline();
  const who = person({ city: "Salt Lake City", postalCode: "84101" });
  await expect(enter(raffleId, { person: who })).rejects.toMatchObject({ code: "entryClosed", status: 451 });
  expect(await venue.db.member.count({ where: { email: who.email } })).toBe(0);
  const excluded = await makeMember(venue.db, {
    email: "excluded@example.test",
    excludedUntil: new Date(NOW.getTime() + 1e9),
  });
  await expect(
    enter(raffleId, { person: person({ email: "excluded@example.test", givenName: "", familyName: "" }) }),
  ).rejects.toMatchObject({ code: "selfExcluded" });
  expect(await venue.db.ticket.count({ where: { holderId: excluded } })).toBe(0);
  await expect(
    enter(raffleId, { person: person({ email: "office@example.test", givenName: "", familyName: "" }) }),
  ).rejects.toMatchObject({ code: "staffBarred" });
});

test("R13 the cap, the limit and the price hold", async () => {
  const raffleId = await venue.raffle({ cap: 5, raffle: { participation: "both", perPersonMaximum: 3 } });
  await expect(enter(raffleId, { quantity: 4 })).rejects.toMatchObject({ code: "personLimit" });
  expect((await enter(raffleId, { quantity: 3 })).ok).toBe(true);
  await expect(enter(raffleId, { quantity: 3 })).rejects.toMatchObject({ code: "notSoManyLeft" });
  await expect(enter(raffleId, { quantity: 2, paidMinor: 900 })).rejects.toMatchObject({
    code: "wrongPrice",
    params: { expectedMinor: 1000 },
  });
  await expect(enter(raffleId, { quantity: 0 })).rejects.toMatchObject({ code: "badQuantity" });
  expect(await venue.db.raffleSales.findUniqueOrThrow({ where: { raffleId } })).toMatchObject({ issued: 3 });
});

test("R13 B1 a bundle costs what the bundle costs, and counts against its stock", async () => {
  const raffleId = await offline();
  const levelId = newId();
  await venue.db.priceLevel.create({ data: { id: levelId, raffleId, count: 3, priceMinor: 1200, stock: 1 } });
  const done = await enter(raffleId, { quantity: 3, paidMinor: 1200 });
  expect(done.ok).toBe(true);
  expect(await venue.db.priceLevel.findUniqueOrThrow({ where: { id: levelId } })).toMatchObject({ sold: 1 });
  await expect(enter(raffleId, { quantity: 3, paidMinor: 1200 })).rejects.toMatchObject({ code: "bundleSoldOut" });
  expect((await enter(raffleId, { quantity: 3, paidMinor: 1500 })).ok).toBe(true);
});

test("R13 before activation for what is sold online, until the close for the others; not when frozen or suspended", async () => {
  const draft = { state: "draft", activatedAt: null, lockedAt: null };
  const online = await venue.raffle({ raffle: { participation: "online" }, game: draft });
  expect((await enter(online)).ok).toBe(true);
  expect(
    (await venue.db.game.findUniqueOrThrow({ where: { id: online } })).lockedAt,
    "the first ticket locks the raffle",
  ).not.toBeNull();
  await venue.db.game.update({ where: { id: online }, data: { state: "active", activatedAt: NOW } });
  await expect(enter(online)).rejects.toMatchObject({ code: "entryEndedByActivation" });
  const both = await venue.raffle({ raffle: { participation: "both" } });
  expect((await enter(both)).ok).toBe(true);
  await venue.db.game.update({ where: { id: both }, data: { state: "suspended" } });
  await expect(enter(both)).rejects.toMatchObject({ code: "raffleSuspended" });
  const paper = await offline();
  venue.clock.advanceSeconds(25 * 3600);
  await expect(enter(paper)).rejects.toMatchObject({ code: "entryAfterClose" });
});

test("R13 R16 the venue and the law may say no, and a request opens what waits for one", async () => {
  const raffleId = await offline();
  venue.set.manualEntry = "off";
  await expect(enter(raffleId)).rejects.toMatchObject({ code: "entryOff" });
  venue.set.manualEntry = "on-request";
  await expect(enter(raffleId)).rejects.toMatchObject({ code: "entryNotGranted" });
  await askManualEntry(venue.paper, venue.by, raffleId, "We sell at the church fair.");
  await expect(askManualEntry(venue.paper, venue.by, raffleId, "Again")).rejects.toMatchObject({
    code: "requestWaiting",
  });
  const boss = actorOf(await makeMember(venue.db), [
    { id: newId(), kind: "administrator", organisationId: null, areaId: null, status: "active" },
  ]);
  const request = await venue.db.manualEntryRequest.findFirstOrThrow({ where: { raffleId } });
  await expect(
    decideManualEntry(venue.paper, authoriseAdministrator(boss), request.id, "refuse", ""),
  ).rejects.toMatchObject({ code: "reasonNeeded" });
  await decideManualEntry(venue.paper, authoriseAdministrator(boss), request.id, "grant", "");
  expect((await enter(raffleId)).ok).toBe(true);
  venue.said.manualEntry = { allowed: false, area: "New York" };
  await expect(enter(raffleId)).rejects.toMatchObject({ code: "lawForbidsEntry", params: { area: "New York" } });
});

test("R13 the same entry twice is one entry, also at once", async () => {
  const raffleId = await offline();
  await makeMember(venue.db, { email: "twice@example.test" });
  const who = person({ email: "twice@example.test", givenName: "", familyName: "" });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      enter(raffleId, { person: who }, "one-click-only").catch((error: { code: string }) => ({
        ok: false,
        code: error.code,
      })),
    ),
  );
  expect(answers.some(({ ok }) => ok)).toBe(true);
  const again = await enter(raffleId, { person: who }, "one-click-only");
  expect(again).toMatchObject({ ok: true, repeated: true });
  expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(2);
});

test("R13 nobody enters for another organisation", async () => {
  const other = await makeRaffle(venue.db, {
    organisationId: await makeOrganisation(venue.db),
    raffle: { participation: "offline" },
  });
  await expect(enter(other)).rejects.toMatchObject({ code: "raffleNotFound", status: 404 });
});

test("T8 printed numbers stay with their tickets, in a book that was given out, each once", async () => {
  const raffleId = await offline();
  const deps = { db: venue.db, clock: venue.clock, law: venue.paper.law };
  const sellerId = await addSeller(deps, venue.by, { name: `Agnes ${newId()}`, contact: "" });
  expect(await addBooks(deps, venue.by, raffleId, { first: "A-0001", size: 25, count: 4 })).toBe(4);
  const { books } = await readBooks(deps, venue.by, raffleId);
  await expect(enter(raffleId, { quantity: 1, printed: "A-0003" })).rejects.toMatchObject({
    code: "bookNotIssued",
    params: { detail: "A-0003" },
  });
  await actOnBook(deps, venue.by, books[0]!.id, { act: "issue", sellerId });
  const done = await enter(raffleId, { quantity: 3, printed: "a-3 to a-5" });
  expect(done.ok ? done.tickets.map(({ printedNumber }) => printedNumber) : done).toEqual([
    "A-0003",
    "A-0004",
    "A-0005",
  ]);
  expect(await venue.db.ticket.count({ where: { bookId: books[0]!.id, sellerId } })).toBe(3);
  await expect(enter(raffleId, { quantity: 1, printed: "A-0005" })).rejects.toMatchObject({
    code: "printedTaken",
    params: { detail: "A-0005" },
  });
  await expect(enter(raffleId, { quantity: 1, printed: "B-0005" })).rejects.toMatchObject({ code: "printedOutside" });
  await expect(enter(raffleId, { quantity: 2, printed: "A-0006" })).rejects.toMatchObject({ code: "printedCount" });
  await expect(enter(raffleId, { quantity: 1, printed: "six" })).rejects.toMatchObject({ code: "printedUnreadable" });
  expect(await venue.db.ticket.count({ where: { raffleId } }), "what was refused left nothing").toBe(3);
  await expect(
    venue.db.ticket.updateMany({ where: { bookId: books[0]!.id }, data: { printedNumber: "A-0009" } }),
  ).rejects.toThrow(/printed number cannot change|printed_once/);
});

test("P25 ids that are none, or are others', are refused and break nothing", async () => {
  const raffleId = await offline();
  for (const sellerId of ["x", newId()])
    await expect(enter(raffleId, { sellerId })).rejects.toMatchObject({ code: "sellerNotFound" });
  for (const poolId of ["x", newId()])
    await expect(enter(raffleId, { poolId })).rejects.toMatchObject({ code: "notPlaced" });
  for (const pick of [0, 1.5, Number.NaN, 1e12])
    await expect(enter(raffleId, { picks: [pick] })).rejects.toMatchObject({ code: "picksUnreadable" });
  await expect(enter("x")).rejects.toMatchObject({ code: "raffleNotFound" });
});

test("R13 T1 many entries at once never go over the cap, and every account of a refused one is taken out again", async () => {
  const raffleId = await venue.raffle({ cap: 5, raffle: { participation: "offline" } });
  const people = Array.from({ length: 14 }, () => person());
  const answers = await Promise.allSettled(people.map((who) => enter(raffleId, { person: who, quantity: 1 })));
  expect(answers.filter((one) => one.status === "fulfilled" && one.value.ok).length).toBe(5);
  const codes = answers.flatMap((one) => (one.status === "rejected" ? [(one.reason as { code: string }).code] : []));
  expect(new Set(codes)).toEqual(new Set(["notSoManyLeft"]));
  expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(5);
  expect(await venue.db.member.count({ where: { email: { in: people.map(({ email }) => email) } } })).toBe(5);
});
