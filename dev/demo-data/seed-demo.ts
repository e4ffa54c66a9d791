import type { Services } from "@/server/api/services";
import { requestActivation } from "@/server/games/raffles/activate-raffle";
import type { RaffleDraft } from "@/server/games/raffles/draft";
import type { RaffleDeps } from "@/server/games/raffles/ports";
import { createRaffle } from "@/server/games/raffles/save-raffle";
import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import { openAccount, refreshAccount } from "@/server/payments/connect-account";
import type { Gateways } from "@/server/payments/ports";
import { type AuthorizedOrganiser, authoriseOrganiser } from "@/server/people/authority";
import type { StartCheckoutDeps } from "@/server/tickets/start-checkout";
import { charities, type DemoCharity } from "./charities";
import { everyKind, type KindOfRaffle } from "./every-kind";
import { writeLaw } from "./law";
import { actFor, addPerson, DEMO_PASSWORD, type DemoPerson, people, totpSecretOf } from "./people";
import { quickRaffles } from "./quick-raffles";
import { type DemoRaffle, draftOf, type RaffleTimes } from "./raffle-draft";
import { raffles } from "./raffles";
import { type Buyer, buy, buyerOf, orderSizes, standInOf } from "./sell";
import { findEntryTerms } from "./terms";

/** Under this setting a database says that the demonstration made it, and how far it came. */
const MARK = "demo";

export interface DemoServices {
  process: Services;
  /** With a snapshot that is not published at every step. */
  raffles: RaffleDeps;
  tickets: StartCheckoutDeps;
  gateways: Gateways;
  /** The venue's environment: where the stand-ins are. */
  env: Record<string, string>;
  publish(): Promise<unknown>;
}

export interface Account {
  role: string;
  name: string;
  email: string;
  password: string;
  totpSecret: string | null;
}

/** Who can log in, with the secrets of the second factors. */
export function accountsOf(venueSecret: string): Account[] {
  return people.map((person) => ({
    role: person.role,
    name: `${person.givenName} ${person.familyName}`,
    email: person.email,
    password: DEMO_PASSWORD,
    totpSecret: person.acts ? totpSecretOf(person.email, venueSecret) : null,
  }));
}

/** Whether the demonstration made this database: `none` where it is empty, `other` where somebody else filled it. */
export async function whoseDatabase(db: Database): Promise<"none" | "begun" | "done" | "other"> {
  const mark = await db.venueSetting.findUnique({ where: { key: MARK } });
  if (mark) return (mark.value as { done?: boolean }).done ? "done" : "begun";
  return (await db.member.count()) === 0 && (await db.organisation.count()) === 0 ? "none" : "other";
}

async function mark(db: Database, done: boolean, now: Date): Promise<void> {
  const data = { value: { done }, updatedAt: now };
  await db.venueSetting.upsert({ where: { key: MARK }, create: { key: MARK, ...data }, update: data });
}

/** Runs `work` over `items`, `width` at a time. */
export async function inTurns<Item>(
  items: readonly Item[],
  width: number,
  work: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let at = next++; at < items.length; at = next++) await work(items[at]!, at);
    }),
  );
}

async function addCharity(services: DemoServices, charity: DemoCharity, now: Date): Promise<string> {
  const { db } = services.process;
  const found = await db.organisation.findUnique({ where: { code: charity.code } });
  const id = found?.id ?? newId(now.getTime());
  if (!found) {
    await db.organisation.create({
      data: {
        id,
        code: charity.code,
        name: charity.name,
        description: charity.description,
        registration: `DEMO-${charity.code}-0001`,
        city: charity.city,
        postalCode: charity.postalCode,
        governingAreaId: charity.state,
        areaIds: [charity.state, charity.county],
        createdAt: now,
      },
    });
  }
  const deps = { db, clock: services.process.clock, gateways: services.gateways };
  const isOffered = services.gateways.offered.some(({ name }) => name === charity.gateway);
  const email = `${charity.code.toLowerCase()}@demo.example`;
  const opened = await openAccount(deps, id, email, isOffered ? charity.gateway : undefined);
  const answer = await fetch(
    `${standInOf(services.env, opened.gateway)}/_control/accounts/${opened.account}/complete`,
    {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    },
  );
  if (!answer.ok) throw new Error(`the stand-in did not open an account for ${charity.code}`);
  await refreshAccount(deps, opened);
  return id;
}

/** The people who buy when the venue is filled: one in each county and state that a raffle is open in. */
function crowdOf(charity: DemoCharity): DemoPerson {
  return {
    role: "crowd",
    email: `crowd-${charity.code.toLowerCase()}@demo.example`,
    givenName: "Sam",
    familyName: `Neighbor ${charity.code}`,
    birthDate: "1970-01-01",
    street: "1 Market Street",
    city: charity.city,
    postalCode: charity.postalCode,
    subdivisionId: charity.state,
    countyId: charity.county,
  };
}

/** Who makes a raffle: a clerk of the demonstration for each charity, who cannot log in. */
function clerkOf(charity: DemoCharity): DemoPerson {
  return {
    ...crowdOf(charity),
    email: `clerk-${charity.code.toLowerCase()}@demo.example`,
    givenName: "Clerk",
    familyName: charity.code,
    acts: { kind: "organisation", code: charity.code },
  };
}

export interface Made {
  raffleId: string;
  slug: string;
}

/** Writes and activates a raffle through the organisation's own use cases. Throws with every fault in words. */
export async function openRaffle(
  services: DemoServices,
  raffle: Omit<DemoRaffle, "closesInDays">,
  times: RaffleTimes,
  own: Partial<RaffleDraft> = {},
): Promise<Made> {
  const { by, made } = await draftRaffle(services, raffle, times, own);
  const activated = await requestActivation(services.raffles, by, made.raffleId);
  if (!activated.ok) throw new Error(`${raffle.title}: ${JSON.stringify(activated.faults)}`);
  return made;
}

/** Writes a raffle and leaves it a draft. */
export async function draftRaffle(
  services: DemoServices,
  raffle: Omit<DemoRaffle, "closesInDays">,
  times: RaffleTimes,
  own: Partial<RaffleDraft> = {},
): Promise<{ by: AuthorizedOrganiser; made: Made }> {
  const { db } = services.process;
  const charity = charities.find((one) => one.code === raffle.charity);
  if (!charity) throw new Error(`no charity ${raffle.charity}`);
  const organisation = await db.organisation.findUniqueOrThrow({ where: { code: charity.code } });
  const clerk = await db.member.findUniqueOrThrow({ where: { email: clerkOf(charity).email } });
  const by = authoriseOrganiser(await actFor(db, clerk.id), organisation.id);
  const village = await orchardPark(db);
  const saved = await createRaffle(services.raffles, by, { ...draftOf(raffle, charity, times, village), ...own });
  if (!saved.ok) throw new Error(`${raffle.title}: ${JSON.stringify(saved.faults)}`);
  return { by, made: saved };
}

/** The village of Orchard Park, whose id differs between the sets of areas. */
async function orchardPark(db: Database): Promise<string | null> {
  const found = await db.area.findMany({
    where: {
      tier: "municipality",
      name: { startsWith: "Orchard Park" },
      OR: [{ id: { startsWith: "US-36" } }],
    },
  });
  return (found.find((area) => area.name.includes("village")) ?? found[0])?.id ?? null;
}

/** Sells tickets of a raffle to whoever of the crowd it is open to. Returns how many were sold. */
export async function sellSome(
  services: DemoServices,
  crowd: readonly Buyer[],
  made: Made,
  tickets: number,
  orders: number,
): Promise<number> {
  const terms = await findEntryTerms(services.process.db, made.raffleId);
  const able: Buyer[] = [];
  const permitted = await services.process.db.gamePermission.findMany({ where: { gameId: made.raffleId } });
  // County ids begin with the number of their state, so most of the country need not be asked.
  const near = crowd.filter((buyer) =>
    permitted.some(({ areaId }) => areaId === buyer.state || areaId.slice(0, 5) === buyer.county.slice(0, 5)),
  );
  for (const buyer of near) {
    const decision = await services.tickets.decideEntry(services.process.db, {
      gameId: made.raffleId,
      memberId: buyer.actor.memberId,
      presence: buyer.presence,
      now: services.process.clock.now(),
    });
    if (decision.allowed && !terms.staffIds.has(buyer.actor.memberId)) able.push(buyer);
    if (able.length >= 4) break;
  }
  if (able.length === 0) return 0;
  let sold = 0;
  const sizes = terms.perPerson === null ? orderSizes(tickets, orders) : able.map(() => terms.perPerson ?? 1);
  const drawn = await services.process.db.drawing.findMany({
    where: { raffleId: made.raffleId, kind: "pool" },
    orderBy: { position: "asc" },
  });
  const pools = drawn.length > 0 ? drawn.map(({ id }) => id) : undefined;
  for (const [at, quantity] of sizes.entries()) {
    const wish = { raffleId: made.raffleId, rulesVersion: terms.rulesVersion, quantity, pools };
    sold += await buy(services.tickets, services.env, able[at % able.length]!, wish);
  }
  return sold;
}

/** The crowd, as buyers. */
export async function findCrowd(db: Database): Promise<Buyer[]> {
  const members = await db.member.findMany({ where: { email: { startsWith: "crowd-" } }, orderBy: { email: "asc" } });
  return Promise.all(members.map(async (member) => buyerOf(db, await actFor(db, member.id))));
}

/**
 * Fills an empty venue, or goes on where an interrupted filling stopped; does nothing where it is filled. Raffles,
 * activations and sales go through the application's own use cases. Refuses a database that the demonstration did
 * not make.
 */
export async function seedDemo(
  services: DemoServices,
  options: { rulesFile: string | null; progress: (text: string) => void },
): Promise<{ accounts: Account[]; seeded: boolean }> {
  const { db, clock, environment } = services.process;
  const accounts = accountsOf(environment.APP_SECRET);
  const whose = await whoseDatabase(db);
  if (whose === "other") {
    throw new Error("This database was filled by somebody else; the demonstration leaves it alone.");
  }
  if (whose === "done") return { accounts, seeded: false };
  const now = clock.now();
  const { progress } = options;
  if (whose === "none") {
    await mark(db, false, now);
    progress("Writing the demonstration's law");
    await writeLaw(db, options.rulesFile, now);
  }
  progress(`Opening ${charities.length} charities and their accounts`);
  await inTurns(charities, 4, async (charity) => {
    await addCharity(services, charity, now);
  });
  const organisations = new Map((await db.organisation.findMany()).map((one) => [one.code, one.id]));
  const wanted = [...people, ...charities.map(crowdOf), ...charities.map(clerkOf)];
  const known = new Set((await db.member.findMany({ select: { email: true } })).map((one) => one.email));
  await inTurns(
    wanted.filter((person) => !known.has(person.email)),
    4,
    async (person) => {
      await addPerson(db, person, { now, venueSecret: environment.APP_SECRET, organisations });
    },
  );

  const titles = new Set((await db.raffle.findMany({ select: { title: true } })).map((one) => one.title));
  const wantedRaffles = [...raffles.map((raffle): KindOfRaffle => ({ raffle, own: () => ({}) })), ...everyKind];
  const missing = wantedRaffles.filter(({ raffle }) => !titles.has(raffle.title));
  progress(`Opening ${missing.length} raffles and selling their first tickets`);
  const crowd = await findCrowd(db);
  let done = 0;
  // Each new raffle changes the one version of the rules: they are written one after the other, and sold side by side.
  let writing: Promise<unknown> = Promise.resolve();
  await inTurns(missing, 4, async ({ raffle, own, places = [] }) => {
    const closesAt = evening(now, raffle.closesInDays);
    const times = {
      opensAt: new Date(now.getTime() - 3 * 24 * 3_600_000),
      closesAt,
      drawAt: new Date(closesAt.getTime() + 3_600_000),
    };
    const opened = writing.then(() => openRaffle(services, raffle, times, own(times)));
    writing = opened.catch(() => {});
    const made = await opened;
    await addPlaces(db, made.raffleId, places);
    await sellSome(services, crowd, made, raffle.sold, 2);
    done += 1;
    if (done % 10 === 0) progress(`${done} of ${missing.length} raffles are open`);
  });
  await mark(db, true, clock.now());
  await services.publish();
  return { accounts, seeded: true };
}

async function addPlaces(db: Database, raffleId: string, places: NonNullable<KindOfRaffle["places"]>): Promise<void> {
  await db.salesPlace.createMany({
    data: places.map(([name, street, city, postalCode, hours], at) => ({
      ...{ id: newId(), raffleId, position: at + 1, name, street, city, postalCode, hours },
    })),
  });
}

/** Seven in the evening of the eastern seaboard, some days from now. */
function evening(now: Date, days: number): Date {
  const day = new Date(now.getTime() + days * 24 * 3_600_000);
  return new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 1, 0, 0, 0));
}

/** The next raffle that closes within minutes, already with some tickets sold. `closesAt` decides all its times. */
export async function openQuickRaffle(services: DemoServices, turn: number, closesAt: Date): Promise<Made> {
  const raffle = quickRaffles[turn % quickRaffles.length]!;
  const made = await openRaffle(services, raffle, {
    opensAt: new Date(services.process.clock.now().getTime() - 60_000),
    closesAt,
    drawAt: new Date(closesAt.getTime() + 30_000),
  });
  await sellSome(services, await findCrowd(services.process.db), made, raffle.sold, 3);
  return made;
}
