import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { checkReadiness } from "@/server/wallets/check-readiness";
import { hasWallet, readWallet } from "@/server/wallets/read-wallet";
import { readDepositDesk, readOwnWithdrawal, readPayoutDesk, readWayOut } from "@/server/wallets/read-withdrawals";
import { requestWithdrawal } from "@/server/wallets/request-withdrawal";
import { sendWithdrawal } from "@/server/wallets/send-withdrawal";
import { periodOf } from "@/server/wallets/statement-period";
import { openWalletVenue, type WalletVenue } from "./ways";

let w: WalletVenue;
beforeAll(async () => {
  w = await openWalletVenue();
});
afterAll(() => w.venue.close());

const wishOf = (amountMinor: number) => ({ requestKey: newId(), amountMinor, currency: "USD" });

test("M5 a period holds both its days; no day leaves it open, and days the wrong way round are turned", () => {
  const from = new Date("2026-11-02T00:00:00Z");
  const until = new Date("2026-11-06T00:00:00Z");
  expect(periodOf("2026-11-02", "2026-11-05")).toEqual({ from, until });
  expect(periodOf("2026-11-05", "2026-11-02")).toEqual({ from, until });
  expect(periodOf("2026-11-02", "").from).toEqual(from);
  const open = periodOf(undefined, undefined);
  for (const odd of ["2026-02-30", "yesterday", "2026-1-1", "9999-99-99"]) expect(periodOf(odd, odd)).toEqual(open);
});

test("M5 the statement says what each line was about, in a period too, and the balance is the whole wallet's", async () => {
  const buyer = await w.checked();
  const before = new Date();
  const deposit = await w.deposit(buyer, 2_000);
  w.venue.clock.advanceSeconds(1);
  const row = await requestWithdrawal(w.deps, buyer.actor, wishOf(600));
  const { db } = w.venue;
  const whole = await readWallet(db, buyer.actor, "USD");
  expect(whole.statement).toMatchObject([
    { cause: "withdrawal", causeId: row.id, changeMinor: -600, balanceMinor: 1_400 },
    { cause: "deposit", causeId: deposit, changeMinor: 2_000, balanceMinor: 2_000 },
  ]);
  expect(whole).toMatchObject({
    balanceMinor: 1_400,
    owed: { depositsMinor: 0, prizesMinor: 0 },
    availableMinor: 1_400,
  });
  expect(whole.withdrawals).toMatchObject([{ id: row.id, state: "ready", kind: "member", amountMinor: 600 }]);
  const earlier = { from: new Date(0), until: new Date(before.getTime() - 60_000) };
  expect(await readWallet(db, buyer.actor, "USD", earlier)).toMatchObject({ statement: [], balanceMinor: 1_400 });
});

test("M5 before asking, a member sees what goes to cards and what needs a bank account; nobody sees another's", async () => {
  const { db } = w.venue;
  const buyer = await w.checked();
  await w.deposit(buyer, 2_000);
  await w.prize(buyer, 5_000);
  const look = () => readWayOut(db, buyer.actor, "USD", new Date());
  const sums = { availableMinor: 7_000, toCardsMinor: 2_000, toBankMinor: 5_000 };
  expect(await look()).toMatchObject({ ...sums, isApproved: true, payee: null });
  await w.bank(buyer);
  expect((await look()).payee).toEqual({ ready: true, bank: "STRIPE TEST BANK ··6789" });
  const row = await requestWithdrawal(w.deps, buyer.actor, wishOf(1_000));
  expect(await readOwnWithdrawal(db, buyer.actor, row.id)).toMatchObject({
    mayCancel: true,
    parts: [{ way: "refund" }],
  });
  await sendWithdrawal(w.deps, row.id);
  expect((await readOwnWithdrawal(db, buyer.actor, row.id))?.mayCancel).toBe(false);
  const other = await w.checked();
  expect(await readOwnWithdrawal(db, other.actor, row.id)).toBeNull();
  expect(await readOwnWithdrawal(db, other.actor, "no id")).toBeNull();
});

test("P27 the desk shows who has said what, and lets nobody decide twice or about themselves", async () => {
  const { db } = w.venue;
  const by = await w.administrator();
  const buyer = await w.checked();
  await w.deposit(buyer, 150_000);
  const row = await requestWithdrawal(w.deps, buyer.actor, wishOf(120_000));
  const waiting = (await readPayoutDesk(db, by)).waiting.find(({ id }) => id === row.id);
  expect(waiting).toMatchObject({ mayDecide: true, first: null, toCardsMinor: 120_000 });
  const own = { ...by, actor: buyer.actor } as typeof by;
  expect((await readPayoutDesk(db, own)).waiting.find(({ id }) => id === row.id)?.mayDecide).toBe(false);
  const { email, number } = await db.member.findUniqueOrThrow({ where: { id: buyer.memberId } });
  for (const words of [` ${email.toUpperCase()} `, String(number)])
    expect(await readDepositDesk(db, by, words, "USD")).toMatchObject({
      ...{ isOwn: false, balanceMinor: 30_000 },
      deposits: [{ amountMinor: 150_000, leftMinor: 30_000 }],
    });
  for (const words of ["nobody@example.test", "\0", "0", "999999999", "no\0body"])
    expect(await readDepositDesk(db, by, words, "USD")).toBeNull();
});

test("M5 where members' money is closed again, whoever has some keeps the wallet; readiness says what is missing", async () => {
  const { db } = w.venue;
  const holder = await w.checked();
  await w.deposit(holder, 1_000);
  const nobody = await w.venue.buyer();
  const set = (value: string) => db.venueSetting.update({ where: { key: "member_money" }, data: { value } });
  expect(await hasWallet(db, nobody.actor)).toBe(true);
  await set("closed");
  expect([await hasWallet(db, holder.actor), await hasWallet(db, nobody.actor)]).toEqual([true, false]);
  const asked = await requestWithdrawal(w.deps, holder.actor, wishOf(1_000));
  expect(await sendWithdrawal(w.deps, asked.id)).toBe("paid");
  expect(await hasWallet(db, holder.actor)).toBe(true);
  expect((await checkReadiness(db, new Date())).isOpen).toBe(false);
  await set("open");
  const later = await w.checked();
  await w.deposit(later, 1_000);
  await requestWithdrawal(w.deps, later.actor, wishOf(1_000));
  const ready = await checkReadiness(db, new Date(Date.now() + 2 * 86_400_000));
  expect(ready).toMatchObject({ isOpen: true, administrators: 0 });
  expect(ready.stuck).toBeGreaterThan(0);
});
