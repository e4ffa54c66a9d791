import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { Outbox } from "@/server/kernel/outbox";
import { ORDER_ENDED, RECEIPT, setLetter } from "@/server/tickets/letters";
import { sendOrderEnded, sendReceipt } from "@/server/tickets/send-order-letter";
import { NOW } from "@/tests/support/fixtures";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;
let outbox: Outbox;

beforeAll(async () => {
  venue = await openTestVenue();
  const deps = { db: venue.db, mail: venue.mail, appUrl: "http://venue.test", words: wordsOf };
  outbox = new Outbox(venue.db, venue.clock)
    .on<{ orderId: string }>(RECEIPT, (job, { id }) => sendReceipt(deps, job, id))
    .on<{ orderId: string }>(ORDER_ENDED, (job, { id }) => sendOrderEnded(deps, job, id));
});
beforeEach(() => {
  venue.clock.set(NOW);
  venue.mails.length = 0;
});
afterAll(() => venue.close());

test("T7 a receipt names numbers, amounts, the transaction and the draw, once, in the buyer's language", async () => {
  const raffleId = await venue.raffle({ raffle: { title: "Boat & <Bell>" } });
  const english = await venue.buyer();
  const spanish = await venue.buyer({ locale: "es" });
  for (const buyer of [english, spanish]) {
    const { orderId } = await venue.toGateway(buyer.actor, raffleId, 2, { donationMinor: 250 });
    await venue.type(orderId);
    await venue.settle(orderId);
    await venue.settle(orderId);
  }
  expect(await outbox.dispatch()).toMatchObject({ sent: 2, failed: 0 });
  expect(await outbox.dispatch()).toMatchObject({ sent: 0 });
  const [first, second] = venue.mails;
  const tickets = await venue.db.ticket.findMany({ where: { holderId: english.memberId } });
  for (const ticket of tickets) expect(first?.text).toContain(ticket.number);
  const payment = await venue.db.payment.findFirstOrThrow({ where: { order: { memberId: english.memberId } } });
  expect(first?.text).toContain(payment.chargeId);
  expect(first?.text).toContain("$12.50");
  expect(first?.text).toContain("http://venue.test/orders/");
  expect(first?.subject).toBe("Your tickets: Boat & <Bell>");
  expect(first?.html).toContain("Boat &amp; &lt;Bell&gt;");
  expect(first?.html).not.toContain("<Bell>");
  expect(second?.subject).toBe("Sus boletos: Boat & <Bell>");
  expect(second?.html).toContain('lang="es"');
  expect(second?.text).toContain("12,50");
});

test("T2 an order that ended after a card was typed says why and that nothing was charged; a lapsed hold says nothing", async () => {
  const raffleId = await venue.raffle();
  const moved = await venue.buyer();
  const { orderId } = await venue.toGateway(moved.actor, raffleId, 1);
  await venue.type(orderId, {
    address: { line1: "1 Elsewhere", city: "Rochester", state: "NY", postalCode: "14614", country: "US" },
  });
  await venue.settle(orderId);
  await outbox.dispatch();
  expect(venue.mails).toHaveLength(1);
  expect(venue.mails[0]?.text).toContain("The billing address is not your residence");
  expect(venue.mails[0]?.text).toContain("Your card was not charged.");

  const idle = await venue.buyer();
  const second = await venue.toGateway(idle.actor, raffleId, 1);
  venue.clock.advanceSeconds(33 * 60);
  const page = await venue.db.payment.findFirstOrThrow({ where: { orderId: second.orderId } });
  venue.stripe.control.expireSession(page.checkoutId ?? "");
  expect(await venue.settle(second.orderId)).toBe("expired");
  await outbox.dispatch();
  expect(venue.mails).toHaveLength(1);
});

test("P9 every ending has words in both languages, and none of them is empty", async () => {
  const { endedReason } = await import("@/server/tickets/ended-words");
  const reasons = ["addressMismatch", "soldOut", "raffleClosed", "captureFailed", "something new"].map(endedReason);
  expect(reasons.at(-1)).toBe("other");
  for (const locale of ["en", "es", "fr"]) {
    const say = await wordsOf(locale);
    for (const reason of reasons) {
      for (const part of ["title", "text", "do"]) {
        expect(say(`checkout.ended.${reason}.${part}`, { reason: "" }).length).toBeGreaterThan(5);
      }
    }
    expect(() => say("checkout.ended.nothing.title")).toThrow();
  }
});

test("T7 a letter's plain text lines its facts up and keeps its link on a line of its own", () => {
  const { text, html } = setLetter({
    locale: "en",
    subject: "S",
    title: "T",
    paragraphs: ["One.", "Two."],
    facts: [
      { term: "A", value: "1" },
      { term: "Longer", value: "2" },
    ],
    link: { text: "Go", url: "http://venue.test/x?a=1&b=2" },
    foot: "F",
  });
  expect(text).toBe("T\n\nOne.\n\nTwo.\n\nA:      1\nLonger: 2\n\nGo:\nhttp://venue.test/x?a=1&b=2\n\n--\nF\n");
  expect(html).toContain('href="http://venue.test/x?a=1&amp;b=2"');
});
