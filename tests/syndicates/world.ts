import { startLottery } from "@/dev/lottery/server";
import { advanceSyndicates } from "@/server/games/syndicates/advance-syndicate";
import { appointAgent } from "@/server/games/syndicates/appoint-agent";
import type { SyndicateDraft } from "@/server/games/syndicates/conditions";
import { createSyndicate } from "@/server/games/syndicates/create-syndicate";
import { syndicateFollower } from "@/server/games/syndicates/follow-lottery";
import type { SyndicateDeps } from "@/server/games/syndicates/ports";
import { findShares, findSyndicate } from "@/server/games/syndicates/store";
import { takeShares } from "@/server/games/syndicates/take-shares";
import { authoriseEntry } from "@/server/jurisdiction/authorise-entry";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { walletAccount } from "@/server/ledger/accounts";
import { postMovement } from "@/server/ledger/post-movement";
import { checkLedger, readBalances } from "@/server/ledger/read-ledger";
import { lotteryOverHttp } from "@/server/lotteries/adapters/lottery-http";
import { claimPrizes } from "@/server/lotteries/claim-prizes";
import { followDraws } from "@/server/lotteries/follow-draws";
import type { LotteryServer } from "@/server/lotteries/ports";
import { reconcilePurchases } from "@/server/lotteries/reconcile-purchases";
import { type Actor, proveActor } from "@/server/people/authority";
import { freshDatabase } from "@/tests/support/database";
import { makeMember, makeOrganisation, seedAreas } from "@/tests/support/fixtures";

const ACCESS = { keyId: "tests", secret: "a secret for tests alone" };
/** A Friday; Powerball is drawn on Saturday at 10:59 pm in New York, which is 2026-11-22T03:59Z. */
export const START = new Date("2026-11-20T12:00:00Z");
export const DRAW = "2026-11-21";

/** A venue with an agent in New York, a lottery of its own, and people with money. */
export async function openWorld(
  options: { poolSize?: number; lottery?: Partial<Parameters<typeof startLottery>[0]> } = {},
) {
  const { lottery: behaviour, ...sizes } = options;
  const fresh = await freshDatabase(sizes);
  const { db } = fresh;
  const clock = fixedClock(START);
  const lottery = await startLottery({
    ...{ port: 0, ...ACCESS, adminToken: "root", now: () => clock.now().getTime() },
    ...behaviour,
  });
  const client = lotteryOverHttp({ url: lottery.url, ...ACCESS });
  await seedAreas(db);
  const agentId = await makeOrganisation(db, { name: "The Venue's Agent", code: "AGENT" });
  await db.organisationListEntry.create({
    data: {
      id: newId(),
      organisationId: agentId,
      areaId: "US-NY",
      list: "permission",
      coverage: "wide",
      createdAt: START,
    },
  });
  const stakes: Array<{ memberId: string; amountMinor: number }> = [];
  const deps: SyndicateDeps = {
    db,
    moment: async () => clock.now(),
    agent: { db, clock, lottery: client, followers: [syndicateFollower] },
    decideEntry: (reader, { gameId, memberId, now }) =>
      authoriseEntry(reader, { gameId, memberId, now, presence: NEW_YORK }),
    limits: {
      admitStake: async (_, { memberId, amountMinor }) => void stakes.push({ memberId, amountMinor }),
    },
    venueSecret: "a secret for tests alone",
  };
  await appointAgent(deps, null, "AGENT");

  const fund = (memberId: string, amountMinor: number, currency = "USD") =>
    db.transaction((tx) =>
      postMovement(tx, {
        cause: "deposit",
        causeId: memberId,
        key: `test-deposit:${newId()}`,
        currency,
        postedAt: clock.now(),
        lines: [
          {
            debit: { key: `test:bank:${currency}`, kind: "asset", guarded: false },
            credit: walletAccount(memberId, currency),
            amountMinor,
          },
        ],
      }),
    );
  const member = async (amountMinor = 10_000, over: Record<string, unknown> = {}): Promise<Actor> => {
    const id = await makeMember(db, over);
    const { email } = await db.member.findUniqueOrThrow({ where: { id }, select: { email: true } });
    if (amountMinor > 0) await fund(id, amountMinor);
    return proveActor({ memberId: id, sessionId: newId(), email, givenName: "Test", roles: [], secondFactor: true });
  };
  const draft = (over: Partial<SyndicateDraft> = {}): SyndicateDraft => ({
    name: "Thursday Harbour",
    mode: "agreed",
    game: "us-powerball",
    draws: [DRAW],
    entries: [
      { main: [4, 8, 19, 27, 34], bonus: [10] },
      { main: [1, 2, 3, 4, 5], bonus: [6] },
    ],
    weights: [1, 1, 1],
    unsoldRule: "cancel",
    leadMinutes: 60,
    isPublic: true,
    ...over,
  });
  return {
    ...{ fresh, db, clock, lottery, client, deps, fund, member, draft, agentId, stakes },
    /** The same venue with a lottery that behaves otherwise. */
    with: (over: Partial<LotteryServer>): SyndicateDeps => ({
      ...deps,
      agent: { ...deps.agent, lottery: { ...client, ...over } },
    }),
    offer: async (manager: Actor, over: Partial<SyndicateDraft> = {}) =>
      (await createSyndicate(deps, manager, { ...draft(over), requestKey: newId(), presence: null })).id,
    take: (actor: Actor, syndicateId: string, count = 1, over: Partial<Parameters<typeof takeShares>[2]> = {}) =>
      takeShares(deps, actor, {
        ...{
          syndicateId,
          requestKey: newId(),
          numbers: [],
          count,
          conditionsVersion: 1,
          invitation: null,
          presence: null,
        },
        ...over,
      }),
    /** Everything that the worker does, once. */
    work: async () => {
      await reconcilePurchases(deps.agent);
      await followDraws(deps.agent);
      await claimPrizes(deps.agent);
      await advanceSyndicates(deps);
    },
    state: async (id: string) => (await findSyndicate(db, id))!.state,
    shares: (id: string) => findShares(db, id),
    balance: async (key: string) =>
      Number((await readBalances(db, key)).find((one) => one.key === key)?.balanceMinor ?? 0n),
    wallet: async (actor: Actor) => {
      const key = `wallet:${actor.memberId}:USD`;
      return Number((await readBalances(db, key)).find((one) => one.key === key)?.balanceMinor ?? 0n);
    },
    /** Moves the clock to a moment and does the worker's work. */
    at: (moment: string) => clock.set(new Date(moment)),
    sound: () => checkLedger(db),
    close: async () => {
      await lottery.close();
      await fresh.drop();
    },
  };
}

/** Where the connection is, as trusted geolocation would say it. */
const NEW_YORK = { alternatives: [[["US"], ["US-NY"], null, null]] } as never;

export type World = Awaited<ReturnType<typeof openWorld>>;

export const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "no error",
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
