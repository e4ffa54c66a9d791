import { randomInt } from "node:crypto";
import sharp from "sharp";
import { syndicateServices } from "@/server/api/syndicate-services";
import { walletServices } from "@/server/api/wallet-services";
import { advanceSyndicate } from "@/server/games/syndicates/advance-syndicate";
import { answerCutOff } from "@/server/games/syndicates/answer-cut-off";
import { chooseDisplay } from "@/server/games/syndicates/choose-display";
import type { SyndicateDraft } from "@/server/games/syndicates/conditions";
import { createSyndicate } from "@/server/games/syndicates/create-syndicate";
import type { Shows } from "@/server/games/syndicates/display";
import { inviteByEmail } from "@/server/games/syndicates/invite";
import { settleHandTickets } from "@/server/games/syndicates/pay-in-prize";
import { bringLines } from "@/server/games/syndicates/pools/bring-lines";
import { createPool } from "@/server/games/syndicates/pools/create-pool";
import type { SyndicateDeps } from "@/server/games/syndicates/ports";
import { recordTicket } from "@/server/games/syndicates/record-ticket";
import { noteNext } from "@/server/games/syndicates/store";
import { takeShares } from "@/server/games/syndicates/take-shares";
import { fixedClock } from "@/server/kernel/clock";
import { log } from "@/server/kernel/log";
import { findGame, rulesOn } from "@/server/lotteries/catalogue";
import { claimPrizes } from "@/server/lotteries/claim-prizes";
import { drawOn, nextDate, openDraws } from "@/server/lotteries/draw-calendar";
import { followDraws } from "@/server/lotteries/follow-draws";
import { type Entry, randomLines } from "@/server/lotteries/selection";
import type { Actor } from "@/server/people/authority";
import { settleDeposit } from "@/server/wallets/settle-deposit";
import { startDeposit } from "@/server/wallets/start-deposit";
import { actFor, addPerson, type DemoPerson } from "./people";
import type { DemoServices } from "./seed-demo";
import { buyerOf, payAtStandIn, standInOf } from "./sell";

const IN_CHITTENDEN = { alternatives: [[["US"], ["US-VT"], ["US-50007"], null]] };
const IN_ERIE = { alternatives: [[["US"], ["US-NY"], ["US-36029"], null]] };
const DAY_MS = 86_400_000;

/** Who shares tickets beside those who can log in: invented, with a name that they are shown by. */
const SHARERS: ReadonlyArray<readonly [given: string, family: string, shows: Shows]> = [
  ["Ines", "Carvalho", "given-name"],
  ["Tomas", "Hruby", "given-name"],
  ["Wren", "Adeyemi", "initials"],
  ["Odell", "Pruitt", "given-name"],
  ["Priya", "Nair", "given-name"],
  ["Maud", "Ellery", "nothing"],
  ["Sol", "Bergman", "given-name"],
  ["Kezia", "Obi", "own"],
];

const personOf = ([givenName, familyName]: (typeof SHARERS)[number]): DemoPerson => ({
  ...{ role: "sharer", email: `${givenName.toLowerCase()}@demo.example`, givenName, familyName },
  ...{ birthDate: "1976-08-08", street: "7 Quay Street", city: "Buffalo", postalCode: "14202" },
  ...{ subdivisionId: "US-NY", countyId: "US-36029" },
});

/** Manages the pool of whole lines, where she lives. */
const NELL: DemoPerson = {
  ...{
    role: "sharer",
    email: "nell@demo.example",
    givenName: "Nell",
    familyName: "Achterberg",
    birthDate: "1969-04-17",
  },
  ...{ street: "21 Maple Street", city: "Burlington", postalCode: "05401" },
  ...{ subdivisionId: "US-VT", countyId: "US-50007" },
};

interface Wish {
  name: string;
  by: string;
  game?: string;
  /** Which open draw: 1 is the next. */
  draw?: number;
  lines?: number;
  /** Equal shares, or their weights. */
  shares: number | number[];
  /** So many of them are taken, by turns. */
  taken: number;
  over?: Partial<SyndicateDraft>;
  /** Counts tries after the first. */
  again?: number;
}

const OPEN: Wish[] = [
  { name: "Thursday Harbour", by: "ada", draw: 2, lines: 10, shares: 20, taken: 11 },
  { name: "Fourteen at the Ferry", by: "ben", game: "us-megamillions-2025", lines: 5, shares: 14, taken: 13, draw: 2 },
  { name: "The Lamp Room", by: "ines", draw: 2, lines: 10, shares: 40, taken: 27, over: { mode: "bought-first" } },
  { name: "Quarters and Halves", by: "tomas", draw: 3, lines: 6, shares: [4, 2, 2, 1, 1, 1, 1], taken: 3 },
  { name: "Lakeside Euro", by: "priya", game: "eurojackpot", draw: 2, lines: 4, shares: 16, taken: 0 },
  { name: "Family Table", by: "ada", draw: 3, lines: 3, shares: 6, taken: 0, over: { isPublic: false } },
  { name: "Two Bridges", by: "sol", draw: 1, lines: 5, shares: 10, taken: 10 },
  {
    name: "Pilot House",
    by: "ben",
    draw: 2,
    game: "us-megamillions-2025",
    lines: 4,
    shares: [3, 3, 2, 1, 1],
    taken: 5,
  },
  {
    name: "Corner Store Club",
    by: "ada",
    draw: 3,
    lines: 4,
    shares: 8,
    taken: 5,
    over: { buyer: "manager", leadMinutes: 360 },
  },
  {
    name: "The Counter Line",
    by: "ben",
    draw: 2,
    lines: 3,
    shares: 6,
    taken: 6,
    over: { buyer: "manager", leadMinutes: 360 },
  },
];

interface PastWish {
  name: string;
  by: string;
  /** So many numbers of the first line are drawn in its draws, none in those after them. */
  hits: number[];
  buyer?: "manager";
  /** So many draws in a row, of which those that are still to come are left to play. */
  draws?: number;
}

const PAST: PastWish[] = [
  { name: "Ten in a Row", by: "tomas", hits: [3], draws: 10 },
  { name: "Lighthouse Wednesday", by: "ada", hits: [4] },
  { name: "Nine to Five", by: "ben", hits: [0] },
  { name: "Kiosk on Main", by: "ada", hits: [3], buyer: "manager" },
];

const POOL_NAME = "Green Mountain Lines";

/** Syndicates in every state of life, so that each page has something to show. What one of them refuses leaves the others be. */
export async function seedLivelySyndicates(services: DemoServices): Promise<void> {
  const { process } = services;
  const deps = syndicateServices(process);
  const { db } = process;
  if (!deps || (await db.syndicate.count()) > 0) return;
  const now = process.clock.now();
  await openMemberMoney(db, now);
  const people = await gather(services, now);
  const attempt = (name: string, work: () => Promise<unknown>) =>
    work().catch((error: unknown) => log.warn("demo_syndicate_not_made", { name, error }));
  for (const wish of OPEN) await attempt(wish.name, () => offer(deps, people, wish, now));
  await attempt("Rainy Friday", async () => {
    const id = await offer(
      deps,
      people,
      { name: "Rainy Friday", by: "ada", draw: 2, lines: 2, shares: 8, taken: 4 },
      now,
    );
    await answerCutOff(deps, people.get("ada")!, { syndicateId: id, answer: "cancel" });
  });
  await attempt("Last Call", () => offer(deps, people, closing(process.clock.now()), now));
  const past = pastOf(services, deps, people, now);
  for (const wish of PAST) await attempt(wish.name, () => past(wish));
  await attempt(POOL_NAME, () => offerPool(deps, people, process.clock.now()));
  const family = await db.syndicate.findFirst({ where: { name: "Family Table" }, select: { gameId: true } });
  if (family)
    await attempt("Family Table", () => inviteByEmail(deps, people.get("ada")!, family.gameId, "ben@demo.example"));
}

async function openMemberMoney(db: DemoServices["process"]["db"], now: Date): Promise<void> {
  const data = { value: "open", updatedAt: now };
  await db.venueSetting.upsert({
    where: { key: "member_money" },
    create: { key: "member_money", ...data },
    update: data,
  });
}

/** Those who manage and share, by given name, each with money in the wallet that came in through the gateway. */
async function gather(services: DemoServices, now: Date): Promise<Map<string, Actor>> {
  const { process } = services;
  const { db, environment } = process;
  const people = new Map<string, Actor>();
  const options = { now, venueSecret: environment.APP_SECRET, organisations: new Map<string, string>() };
  for (const person of [...SHARERS.map(personOf), NELL]) {
    const known = await db.member.findUnique({ where: { email: person.email }, select: { id: true } });
    const id = known?.id ?? (await addPerson(db, person, options));
    people.set(person.givenName.toLowerCase(), await actFor(db, id));
  }
  for (const name of ["ada", "ben"]) {
    const { id } = await db.member.findUniqueOrThrow({
      where: { email: `${name}@demo.example` },
      select: { id: true },
    });
    people.set(name, await actFor(db, id));
  }
  for (const [name, actor] of people) {
    await deposit(services, actor, name === "ada" || name === "ben" ? 25_000 : 15_000);
  }
  return people;
}

async function deposit(services: DemoServices, actor: Actor, amountMinor: number): Promise<void> {
  const { process } = services;
  const deps = walletServices(process);
  const requestKey = `demo-syndicates-${actor.memberId}`;
  await startDeposit(deps, actor, { requestKey, amountMinor, currency: "USD", label: "Deposit" });
  const row = await process.db.walletDeposit.findFirstOrThrow({ where: { memberId: actor.memberId, requestKey } });
  await payAtStandIn(standInOf(services.env, "stripe"), row.checkoutId ?? "", await buyerOf(process.db, actor));
  await settleDeposit(deps, row.id);
}

/** Joining ends within two minutes, and shares are left: then its manager decides for a quarter of an hour. */
function closing(now: Date): Wish {
  const draw = openDraws(findGame("us-powerball")!, now, 2)[1]!;
  const minutes = Math.floor(((draw.drawAt ?? draw.closesAt).getTime() - now.getTime()) / 60_000) - 1;
  return { name: "Last Call", by: "ada", draw: 2, lines: 3, shares: 6, taken: 4, over: { leadMinutes: minutes } };
}

/** `held` is called as soon as there is one, before anybody takes shares. */
async function offer(
  deps: SyndicateDeps,
  people: Map<string, Actor>,
  wish: Wish,
  now: Date,
  held?: (id: string) => Promise<unknown>,
): Promise<string> {
  const game = findGame(wish.game ?? "us-powerball")!;
  const draw = openDraws(game, now, wish.draw ?? 1).at(-1)!;
  const manager = people.get(wish.by)!;
  const { id } = await createSyndicate(deps, manager, {
    ...{ name: wish.name, mode: "agreed", game: game.id, draws: [draw.date] },
    entries: randomLines(rulesOn(game, draw.date)!, wish.lines ?? 5, (n) => randomInt(n)),
    weights: typeof wish.shares === "number" ? Array<number>(wish.shares).fill(1) : wish.shares,
    ...{ unsoldRule: "cancel", leadMinutes: 60, isPublic: true },
    requestKey: `demo-${wish.name.toLowerCase().replace(/[^a-z]+/g, "-")}${wish.again ? `-${wish.again}` : ""}`,
    presence: IN_ERIE,
    ...wish.over,
  });
  await held?.(id);
  await share(deps, people, id, wish.by, wish.taken);
  return id;
}

/** A pool of whole lines, under whose law no fractions of a ticket are sold; its manager lives there, others bring lines as well. */
async function offerPool(deps: SyndicateDeps, people: Map<string, Actor>, now: Date): Promise<string> {
  const game = findGame("us-powerball")!;
  const draw = openDraws(game, now, 3).at(-1)!;
  const requestKey = "demo-green-mountain-lines";
  const { id } = await createPool(deps, people.get("nell")!, {
    ...{ name: POOL_NAME, game: game.id, draws: [draw.date], leastLines: 6, mostLines: 40, leadMinutes: 60 },
    ...{ isPublic: true, requestKey, presence: IN_CHITTENDEN },
  });
  for (const [by, lines, presence] of [
    ["nell", 4, IN_CHITTENDEN],
    ["ada", 2, IN_ERIE],
    ["wren", 3, IN_ERIE],
  ] as const) {
    await bringLines(deps, people.get(by)!, {
      ...{ syndicateId: id, requestKey: `${requestKey}-${by}`, conditionsVersion: 1, invitation: null, presence },
      entries: randomLines(rulesOn(game, draw.date)!, lines, (n) => randomInt(n)),
    });
    await chooseDisplay(deps, people.get(by)!, { syndicateId: id, shows: "given-name", name: "" });
  }
  return id;
}

/** The others take shares by turns, a few at a time, and are shown as they like. */
async function share(
  deps: SyndicateDeps,
  people: Map<string, Actor>,
  id: string,
  by: string,
  taken: number,
): Promise<void> {
  // Where Nell lives no fractions are sold.
  const others = [...people].filter(([name]) => name !== by && name !== "nell");
  const chosen = new Set<string>();
  for (let left = taken, turn = 0; left > 0; turn++) {
    const [name, actor] = others[turn % others.length]!;
    const count = Math.min(left, 1 + (turn % 3));
    await takeShares(deps, actor, {
      ...{ syndicateId: id, requestKey: `demo-${id}-${turn}`, numbers: [], count, conditionsVersion: 1 },
      ...{ invitation: null, presence: IN_ERIE },
    });
    left -= count;
    if (chosen.has(name)) continue;
    chosen.add(name);
    const shows = SHARERS.find(([given]) => given.toLowerCase() === name)?.[2] ?? "given-name";
    await chooseDisplay(deps, actor, { syndicateId: id, shows, name: shows === "own" ? "Kez from the quay" : "" });
  }
}

/** A worker that lives in the present may end a syndicate of the past before its ticket is bought: then it is tried again. */
const TRIES = 4;
const SETTLING_TRIES = 40;
const NEVER = new Date("9999-12-31T00:00:00Z");

/**
 * A syndicate whose first draw was held some days ago. The lottery's clock is put back while it buys, and our own for this alone. The
 * worker lives in the present, so it is kept from looking until the ticket is bought; where it came between all the same, the syndicate
 * is over with everybody's money back, and another is offered for a draw before.
 */
function pastOf(services: DemoServices, deps: SyndicateDeps, people: Map<string, Actor>, now: Date) {
  const control = async (what: string, body: object) => {
    const answer = await fetch(`${services.env.LOTTERY_URL}/_control/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-lottery-admin": services.env.LOTTERY_SECRET ?? "" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the lottery server refused: ${await answer.text()}`);
  };
  const game = findGame("us-powerball")!;
  const isDrawn = (date: string) => Boolean(drawOn(game, date)?.drawAt);
  let turn = 0;

  async function buy(wish: PastWish, again: number): Promise<string | null> {
    let date = new Date(now.getTime() - (5 + turn++ * 4) * DAY_MS).toISOString().slice(0, 10);
    while (!isDrawn(date)) date = nextDate(date);
    const clock = fixedClock(new Date(drawOn(game, date)!.drawAt!.getTime() - 2 * DAY_MS));
    const then: SyndicateDeps = { ...deps, moment: async () => clock.now(), agent: { ...deps.agent, clock } };
    const draws = [date];
    while (draws.length < (wish.draws ?? 1)) {
      for (date = nextDate(date); !isDrawn(date); ) date = nextDate(date);
      draws.push(date);
    }
    const back = Math.round((now.getTime() - clock.now().getTime()) / 1000);
    const { name, by, buyer } = wish;
    const over = { draws, ...(buyer ? { buyer, leadMinutes: 360 } : {}) };
    const hold = (id: string) =>
      deps.db.transaction(async (tx) => {
        for (const state of ["open", "placing"] as const) await noteNext(tx, id, state, NEVER);
      });
    await control("clock", { advanceSeconds: -back });
    try {
      const offered = { name, by, lines: 5, shares: 10, taken: 10, draw: 1, over, again };
      const id = await offer(then, people, offered, clock.now(), hold);
      await hold(id);
      if (buyer) await recordByHand(then, people.get(by)!, id);
      const one = await advanceSyndicate(then, id);
      if (one.state !== "playing" && one.state !== "settled") return null;
      for (const [at, day] of draws.entries()) {
        if (drawOn(game, day)!.drawAt! >= now) break;
        await control("result", { game: game.id, date: day, ...resultFor(one.entries[0]!, wish.hits[at] ?? 0) });
      }
      return id;
    } catch (error) {
      if (again >= TRIES) throw error;
      log.info("demo_syndicate_again", { name, error });
      return null;
    } finally {
      await control("clock", { advanceSeconds: back });
    }
  }

  return async (wish: PastWish): Promise<void> => {
    let id: string | null = null;
    for (let again = 0; id === null && again <= TRIES; again++) id = await buy(wish, again);
    if (id === null) throw new Error("the worker came between each time");
    // The worker may be at the same draws, and be waited for.
    for (let tries = 0; tries < SETTLING_TRIES; tries++) {
      await followDraws(deps.agent);
      await claimPrizes(deps.agent);
      if (wish.buyer) await settleHandTickets(deps);
      await advanceSyndicate(deps, id);
      if (await isFollowed(deps, id, wish)) return;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    throw new Error("its results are not followed yet");
  };
}

/** Whether what was drawn is answered: by the lottery, or as what the manager has to pay in. */
async function isFollowed(deps: SyndicateDeps, syndicateId: string, wish: PastWish): Promise<boolean> {
  const one = await deps.db.syndicate.findUniqueOrThrow({ where: { gameId: syndicateId } });
  const claims = await deps.db.lotteryClaim.findMany({ where: { purchaseId: one.purchaseId ?? "" } });
  if (wish.buyer) return claims.length > 0;
  return wish.draws ? claims.some(({ state }) => state === "paid") : one.state === "settled";
}

/** Numbers of which so many are on the line; the bonus is another. */
function resultFor(entry: Entry, hits: number): { main: number[]; bonus: number[]; multiplier: number } {
  const others = Array.from({ length: 69 }, (_, at) => at + 1).filter((one) => !entry.main.includes(one));
  const main = [...entry.main.slice(0, hits), ...others.slice(20, 25 - hits)].sort((a, b) => a - b);
  return { main, bonus: [entry.bonus[0] === 26 ? 1 : 26], multiplier: 2 };
}

async function recordByHand(deps: SyndicateDeps, manager: Actor, syndicateId: string): Promise<void> {
  const { entries } = await deps.db.syndicate.findUniqueOrThrow({
    where: { gameId: syndicateId },
    select: { entries: true },
  });
  const lines = (entries as unknown as Entry[]).map(({ main, bonus }) => `${main.join(" ")} + ${bonus.join(" ")}`);
  const { data, info } = await sharp(Buffer.from(specimen(lines)))
    .webp()
    .toBuffer({ resolveWithObject: true });
  await recordTicket(deps, manager, {
    ...{ syndicateId, reference: `SPECIMEN-${syndicateId.slice(-8)}`, entries: entries as unknown as Entry[] },
    picture: { bytes: new Uint8Array(data), contentType: "image/webp", width: info.width, height: info.height },
  });
}

/** A drawn slip that says of itself that it is none. */
function specimen(lines: readonly string[]): string {
  const rows = lines.map(
    (line, at) => `<text x="40" y="${150 + at * 44}" font-size="28" font-family="monospace">${line}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="520" height="${260 + lines.length * 44}">
    <rect width="100%" height="100%" fill="#fbf8f0"/><rect x="14" y="14" width="492" height="${232 + lines.length * 44}" fill="none" stroke="#8b8676" stroke-dasharray="6 5"/>
    <text x="40" y="76" font-size="34" font-family="serif">SPECIMEN</text><text x="40" y="108" font-size="18" font-family="serif">No ticket of any lottery</text>
    ${rows.join("")}</svg>`;
}
