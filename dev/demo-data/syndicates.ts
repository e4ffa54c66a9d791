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
import type { SyndicateDeps } from "@/server/games/syndicates/ports";
import { recordTicket } from "@/server/games/syndicates/record-ticket";
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
  await attempt("Lighthouse Wednesday", () => past("Lighthouse Wednesday", "ada", 4, "agent"));
  await attempt("Nine to Five", () => past("Nine to Five", "ben", 0, "agent"));
  await attempt("Kiosk on Main", () => past("Kiosk on Main", "ada", 3, "manager"));
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
  for (const sharer of SHARERS) {
    const person = personOf(sharer);
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

async function offer(deps: SyndicateDeps, people: Map<string, Actor>, wish: Wish, now: Date): Promise<string> {
  const game = findGame(wish.game ?? "us-powerball")!;
  const draw = openDraws(game, now, wish.draw ?? 1).at(-1)!;
  const manager = people.get(wish.by)!;
  const { id } = await createSyndicate(deps, manager, {
    ...{ name: wish.name, mode: "agreed", game: game.id, draws: [draw.date] },
    entries: randomLines(rulesOn(game, draw.date)!, wish.lines ?? 5, (n) => randomInt(n)),
    weights: typeof wish.shares === "number" ? Array<number>(wish.shares).fill(1) : wish.shares,
    ...{ unsoldRule: "cancel", leadMinutes: 60, isPublic: true },
    requestKey: `demo-${wish.name.toLowerCase().replace(/[^a-z]+/g, "-")}`,
    presence: IN_ERIE,
    ...wish.over,
  });
  await share(deps, people, id, wish.by, wish.taken);
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
  const others = [...people].filter(([name]) => name !== by);
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

/**
 * A syndicate whose draw was held some days ago, with so many numbers of its first line matched. The lottery's clock is put back while
 * it buys, and our own for this alone; the worker, who lives in the present, may come between, and then it is tried again.
 */
function pastOf(services: DemoServices, deps: SyndicateDeps, people: Map<string, Actor>, now: Date) {
  const lottery = deps.agent.lottery;
  const control = async (what: string, body: object) => {
    const answer = await fetch(`${services.env.LOTTERY_URL}/_control/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-lottery-admin": services.env.LOTTERY_SECRET ?? "" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`the lottery server refused: ${await answer.text()}`);
  };
  const game = findGame("us-powerball")!;
  let turn = 0;
  return async (name: string, by: string, hits: number, buyer: "agent" | "manager"): Promise<void> => {
    let date = new Date(now.getTime() - (5 + turn++ * 4) * DAY_MS).toISOString().slice(0, 10);
    while (!drawOn(game, date)?.drawAt) date = nextDate(date);
    const drawAt = drawOn(game, date)!.drawAt!;
    const clock = fixedClock(new Date(drawAt.getTime() - 2 * DAY_MS));
    const then: SyndicateDeps = { ...deps, moment: async () => clock.now(), agent: { ...deps.agent, lottery, clock } };
    const back = Math.round((now.getTime() - clock.now().getTime()) / 1000);
    await control("clock", { advanceSeconds: -back });
    let id = "";
    try {
      const wish: Wish = { name, by, lines: 5, shares: 10, taken: 10, draw: 1 };
      const over = buyer === "manager" ? { buyer, leadMinutes: 360 } : {};
      id = await offer(then, people, { ...wish, over }, clock.now());
      if (buyer === "manager") await recordByHand(then, people.get(by)!, id);
      const one = await advanceSyndicate(then, id);
      await control("result", { game: game.id, date: one.draws[0], ...resultFor(one.entries[0]!, hits) });
      clock.set(new Date(drawAt.getTime() + 3_600_000));
    } finally {
      await control("clock", { advanceSeconds: back });
    }
    await followDraws(then.agent);
    await claimPrizes(then.agent);
    if (buyer === "manager") await settleHandTickets(then);
    await advanceSyndicate(then, id);
  };
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
