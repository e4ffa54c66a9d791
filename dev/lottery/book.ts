import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { localDate } from "../../server/jurisdiction/age";
import { nextDate } from "../../server/lotteries/draw-calendar";
import type { GameRules, LotteryGame } from "../../server/lotteries/game";
import { type Entry, lineCount, priceMinor } from "../../server/lotteries/selection";
import { type DrawOutcome, settleEntries } from "../../server/lotteries/settle";
import { type DrawTimes, drawNumbers, fillPools, plannedTimes, rulesFor, seededBelow } from "./draws";
import { BookError, gameOf, printMultiplier, readOrder } from "./order";

export interface Ticket {
  reference: string;
  key: string;
  game: string;
  draws: string[];
  entries: Entry[];
  state: "confirmed" | "cancelled";
  priceMinor: number;
  currency: string;
  refundMinor: number;
  confirmedAt: string;
  /** What was paid out, by draw date. */
  paid: Record<string, number>;
}

export interface Result {
  kind: "result";
  game: string;
  date: string;
  revision: number;
  main: readonly number[];
  bonus: readonly number[];
  multiplier: number | null;
  prizesMinor: Record<number, number>;
  winners: Record<number, number>;
  publishedAt: string;
}

interface Postponement extends DrawTimes {
  revision: number;
}

/** All that has to outlive a restart. */
interface Kept {
  tickets: Ticket[];
  results: Record<string, Result[]>;
  postponed: Record<string, Postponement>;
  /** What jackpots nobody won left, by game. */
  carried: Record<string, number>;
  clockOffsetMs: number;
}

/** From the draw to its publication, where the server draws by itself. */
const PUBLISH_MS = 10 * 60_000;
const AUTO_DAYS = 30;
const named = (game: string, date: string) => `${game}|${date}`;

/** The lottery's books: what was sold, drawn, published and paid. Knows nothing of HTTP. */
export class LotteryBook {
  private readonly kept: Kept = { tickets: [], results: {}, postponed: {}, carried: {}, clockOffsetMs: 0 };
  private readonly byKey = new Map<string, Ticket>();
  private readonly byReference = new Map<string, Ticket>();

  constructor(
    private readonly options: {
      seed: string;
      now: () => number;
      /** Holds and publishes draws by itself when their time has come. */
      autoDraw: boolean;
      stateFile?: string;
      /** From this prize on, a named claimant is asked for. */
      claimantFromMinor: number;
      /** Asks for back what it paid too much before a correction; else that stays paid. */
      reclaims: boolean;
    },
  ) {
    if (options.stateFile && existsSync(options.stateFile)) {
      Object.assign(this.kept, JSON.parse(readFileSync(options.stateFile, "utf8")) as Kept);
      for (const ticket of this.kept.tickets) this.index(ticket);
    }
  }

  private index(ticket: Ticket): void {
    this.byKey.set(ticket.key, ticket);
    this.byReference.set(ticket.reference, ticket);
  }

  private save(): void {
    const { stateFile } = this.options;
    if (!stateFile) return;
    writeFileSync(`${stateFile}.new`, JSON.stringify(this.kept), { mode: 0o600 });
    renameSync(`${stateFile}.new`, stateFile);
  }

  now(): number {
    return this.options.now() + this.kept.clockOffsetMs;
  }

  advanceSeconds(seconds: number): void {
    this.kept.clockOffsetMs += seconds * 1000;
    this.save();
  }

  get tickets(): readonly Ticket[] {
    return this.kept.tickets;
  }

  /** The times of a draw as they stand now. */
  private times(game: LotteryGame, date: string): DrawTimes {
    const planned = plannedTimes(game.id, date);
    if (!planned) throw new BookError(422, "no-draw", `${game.name} has no draw on ${String(date).slice(0, 20)}.`);
    return this.kept.postponed[named(game.id, date)] ?? planned;
  }

  private requireOpen(closesAtMs: readonly number[]): void {
    if (Math.min(...closesAtMs) <= this.now())
      throw new BookError(422, "sales-closed", "Sales of this draw are closed.");
  }

  quote(value: unknown) {
    const { game, draws, entries, rules, currency, closesAtMs } = readOrder(value, (game, date) =>
      this.times(game, date),
    );
    this.requireOpen(closesAtMs);
    const found = gameOf(game);
    return {
      lineCount: entries.reduce((sum, entry) => sum + lineCount(rules[0]!, entry), 0),
      priceMinor: rules.reduce((sum, each) => sum + priceMinor(each, entries), 0),
      currency,
      draws: draws.map((date) => {
        const { drawAtMs, closesAtMs: closes } = this.times(found, date);
        return { date, drawAt: new Date(drawAtMs).toISOString(), closesAt: new Date(closes).toISOString() };
      }),
      cancelUntil: new Date(Math.min(...closesAtMs)).toISOString(),
    };
  }

  buy(value: unknown): Ticket {
    const { key, priceMinor: offered } = (value ?? {}) as { key?: unknown; priceMinor?: unknown };
    if (typeof key !== "string" || !/^[\w:.-]{8,100}$/.test(key)) {
      throw new BookError(422, "bad-key", "key has 8 to 100 letters, digits, dots, colons and dashes.");
    }
    const order = readOrder(value, (game, date) => this.times(game, date));
    const before = this.byKey.get(key);
    if (before) {
      // The printed multiplier is ours; everything else has to be what was bought with this key.
      const plain = (entries: readonly Entry[]) => JSON.stringify(entries.map((one) => ({ ...one, multiplier: null })));
      const same =
        before.game === order.game &&
        before.draws.join() === order.draws.join() &&
        plain(before.entries) === plain(order.entries);
      if (!same) throw new BookError(409, "key-reused", "This key has bought another ticket.");
      return before;
    }
    this.requireOpen(order.closesAtMs);
    const quoted = this.quote(value);
    if (offered !== quoted.priceMinor) {
      throw new BookError(409, "price-changed", `The price is ${quoted.priceMinor}, not ${String(offered)}.`);
    }
    const ticket: Ticket = {
      reference: `LS-${randomBytes(8).toString("hex").toUpperCase()}`,
      key,
      game: order.game,
      draws: order.draws,
      entries: order.entries.map((entry) => ({ ...entry, multiplier: printMultiplier(order.rules[0]!) })),
      state: "confirmed",
      priceMinor: quoted.priceMinor,
      currency: quoted.currency,
      refundMinor: 0,
      confirmedAt: new Date(this.now()).toISOString(),
      paid: {},
    };
    this.kept.tickets.push(ticket);
    this.index(ticket);
    this.save();
    return ticket;
  }

  cancelUntil(ticket: Ticket): Date {
    const game = gameOf(ticket.game);
    return new Date(Math.min(...ticket.draws.map((date) => this.times(game, date).closesAtMs)));
  }

  ticketOfKey(key: string): Ticket {
    const ticket = this.byKey.get(key);
    if (!ticket) throw new BookError(404, "unknown-key", "No ticket was bought with this key.");
    return ticket;
  }

  ticket(reference: unknown): Ticket {
    const ticket = typeof reference === "string" ? this.byReference.get(reference) : undefined;
    if (!ticket) throw new BookError(404, "unknown-ticket", "There is no such ticket.");
    return ticket;
  }

  cancel(reference: string): Ticket {
    const ticket = this.ticket(reference);
    if (ticket.state === "cancelled") return ticket;
    if (this.cancelUntil(ticket).getTime() <= this.now()) {
      throw new BookError(422, "cancel-closed", "The ticket can no longer be cancelled.");
    }
    ticket.state = "cancelled";
    ticket.refundMinor = ticket.priceMinor;
    this.save();
    return ticket;
  }

  /** Publishes a draw's result, drawn here unless it is given; a later one corrects it. */
  publish(gameId: unknown, date: string, given?: Partial<Result>): Result {
    const game = gameOf(gameId);
    this.times(game, date);
    const rules = rulesFor(game.id, date);
    const name = named(game.id, date);
    const revisions = this.kept.results[name] ?? [];
    this.kept.results[name] = revisions;
    const last = revisions.at(-1);
    const drawn =
      given?.main && given.bonus
        ? { main: given.main, bonus: given.bonus, multiplier: given.multiplier ?? last?.multiplier ?? null }
        : last
          ? { main: last.main, bonus: last.bonus, multiplier: last.multiplier }
          : drawNumbers(rules, seededBelow(this.options.seed, name));
    const own = this.ownWinners(rules, game.id, date, { ...drawn, prizesMinor: new Map() });
    const pools = fillPools(rules, own, last ? 0 : (this.kept.carried[game.id] ?? 0));
    if (!last) this.kept.carried[game.id] = pools.leftMinor;
    const result: Result = {
      kind: "result",
      game: game.id,
      date,
      revision: revisions.length + 1,
      ...drawn,
      prizesMinor: { ...pools.prizesMinor, ...given?.prizesMinor },
      winners: pools.winners,
      publishedAt: new Date(this.now()).toISOString(),
    };
    revisions.push(result);
    this.save();
    return result;
  }

  private ownWinners(rules: GameRules, game: string, date: string, outcome: DrawOutcome): Map<number, number> {
    const counts = new Map<number, number>();
    for (const ticket of this.kept.tickets) {
      if (ticket.state !== "confirmed" || ticket.game !== game || !ticket.draws.includes(date)) continue;
      for (const { division, divisions } of settleEntries(rules, outcome, ticket.entries)) {
        const won = divisions ?? (division === null ? {} : { [division]: 1 });
        for (const [each, count] of Object.entries(won)) {
          counts.set(Number(each), (counts.get(Number(each)) ?? 0) + count);
        }
      }
    }
    return counts;
  }

  postpone(gameId: unknown, date: string, drawAt: string, closesAt: string): void {
    const game = gameOf(gameId);
    this.times(game, date);
    const [drawAtMs, closesAtMs] = [Date.parse(drawAt), Date.parse(closesAt)];
    if (!(closesAtMs <= drawAtMs)) throw new BookError(422, "bad-times", "drawAt and closesAt are ISO times in order.");
    const name = named(game.id, date);
    if (this.kept.results[name]) throw new BookError(409, "drawn", "This draw has been held.");
    const revision = (this.kept.postponed[name]?.revision ?? 0) + 1;
    this.kept.postponed[name] = { revision, drawAtMs, closesAtMs };
    this.save();
  }

  private holdDueDraws(game: LotteryGame): void {
    if (!this.options.autoDraw) return;
    const timeZone = game.versions.at(-1)!.schedule.timeZone;
    const today = localDate(new Date(this.now()), timeZone);
    let date = localDate(new Date(this.now() - AUTO_DAYS * 86_400_000), timeZone);
    for (; date <= today; date = nextDate(date)) {
      if (this.kept.results[named(game.id, date)] || !plannedTimes(game.id, date)) continue;
      if (this.times(game, date).drawAtMs + PUBLISH_MS <= this.now()) this.publish(game.id, date);
    }
  }

  /** Postponements and the newest results of a game between two dates. */
  news(gameId: unknown, from: string, to: string) {
    const game = gameOf(gameId);
    this.holdDueDraws(game);
    const within = (name: string) => {
      const [id, date] = name.split("|") as [string, string];
      return id === game.id && date >= from && date <= to;
    };
    const postponed = Object.entries(this.kept.postponed)
      .filter(([name]) => within(name))
      .map(([name, { revision, drawAtMs, closesAtMs }]) => ({
        ...{ kind: "postponed" as const, game: game.id, date: name.split("|")[1]!, revision },
        ...{ drawAt: new Date(drawAtMs).toISOString(), closesAt: new Date(closesAtMs).toISOString() },
      }));
    const results = Object.entries(this.kept.results)
      .filter(([name]) => within(name))
      .map(([, revisions]) => revisions.at(-1)!);
    return [...postponed, ...results];
  }

  claim(value: unknown) {
    const { reference, date, claimant } = (value ?? {}) as Record<string, unknown>;
    const ticket = this.ticket(reference);
    if (typeof date !== "string" || !ticket.draws.includes(date)) {
      throw new BookError(422, "not-in-draw", "The ticket does not take part in that draw.");
    }
    if (ticket.state !== "confirmed") throw new BookError(409, "cancelled", "The ticket was cancelled.");
    const result = this.kept.results[named(ticket.game, date)]?.at(-1);
    if (!result) throw new BookError(409, "not-drawn", "There is no result yet.");
    const prizesMinor = new Map(Object.entries(result.prizesMinor).map(([key, amount]) => [Number(key), amount]));
    const settled = settleEntries(rulesFor(ticket.game, date), { ...result, prizesMinor }, ticket.entries);
    const amountMinor = settled.reduce((sum, { prizeMinor }) => sum + (prizeMinor ?? 0), 0);
    const paidMinor = ticket.paid[date] ?? 0;
    const answer = {
      reference: ticket.reference,
      date,
      currency: ticket.currency,
      revision: result.revision,
      amountMinor,
    };
    const person = typeof claimant === "string" && claimant.trim() !== "";
    if (amountMinor >= this.options.claimantFromMinor && !person) {
      return { ...answer, state: "claimant-needed", paidMinor };
    }
    ticket.paid[date] = this.options.reclaims ? amountMinor : Math.max(paidMinor, amountMinor);
    this.save();
    return { ...answer, state: ticket.paid[date] === 0 ? "nothing" : "paid", paidMinor: ticket.paid[date]! };
  }
}
