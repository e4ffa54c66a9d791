import { CATALOGUE } from "../../server/lotteries/catalogue";
import { openDraws } from "../../server/lotteries/draw-calendar";
import { sameSignature, signAnswer, signRequest } from "../../server/lotteries/request-signature";
import { type Answer, type Asked, json, refuseInProduction, type StandIn, serve } from "../stand-in";
import { LotteryBook, type Result, type Ticket } from "./book";
import { FAULT_KINDS, type Fault, Faults } from "./faults";
import { BookError } from "./order";

export interface LotteryOptions {
  port: number;
  host?: string;
  keyId: string;
  secret: string;
  /** What `POST /_control/…` has to bring in x-lottery-admin. */
  adminToken: string;
  /** Of the draws that are held here; the same seed draws the same numbers. */
  seed?: string;
  now?: () => number;
  autoDraw?: boolean;
  /** Keeps everything in this file, so that a restart loses nothing. */
  stateFile?: string;
  claimantFromMinor?: number;
  /** Whether it asks for back what it paid too much before a correction. */
  reclaims?: boolean;
}

export interface LotteryStandIn extends StandIn {
  book: LotteryBook;
  faults: Faults;
}

const TOLERANCE_SECONDS = 300;
const fail = (status: number, code: string, message: string) => json(status, { error: { code, message } });

/**
 * A lottery that sells its tickets over HTTP, for development and tests: quotes, tickets, results and claims of every
 * game of the catalogue, with signed requests. docs/lotteries.md describes the interface. It refuses to run in production.
 */
export async function startLottery(options: LotteryOptions): Promise<LotteryStandIn> {
  refuseInProduction("the lottery");
  const book = new LotteryBook({
    seed: options.seed ?? options.secret,
    now: options.now ?? Date.now,
    autoDraw: options.autoDraw ?? false,
    stateFile: options.stateFile,
    claimantFromMinor: options.claimantFromMinor ?? 60_000,
    reclaims: options.reclaims ?? false,
  });
  const faults = new Faults();
  const nonces = new Map<string, number>();

  const shown = (ticket: Ticket) => {
    const { paid: _, ...rest } = ticket;
    return { ...rest, cancelUntil: book.cancelUntil(ticket).toISOString() };
  };

  /** Why a request is not answered, or null. A nonce that was seen is refused for as long as its timestamp would pass. */
  function refusal({ method, url, headers, body }: Asked): Answer | null {
    const given = (name: string) => headers[name]?.toString() ?? "";
    const timestampSeconds = Number(given("x-lottery-timestamp"));
    const nonce = given("x-lottery-nonce");
    const wanted = signRequest(options.secret, {
      ...{ method, target: `${url.pathname}${url.search}`, timestampSeconds, nonce, body },
    });
    if (given("x-lottery-key") !== options.keyId || !sameSignature(given("x-lottery-signature"), wanted)) {
      return fail(401, "bad-signature", "The request is not signed by a known key.");
    }
    // By the machine's clock, whatever the lottery's own is set to.
    const nowSeconds = Date.now() / 1000;
    if (!(Math.abs(nowSeconds - timestampSeconds) <= TOLERANCE_SECONDS)) {
      return fail(401, "stale", "The request's time is not now.");
    }
    if (!/^[\w-]{16,64}$/.test(nonce)) return fail(401, "bad-nonce", "A nonce has 16 to 64 characters.");
    for (const [old, until] of nonces) if (until < nowSeconds) nonces.delete(old);
    if (nonces.has(nonce)) return fail(401, "replayed", "This request was made before.");
    nonces.set(nonce, nowSeconds + 2 * TOLERANCE_SECONDS);
    return null;
  }

  function route({ method, url, body }: Asked): Answer {
    const given = () => {
      try {
        return JSON.parse(body) as Record<string, unknown>;
      } catch {
        throw new BookError(400, "invalid-json", "The body is not JSON.");
      }
    };
    const part = url.pathname.split("/").slice(1);
    const at = `${method} ${part[0]}/${part[1] ?? ""}`;
    if (part.length === 2) {
      if (at === "GET v1/games") return json(200, { games: games() });
      if (at === "POST v1/quotes") return json(200, book.quote(given()));
      if (at === "POST v1/tickets") return json(201, shown(book.buy(given())));
      if (at === "GET v1/tickets") return json(200, shown(book.ticketOfKey(url.searchParams.get("key") ?? "")));
      if (at === "POST v1/claims") return json(200, book.claim(given()));
      if (at === "GET v1/news") {
        const [game, from, to] = ["game", "from", "to"].map((name) => url.searchParams.get(name) ?? "");
        return json(200, { news: book.news(game, from!, to!) });
      }
    }
    if (at === "GET v1/tickets" && part.length === 3) return json(200, shown(book.ticket(part[2]!)));
    if (at === "POST v1/tickets" && part.length === 4 && part[3] === "cancel") {
      return json(200, shown(book.cancel(part[2]!)));
    }
    return fail(404, "unknown-request", `There is no ${method} ${url.pathname}.`);
  }

  function games() {
    return CATALOGUE.map((game) => ({
      ...{ id: game.id, name: game.name, currency: game.currency },
      draws: openDraws(game, new Date(book.now()), 3).map(({ date, closesAt }) => ({ date, closesAt })),
    }));
  }

  function answered(asked: Asked): Answer {
    try {
      return route(asked);
    } catch (error) {
      if (error instanceof BookError) return fail(error.status, error.code, error.message);
      throw error;
    }
  }

  /** The answer with its signature, which names the request's nonce. */
  function signed(asked: Asked, answer: Answer): Answer {
    const body = answer.body.toString();
    const nonce = asked.headers["x-lottery-nonce"]?.toString() ?? "";
    const signature = signAnswer(options.secret, { nonce, status: answer.status, body });
    return { ...answer, headers: { ...answer.headers, "x-lottery-signature": signature } };
  }

  async function strike(fault: Fault, asked: Asked): Promise<Answer | null> {
    const wait = () => new Promise((resolve) => setTimeout(resolve, fault.delayMs ?? 0));
    if (fault.kind === "late") {
      void wait().then(() => answered(asked));
      return null;
    }
    if (fault.kind === "held") {
      const answer = answered(asked);
      await wait();
      return answer;
    }
    await wait();
    if (fault.kind === "reset") return null;
    if (fault.kind === "error") return fail(500, "broken", "Something went wrong here.");
    const answer = answered(asked);
    if (fault.kind === "lost") return null;
    if (fault.kind === "twice") return doubled(answered(asked));
    return fault.kind === "wrong" ? falsified(answer) : answer;
  }

  function control(asked: Asked): Answer {
    if (asked.headers["x-lottery-admin"] !== options.adminToken) {
      return fail(403, "not-admin", "x-lottery-admin has to bring the token.");
    }
    const what = asked.url.pathname.slice("/_control/".length);
    if (asked.method === "GET" && what === "tickets") return json(200, { tickets: book.tickets });
    if (asked.method !== "POST") return fail(404, "unknown-request", `There is no ${asked.method} of ${what}.`);
    const given = JSON.parse(asked.body || "{}") as Record<string, unknown>;
    if (what === "fault") {
      const fault = given as unknown as Fault;
      if (!FAULT_KINDS.includes(fault.kind)) {
        return fail(400, "bad-fault", `A fault's kind is one of ${FAULT_KINDS.join(", ")}.`);
      }
      faults.add(fault);
    } else if (what === "clear") faults.clear();
    else if (what === "clock") book.advanceSeconds(Number(given.advanceSeconds) || 0);
    else if (what === "result") {
      return json(200, book.publish(given.game, String(given.date), given as Partial<Result>));
    } else if (what === "postpone") {
      book.postpone(given.game, String(given.date), String(given.drawAt), String(given.closesAt));
    } else return fail(404, "unknown-request", `There is no POST of ${what}.`);
    return json(200, { now: new Date(book.now()).toISOString() });
  }

  const running = await serve(options, async (asked) => {
    if (asked.url.pathname.startsWith("/_control/")) {
      try {
        return control(asked);
      } catch (error) {
        if (error instanceof BookError) return fail(error.status, error.code, error.message);
        return fail(400, "bad-request", (error as Error).message);
      }
    }
    const refused = refusal(asked);
    if (refused) return signed(asked, refused);
    const fault = faults.strike(asked.method, asked.url.pathname);
    const answer = fault ? await strike(fault, asked) : answered(asked);
    return answer && signed(asked, answer);
  });
  return { ...running, book, faults };
}

/** Lists are said twice. */
function doubled(answer: Answer): Answer {
  const body = JSON.parse(answer.body.toString()) as { news?: unknown[] };
  return body.news ? json(answer.status, { news: [...body.news, ...body.news] }) : answer;
}

/** A ticket with other numbers than were bought. */
function falsified(answer: Answer): Answer {
  const body = JSON.parse(answer.body.toString()) as { entries?: Array<{ main: number[] }> };
  const first = body.entries?.[0]?.main;
  if (first) first[0] = first[0] === 1 ? first.at(-1)! : 1;
  return json(answer.status, body);
}
