import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import type { DecideEntry } from "@/server/tickets/ports";
import { readChoices } from "@/server/tickets/read-choices";
import { readGivenTickets, readMyTickets, readTicket } from "@/server/tickets/read-tickets";
import { sendGift } from "@/server/tickets/send-order-letter";
import { startCheckout } from "@/server/tickets/start-checkout";
import { makeAuthorisedOrder, makeMember, NOW } from "@/tests/support/fixtures";
import { actorOf, decideSimply, openTestVenue, type TestVenue } from "@/tests/support/venue";
import { refusal, waysToBuy } from "@/tests/support/ways";

let venue: TestVenue;
const { hold, issue, pay, ticketsOf } = waysToBuy(() => venue);

beforeAll(async () => {
  venue = await openTestVenue();
});
beforeEach(() => venue.clock.set(NOW));
afterAll(() => venue.close());

test("B11 the one who is given tickets holds them and is told; both see them", async () => {
  const raffleId = await venue.raffle({ priceMinor: 0, raffle: { giftsAllowed: true } });
  const buyer = await venue.buyer({ givenName: "Test", familyName: "Member" });
  const email = `given-${newId()}@example.test`;
  const recipientId = await makeMember(venue.db, { email, locale: "es" });
  const gift = { email: ` ${email.toUpperCase()} `, message: "Good luck" };
  const held = await hold({ raffleId, quantity: 2, gift }, buyer);
  await pay(held.orderId, buyer);
  const tickets = await ticketsOf(held.orderId);
  expect(tickets.map((ticket) => ticket.holderId)).toEqual([recipientId, recipientId]);
  const outbox = await venue.db.outbox.findMany({ where: { kind: "mail.gift" } });
  expect(outbox.some((row) => (row.payload as { orderId: string }).orderId === held.orderId)).toBe(true);
  const words = (await import("@/i18n/words")).wordsOf;
  await sendGift(
    { db: venue.db, mail: venue.mail, appUrl: "http://x.test", words },
    { orderId: held.orderId },
    newId(),
  );
  expect(venue.mails.at(-1)).toMatchObject({ to: email, subject: "Test Member le regaló 2 boletos de rifa" });
  expect(venue.mails.at(-1)?.text).toContain("Good luck");
  const recipient = actorOf(recipientId);
  expect((await readMyTickets(venue.db, recipient)).map((group) => group.count)).toEqual([2]);
  expect(await readMyTickets(venue.db, buyer.actor)).toEqual([]);
  expect(await readGivenTickets(venue.db, buyer.actor)).toMatchObject([{ to: email, count: 2 }]);
  expect(await readTicket(venue.db, recipient, tickets[0]!.id)).toMatchObject({ giftFrom: "Test Member" });
  // The giver learns no name from the address.
  expect(await readTicket(venue.db, buyer.actor, tickets[0]!.id)).toMatchObject({ holder: email, holderArea: "" });
  const third = await venue.buyer();
  expect((await refusal(readTicket(venue.db, third.actor, tickets[0]!.id))).code).toBe("ticketNotFound");
});

test("B11 every address to which nothing can be given answers alike, with an account or without", async () => {
  const raffleId = await venue.raffle({ raffle: { giftsAllowed: true, perPersonMaximum: 3 } });
  const addresses = { none: `nobody-${newId()}@example.test` } as Record<string, string>;
  const people: Record<string, Record<string, unknown>> = {
    elsewhere: { subdivisionId: "US-UT", countyIds: ["US-49035"], municipalityIds: [] },
    suspended: { status: "suspended" },
    excluded: { excludedUntil: new Date(NOW.getTime() + 1e9) },
    unverified: { emailVerifiedAt: null },
  };
  for (const [name, over] of Object.entries(people)) {
    addresses[name] = `${name}-${newId()}@example.test`;
    await makeMember(venue.db, { ...over, email: addresses[name] });
  }
  const answers = await Promise.all(
    Object.values(addresses).map((email) => refusal(hold({ raffleId, gift: { email, message: "" } }))),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
    new Set([JSON.stringify({ code: "giftNotPossible", params: {} })]),
  );
  const full = `full-${newId()}@example.test`;
  await makeMember(venue.db, { email: full });
  expect((await refusal(hold({ raffleId, quantity: 4, gift: { email: full, message: "" } }))).code).toBe(
    "giftNotPossible",
  );
  expect((await hold({ raffleId, quantity: 3, gift: { email: full, message: "" } })).quantity).toBe(3);
});

test("B11 whoever is given tickets passes the gate again when they are paid and when they are issued", async () => {
  const raffleId = await venue.raffle({ raffle: { giftsAllowed: true } });
  const email = `given-${newId()}@example.test`;
  const recipientId = await makeMember(venue.db, { email });
  const gift = { email, message: "" };
  const buyer = await venue.buyer();
  const one = await hold({ raffleId, gift }, buyer);
  const two = await hold({ raffleId, gift }, buyer);
  await pay(two.orderId, buyer);
  await venue.type(two.orderId);
  await venue.db.member.update({
    where: { id: recipientId },
    data: { excludedUntil: new Date(NOW.getTime() + 1e9) },
  });
  expect((await refusal(pay(one.orderId, buyer))).code).toBe("giftNotPossible");
  expect(await venue.settle(two.orderId)).toBe("refused");
  expect(await venue.atGateway(two.orderId)).toMatchObject({ receivedMinor: 0 });
  expect(await venue.db.ticketOrder.findUnique({ where: { id: two.orderId } })).toMatchObject({
    reason: "giftNotPossible",
  });
});

test("B11 gifts are refused where raffle or law do not offer them, and a law is named by its area", async () => {
  const gift = { email: `x-${newId()}@example.test`, message: "" };
  const plain = await venue.raffle();
  expect((await refusal(hold({ raffleId: plain, gift }))).code).toBe("giftsNotOffered");
  const raffleId = await venue.raffle({ raffle: { giftsAllowed: true } });
  const forbids: DecideEntry = async (reader, entry) => ({
    ...(await decideSimply(reader, entry)),
    law: {
      maximumPerPerson: null,
      maximumPerHousehold: null,
      giftsAllowed: { value: false, area: "New York" },
      donationsAllowed: null,
      freeEntryAllowed: null,
    },
  });
  expect(await refusal(hold({ raffleId, gift }, undefined, forbids))).toEqual({
    code: "giftsForbidden",
    params: { area: "New York" },
  });
  const buyer = await venue.buyer();
  const own = await venue.db.member.findUniqueOrThrow({ where: { id: buyer.memberId } });
  expect((await refusal(hold({ raffleId, gift: { email: own.email, message: "" } }, buyer))).code).toBe("giftToSelf");
});

test("B12 a household's limit is exact when its people buy at once, and is said before", async () => {
  const raffleId = await venue.raffle({ cap: null, raffle: { perHouseholdMaximum: 4 } });
  const home = { street: "12 Shared Lane", postalCode: "14202" };
  const family = await Promise.all([venue.buyer(home), venue.buyer({ ...home, street: "12 SHARED LANE" })]);
  const orders = await Promise.all(
    Array.from({ length: 12 }, (_, at) =>
      makeAuthorisedOrder(venue.db, { raffleId, memberId: family[at % 2]!.memberId, quantity: 1 }),
    ),
  );
  const answers = await Promise.all(orders.map(issue));
  expect(answers.filter((answer) => answer.outcome === "issued")).toHaveLength(4);
  expect(answers.filter((answer) => answer.outcome === "limit")).toHaveLength(8);
  expect(await refusal(hold({ raffleId }, family[0]))).toEqual({
    code: "householdLimit",
    params: { maximum: 4, held: 4 },
  });
  const { memberId } = family[0];
  expect(await readChoices(venue.deps, { raffleId, memberId, law: undefined, now: NOW })).toMatchObject({ mayHave: 0 });
});

test("B12 the law's own maximum holds where the raffle has none, at the hold and at the issue", async () => {
  const raffleId = await venue.raffle({ cap: null, priceMinor: 0 });
  const limited: DecideEntry = async (reader, entry) => ({
    ...(await decideSimply(reader, entry)),
    law: {
      maximumPerPerson: { value: 2, area: "New York" },
      maximumPerHousehold: null,
      giftsAllowed: null,
      donationsAllowed: null,
      freeEntryAllowed: null,
    },
  });
  const buyer = await venue.buyer();
  expect(await refusal(hold({ raffleId, quantity: 3 }, buyer, limited))).toEqual({
    code: "personLimit",
    params: { maximum: 2, held: 0 },
  });
  const one = await hold({ raffleId, quantity: 2 }, buyer, limited);
  const two = await hold({ raffleId, quantity: 2 }, buyer, limited);
  const deps = { ...venue.deps, decideEntry: limited };
  const form = { rulesVersion: 1, signedAs: "Test Member", donationMinor: 0, coverFee: false, presence: null };
  await startCheckout(deps, buyer.actor, { orderId: one.orderId, ...form });
  await startCheckout(deps, buyer.actor, { orderId: two.orderId, ...form });
  expect(await venue.db.ticket.count({ where: { raffleId, state: "valid" } })).toBe(2);
  expect(await venue.db.ticketOrder.findUnique({ where: { id: two.orderId } })).toMatchObject({
    reason: "personLimit",
  });
});

test("B12 staff and the self-excluded are barred at the issue itself", async () => {
  const raffleId = await venue.raffle();
  const { memberId } = await venue.buyer();
  const orderId = await makeAuthorisedOrder(venue.db, { raffleId, memberId });
  const organisationId = venue.organisationId;
  await venue.db.memberRole.create({
    data: { id: newId(), memberId, kind: "organisation", organisationId, status: "active", createdAt: NOW },
  });
  expect((await issue(orderId)).outcome).toBe("barred");
});
