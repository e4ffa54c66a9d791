import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sharpImages } from "@/server/games/raffles/images/adapters/sharp";
import { payInPrize, settleHandTickets } from "@/server/games/syndicates/pay-in-prize";
import { mayBuyByHand } from "@/server/games/syndicates/permit-hand-purchase";
import { recordTicket } from "@/server/games/syndicates/record-ticket";
import { readHandPicture, showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { findSlug, findStatement } from "@/server/games/syndicates/store";
import { newId } from "@/server/kernel/ids";
import type { Actor } from "@/server/people/authority";
import { DRAW, openWorld, refusal, START, type World } from "./world";

let world: World;
let picture: Parameters<typeof recordTicket>[2]["picture"];
beforeAll(async () => {
  world = await openWorld();
  await permit(true);
  const slip = await sharp({ create: { width: 400, height: 500, channels: 3, background: "#fbf8f0" } })
    .withExif({ IFD0: { Copyright: "where it was taken" } })
    .jpeg()
    .toBuffer();
  picture = await sharpImages.clean(new Uint8Array(slip), "jpeg");
});
afterAll(() => world.close());

let version = 0;
async function permit(allowed: boolean | null): Promise<void> {
  version += 1;
  await world.db.areaRule.deleteMany({ where: { areaId: "US-NY" } });
  await world.db.areaRule.create({
    data: {
      ...{ id: newId(), areaId: "US-NY", version, minimumAge: 18, source: "", confidence: "unverified" },
      rules: allowed === null ? {} : { handBoughtTicketsAllowed: allowed },
      ...{ validFrom: new Date(START.getTime() - 86_400_000), createdAt: START },
    },
  });
}

const BY_HAND = { buyer: "manager", leadMinutes: 360 } as const;
const record = (manager: Actor, syndicateId: string, over: Partial<Parameters<typeof recordTicket>[2]> = {}) =>
  recordTicket(world.deps, manager, {
    ...{ syndicateId, reference: `ab-${syndicateId.slice(-8)}`, picture, entries: world.draft().entries },
    ...over,
  });

/** Three members have paid for a ticket that the manager is to buy by hand. */
async function paidFor(): Promise<{ id: string; slug: string; manager: Actor; members: Actor[] }> {
  world.at("2026-11-20T12:00:00Z");
  const manager = await world.member(10_000);
  const id = await world.offer(manager, BY_HAND);
  const members = [await world.member(), await world.member(), await world.member()];
  for (const member of members) await world.take(member, id);
  return { id, slug: await findSlug(world.db, id), manager, members };
}

test("S2 a ticket is bought by hand only where the manager's own law says so, and only after everybody has paid", async () => {
  const manager = await world.member();
  expect(await mayBuyByHand(world.deps, manager.memberId, START)).toBe(true);
  expect(await refusal(world.offer(manager, { ...BY_HAND, mode: "bought-first" }))).toBe("handBoughtFirst");
  expect(await refusal(world.offer(manager, { buyer: "manager", leadMinutes: 60 }))).toBe("syndicateLead");
  for (const silentOrNo of [null, false]) {
    await permit(silentOrNo);
    expect(await mayBuyByHand(world.deps, manager.memberId, START)).toBe(false);
    expect(await refusal(world.offer(manager, BY_HAND))).toBe("handNotPermitted");
  }
  await permit(true);
});

test("S2 members' money stays in escrow until the very ticket that was agreed on is on record", async () => {
  const { id, slug, manager, members } = await paidFor();
  expect(await world.state(id)).toBe("placing");
  await world.work();
  // The agent buys nothing for it.
  expect(await world.state(id)).toBe("placing");
  expect(await world.balance(`escrow:${id}`)).toBe(400);
  const entries = world.draft().entries as Array<{ main: number[]; bonus: number[] }>;
  const other = [{ main: [4, 8, 19, 27, 35], bonus: [10] }, entries[1]!];
  expect(await refusal(record(manager, id, { entries: other }))).toBe("handLine");
  expect(await refusal(record(manager, id, { entries: [entries[0]!, entries[0]!] }))).toBe("handLine");
  expect(await refusal(record(manager, id, { entries: [entries[0]!] }))).toBe("handLines");
  expect(await refusal(record(manager, id, { reference: "?" }))).toBe("handReference");
  expect(await refusal(record(members[0]!, id))).toBe("notFound");
  expect(await world.balance(`escrow:${id}`)).toBe(400);
  expect(await world.wallet(manager)).toBe(10_000);

  // In whatever order the terminal printed the lines.
  await record(manager, id, { entries: [...entries].reverse() });
  expect(await world.state(id)).toBe("playing");
  expect(await world.balance(`escrow:${id}`)).toBe(0);
  expect(await world.wallet(manager)).toBe(10_400);
  expect(await findStatement(world.db, id, members[0]!.memberId)).not.toBeNull();
  expect(await refusal(record(manager, id, { reference: "ANOTHER-1" }))).toBe("handTicketKnown");
  await world.sound();

  const file = await readHandPicture(world.deps, members[0]!, slug);
  const { format, exif } = await sharp(file.picture).metadata();
  expect([format, exif]).toEqual(["webp", undefined]);
  const stranger = await world.member();
  expect(await refusal(readHandPicture(world.deps, stranger, slug))).toBe("notFound");
});

test("S6 whoever buys by hand is told at once, and reminded until the ticket is on record", async () => {
  const { id, manager } = await paidFor();
  const due = async () => {
    const rows = await world.db.outbox.findMany({ where: { dedupeKey: { startsWith: `syndicate:${id}:buy` } } });
    return rows.map(({ nextAt, payload }) => [nextAt.toISOString(), (payload as { memberId: string }).memberId]).sort();
  };
  const { salesCloseAt } = await world.db.syndicate.findUniqueOrThrow({ where: { gameId: id } });
  const before = (hours: number) => new Date(salesCloseAt.getTime() - hours * 3_600_000).toISOString();
  expect(await due()).toEqual(
    [START.toISOString(), before(24), before(3)].map((moment) => [moment, manager.memberId]).sort(),
  );
});

test("S2 one ticket is on record for one syndicate, whoever tries at once", async () => {
  const [one, two] = [await paidFor(), await paidFor()];
  const reference = "THE SAME SLIP 7";
  const answers = await Promise.all([
    refusal(record(one.manager, one.id, { reference })),
    refusal(record(two.manager, two.id, { reference })),
  ]);
  expect(answers.sort()).toEqual(["handTicketKnown", "no error"]);
  const states = [await world.state(one.id), await world.state(two.id)];
  expect(states.sort()).toEqual(["placing", "playing"]);
  await world.sound();
});

test("S2 without a record before the lottery's sales end everybody has their money back", async () => {
  const { id, manager, members } = await paidFor();
  world.at("2026-11-22T03:00:01Z");
  expect(await refusal(record(manager, id))).toBe("handTooLate");
  await world.work();
  expect(await world.state(id)).toBe("failed");
  for (const member of members) expect(await world.wallet(member)).toBe(10_000);
  expect(await world.wallet(manager)).toBe(10_000);
  expect((await world.db.syndicate.findUniqueOrThrow({ where: { gameId: id } })).endedBecause).toBe("not-recorded");
  await world.sound();
});

test("S8 what a ticket bought by hand won is owed by its manager, paid in whole, and divided once", async () => {
  const { id, slug, manager, members } = await paidFor();
  await record(manager, id);
  world.at("2026-11-22T06:00:00Z");
  // Four of the first line: 100 dollars by the rules.
  world.lottery.book.publish("us-powerball", DRAW, { main: [4, 8, 19, 27, 60], bonus: [26], multiplier: 2 });
  await world.work();
  await settleHandTickets(world.deps);
  expect(await world.state(id)).toBe("playing");
  const before = await Promise.all(members.map((member) => world.wallet(member)));
  const view = await showSyndicate(world.deps, slug, {
    ...{ actor: members[0]!, invitation: null },
    onlooker: { place: null, age: null },
  });
  expect(view.ticket?.draws[0]).toMatchObject({ prizeMinor: 10_000, claim: { state: "requested" } });
  // Whoever owes a prize offers no other ticket of this kind.
  world.at("2026-11-22T06:30:00Z");
  expect(await refusal(world.offer(manager, { ...BY_HAND, draws: ["2026-11-25"] }))).toBe("handPrizeOwed");
  const pay = (amountMinor: number, actor = manager) =>
    refusal(payInPrize(world.deps, actor, { syndicateId: id, date: DRAW, amountMinor }));
  expect(await pay(9_999)).toBe("handAmount");
  expect(await pay(10_000, members[0])).toBe("notFound");
  await Promise.all([pay(10_000), pay(10_000), pay(10_000)]);
  expect(await world.state(id)).toBe("settled");
  expect(await world.wallet(manager)).toBe(10_400 - 10_000);
  const after = await Promise.all(members.map((member) => world.wallet(member)));
  expect(after.map((sum, at) => sum - before[at]!)).toEqual([3334, 3333, 3333]);
  expect(await pay(10_000)).toBe("handNothingOwed");
  await world.sound();
});

test("S7 a ticket bought by hand that won nothing is settled, and everybody is told", async () => {
  const { id, manager, members } = await paidFor();
  await record(manager, id, { entries: world.draft().entries });
  world.at("2026-11-22T06:00:00Z");
  world.lottery.book.publish("us-powerball", DRAW, { main: [60, 61, 62, 63, 64], bonus: [26], multiplier: 2 });
  await world.work();
  await settleHandTickets(world.deps);
  expect(await world.state(id)).toBe("settled");
  const letters = await world.db.outbox.findMany({ where: { kind: "syndicates.letter" } });
  const told = letters.filter(({ payload }) => {
    const job = payload as { syndicateId: string; letter: string };
    return job.syndicateId === id && job.letter === "result";
  });
  expect(told.length).toBe(members.length + 1);
});
