import { type ChildProcess, spawn } from "node:child_process";
import { createHash, createHmac, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type LotteryStandIn, startLottery } from "@/dev/lottery/server";
import { lotteryOverHttp } from "@/server/lotteries/adapters/lottery-http";
import type { Entry } from "@/server/lotteries/selection";

const SECRET = "a secret for tests alone";
const ACCESS = { keyId: "tests", secret: SECRET };
let at = Date.parse("2026-11-20T12:00:00Z");
let lottery: LotteryStandIn;
const client = (over: Partial<Parameters<typeof lotteryOverHttp>[0]> = {}) =>
  lotteryOverHttp({ url: lottery.url, ...ACCESS, timeoutMs: 2000, ...over });
beforeAll(async () => {
  lottery = await startLottery({ port: 0, ...ACCESS, adminToken: "root", now: () => at });
});
afterAll(() => lottery.close());
beforeEach(() => {
  at = Date.parse("2026-11-20T12:00:00Z");
  lottery.faults.clear();
});

const line = (main: number[], bonus: number[] = [], more: Partial<Entry> = {}): Entry => ({
  ...{ main, bonus, system: null, addOns: [], multiplier: null },
  ...more,
});
const order = (over: Record<string, unknown> = {}) => ({
  ...{ game: "us-powerball", draws: ["2026-11-21"], entries: [line([4, 8, 19, 27, 34], [10])] },
  ...over,
});
const wish = (over: Record<string, unknown> = {}) => ({ key: randomUUID(), priceMinor: 200, ...order(), ...over });
const control = (what: string, body: unknown, token = "root") =>
  fetch(`${lottery.url}/_control/${what}`, {
    ...{ method: "POST", headers: { "x-lottery-admin": token }, body: JSON.stringify(body) },
  });
const refused = async (work: Promise<unknown>) => {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Error);
  return (error as { code?: string }).code;
};

describe("L2 signed requests", () => {
  /** The signature written out once more, as docs/lotteries.md describes it. */
  function send(over: Record<string, unknown> = {}) {
    const {
      method = "GET",
      target = "/v1/games",
      body = "",
      secret = SECRET,
      ...rest
    } = over as Record<string, string>;
    const timestamp = rest.timestamp ?? String(Math.floor(Date.now() / 1000));
    const nonce = rest.nonce ?? randomUUID();
    const hash = createHash("sha256").update(body).digest("hex");
    const signature = createHmac("sha256", secret)
      .update(["request", method, target, timestamp, nonce, hash].join("\n"))
      .digest("hex");
    return fetch(`${lottery.url}${rest.sentTo ?? target}`, {
      method,
      headers: {
        "x-lottery-key": rest.key ?? "tests",
        "x-lottery-timestamp": timestamp,
        "x-lottery-nonce": nonce,
        "x-lottery-signature": rest.signature ?? signature,
      },
      ...(method === "POST" ? { body: rest.sentBody ?? body } : {}),
    });
  }
  const code = async (answer: Response) => ((await answer.json()) as { error?: { code: string } }).error?.code ?? "ok";

  test("L2 a request that is signed is answered, and the answer is signed too", async () => {
    const nonce = randomUUID();
    const answer = await send({ nonce });
    const body = await answer.text();
    const hash = createHash("sha256").update(body).digest("hex");
    const wanted = createHmac("sha256", SECRET).update(["answer", nonce, 200, hash].join("\n")).digest("hex");
    expect(answer.headers.get("x-lottery-signature")).toBe(wanted);
    expect((JSON.parse(body) as { games: unknown[] }).games.length).toBe(12);
  });

  test("L2 what is not signed, signed otherwise, old or sent before is refused", async () => {
    expect(await code(await fetch(`${lottery.url}/v1/games`))).toBe("bad-signature");
    expect(await code(await send({ secret: "another secret of tests" }))).toBe("bad-signature");
    expect(await code(await send({ key: "somebody" }))).toBe("bad-signature");
    expect(await code(await send({ sentTo: "/v1/games?x=1" }))).toBe("bad-signature");
    const bodies = { method: "POST", target: "/v1/quotes", body: "{}", sentBody: '{"a":1}' };
    expect(await code(await send(bodies))).toBe("bad-signature");
    expect(await code(await send({ timestamp: String(Math.floor(Date.now() / 1000) - 301) }))).toBe("stale");
    expect(await code(await send({ timestamp: "now" }))).toBe("bad-signature");
    expect(await code(await send({ nonce: "short" }))).toBe("bad-nonce");
    const nonce = randomUUID();
    expect(await code(await send({ nonce }))).toBe("ok");
    expect(await code(await send({ nonce }))).toBe("replayed");
  });

  test("L2 what it does not know is answered with an error", async () => {
    for (const target of ["/", "/v1", "/v1/lottery", "/v1/tickets/x/y", "/v1/tickets/"]) {
      const answer = await send({ target });
      expect([target, answer.status, typeof (await code(answer))]).toEqual([target, 404, "string"]);
    }
    expect(await code(await send({ method: "POST", target: "/v1/quotes", body: "{" }))).toBe("invalid-json");
    expect((await control("fault", { kind: "slow" }, "guess")).status).toBe(403);
    expect((await control("fault", { kind: "sleepy" })).status).toBe(400);
    expect((await control("party", {})).status).toBe(404);
  });

  test("L2 a client with the wrong secret learns nothing, and believes nothing that is not signed", async () => {
    expect(await refused(client({ secret: "another secret of tests" }).status("some-key-1"))).toBe("lotteryWrong");
    const forged = lotteryOverHttp({ url: lottery.url, ...ACCESS }, async () =>
      Response.json({ error: { code: "unknown-key", message: "" } }, { status: 404 }),
    );
    expect(await refused(forged.status("some-key-1"))).toBe("lotteryWrong");
  });
});

describe("L2 selling", () => {
  test("L2 a quote says lines, price, closing time and until when it can be cancelled", async () => {
    const quote = await client().quote(
      order({
        draws: ["2026-11-21", "2026-11-23"],
        entries: [line([4, 8, 19, 27, 34, 35], [10], { system: 6, addOns: ["power-play"] })],
      }),
    );
    expect(quote).toEqual({
      ...{ lineCount: 6, priceMinor: 2 * 6 * 300, currency: "USD", cancelUntil: new Date("2026-11-22T02:00:00Z") },
      draws: [
        { date: "2026-11-21", drawAt: new Date("2026-11-22T03:59:00Z"), closesAt: new Date("2026-11-22T02:00:00Z") },
        { date: "2026-11-23", drawAt: new Date("2026-11-24T03:59:00Z"), closesAt: new Date("2026-11-24T02:00:00Z") },
      ],
    });
  });

  test("L2 the same key buys once, and another order under it is refused", async () => {
    const one = wish();
    const first = await client().buy(one);
    expect(first.reference).toMatch(/^LS-[0-9A-F]{16}$/);
    expect((await client().buy(one)).reference).toBe(first.reference);
    expect((await client().status(one.key))?.reference).toBe(first.reference);
    expect(await client().status("never-used-key")).toBeNull();
    expect(await refused(client().buy({ ...one, entries: [line([1, 2, 3, 4, 5], [6])] }))).toBe("key-reused");
    expect(lottery.book.tickets.filter(({ key }) => key === one.key).length).toBe(1);
  });

  test("L2 what cannot be is refused in words", async () => {
    const code = (over: Record<string, unknown>) => refused(client().buy(wish(over)));
    expect(await code({ game: "us-poverball" })).toBe("unknown-game");
    expect(await code({ draws: ["2026-11-22"] })).toBe("no-draw");
    expect(await code({ draws: ["2026-11-23", "2026-11-21"] })).toBe("bad-draws");
    expect(await code({ draws: [] })).toBe("bad-draws");
    expect(await code({ entries: [] })).toBe("bad-entries");
    expect(await code({ entries: [line([4, 8, 19, 27, 27], [10])] })).toBe("duplicate-number");
    expect(await code({ priceMinor: 199 })).toBe("price-changed");
    expect(await code({ key: "short" })).toBe("bad-key");
    expect(await code({ draws: ["2026-11-18"] })).toBe("sales-closed");
    const german = (...bonus: number[]) =>
      wish({ game: "de-6aus49", priceMinor: 240, entries: bonus.map((one) => line([1, 2, 3, 4, 5, 6], [one])) });
    expect(await refused(client().buy(german(3, 4)))).toBe("bonus-per-ticket");
    expect((await client().buy(german(3, 3))).state).toBe("confirmed");
    expect(await code({ game: "ie-lotto", entries: [line([1, 2, 3, 4, 5, 6])] })).toBe("too-few-lines");
  });

  test("L2 sales and cancelling close by the lottery's clock, to the second", async () => {
    at = Date.parse("2026-11-22T01:59:59Z");
    const one = wish();
    const bought = await client().buy(one);
    at = Date.parse("2026-11-22T02:00:00Z");
    expect(await refused(client().buy(wish()))).toBe("sales-closed");
    // The repetition of a purchase that went through is answered all the same.
    expect((await client().buy(one)).reference).toBe(bought.reference);
    expect(await refused(client().cancel({ key: one.key, reference: bought.reference }))).toBe("cancel-closed");
  });

  test("L2 a cancelled ticket gives its price back, once, and plays no more", async () => {
    const one = wish();
    const { reference } = await client().buy(one);
    const cancelled = await client().cancel({ key: one.key, reference });
    expect(cancelled).toMatchObject({ state: "cancelled", refundMinor: 200 });
    expect(await client().cancel({ key: one.key, reference })).toEqual(cancelled);
    expect(await refused(client().cancel({ key: one.key, reference: "LS-0" }))).toBe("unknown-ticket");
  });

  test("L2 Mega Millions prints a multiplier on every line", async () => {
    const bought = await client().buy(
      wish({
        game: "us-megamillions-2025",
        draws: ["2026-11-24"],
        priceMinor: 500,
        entries: [line([1, 2, 3, 4, 5], [6])],
      }),
    );
    expect([2, 3, 4, 5, 10]).toContain(bought.entries[0]!.multiplier);
  });
});

describe("L2 results and prizes", () => {
  const game = "ca-649";
  const date = "2026-11-21";
  const query = { game, from: date, to: date };

  test("L2 a result comes with its pools; a correction is a new revision; the difference can be claimed", async () => {
    const entries = [line([1, 2, 3, 4, 5, 6]), line([1, 2, 3, 20, 21, 22])];
    const { reference } = await client().buy(wish({ game, draws: [date], priceMinor: 600, entries }));
    const claim = (claimant: string | null = null) => client().claim({ reference, date, claimant });
    expect(await client().news(query)).toEqual([]);
    expect(await refused(claim())).toBe("not-drawn");
    await control("result", { game, date, main: [1, 2, 3, 40, 41, 42], bonus: [43] });
    const [first] = await client().news(query);
    expect(first).toMatchObject({ kind: "result", revision: 1, main: [1, 2, 3, 40, 41, 42], bonus: [43] });
    expect(await claim()).toMatchObject({ state: "paid", amountMinor: 2_000, paidMinor: 2_000, revision: 1 });
    expect(await claim()).toMatchObject({ state: "paid", amountMinor: 2_000, paidMinor: 2_000 });
    await control("result", { game, date, main: [1, 2, 3, 4, 5, 42], bonus: [6] });
    const [second] = await client().news(query);
    expect(second).toMatchObject({ revision: 2, main: [1, 2, 3, 4, 5, 42] });
    const prize = (second as { prizesMinor: Record<number, number> }).prizesMinor[2]!;
    expect(prize).toBeGreaterThan(60_000);
    expect(await claim()).toMatchObject({ state: "claimant-needed", amountMinor: prize + 1_000, paidMinor: 2_000 });
    expect(await claim("Test Member")).toMatchObject({ state: "paid", paidMinor: prize + 1_000 });
  });

  test("L2 a postponed draw is sold on until its new closing time", async () => {
    const planned = { game: "us-powerball", date: "2026-11-21" };
    const drawAt = "2026-11-23T03:59:00.000Z";
    await control("postpone", { ...planned, drawAt, closesAt: "2026-11-23T02:00:00.000Z" });
    expect(await client().news({ game: "us-powerball", from: "2026-11-21", to: "2026-11-21" })).toEqual([
      {
        kind: "postponed",
        ...planned,
        revision: 1,
        drawAt: new Date(drawAt),
        closesAt: new Date("2026-11-23T02:00:00Z"),
      },
    ]);
    at = Date.parse("2026-11-22T12:00:00Z");
    expect((await client().buy(wish())).cancelUntil).toEqual(new Date("2026-11-23T02:00:00Z"));
    expect((await control("postpone", { game, date, drawAt, closesAt: drawAt })).status).toBe(409);
    expect((await control("postpone", { ...planned, drawAt, closesAt: "2027-01-01T00:00:00Z" })).status).toBe(422);
  });

  test("L2 a lottery that holds its draws by itself publishes each one, the same again for the same seed", async () => {
    const start = () =>
      startLottery({ port: 0, ...ACCESS, adminToken: "root", seed: "s", autoDraw: true, now: () => at });
    const [one, two] = await Promise.all([start(), start()]);
    try {
      const week = { game: "de-6aus49", from: "2026-11-11", to: "2026-11-21" };
      const news = await lotteryOverHttp({ url: one.url, ...ACCESS }).news(week);
      expect(news.map(({ date: on }) => on)).toEqual(["2026-11-11", "2026-11-14", "2026-11-18"]);
      const again = await lotteryOverHttp({ url: two.url, ...ACCESS }).news(week);
      expect(again).toEqual(news);
    } finally {
      await Promise.all([one.close(), two.close()]);
    }
  });
});

describe("L2 faults it can be told to have", () => {
  const strike = (fault: Record<string, unknown>) =>
    control("fault", { method: "POST", path: "/v1/tickets", times: 1, ...fault });

  test("L2 error and reset do nothing; lost does it and says nothing; late does it afterwards", async () => {
    for (const [kind, done] of [
      ["error", false],
      ["reset", false],
      ["lost", true],
    ] as const) {
      const one = wish();
      await strike({ kind });
      expect(await refused(client().buy(one))).toBe("lotteryUnavailable");
      expect([kind, (await client().status(one.key)) !== null]).toEqual([kind, done]);
      expect((await client().buy(one)).state).toBe("confirmed");
    }
    const one = wish();
    await strike({ kind: "late", delayMs: 150 });
    expect(await refused(client().buy(one))).toBe("lotteryUnavailable");
    expect(await client().status(one.key)).toBeNull();
    await expect.poll(async () => (await client().status(one.key))?.state).toBe("confirmed");
  });

  test("L2 slow is slower than a client waits; twice is still one ticket; wrong is not believed", async () => {
    const slow = wish();
    await strike({ kind: "slow", delayMs: 300 });
    expect(await refused(client({ timeoutMs: 100 }).buy(slow))).toBe("lotteryUnavailable");
    const twice = wish();
    await strike({ kind: "twice" });
    expect((await client().buy(twice)).key).toBe(twice.key);
    expect(lottery.book.tickets.filter(({ key }) => key === twice.key).length).toBe(1);
    await strike({ kind: "wrong" });
    expect(await refused(client().buy(wish()))).toBe("lotteryWrong");
  });
});

describe("L2 the server as a process of its own", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "lottery-"));
  const children: ChildProcess[] = [];
  afterAll(() => {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  const start = (env: Record<string, string>) => {
    const child = spawn(process.execPath, ["--import", "tsx", "dev/lottery/main.ts"], {
      env: { ...process.env, PORT: "0", LOTTERY_KEY_ID: "tests", LOTTERY_SECRET: SECRET, ...env },
      stdio: ["ignore", "ignore", "pipe"],
    });
    children.push(child);
    return new Promise<{ child: ChildProcess; text: string }>((resolve) => {
      let text = "";
      child.stderr.on("data", (chunk: Buffer) => {
        text += chunk;
        if (text.includes("listens on")) resolve({ child, text });
      });
      child.once("close", () => resolve({ child, text }));
    });
  };

  test("L2 it keeps its books over a kill, and refuses to start in production", async () => {
    const STATE_FILE = path.join(folder, "books.json");
    const url = (text: string) => /http:\/\/\S+/.exec(text)![0];
    const first = await start({ STATE_FILE });
    const key = randomUUID();
    const future = { game: "de-6aus49", priceMinor: 120, entries: [line([1, 2, 3, 4, 5, 6], [7])] };
    const saturday = new Date(Date.now() + ((6 - new Date().getUTCDay() + 7) % 7 || 7) * 86_400_000)
      .toISOString()
      .slice(0, 10);
    const speak = (text: string) => lotteryOverHttp({ url: url(text), ...ACCESS });
    const bought = await speak(first.text).buy({ key, draws: [saturday], ...future });
    const closed = new Promise((resolve) => first.child.once("close", resolve));
    first.child.kill("SIGKILL");
    await closed;
    expect(existsSync(STATE_FILE)).toBe(true);
    const second = await start({ STATE_FILE });
    expect((await speak(second.text).status(key))?.reference).toBe(bought.reference);

    const refusing = await start({ NODE_ENV: "production" });
    expect(refusing.text).toContain("refuses to start with NODE_ENV=production");
  });
});
