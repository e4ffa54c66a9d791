import { spawn } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { buyTicket } from "@/server/lotteries/buy-ticket";
import { cancelTicket } from "@/server/lotteries/cancel-ticket";
import { claimPrize, claimPrizes } from "@/server/lotteries/claim-prizes";
import { followDraws } from "@/server/lotteries/follow-draws";
import { LotteryRefusal } from "@/server/lotteries/ports";
import { reconcilePurchases } from "@/server/lotteries/reconcile-purchases";
import { recordNews } from "@/server/lotteries/record-news";
import { showDraw, showTicket } from "@/server/lotteries/show-ticket";
import { findPurchasesOf, findResultsOfDraw } from "@/server/lotteries/store";
import { openAgent, wish } from "./agent-support";

let agent: Awaited<ReturnType<typeof openAgent>>;
beforeAll(async () => {
  agent = await openAgent();
});
afterAll(() => agent.close());
beforeEach(() => {
  agent.clock.set(new Date("2026-11-20T12:00:00Z"));
  agent.lottery.faults.clear();
  agent.told.length = 0;
});

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code ?? String(error),
  );

describe("L2 buying", () => {
  test("L2 a ticket is bought once for a key, with the lottery's reference, told and written down", async () => {
    const one = wish({ entries: [{ main: [4, 8, 19, 27, 34, 35], bonus: [10], system: 6 }] });
    const bought = await buyTicket(agent.deps, null, one);
    expect(bought).toMatchObject({
      state: "confirmed",
      lineCount: 6,
      priceMinor: 1200,
      currency: "USD",
      refundMinor: 0,
    });
    expect(bought.reference).toMatch(/^LS-/);
    expect(bought.cancelUntil).toEqual(new Date("2026-11-22T02:00:00Z"));
    expect(await buyTicket(agent.deps, null, one)).toEqual(bought);
    expect(agent.ticketsFor(bought.id).length).toBe(1);
    expect(agent.told).toEqual([{ purchaseId: bought.id, subject: one.subject, state: "confirmed" }]);
    const audit = await agent.db.auditEntry.findMany({
      where: { subject: `lottery-purchase:${bought.id}` },
      orderBy: { id: "asc" },
    });
    expect(audit.map(({ action }) => action)).toEqual(["request-lottery-purchase", "confirmed-lottery-purchase"]);
    expect(
      await codeOf(buyTicket(agent.deps, null, { ...one, entries: [{ main: [1, 2, 3, 4, 5], bonus: [6] }] })),
    ).toBe("keyReused");
  });

  test("L2 twenty at once with one key buy one ticket", async () => {
    const one = wish();
    const all = await Promise.all(Array.from({ length: 20 }, () => buyTicket(agent.deps, null, one)));
    expect(new Set(all.map(({ reference }) => reference)).size).toBe(1);
    expect((await findPurchasesOf(agent.db, one.subject)).length).toBe(1);
    expect(agent.ticketsFor(all[0]!.id).length).toBe(1);
    expect(agent.told.length).toBe(1);
  });

  test("L2 what cannot be bought is said before anything is written", async () => {
    const code = async (over: Parameters<typeof wish>[0]) => {
      const one = wish(over);
      const said = await codeOf(buyTicket(agent.deps, null, one));
      expect(await findPurchasesOf(agent.db, one.subject)).toEqual([]);
      return said;
    };
    expect(await code({ game: "us-poverball" })).toBe("lotteryGameUnknown");
    expect(await code({ draws: [] })).toBe("lotteryDrawsWrong");
    expect(await code({ draws: ["2026-11-23", "2026-11-21"] })).toBe("lotteryDrawsWrong");
    expect(await code({ draws: ["2026-11-22"] })).toBe("lotteryDrawUnknown");
    expect(await code({ draws: ["2014-01-01"] })).toBe("lotteryDrawUnknown");
    expect(await code({ entries: [] })).toBe("lotteryEntriesWrong");
    expect(await code({ entries: [{ main: [4, 8, 19, 27, 27], bonus: [10] }] })).toBe("lotteryEntryWrong");
    expect(await code({ game: "ie-lotto", entries: [{ main: [1, 2, 3, 4, 5, 6] }] })).toBe("lotteryTicketWrong");
    expect(await code({ maximumMinor: 199 })).toBe("lotteryTooDear");
    expect(await code({ draws: ["2026-11-18"] })).toBe("lotterySalesClosed");
    agent.lottery.faults.add({ kind: "reset", path: "/v1/quotes", times: 1 });
    expect(await code({})).toBe("lotteryUnavailable");
  });

  test("L2 sales that close between quote and purchase end in a refusal, and nothing is bought", async () => {
    const one = wish();
    const slow = agent.with({
      buy: (order) => {
        agent.clock.set(new Date("2026-11-22T02:00:00Z"));
        return agent.client.buy(order);
      },
    });
    expect(await buyTicket(slow, null, one)).toMatchObject({
      state: "rejected",
      refusalCode: "sales-closed",
      reference: null,
    });
  });
});

describe("L2 faults: never doubled, never silently lost", () => {
  const kinds = ["error", "reset", "lost", "late", "held", "slow", "twice", "wrong"] as const;

  test.each(kinds)(
    "L2 %s: after the lottery is well again there is one confirmed ticket for one purchase",
    async (kind) => {
      const one = wish();
      agent.lottery.faults.add({ kind, method: "POST", path: "/v1/tickets", times: 2, delayMs: 600 });
      const first = await buyTicket(agent.impatient(), null, one);
      if (kind !== "twice") {
        expect(first.state).toBe("unknown");
        expect(first.lastFault).toMatch(/^lottery(Unavailable|Wrong)/);
      }
      for (let round = 0; round < 3; round++) {
        agent.later();
        await reconcilePurchases(agent.deps);
      }
      // What was sent and not waited for has arrived by now.
      await new Promise((resolve) => setTimeout(resolve, 700));
      const [purchase, ...more] = await findPurchasesOf(agent.db, one.subject);
      expect(more).toEqual([]);
      expect(purchase).toMatchObject({ state: "confirmed", lastFault: null });
      expect(agent.ticketsFor(purchase!.id).map(({ reference }) => reference)).toEqual([purchase!.reference]);
      expect(agent.told.filter(({ state }) => state === "confirmed").length).toBe(1);
    },
  );

  test("L2 the control: buying as one would at first sight doubles and loses under the same faults", async () => {
    const paid: string[] = [];
    /** No row before the call, a key for each attempt, and what cannot be reached is given up after three. */
    const naive = async (order: Parameters<typeof wish>[0]) => {
      const { game, draws, entries } = wish(order);
      for (let attempt = 0; attempt < 3; attempt++) {
        const key = newId();
        paid.push(key);
        try {
          return await agent.client.buy({ key, game, draws, entries: entries as never, priceMinor: 200 });
        } catch {}
      }
      return null;
    };
    const full = [{ main: [4, 8, 19, 27, 34], bonus: [10], system: null, addOns: [], multiplier: null }];
    const sold = () => paid.flatMap((key) => agent.ticketsFor(key)).length;
    agent.lottery.faults.add({ kind: "lost", method: "POST", path: "/v1/tickets", times: 1 });
    expect(await naive({ entries: full })).not.toBeNull();
    expect(sold(), "doubled").toBe(2);
    agent.lottery.faults.add({ kind: "lost", method: "POST", path: "/v1/tickets", times: 3 });
    expect(await naive({ entries: full })).toBeNull();
    expect(sold(), "lost: three tickets that nobody knows of").toBe(5);
  });

  test("L2 a process that ends before, between and after its calls loses nothing", async () => {
    class Killed extends Error {}
    const places: Array<[string, Parameters<typeof agent.with>[0]]> = [
      ["before the call", { buy: () => Promise.reject(new Killed()) }],
      [
        "after the call, before the answer is written",
        {
          buy: async (order) => {
            await agent.client.buy(order);
            throw new Killed();
          },
        },
      ],
    ];
    for (const [place, over] of places) {
      const one = wish();
      await expect(buyTicket(agent.with(over), null, one), place).rejects.toBeInstanceOf(Killed);
      const [left] = await findPurchasesOf(agent.db, one.subject);
      expect(left?.state, place).toBe("requested");
      agent.later();
      expect(await reconcilePurchases(agent.deps), place).toBe(1);
      const [purchase] = await findPurchasesOf(agent.db, one.subject);
      expect(purchase?.state, place).toBe("confirmed");
      expect(agent.ticketsFor(purchase!.id).length, place).toBe(1);
    }
  });

  test("L2 a process that is killed while the lottery has its order leaves a purchase that is found again", async () => {
    const one = wish();
    const child = spawn(process.execPath, ["--import", "tsx", "tests/lotteries/buyer.ts", JSON.stringify(one)], {
      env: { ...process.env, DATABASE_URL: agent.fresh.url, LOTTERY_URL: agent.lottery.url },
      stdio: "ignore",
    });
    agent.lottery.faults.add({ kind: "held", method: "POST", path: "/v1/tickets", times: 1, delayMs: 20_000 });
    const before = agent.lottery.book.tickets.length;
    await expect.poll(() => agent.lottery.book.tickets.length, { timeout: 20_000 }).toBe(before + 1);
    const ended = new Promise((resolve) => child.once("close", resolve));
    child.kill("SIGKILL");
    await ended;
    const [left] = await findPurchasesOf(agent.db, one.subject);
    expect(left).toMatchObject({ state: "requested", reference: null });
    agent.later();
    await reconcilePurchases(agent.deps);
    const [purchase] = await findPurchasesOf(agent.db, one.subject);
    expect(purchase?.state).toBe("confirmed");
    expect(agent.ticketsFor(purchase!.id).map(({ reference }) => reference)).toEqual([purchase!.reference]);
  });

  test("L2 a purchase that nobody knows of after the close is settled by the lottery's word, not by our clock", async () => {
    const [sold, unsold] = [wish(), wish()];
    agent.lottery.faults.add({ kind: "lost", method: "POST", path: "/v1/tickets", times: 1 });
    await buyTicket(agent.deps, null, sold);
    agent.lottery.faults.add({ kind: "error", method: "POST", path: "/v1/tickets", times: 1 });
    await buyTicket(agent.deps, null, unsold);
    agent.clock.set(new Date("2026-11-22T03:00:00Z"));
    await reconcilePurchases(agent.deps);
    const state = async ({ subject }: { subject: string }) => (await findPurchasesOf(agent.db, subject))[0];
    expect(await state(sold)).toMatchObject({ state: "confirmed" });
    expect(await state(unsold)).toMatchObject({ state: "rejected", refusalCode: "sales-closed" });
  });

  test("L2 a refusal is not the last word where another attempt has come through", async () => {
    const one = wish();
    const tooLate = agent.with({
      buy: async (order) => {
        await agent.client.buy(order);
        throw new LotteryRefusal("sales-closed", "Sales of this draw are closed.");
      },
    });
    expect((await buyTicket(tooLate, null, one)).state).toBe("confirmed");
  });

  test("L2 a lottery that is down is asked less and less often, and the purchase stays in sight", async () => {
    const one = wish();
    agent.lottery.faults.add({ kind: "error", path: "/v1/tickets" });
    await buyTicket(agent.deps, null, one);
    let asked = 0;
    for (let minute = 0; minute < 60; minute++) {
      agent.clock.advanceSeconds(60);
      const before = (await findPurchasesOf(agent.db, one.subject))[0]!.attempts;
      await reconcilePurchases(agent.deps);
      asked += (await findPurchasesOf(agent.db, one.subject))[0]!.attempts - before;
    }
    expect(asked).toBeGreaterThan(6);
    expect(asked).toBeLessThan(15);
    expect((await findPurchasesOf(agent.db, one.subject))[0]).toMatchObject({ state: "unknown" });
    agent.lottery.faults.clear();
    agent.later();
    await reconcilePurchases(agent.deps);
    expect((await findPurchasesOf(agent.db, one.subject))[0]).toMatchObject({ state: "confirmed" });
  });

  test("L2 several workers at once settle each purchase once", async () => {
    const wishes = Array.from({ length: 8 }, () => wish());
    agent.lottery.faults.add({ kind: "lost", method: "POST", path: "/v1/tickets", times: 8 });
    for (const one of wishes) await buyTicket(agent.deps, null, one);
    agent.told.length = 0;
    agent.later();
    await Promise.all(Array.from({ length: 4 }, () => reconcilePurchases(agent.deps)));
    expect(agent.told.length).toBe(8);
    expect(new Set(agent.told.map(({ purchaseId }) => purchaseId)).size).toBe(8);
  });

  test("L2 one ticket of the lottery's cannot stand behind two purchases", async () => {
    const first = await buyTicket(agent.deps, null, wish());
    const lying = agent.with({
      buy: async (order) => ({ ...(await agent.client.buy(order)), reference: first.reference! }),
    });
    const second = await buyTicket(lying, null, wish());
    expect(second.state).toBe("unknown");
    expect(second.lastFault).toContain("another purchase's");
  });
});

describe("L2 cancelling", () => {
  test("L2 a ticket is given back once, before the close, whatever fails in between", async () => {
    for (const kind of ["none", "error", "lost", "late", "held", "twice", "wrong"] as const) {
      const bought = await buyTicket(agent.deps, null, wish());
      agent.told.length = 0;
      if (kind !== "none") agent.lottery.faults.add({ kind, path: "/cancel", times: 1, delayMs: 600 });
      const asked = await cancelTicket(agent.deps, null, bought.id);
      expect(["cancelling", "cancelled"], kind).toContain(asked.state);
      agent.later(60);
      await reconcilePurchases(agent.deps);
      const again = await cancelTicket(agent.deps, null, bought.id);
      expect(again, kind).toMatchObject({ state: "cancelled", refundMinor: 200 });
      expect(
        agent.told.filter(({ purchaseId }) => purchaseId === bought.id).map(({ state }) => state),
        kind,
      ).toEqual(["cancelling", "cancelled"]);
    }
  });

  test("L2 after the close it stays bought, and says so", async () => {
    const bought = await buyTicket(agent.deps, null, wish());
    agent.clock.set(new Date("2026-11-22T02:00:00Z"));
    expect(await codeOf(cancelTicket(agent.deps, null, bought.id))).toBe("lotteryCancelClosed");
    expect((await findPurchasesOf(agent.db, bought.subject))[0]).toMatchObject({ state: "confirmed", refundMinor: 0 });
  });

  test("L2 what may or may not be bought cannot be given back yet", async () => {
    agent.lottery.faults.add({ kind: "error", method: "POST", path: "/v1/tickets", times: 1 });
    const open = await buyTicket(agent.deps, null, wish());
    expect(await codeOf(cancelTicket(agent.deps, null, open.id))).toBe("lotteryPurchaseOpen");
    expect(await codeOf(cancelTicket(agent.deps, null, newId()))).toBe("notFound");
  });
});

describe("L2 the database holds the last word", () => {
  test("L2 no move that the table does not have, no change of what was ordered, no deletion", async () => {
    const { id } = await buyTicket(agent.deps, null, wish());
    const update = (set: string) =>
      agent.db.query({ text: `update lottery_purchase set ${set} where id = $1::uuid`, values: [id] });
    await expect(
      update("state = 'requested', reference = null, printed = null, confirmed_at = null, cancel_until = null"),
    ).rejects.toThrow(/cannot become/);
    await expect(update("state = 'cancelled', ended_at = now()")).rejects.toThrow(/confirmed cannot become cancelled/);
    await expect(update("state = 'cancelling', reference = null")).rejects.toThrow();
    await expect(update("reference = 'LS-OTHER'")).rejects.toThrow(/cannot become another/);
    await expect(update("price_minor = 1")).rejects.toThrow(/what was ordered cannot change/);
    await expect(update("refund_minor = 1")).rejects.toThrow(/lottery_purchase_refund/);
    await expect(
      agent.db.query({ text: "delete from lottery_purchase where id = $1::uuid", values: [id] }),
    ).rejects.toThrow(/not deleted/);
    await update("state = 'cancelling'");
  });
});

describe("L2 results and claims", () => {
  const game = "ca-649";
  const date = "2026-11-21";
  const entries = [{ main: [1, 2, 3, 4, 5, 6] }, { main: [1, 2, 3, 20, 21, 22] }];

  test("L2 a result is followed, its prize collected once, and the difference after a correction", async () => {
    const bought = await buyTicket(agent.deps, null, wish({ game, draws: [date, "2026-11-25"], entries }));
    agent.told.length = 0;
    expect(await followDraws(agent.deps)).toBe(0);
    agent.lottery.book.publish(game, date, { main: [1, 2, 3, 40, 41, 42], bonus: [43] });
    agent.lottery.faults.add({ kind: "twice", path: "/v1/news", times: 1 });
    expect(await followDraws(agent.deps)).toBe(1);
    expect(await followDraws(agent.deps)).toBe(0);
    agent.lottery.faults.add({ kind: "lost", path: "/v1/claims", times: 1 });
    await claimPrizes(agent.deps);
    agent.later();
    expect(await claimPrizes(agent.deps)).toBe(1);
    expect(await claimPrizes(agent.deps)).toBe(0);
    const paid = () => agent.told.filter((change) => "paidMinor" in change).map(({ paidMinor }) => paidMinor);
    expect(paid()).toEqual([2_000]);
    agent.lottery.book.publish(game, date, { main: [1, 2, 3, 4, 41, 42], bonus: [43], prizesMinor: { 4: 9_000 } });
    expect(await followDraws(agent.deps)).toBe(1);
    expect(await claimPrizes(agent.deps)).toBe(1);
    expect(paid()).toEqual([2_000, 10_000]);
    const [newest] = await findResultsOfDraw(agent.db, game, date);
    expect(newest).toMatchObject({ revision: 2, main: [1, 2, 3, 4, 41, 42] });
    expect(agent.told.filter(({ kind }) => kind === "result").length).toBe(2);
    expect(bought.draws).toEqual([date, "2026-11-25"]);
  });

  test("L4 a ticket shows its numbers, what matched and what it won, by the newest word of the lottery that sold it", async () => {
    const on = "2026-12-02";
    const { id } = await buyTicket(agent.deps, null, wish({ game, draws: [on, "2026-12-12"], entries }));
    expect(await showTicket(agent.deps, id)).toMatchObject({
      entries,
      draws: [
        { date: on, postponed: false, result: null, lines: null, prizeMinor: null, claim: null },
        { date: "2026-12-12" },
      ],
    });
    agent.clock.set(new Date("2026-12-03T12:00:00Z"));
    agent.lottery.book.publish(game, on, { main: [1, 2, 3, 4, 41, 42], bonus: [43], prizesMinor: { 4: 9_000 } });
    await followDraws(agent.deps);
    await claimPrizes(agent.deps);
    // What another source says of the draw later does not count for this ticket.
    const other = {
      main: [1, 2, 3, 4, 5, 6],
      bonus: [43],
      multiplier: null,
      prizesMinor: {},
      winners: {},
      publishedAt: null,
    };
    await recordNews(agent.deps, "a file", [{ kind: "result", game, date: on, revision: 7, ...other }]);
    const { draws } = await showTicket(agent.deps, id);
    expect(draws[0]).toMatchObject({
      result: { source: "lottery-server", revision: 1, main: [1, 2, 3, 4, 41, 42] },
      lines: [
        { division: 4, label: "4", matchedMain: [1, 2, 3, 4], prizeMinor: 9_000 },
        { division: 5, label: "3", matchedMain: [1, 2, 3], prizeMinor: 1_000 },
      ],
      prizeMinor: 10_000,
      claim: { state: "paid", paidMinor: 10_000 },
    });
    expect(draws[1]).toMatchObject({ result: null, lines: null });
    expect(await codeOf(showTicket(agent.deps, newId()))).toBe("notFound");
    expect(await codeOf(showDraw(agent.deps, game, "2026-12-04"))).toBe("lotteryDrawUnknown");
  });

  test("L2 a large prize waits for a named claimant", async () => {
    const big = await buyTicket(agent.deps, null, wish({ game, draws: ["2026-11-28"], entries }));
    agent.lottery.book.publish(game, "2026-11-28", { main: [1, 2, 3, 4, 5, 6], bonus: [7] });
    expect(await claimPrize(agent.deps, big.id, "2026-11-28")).toMatchObject({
      state: "claimant-needed",
      paidMinor: 0,
    });
    const claimed = await claimPrize(agent.deps, big.id, "2026-11-28", "Test Member");
    expect(claimed).toMatchObject({ state: "paid", amountMinor: claimed.paidMinor });
    expect(claimed.paidMinor).toBeGreaterThan(200_000_000);
    expect(await codeOf(claimPrize(agent.deps, big.id, "2026-12-02"))).toBe("lotteryDrawUnknown");
    // Nothing that was paid is unpaid again.
    await expect(
      agent.db.query({
        text: "update lottery_claim set paid_minor = 0, state = 'nothing' where purchase_id = $1::uuid",
        values: [big.id],
      }),
    ).rejects.toThrow(/cannot shrink/);
  });

  test("L2 a draw that is not held yet is claimed again later", async () => {
    const early = await buyTicket(agent.deps, null, wish({ game, draws: ["2026-12-05"], entries }));
    expect(await claimPrize(agent.deps, early.id, "2026-12-05")).toMatchObject({
      state: "refused",
      refusalCode: "not-drawn",
    });
    agent.lottery.book.publish(game, "2026-12-05", { main: [40, 41, 42, 43, 44, 45], bonus: [46] });
    agent.clock.set(new Date("2026-12-06T12:00:00Z"));
    await followDraws(agent.deps);
    await claimPrizes(agent.deps);
    expect(await claimPrize(agent.deps, early.id, "2026-12-05")).toMatchObject({ state: "nothing", amountMinor: 0 });
  });

  test("L2 a postponed draw keeps its tickets, and its new times are known", async () => {
    const one = await buyTicket(agent.deps, null, wish());
    const times = { drawAt: "2026-11-23T03:59:00.000Z", closesAt: "2026-11-23T02:00:00.000Z" };
    agent.lottery.book.postpone("us-powerball", date, times.drawAt, times.closesAt);
    expect(await followDraws(agent.deps)).toBe(1);
    expect(await followDraws(agent.deps)).toBe(0);
    expect(await showDraw(agent.deps, "us-powerball", date)).toEqual({
      ...{ date, drawAt: new Date(times.drawAt), closesAt: new Date(times.closesAt), postponed: true, result: null },
    });
    expect((await findPurchasesOf(agent.db, one.subject))[0]?.state).toBe("confirmed");
    agent.clock.set(new Date("2026-11-23T01:00:00Z"));
    expect((await cancelTicket(agent.deps, null, one.id)).state).toBe("cancelled");
  });

  test("L2 a result that cannot be, or says otherwise under the same revision, is refused and changes nothing", async () => {
    const result = {
      ...{ kind: "result" as const, game: "de-6aus49", date, revision: 1, main: [1, 2, 3, 4, 5, 6], bonus: [0] },
      ...{ multiplier: null, prizesMinor: { 9: 600 }, winners: {}, publishedAt: null },
    };
    const record = async (over: Partial<typeof result>) =>
      (await recordNews(agent.deps, "a source", [{ ...result, ...over }]))[0];
    expect(await record({ main: [1, 2, 3, 4, 5, 50] })).toMatchObject({ outcome: "refused", code: "out-of-range" });
    expect(await record({ game: "xx" })).toMatchObject({ outcome: "refused", code: "unknown-game" });
    expect(await record({ prizesMinor: { 12: 1 } as never })).toMatchObject({
      outcome: "refused",
      code: "unknown-division",
    });
    expect(await record({})).toMatchObject({ outcome: "new" });
    expect(await record({ main: [6, 5, 4, 3, 2, 1] })).toMatchObject({ outcome: "known" });
    expect(await record({ main: [1, 2, 3, 4, 5, 7] })).toMatchObject({ outcome: "refused", code: "revision-changed" });
    expect(await record({ main: [1, 2, 3, 4, 5, 7], revision: 3 })).toMatchObject({ outcome: "corrected" });
    expect(await record({ revision: 2 })).toMatchObject({ outcome: "known" });
    await expect(agent.db.query({ text: "update lottery_result set main = '{1}'" })).rejects.toThrow();
  });
});
