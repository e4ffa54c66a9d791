import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { newId } from "@/server/kernel/ids";
import type { MailMessage } from "@/server/kernel/mail";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import { checkLedger } from "@/server/ledger/read-ledger";
import { followEvent } from "@/server/payments/follow-event";
import { gatewaysOf } from "@/server/payments/gateways";
import { cancelWithdrawal, decideWithdrawal } from "@/server/wallets/decide-withdrawal";
import { followPayeeAccount, openPayee } from "@/server/wallets/open-payee";
import type { PayoutGateway } from "@/server/wallets/ports";
import { reconcileWithdrawals } from "@/server/wallets/reconcile-withdrawals";
import { refundDeposit, requestWithdrawal } from "@/server/wallets/request-withdrawal";
import { followPayee, followRefunds, sendWithdrawal, sweepWithdrawals } from "@/server/wallets/send-withdrawal";
import { followDeposit } from "@/server/wallets/settle-deposit";
import {
  outcomeOf,
  planWithdrawal,
  REFUNDABLE_DAYS,
  WITHDRAWAL_STATES,
  WITHDRAWAL_TRANSITIONS,
} from "@/server/wallets/withdrawal";
import { sendWithdrawalLetter } from "@/server/wallets/withdrawal-letter";
import { balanceOf } from "@/tests/support/venue";
import { type Buyer, refusal } from "@/tests/support/ways";
import { openWalletVenue, type WalletVenue } from "./ways";

let w: WalletVenue;
beforeAll(async () => {
  w = await openWalletVenue();
});
// The gateway keeps a time of its own, which only goes forward.
beforeEach(() => w.venue.clock.set(new Date(w.venue.stripe.control.state.nowSeconds() * 1000)));
afterAll(() => w.venue.close());

const wishOf = (amountMinor: number, requestKey: string = newId()) => ({ requestKey, amountMinor, currency: "USD" });
const ask = (buyer: Buyer, amountMinor: number) => requestWithdrawal(w.deps, buyer.actor, wishOf(amountMinor));
const send = (id: string) => sendWithdrawal(w.deps, id);
const clearing = async () => -(await balanceOf(w.venue.db, "members:clearing:USD"));
const reserved = (id: string) => balanceOf(w.venue.db, `withdrawal:${id}`);
const later = (seconds: number) => {
  w.venue.clock.advanceSeconds(seconds);
  w.venue.stripe.control.advanceSeconds(seconds);
};

test("M5 docs/wallets.md lists the states of a withdrawal as the code has them", () => {
  const text = readFileSync("docs/wallets.md", "utf8").split("## Withdrawals")[1]?.split("## Identity")[0] ?? "";
  for (const state of WITHDRAWAL_STATES) {
    const row = new RegExp(`^\\| ${state} +\\|[^|]+\\|[^|]+\\| ([^|]+?) +\\|$`, "m").exec(text);
    expect(row?.[1], state).toBe(WITHDRAWAL_TRANSITIONS[state].join(", ") || "nothing");
  }
});

test("M5 a plan gives each card back what came from it, the oldest first, and only the rest to the bank", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const deposits = fc.array(
    fc.record({
      id: fc.uuid(),
      days: fc.integer({ min: 0, max: 400 }),
      leftMinor: fc.integer({ min: 0, max: 50_000 }),
      hasFailed: fc.boolean(),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200_000 }), deposits, (amountMinor, made) => {
      const given = made.map(({ days, ...one }) => ({
        ...one,
        creditedAt: new Date(now.getTime() - days * 86_400_000),
      }));
      const parts = planWithdrawal(amountMinor, given, now);
      expect(parts.reduce((sum, part) => sum + part.amountMinor, 0)).toBe(amountMinor);
      const usable = given.filter(
        (one) => !one.hasFailed && now.getTime() - one.creditedAt.getTime() < REFUNDABLE_DAYS * 86_400_000,
      );
      const back = parts.filter(({ way }) => way === "refund");
      for (const part of back) {
        const deposit = usable.find(({ id }) => id === part.depositId);
        expect(part.amountMinor).toBeLessThanOrEqual(deposit?.leftMinor ?? 0);
      }
      const times = back.map((part) => usable.find(({ id }) => id === part.depositId)!.creditedAt.getTime());
      expect(times).toEqual([...times].sort((a, b) => a - b));
      const reach = usable.reduce((sum, { leftMinor }) => sum + leftMinor, 0);
      const toBank = parts.filter(({ way }) => way === "payout").reduce((sum, part) => sum + part.amountMinor, 0);
      expect(toBank).toBe(Math.max(0, amountMinor - reach));
    }),
  );
  expect(outcomeOf([{ state: "done" }, { state: "returned" }])).toBe("part-paid");
  expect(outcomeOf([{ state: "done" }, { state: "sent" }])).toBeNull();
});

test("M5 money goes back to the cards it came from, the rest to the bank account, and the ledger with it", async () => {
  const buyer = await w.checked();
  const first = await w.deposit(buyer, 2_000);
  later(1);
  const second = await w.deposit(buyer, 3_000);
  const before = await clearing();
  const back = await ask(buyer, 2_500);
  expect([await w.wallet(buyer), await reserved(back.id), back.state]).toEqual([2_500, 2_500, "ready"]);
  expect(await send(back.id)).toBe("paid");
  expect(await send(back.id)).toBe("paid");
  expect([await w.wallet(buyer), await reserved(back.id), before - (await clearing())]).toEqual([2_500, 0, 2_500]);
  const parts = await w.partsOf(back.id);
  expect(parts.map(({ way, depositId, amountMinor, state }) => [way, depositId, amountMinor, state])).toEqual([
    ["refund", first, 2_000, "done"],
    ["refund", second, 500, "done"],
  ]);
  const { intentId } = await w.venue.db.walletDeposit.findUniqueOrThrow({ where: { id: second } });
  expect(await w.payouts.refundsOf(intentId!)).toMatchObject([{ amountMinor: 500, state: "done" }]);

  await w.prize(buyer, 7_000);
  expect(await refusal(ask(buyer, 9_000))).toMatchObject({ code: "payeeNeeded", params: { payoutMinor: 6_500 } });
  const account = await w.bank(buyer);
  const row = await ask(buyer, 9_000);
  expect(await send(row.id)).toBe("sending");
  expect(await w.partsOf(row.id)).toMatchObject([
    { way: "refund", depositId: second, amountMinor: 2_500, state: "done" },
    { way: "payout", amountMinor: 6_500, state: "sent" },
  ]);
  expect(await w.venue.gateway.sumBalance(account)).toEqual([{ currency: "USD", netMinor: 0 }]);
  later(10);
  // Told by the gateway, on the address of the accounts connected to the venue's.
  const told = w.venue.stripe.control
    .events()
    .find((event) => event.type === "payout.paid" && event.account === account);
  const { id: eventId, type, ...event } = told!;
  const fulfilment = { paymentChanged: async () => {}, disputeChanged: async () => {} };
  const { db, clock, gateway } = w.venue;
  const hears = { db, clock, gateways: gatewaysOf([gateway]), fulfilment };
  const own = { gateway: "stripe", follow: async () => false };
  const heard = { gateway: "stripe", eventId, type, objectId: null, payload: event, attempts: 1 };
  const ownAccount = { ...own, followPayee: (whose: string) => followPayeeAccount(w.deps, whose) };
  expect(await followEvent({ ...hears, ownAccount }, { ...heard, account: "acct_nobody" })).toBe("ignored");
  expect(await w.stateOf(row.id)).toBe("sending");
  expect(await followEvent({ ...hears, ownAccount }, { ...heard, account })).toBe("done");
  expect(await w.stateOf(row.id)).toBe("paid");
  expect([await w.wallet(buyer), await reserved(row.id)]).toEqual([500, 0]);
  expect(await checkLedger(w.venue.db)).toEqual({ balanced: true, faults: [] });
});

test("M6 nothing is paid out without a confirmed identity, whoever writes; exclusion and limits stop nothing", async () => {
  const { db } = w.venue;
  const nobody = await w.venue.buyer();
  await w.deposit(nobody, 2_000);
  expect((await refusal(ask(nobody, 1_000))).code).toBe("identityNeeded");
  const urls = { returnUrl: "https://a.example", refreshUrl: "https://a.example" };
  expect((await refusal(openPayee(w.deps, nobody.actor, urls))).code).toBe("identityNeeded");
  const { memberId } = nobody;
  const row = { id: newId(), memberId, requestKey: newId(), kind: "member", amountMinor: 5, currency: "USD" };
  const at = { requestedBy: memberId, createdAt: new Date(), updatedAt: new Date(), twoPerson: false };
  await expect(db.walletWithdrawal.create({ data: { ...row, ...at, state: "ready" } })).rejects.toThrow(/identity/);

  const buyer = await w.checked();
  await w.deposit(buyer, 2_000);
  await db.member.update({
    where: { id: buyer.memberId },
    data: { excludedUntil: new Date(Date.now() + 1e10) },
  });
  const asked = await ask(buyer, 1_000);
  expect(await send(asked.id)).toBe("paid");
  // What was approved under another name is not sent.
  const waits = await ask(buyer, 1_000);
  await db.member.update({ where: { id: buyer.memberId }, data: { familyName: "Another" } });
  expect(await send(waits.id)).toBe("ready");
  const data = { state: "sending", updatedAt: new Date() };
  await expect(db.walletWithdrawal.update({ where: { id: waits.id }, data })).rejects.toThrow(/identity/);
  expect(await reserved(waits.id)).toBe(1_000);
  await cancelWithdrawal(w.deps, buyer.actor, waits.id);
  expect(await w.wallet(buyer)).toBe(1_000);
});

test("M4 the same key is one withdrawal; amounts that are not there, or too small, are refused", async () => {
  const buyer = await w.checked();
  await w.deposit(buyer, 2_000);
  const key = newId();
  const rows = await Promise.all(
    Array.from({ length: 6 }, () => requestWithdrawal(w.deps, buyer.actor, wishOf(1_200, key))),
  );
  expect(new Set(rows.map(({ id }) => id)).size).toBe(1);
  expect(await w.wallet(buyer)).toBe(800);
  expect((await refusal(requestWithdrawal(w.deps, buyer.actor, wishOf(1_300, key)))).code).toBe("idempotencyConflict");
  expect(await refusal(ask(buyer, 801))).toMatchObject({
    code: "insufficientBalance",
    params: { availableMinor: 800 },
  });
  expect((await refusal(ask(buyer, 499))).code).toBe("withdrawalAmount");
  for (const odd of [0, -5, 1.5, Number.NaN]) expect((await refusal(ask(buyer, odd))).code).toBe("withdrawalAmount");
  await ask(buyer, 500);
  // All that is left may go, however little it is.
  await ask(buyer, 300);
  expect(await w.wallet(buyer)).toBe(0);
});

const stake = (buyer: Buyer, amountMinor: number) =>
  w.venue.db.transaction((tx) =>
    postMovement(tx, {
      ...{ cause: "share", causeId: newId(), key: newId(), currency: "USD", postedAt: new Date() },
      lines: [
        {
          debit: walletAccount(buyer.memberId, "USD"),
          credit: { key: `escrow:${newId()}`, kind: "liability", guarded: true },
          amountMinor,
        },
      ],
    }),
  );

test("M5 of withdrawals and stakes at once as many succeed as the wallet covers; without the guard more would", async () => {
  const { db } = w.venue;
  const buyer = await w.checked();
  await w.deposit(buyer, 5_000);
  const tries = await Promise.all(
    Array.from({ length: 16 }, (_, at) => refusal(at % 2 ? stake(buyer, 1_000) : ask(buyer, 1_000))),
  );
  expect(tries.filter(({ code }) => code === "no error")).toHaveLength(5);
  expect(tries.filter(({ code }) => code === "insufficientBalance")).toHaveLength(11);
  expect(await w.wallet(buyer)).toBe(0);

  // The control: the same without lock and guard, as code that reads first and writes then would do it.
  const other = await w.checked();
  await w.deposit(other, 5_000);
  await db.query({ text: "alter table ledger_transfer disable trigger user" });
  try {
    const naive = async () => {
      if ((await w.wallet(other)) >= 1_000) await stake(other, 1_000);
    };
    await Promise.all(Array.from({ length: 16 }, naive));
    expect(await w.wallet(other)).toBeLessThan(0);
  } finally {
    await db.query({ text: "alter table ledger_transfer enable trigger user" });
  }
});

test("M8 no more goes back to a card than came from it, whoever asks at once", async () => {
  const by = await w.administrator();
  const buyer = await w.checked();
  const deposit = await w.deposit(buyer, 2_000);
  await w.prize(buyer, 20_000);
  await w.bank(buyer);
  const wish = () => ({ requestKey: newId(), amountMinor: 1_500, reason: "Deposited by mistake." });
  const tries = await Promise.all([
    ...Array.from({ length: 4 }, () => refusal(refundDeposit(w.deps, by, deposit, wish()))),
    ...Array.from({ length: 4 }, () => refusal(ask(buyer, 1_500))),
  ]);
  for (const { code } of tries) expect(["no error", "refundTooLarge"]).toContain(code);
  const parts = await w.venue.db.walletWithdrawalPart.findMany({ where: { depositId: deposit } });
  expect(parts.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(2_000);
  const [row] = await w.venue.db.walletWithdrawal.findMany({ where: { memberId: buyer.memberId } });
  const more = w.venue.db.walletWithdrawalPart.create({
    data: {
      ...{ id: newId(), withdrawalId: row!.id, place: 9, way: "refund", depositId: deposit, amountMinor: 1 },
      ...{ state: "planned", createdAt: new Date(), updatedAt: new Date(), checkedAt: new Date() },
    },
  });
  await expect(more).rejects.toThrow(/more than was deposited/);
});

test("M8 an administrator gives a deposit back to its card, as far as it is still there, without a document", async () => {
  const by = await w.administrator();
  const buyer = await w.venue.buyer();
  const deposit = await w.deposit(buyer, 3_000);
  await stake(buyer, 1_000);
  const wish = { requestKey: newId(), amountMinor: 2_000, reason: "They are too young." };
  const refund = (over: Partial<typeof wish>) => refusal(refundDeposit(w.deps, by, deposit, { ...wish, ...over }));
  expect(await refund({ amountMinor: 3_000 })).toMatchObject({ code: "insufficientBalance" });
  expect(await refund({ amountMinor: 4_000 })).toMatchObject({ code: "refundTooLarge", params: { leftMinor: 3_000 } });
  expect((await refund({ reason: " " })).code).toBe("reasonNeeded");
  expect((await refusal(refundDeposit(w.deps, by, newId(), wish))).code).toBe("notFound");
  const row = await refundDeposit(w.deps, by, deposit, wish);
  expect((await refundDeposit(w.deps, by, deposit, wish)).id).toBe(row.id);
  expect(await send(row.id)).toBe("paid");
  expect(await w.wallet(buyer)).toBe(0);
  expect((await refusal(cancelWithdrawal(w.deps, buyer.actor, row.id))).code).toBe("notFound");
});

test("P27 a large payout takes two administrators, neither of them the member; many small ones count as a large one", async () => {
  const { db } = w.venue;
  const [one, two] = [await w.administrator(), await w.administrator()];
  const buyer = await w.checked();
  await w.deposit(buyer, 150_000);
  const small = await ask(buyer, 60_000);
  expect(small).toMatchObject({ state: "ready", twoPerson: false });
  const row = await ask(buyer, 40_001);
  expect(row).toMatchObject({ state: "waiting", twoPerson: true });
  expect(await send(row.id)).toBe("waiting");
  const approve = (by: typeof one) => decideWithdrawal(w.deps, by, row.id, { word: "approve" });
  expect(await approve(one)).toBe("approved-once");
  expect((await refusal(approve(one))).code).toBe("anotherPersonNeeded");
  const own = { ...one, actor: buyer.actor } as typeof one;
  expect((await refusal(approve(own))).code).toBe("anotherPersonNeeded");
  // The database does not let it go with one word either, nor with the member's own.
  const set = (data: object) => db.walletWithdrawal.update({ where: { id: row.id }, data });
  await expect(set({ state: "ready" })).rejects.toThrow();
  await expect(set({ state: "ready", secondBy: buyer.memberId })).rejects.toThrow();
  await expect(set({ state: "ready", secondBy: one.actor.memberId })).rejects.toThrow();
  const words = await Promise.all([refusal(approve(two)), refusal(approve(two))]);
  expect(words.map(({ code }) => code).sort()).toEqual(["changedMeanwhile", "no error"]);
  expect(await send(row.id)).toBe("paid");

  const refused = await ask(buyer, 45_000);
  expect((await refusal(decideWithdrawal(w.deps, one, refused.id, { word: "refuse", reason: "" }))).code).toBe(
    "reasonNeeded",
  );
  await decideWithdrawal(w.deps, one, refused.id, { word: "refuse", reason: "Call us first." });
  expect(await w.wallet(buyer)).toBe(49_999);
  const mails: MailMessage[] = [];
  const mail = { send: async (message: MailMessage) => ({ id: String(mails.push(message)) }) };
  const letters = { db, mail, appUrl: "https://venue.example", words: wordsOf };
  for (const job of await db.outbox.findMany({ where: { kind: "wallets.withdrawal" } })) {
    const payload = job.payload as never as Parameters<typeof sendWithdrawalLetter>[1];
    if ([row.id, refused.id].includes(payload.withdrawalId)) await sendWithdrawalLetter(letters, payload, job.id);
  }
  expect(mails.map(({ text }) => text).join("\n")).toContain("Call us first.");
  expect(mails).toHaveLength(2);

  // A refund by the venue: whoever asks for it has said the first word.
  const large = await w.venue.buyer();
  const deposit = await w.deposit(large, 200_000);
  const wish = { requestKey: newId(), amountMinor: 200_000, reason: "Closed account." };
  const back = await refundDeposit(w.deps, one, deposit, wish);
  expect(back).toMatchObject({ state: "approved-once", twoPerson: true });
  expect((await refusal(decideWithdrawal(w.deps, one, back.id, { word: "approve" }))).code).toBe("anotherPersonNeeded");
  await decideWithdrawal(w.deps, two, back.id, { word: "approve" });
  expect(await send(back.id)).toBe("paid");
});

test("M5 a withdrawal can be taken back while nothing of it was sent, and not both be taken back and sent", async () => {
  const buyer = await w.checked();
  await w.deposit(buyer, 20_000);
  for (let at = 0; at < 6; at++) {
    const row = await ask(buyer, 1_000);
    const before = await w.wallet(buyer);
    const [taken] = await Promise.all([refusal(cancelWithdrawal(w.deps, buyer.actor, row.id)), send(row.id)]);
    await send(row.id);
    const state = await w.stateOf(row.id);
    expect(state).toBe(taken.code === "no error" ? "cancelled" : "paid");
    expect(await w.wallet(buyer)).toBe(state === "cancelled" ? before + 1_000 : before);
    expect(await reserved(row.id)).toBe(0);
  }
  const stranger = await w.checked();
  const row = await ask(buyer, 1_000);
  expect((await refusal(cancelWithdrawal(w.deps, stranger.actor, row.id))).code).toBe("notFound");
});

test("M5 what a card or bank does not take is in the wallet again, once, also when it comes back late", async () => {
  const { control } = w.venue.stripe;
  const { db } = w.venue;
  const buyer = await w.checked();
  // The card's bank disputes first: the gateway refuses the refund.
  const deposit = await w.deposit(buyer, 2_000);
  await w.prize(buyer, 6_000);
  const account = await w.bank(buyer);
  const row = await ask(buyer, 5_000);
  const { chargeId } = await db.walletDeposit.findUniqueOrThrow({ where: { id: deposit } });
  const dispute = control.dispute(chargeId!);
  await Promise.all([send(row.id), send(row.id)]);
  later(10);
  await followPayee(w.deps, account);
  expect(await w.partsOf(row.id)).toMatchObject([
    { way: "refund", state: "returned", reason: "cardRefused" },
    { way: "payout", state: "done" },
  ]);
  expect([await w.stateOf(row.id), await w.wallet(buyer)]).toEqual(["part-paid", 5_000]);
  control.closeDispute(dispute.id, "won");

  // The bank gives the payout back after it had been called paid.
  const [, paid] = await w.partsOf(row.id);
  control.failPayout(paid!.payoutId!);
  await Promise.all([followPayee(w.deps, account), followPayee(w.deps, account), send(row.id)]);
  await followPayee(w.deps, account);
  expect([await w.stateOf(row.id), await w.wallet(buyer)]).toEqual(["returned", 8_000]);
  expect(await w.venue.gateway.sumBalance(account)).toEqual([{ currency: "USD", netMinor: 0 }]);

  // A refund that fails days later; its deposit goes by the bank from then on.
  const other = await w.checked();
  const late = await w.deposit(other, 2_000);
  const second = await ask(other, 1_500);
  await send(second.id);
  const [part] = await w.partsOf(second.id);
  control.failRefund(part!.gatewayId!);
  const { intentId } = await db.walletDeposit.findUniqueOrThrow({ where: { id: late } });
  await followRefunds(w.deps, late);
  await followDeposit(w.deps, { about: "payment", account: null, checkoutId: null, intentId, chargeId: null });
  await followRefunds(w.deps, late);
  expect([await w.stateOf(second.id), await w.wallet(other)]).toEqual(["returned", 2_000]);
  expect(await refusal(ask(other, 1_500))).toMatchObject({ code: "payeeNeeded", params: { payoutMinor: 1_500 } });
  expect((await checkLedger(db)).balanced).toBe(true);
});

test("M5 where the venue's account has not enough, the payout waits and goes when there is", async () => {
  const { control } = w.venue.stripe;
  const own = await w.venue.gateway.sumBalance("");
  const held = own.find(({ currency }) => currency === "USD")?.netMinor ?? 0;
  const buyer = await w.checked();
  await w.bank(buyer);
  await w.prize(buyer, held + 100_000);
  control.topUp(-(held + 100_000));
  await w.venue.db.venueSetting.create({
    data: { key: "two_person_payout_minor", value: 100_000_000, updatedAt: new Date() },
  });
  const row = await ask(buyer, held + 100_000);
  await w.venue.db.venueSetting.delete({ where: { key: "two_person_payout_minor" } });
  expect(await send(row.id)).toBe("sending");
  expect(await w.partsOf(row.id)).toMatchObject([{ state: "planned", attempts: 1 }]);
  control.topUp(held + 200_000);
  later(60);
  await sweepWithdrawals(w.deps);
  later(60);
  await sweepWithdrawals(w.deps);
  expect(await w.stateOf(row.id)).toBe("paid");
  expect(await w.wallet(buyer)).toBe(0);
});

test("M5 a process that dies after the gateway acted, and keys that it has forgotten, pay once", async () => {
  const buyer = await w.checked();
  const deposit = await w.deposit(buyer, 2_000);
  await w.prize(buyer, 5_000);
  const account = await w.bank(buyer);
  const row = await ask(buyer, 6_000);
  // Each call is carried out under a key that nobody will know again, and nobody hears of it.
  const deaf = (calls: number): PayoutGateway => {
    let left = calls;
    const forgetful = <Wish extends { key: string }, Answer>(call: (wish: Wish) => Promise<Answer>) => {
      return async (wish: Wish) => {
        const answer = await call({ ...wish, key: `${wish.key}:${newId()}` });
        if (left-- > 0) throw new Error("the process died");
        return answer;
      };
    };
    const { refund, transfer, payOut } = w.payouts;
    return { ...w.payouts, refund: forgetful(refund), transfer: forgetful(transfer), payOut: forgetful(payOut) };
  };
  for (let at = 0; at < 3; at++) await sendWithdrawal({ ...w.deps, payouts: deaf(2) }, row.id);
  later(10);
  await sendWithdrawal({ ...w.deps, payouts: deaf(0) }, row.id);
  expect(await w.stateOf(row.id)).toBe("paid");
  const { intentId } = await w.venue.db.walletDeposit.findUniqueOrThrow({ where: { id: deposit } });
  expect(await w.payouts.refundsOf(intentId!)).toHaveLength(1);
  const [, part] = await w.partsOf(row.id);
  expect(await w.payouts.payoutsOf(account, part!.id)).toHaveLength(1);
  expect(await w.venue.gateway.sumBalance(account)).toEqual([{ currency: "USD", netMinor: 0 }]);
});

test("M5 what a charged-back deposit left owing cannot be withdrawn", async () => {
  const buyer = await w.checked();
  const deposit = await w.deposit(buyer, 2_000);
  await stake(buyer, 2_000);
  const { chargeId } = await w.venue.db.walletDeposit.findUniqueOrThrow({ where: { id: deposit } });
  w.venue.stripe.control.dispute(chargeId!);
  await followDeposit(w.deps, { about: "dispute", account: null, checkoutId: null, intentId: null, chargeId });
  await w.prize(buyer, 3_000);
  await w.bank(buyer);
  expect(await refusal(ask(buyer, 1_500))).toMatchObject({
    code: "insufficientBalance",
    params: { availableMinor: 1_000 },
  });
  expect((await ask(buyer, 1_000)).state).toBe("ready");
});

test("M3 withdrawals are compared with the gateway and the ledger, and the venue's whole account with both", async () => {
  // Of its own, so that what other tests left half done is not in the way.
  const fresh = await openWalletVenue();
  try {
    const buyer = await fresh.checked();
    await fresh.deposit(buyer, 2_000);
    await fresh.prize(buyer, 5_000);
    await fresh.bank(buyer);
    const row = await requestWithdrawal(fresh.deps, buyer.actor, wishOf(6_000));
    await sendWithdrawal(fresh.deps, row.id);
    fresh.venue.stripe.control.advanceSeconds(10);
    await sendWithdrawal(fresh.deps, row.id);
    await requestWithdrawal(fresh.deps, buyer.actor, wishOf(700));
    fresh.venue.clock.advanceSeconds(600);
    const reconcile = () => reconcileWithdrawals(fresh.deps, new Date(Date.now() - 3_600_000));
    expect(await reconcile()).toEqual({ parts: 3, differences: [] });

    const second = await fresh.deposit(buyer, 1_000);
    const own = await fresh.venue.db.walletDeposit.findUniqueOrThrow({ where: { id: second } });
    await fresh.payouts.refund({ key: newId(), intentId: own.intentId!, amountMinor: 300, reference: "by hand" });
    fresh.venue.clock.advanceSeconds(600);
    const [part] = await fresh.partsOf(row.id);
    await fresh.venue.db.query({ text: "alter table wallet_withdrawal_part disable trigger user" });
    await fresh.venue.db.walletWithdrawalPart.update({ where: { id: part!.id }, data: { gatewayId: "re_other" } });
    const kinds = (await reconcile()).differences.map(({ kind }) => kind);
    expect(kinds.toSorted()).toEqual(["missing-refund", "unknown-refund", "unknown-refund", "venue-balance"]);
  } finally {
    await fresh.venue.close();
  }
});
