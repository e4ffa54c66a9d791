import { randomUUID } from "node:crypto";
import { z } from "zod";
import {
  type Claim,
  type DrawNews,
  LotteryRefusal,
  type LotteryServer,
  type LotteryTicket,
  lotteryUnavailable,
  lotteryWrong,
  type Quote,
  type TicketOrder,
} from "../ports";
import { sameSignature, signAnswer, signRequest } from "../request-signature";
import type { Entry } from "../selection";

const TIMEOUT_MS = 10_000;
const LARGEST_ANSWER = 16 * 1024 * 1024;

export interface LotterySettings {
  url: string;
  keyId: string;
  secret: string;
  timeoutMs?: number;
}

const minor = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const date = z.string().regex(/^\d{4}-\d\d-\d\d$/);
const time = z.iso.datetime().transform((text) => new Date(text));
const numbers = z.array(z.number().int().min(0).max(255)).max(100);
const byDivision = z
  .record(z.string().regex(/^[1-9]\d?$/), minor)
  .transform(
    (given) =>
      Object.fromEntries(Object.entries(given).map(([key, value]) => [Number(key), value])) as Record<number, number>,
  );

const entry = z.object({
  main: numbers,
  bonus: numbers,
  system: z.number().int().nullable(),
  addOns: z.array(z.string()),
  multiplier: z.number().int().nullable(),
});
const ticket = z.object({
  reference: z.string().min(1).max(100),
  key: z.string(),
  game: z.string(),
  draws: z.array(date),
  entries: z.array(entry),
  state: z.enum(["confirmed", "cancelled"]),
  priceMinor: minor,
  currency: z.string().length(3),
  refundMinor: minor,
  confirmedAt: time,
  cancelUntil: time,
});
const quote = z.object({
  lineCount: z.number().int().min(1),
  priceMinor: minor,
  currency: z.string().length(3),
  draws: z.array(z.object({ date, drawAt: time.nullable(), closesAt: time })),
  cancelUntil: time,
});
const news = z.object({
  news: z.array(
    z.discriminatedUnion("kind", [
      z.object({
        kind: z.literal("postponed"),
        ...{ game: z.string(), date, revision: z.number().int().min(1), drawAt: time, closesAt: time },
      }),
      z.object({
        kind: z.literal("result"),
        ...{ game: z.string(), date, revision: z.number().int().min(1), main: numbers, bonus: numbers },
        ...{ multiplier: z.number().int().nullable(), prizesMinor: byDivision, winners: byDivision, publishedAt: time },
      }),
    ]),
  ),
});
const claim = z.object({
  ...{ reference: z.string(), date, state: z.enum(["nothing", "claimant-needed", "paid"]) },
  ...{ amountMinor: minor, paidMinor: minor, currency: z.string().length(3), revision: z.number().int().min(1) },
});
const refusal = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/** Whether the lottery booked the very entries that were ordered; the multiplier is printed by the lottery. */
function isSameOrder(order: TicketOrder, booked: TicketOrder): boolean {
  const plain = ({ game, draws, entries }: TicketOrder) =>
    JSON.stringify([
      game,
      draws,
      entries.map(({ main, bonus, system, addOns }: Entry) => [main, bonus, system, addOns]),
    ]);
  return plain(order) === plain(booked);
}

/** A lottery that speaks the HTTP interface of docs/lotteries.md. Requests are signed; so is what is believed of it. */
export function lotteryOverHttp(settings: LotterySettings, request: typeof fetch = fetch): LotteryServer {
  const base = settings.url.replace(/\/+$/, "");
  const prefix = new URL(base).pathname.replace(/\/+$/, "");

  async function call<Shape extends z.ZodType>(
    method: "GET" | "POST",
    path: string,
    shape: Shape,
    value?: unknown,
  ): Promise<z.output<Shape>> {
    const body = value === undefined ? "" : JSON.stringify(value);
    const nonce = randomUUID();
    const timestampSeconds = Math.floor(Date.now() / 1000);
    const target = `${prefix}${path}`;
    let status: number;
    let text: string;
    let signature: string;
    try {
      const answer = await request(`${base}${path}`, {
        method,
        signal: AbortSignal.timeout(settings.timeoutMs ?? TIMEOUT_MS),
        headers: {
          "content-type": "application/json",
          "x-lottery-key": settings.keyId,
          "x-lottery-timestamp": String(timestampSeconds),
          "x-lottery-nonce": nonce,
          "x-lottery-signature": signRequest(settings.secret, { method, target, timestampSeconds, nonce, body }),
        },
        ...(method === "POST" ? { body } : {}),
        cache: "no-store",
        redirect: "error",
      });
      status = answer.status;
      signature = answer.headers.get("x-lottery-signature") ?? "";
      text = await answer.text();
      if (text.length > LARGEST_ANSWER) throw new Error("the lottery's answer is too long");
    } catch (cause) {
      throw lotteryUnavailable(cause);
    }
    if (status >= 500 || status === 429) throw lotteryUnavailable(new Error(`the lottery answered ${status}`));
    // An answer that the lottery did not sign is nobody's word: not a no, and not a yes.
    if (!sameSignature(signature, signAnswer(settings.secret, { nonce, status, body: text }))) {
      throw lotteryWrong("its answer is not signed");
    }
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      throw lotteryWrong("its answer is not JSON");
    }
    if (status >= 400) {
      const said = refusal.safeParse(parsed);
      if (!said.success) throw lotteryWrong(`it refused with ${status} and no reason`);
      // Our key, our clock or our secret is at fault: that decides nothing about a ticket.
      if (status === 401 || status === 403) throw lotteryUnavailable(new Error(said.data.error.message));
      throw new LotteryRefusal(said.data.error.code, said.data.error.message);
    }
    const read = shape.safeParse(parsed);
    if (!read.success) throw lotteryWrong(`its answer has not the form: ${read.error.issues[0]?.path.join(".")}`);
    return read.data;
  }

  return {
    name: "lottery-server",

    quote: (order) => call("POST", "/v1/quotes", quote, order) as Promise<Quote>,

    async buy(wish) {
      const bought = await call("POST", "/v1/tickets", ticket, wish);
      if (bought.key !== wish.key || bought.priceMinor !== wish.priceMinor || !isSameOrder(wish, bought)) {
        throw lotteryWrong("it confirmed another ticket than was ordered");
      }
      return bought;
    },

    async status(key) {
      let found: LotteryTicket;
      try {
        found = await call("GET", `/v1/tickets?key=${encodeURIComponent(key)}`, ticket);
      } catch (error) {
        if (error instanceof LotteryRefusal && error.code === "unknown-key") return null;
        throw error;
      }
      if (found.key !== key) throw lotteryWrong("it answered with another key's ticket");
      return found;
    },

    async cancel({ key, reference }) {
      const answer = await call("POST", `/v1/tickets/${encodeURIComponent(reference)}/cancel`, ticket, { key });
      if (answer.reference !== reference || answer.state !== "cancelled") throw lotteryWrong("it did not cancel");
      return answer;
    },

    async news({ game, from, to }) {
      const answer = await call("GET", `/v1/news?${new URLSearchParams({ game, from, to })}`, news);
      return answer.news as DrawNews[];
    },

    async claim(wish) {
      const answer: Claim = await call("POST", "/v1/claims", claim, wish);
      if (answer.reference !== wish.reference || answer.date !== wish.date)
        throw lotteryWrong("it paid another ticket");
      return answer;
    },
  };
}
