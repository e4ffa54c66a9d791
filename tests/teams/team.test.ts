import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "@/server/kernel/ids";
import { type Actor, authoriseOrganiser, proveActor, type Role } from "@/server/people/authority";
import {
  acceptInvitation,
  changeTeam,
  INVITATION_SECONDS,
  inviteToTeam,
  readInvitation,
  readTeam,
  withdrawInvitation,
} from "@/server/people/manage-team";
import { tokenOf } from "@/server/people/secret-token";
import { sendTeamLetter, type TeamLetterJob } from "@/server/people/send-team-letter";
import { testDeps } from "@/tests/people/support";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, makeOrganisation, NOW, seedAreas } from "@/tests/support/fixtures";

let fresh: FreshDatabase;
let now = NOW;
const clock = { now: () => now };
const deps = () => testDeps(fresh.db, clock);

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
});
afterAll(() => fresh.drop());

/** As loading a session does: the roles come from the database each time. */
async function actorOf(memberId: string): Promise<Actor> {
  const member = await fresh.db.member.findUniqueOrThrow({ where: { id: memberId }, include: { roles: true } });
  const roles = member.roles as unknown as Role[];
  const { email, givenName } = member;
  return proveActor({ memberId, sessionId: newId(), email, givenName, roles, secondFactor: true });
}

async function team() {
  const organisationId = await makeOrganisation(fresh.db);
  const owner = await makeMember(fresh.db);
  await fresh.db.memberRole.create({
    data: { id: newId(), memberId: owner, kind: "organisation", organisationId, createdAt: NOW },
  });
  const by = async (memberId: string) => authoriseOrganiser(await actorOf(memberId), organisationId, "team");
  return { organisationId, owner, by };
}

/** The link of the open invitation of an address, as the letter has it. Ids of one moment have no order to go by. */
async function tokenFor(organisationId: string, email: string): Promise<string> {
  const { id } = await fresh.db.teamInvitation.findFirstOrThrow({ where: { organisationId, email, endedAt: null } });
  const message = await fresh.db.outbox.findFirstOrThrow({
    where: { kind: "people.team-letter", payload: { path: ["invitationId"], equals: id } },
  });
  const job = message.payload as unknown as TeamLetterJob;
  const sent: string[] = [];
  const mail = { send: async (letter: { text: string }) => void sent.push(letter.text) };
  const letterDeps = { db: fresh.db, mail: mail as never, venueSecret: deps().venueSecret, appUrl: "http://x.test" };
  await sendTeamLetter(letterDeps, job, "1");
  const token = tokenOf(job.tokenSeed, deps().venueSecret);
  if (sent.length > 0) expect(sent[0]).toContain(`http://x.test/organisation/join?token=${token}`);
  return token;
}

test("U4 somebody who is asked joins with the sections given, and reaches those alone", async () => {
  const { organisationId, owner, by } = await team();
  const guest = await makeMember(fresh.db);
  const { email } = await fresh.db.member.findUniqueOrThrow({ where: { id: guest } });
  await inviteToTeam(deps(), await by(owner), { email: ` ${email.toUpperCase()} `, sections: ["sales", "draws"] });
  const token = await tokenFor(organisationId, email);
  expect(await readInvitation(deps(), token)).toMatchObject({ organisationId, sections: ["sales", "draws"] });

  const stranger = await actorOf(await makeMember(fresh.db));
  await expect(acceptInvitation(deps(), stranger, token)).rejects.toMatchObject({ code: "invitationNotYours" });
  expect(await acceptInvitation(deps(), await actorOf(guest), token)).toBe(organisationId);
  await expect(acceptInvitation(deps(), await actorOf(guest), token)).rejects.toMatchObject({ status: 404 });

  const actor = await actorOf(guest);
  expect(authoriseOrganiser(actor, organisationId, "sales").organisationId).toBe(organisationId);
  expect(authoriseOrganiser(actor, organisationId).organisationId).toBe(organisationId);
  for (const section of ["raffles", "participants", "money", "team", "everything"] as const) {
    expect(() => authoriseOrganiser(actor, organisationId, section), section).toThrowError("sectionNotYours");
  }
  expect((await readTeam(deps(), await by(owner))).people.map(({ sections }) => sections)).toEqual([
    ["everything"],
    ["sales", "draws"],
  ]);
});

test("U4 an invitation ends by its time, by being withdrawn and by a newer one", async () => {
  const { organisationId, owner, by } = await team();
  const ask = async () => {
    await inviteToTeam(deps(), await by(owner), { email: "guest@example.test", sections: ["money"] });
    return tokenFor(organisationId, "guest@example.test");
  };
  const first = await ask();
  const second = await ask();
  expect(await readInvitation(deps(), first)).toBeNull();
  expect(await readInvitation(deps(), second)).not.toBeNull();
  now = new Date(NOW.getTime() + (INVITATION_SECONDS + 1) * 1000);
  expect(await readInvitation(deps(), second)).toBeNull();
  now = NOW;
  const [open] = (await readTeam(deps(), await by(owner))).invitations;
  const other = await team();
  await expect(withdrawInvitation(deps(), await other.by(other.owner), open!.id)).rejects.toMatchObject({
    status: 404,
  });
  await withdrawInvitation(deps(), await by(owner), open!.id);
  expect(await readInvitation(deps(), second)).toBeNull();
});

test("U4 nobody gives what they may not use, an unconfirmed address joins nothing, and one who may use everything stays", async () => {
  const { organisationId, owner, by } = await team();
  const helper = await makeMember(fresh.db);
  const role = { memberId: helper, kind: "organisation" as const, organisationId, createdAt: NOW };
  await fresh.db.memberRole.create({ data: { ...role, id: newId(), sections: ["team", "sales"] } });
  const helping = await by(helper);
  const refuse = (sections: string[]) => inviteToTeam(deps(), helping, { email: "a@example.test", sections });
  await expect(refuse(["money"])).rejects.toMatchObject({ code: "sectionNotYours" });
  await expect(refuse(["everything"])).rejects.toMatchObject({ code: "sectionNotYours" });
  await expect(refuse(["nonsense"])).rejects.toMatchObject({ code: "sectionNeeded" });
  await expect(inviteToTeam(deps(), helping, { email: "no address", sections: ["sales"] })).rejects.toMatchObject({
    code: "malformed",
  });
  const people = (await readTeam(deps(), helping)).people;
  const ownerRole = people.find(({ memberId }) => memberId === owner)!.roleId;
  await expect(changeTeam(deps(), helping, ownerRole, null)).rejects.toMatchObject({ code: "sectionNotYours" });
  await expect(changeTeam(deps(), await by(owner), ownerRole, null)).rejects.toMatchObject({ code: "lastOfTeam" });
  await expect(changeTeam(deps(), await by(owner), ownerRole, ["sales"])).rejects.toMatchObject({ code: "lastOfTeam" });
  const { email } = await fresh.db.member.findUniqueOrThrow({ where: { id: helper } });
  await expect(inviteToTeam(deps(), await by(owner), { email, sections: ["sales"] })).rejects.toMatchObject({
    code: "inTeamAlready",
  });

  const unproven = await makeMember(fresh.db, { email: "unproven@example.test", emailVerifiedAt: null });
  await inviteToTeam(deps(), await by(owner), { email: "unproven@example.test", sections: ["sales"] });
  const token = await tokenFor(organisationId, "unproven@example.test");
  await expect(acceptInvitation(deps(), await actorOf(unproven), token)).rejects.toMatchObject({
    code: "emailNotConfirmed",
  });

  const helperRole = people.find(({ memberId }) => memberId === helper)!.roleId;
  await changeTeam(deps(), await by(owner), helperRole, null);
  await expect(by(helper)).rejects.toThrowError("notFound");
});

test("U4 two who may use everything and take each other off at once do not both leave", async () => {
  const { organisationId, owner, by } = await team();
  const second = await makeMember(fresh.db);
  await fresh.db.memberRole.create({
    data: { id: newId(), memberId: second, kind: "organisation", organisationId, createdAt: NOW },
  });
  const roleOf = async (memberId: string) =>
    (await fresh.db.memberRole.findFirstOrThrow({ where: { memberId, organisationId } })).id;
  const [one, other] = [await by(owner), await by(second)];
  const [roleOne, roleOther] = [await roleOf(owner), await roleOf(second)];
  const results = await Promise.allSettled([
    changeTeam(deps(), one, roleOther, null),
    changeTeam(deps(), other, roleOne, null),
  ]);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await fresh.db.memberRole.count({ where: { organisationId, status: "active" } })).toBe(1);
});
