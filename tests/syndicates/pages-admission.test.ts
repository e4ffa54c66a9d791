import { afterAll, beforeAll, expect, test } from "vitest";
import { gateRoute } from "@/server/edge/route";
import { makeInvitationLink } from "@/server/games/syndicates/invite";
import { admitToPage, showSyndicate } from "@/server/games/syndicates/show-syndicates";
import { findSlug } from "@/server/games/syndicates/store";
import { openWorld, refusal, type World } from "./world";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const at = (...tiers: Array<string | null>) => ({
  place: { alternatives: [tiers.map((tier) => (tier === null ? null : [tier]))] } as never,
  age: null,
});
const ERIE = at("US", "US-NY", "US-36029", null);
const UTAH = at("US", "US-UT", "US-49035", null);
const NOWHERE = { place: null, age: null };

test("J13 S10 a syndicate's page goes through the gate: shown where it is open, refused with the reason elsewhere", async () => {
  const manager = await world.member();
  const slug = await findSlug(world.db, await world.offer(manager));
  const stranger = { actor: null, invitation: null };
  expect(await admitToPage(world.deps, slug, { ...stranger, onlooker: ERIE })).toEqual({ answer: "shown" });
  const closed = await admitToPage(world.deps, slug, { ...stranger, onlooker: UTAH });
  expect(closed).toMatchObject({ answer: "closed", why: { decision: "closed" } });
  expect(JSON.stringify(closed)).not.toContain("Harbour");
  expect(await admitToPage(world.deps, slug, { ...stranger, onlooker: NOWHERE })).toMatchObject({
    answer: "closed",
    why: { decision: "undecided" },
  });
  // The page itself answers the same, should anybody come past the gate.
  expect(await refusal(showSyndicate(world.deps, slug, { ...stranger, onlooker: UTAH }))).toBe("syndicateNotHere");
  // Whoever has money in it sees it wherever they are.
  expect(await admitToPage(world.deps, slug, { actor: manager, invitation: null, onlooker: UTAH })).toEqual({
    answer: "shown",
  });
});

test("J13 S4 what is not public does not exist for whoever was not invited, in whatever place", async () => {
  const manager = await world.member();
  const id = await world.offer(manager, { isPublic: false });
  const slug = await findSlug(world.db, id);
  for (const onlooker of [ERIE, UTAH, NOWHERE]) {
    expect(await admitToPage(world.deps, slug, { actor: null, invitation: null, onlooker })).toEqual({
      answer: "missing",
    });
  }
  const invitation = await makeInvitationLink(world.deps, manager, id);
  expect(await admitToPage(world.deps, slug, { actor: null, invitation, onlooker: ERIE })).toEqual({ answer: "shown" });
  expect(await admitToPage(world.deps, slug, { actor: null, invitation, onlooker: UTAH })).toMatchObject({
    answer: "closed",
  });
  expect(await admitToPage(world.deps, "no-such-thing-9", { actor: null, invitation, onlooker: ERIE })).toEqual({
    answer: "missing",
  });
});

test("J13 no spelling of a syndicate's address passes the gate as an ordinary page", () => {
  expect(gateRoute("/syndicates")).toEqual({ kind: "page" });
  expect(gateRoute("/syndicates/new")).toEqual({ kind: "page" });
  expect(gateRoute("/syndicates/thursday-harbour-1")).toEqual({ kind: "syndicate", slug: "thursday-harbour-1" });
  expect(gateRoute("/syndicates/thursday-harbour-1/statement")).toEqual({
    kind: "syndicate",
    slug: "thursday-harbour-1",
  });
  // The picture of a link answers everywhere, with nothing of the syndicate where its page is closed.
  expect(gateRoute("/syndicates/thursday-harbour-1/share.png")).toEqual({ kind: "page" });
  expect(gateRoute("/syndicates/thursday-harbour-1/share.png/x")).toMatchObject({ kind: "syndicate" });
  for (const path of [
    "/syndicates/Thursday-harbour-1",
    "/syndicates/%74hursday-harbour-1",
    "/syndicates//thursday-harbour-1",
    "//syndicates/thursday-harbour-1",
    "/Syndicates/thursday-harbour-1",
    "/%73yndicates/thursday-harbour-1",
    "/syndicates/thursday-harbour-1/",
    "/syndicates/thursday-harbour-1/../x",
    "/syndicates%2fthursday-harbour-1",
  ]) {
    expect(gateRoute(path), path).toEqual({ kind: "nothing" });
  }
});
