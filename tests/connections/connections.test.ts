import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/server/people/authority";
import {
  answerConnection,
  askByEmail,
  askByLink,
  connectedWith,
  endLink,
  makeLink,
  readConnections,
  readLink,
  unblock,
} from "@/server/people/keep-connections";
import { sendConnectionLetter } from "@/server/people/send-connection-letter";
import { testDeps } from "@/tests/people/support";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, NOW, seedAreas } from "@/tests/support/fixtures";
import { actorOf } from "@/tests/support/venue";

let fresh: FreshDatabase;
const deps = () => testDeps(fresh.db, { now: () => NOW });

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
});
afterAll(() => fresh.drop());

async function person(givenName: string, over: Record<string, unknown> = {}): Promise<Actor> {
  const id = await makeMember(fresh.db, { givenName, familyName: "Sample", ...over });
  const { email } = await fresh.db.member.findUniqueOrThrow({ where: { id } });
  return { ...actorOf(id), email } as Actor;
}
const rows = async (actor: Actor) => (await readConnections(deps(), actor)).rows;
const letters = () => fresh.db.outbox.count({ where: { kind: "people.connection-letter" } });

test("U12 one asks by email, the other accepts, and only then does the asker see a name", async () => {
  const [ada, ben] = [await person("Ada"), await person("Ben")];
  await askByEmail(deps(), ada, ` ${ben.email.toUpperCase()} `);
  expect(await rows(ada)).toMatchObject([{ mine: true, state: "asked", name: null, email: ben.email }]);
  const [asked] = await rows(ben);
  expect(asked).toMatchObject({ mine: false, state: "asked", name: "Ada Sample", email: null });
  await expect(answerConnection(deps(), ada, asked!.id, "accept")).rejects.toMatchObject({ status: 404 });
  await answerConnection(deps(), ben, asked!.id, "accept");
  expect(await rows(ada)).toMatchObject([{ state: "accepted", name: "Ben Sample" }]);
  expect(await connectedWith(deps(), ada)).toEqual([ben.memberId]);
  expect(await connectedWith(deps(), ben)).toEqual([ada.memberId]);
  await answerConnection(deps(), ada, asked!.id, "remove");
  expect([await rows(ada), await rows(ben)]).toEqual([[], []]);
});

test("U12 the answer is the same for an address without an account, and asking twice is one question and one letter", async () => {
  const [ada, ben] = [await person("Ada"), await person("Ben")];
  const before = await letters();
  const nobody = `nobody-${ada.memberId}@example.test`;
  for (const email of [nobody, nobody, ben.email]) await askByEmail(deps(), ada, email);
  await Promise.all([1, 2, 3].map(() => askByEmail(deps(), ada, ben.email)));
  const seen = (await rows(ada)).map(({ id, email, askedAt, ...row }) => row);
  expect(seen).toHaveLength(2);
  expect(seen[0]).toEqual(seen[1]); // nothing tells them apart but what was typed
  expect(await rows(ben)).toHaveLength(1);
  expect(await letters()).toBe(before + 1);
  await expect(askByEmail(deps(), ada, "no address")).rejects.toMatchObject({ code: "malformed" });
  await expect(askByEmail(deps(), ada, ada.email)).rejects.toMatchObject({ code: "yourself" });
  const unproven = await person("Una", { emailVerifiedAt: null });
  await expect(askByEmail(deps(), unproven, ben.email)).rejects.toMatchObject({ code: "emailNotConfirmed" });
});

test("U12 two who ask each other are connected, also at the same moment", async () => {
  const [ada, ben] = [await person("Ada"), await person("Ben")];
  await askByEmail(deps(), ada, ben.email);
  await askByEmail(deps(), ben, ada.email);
  expect(await rows(ada)).toMatchObject([{ state: "accepted" }]);
  const [cora, dan] = [await person("Cora"), await person("Dan")];
  await Promise.all([askByEmail(deps(), cora, dan.email), askByEmail(deps(), dan, cora.email)]);
  expect(await rows(cora)).toHaveLength(1);
  expect(await fresh.db.connection.count({ where: { askerId: { in: [cora.memberId, dan.memberId] } } })).toBe(1);
});

test("U12 whoever is blocked reaches nobody and is told nothing, until unblocked", async () => {
  const [ada, ben] = [await person("Ada"), await person("Ben")];
  await askByEmail(deps(), ada, ben.email);
  await answerConnection(deps(), ben, (await rows(ben))[0]!.id, "block");
  expect([await rows(ada), await rows(ben)]).toEqual([[], []]);
  const sent = await letters();
  await askByEmail(deps(), ada, ben.email);
  expect(await rows(ben)).toEqual([]);
  expect(await rows(ada)).toMatchObject([{ mine: true, state: "asked", name: null, email: ben.email }]);
  expect(await letters()).toBe(sent);
  const { blocked } = await readConnections(deps(), ben);
  expect(blocked).toMatchObject([{ memberId: ada.memberId, name: "Ada Sample" }]);
  await expect(unblock(deps(), ada, ben.memberId)).rejects.toMatchObject({ status: 404 });
  await unblock(deps(), ben, ada.memberId);
  expect(await rows(ben)).toMatchObject([{ mine: false, name: "Ada Sample" }]);
});

test("U12 a question waits for whoever proves its address", async () => {
  const ada = await person("Ada");
  const email = `later-${ada.memberId}@example.test`;
  await askByEmail(deps(), ada, email);
  const late = await person("Lea", { email, emailVerifiedAt: null });
  expect(await rows(late)).toEqual([]);
  await fresh.db.member.update({ where: { id: late.memberId }, data: { emailVerifiedAt: NOW } });
  expect(await rows(late)).toMatchObject([{ mine: false, name: "Ada Sample" }]);
  await answerConnection(deps(), ada, (await rows(ada))[0]!.id, "remove");
  expect(await rows(late)).toEqual([]);
});

test("U12 a link opens a given name and a letter, asks its owner, and ends with the next one", async () => {
  const [ada, ben] = [await person("Ada"), await person("Ben")];
  const first = await makeLink(deps(), ada);
  expect(await readLink(deps(), first)).toEqual({ memberId: ada.memberId, name: "Ada S." });
  await expect(askByLink(deps(), ada, first)).rejects.toMatchObject({ code: "yourself" });
  await askByLink(deps(), ben, first);
  expect(await rows(ben)).toMatchObject([{ mine: true, name: "Ada S.", email: null }]);
  expect(await rows(ada)).toMatchObject([{ mine: false, name: "Ben Sample" }]);
  const second = await makeLink(deps(), ada);
  expect(await readLink(deps(), first)).toBeNull();
  await endLink(deps(), ada);
  await expect(askByLink(deps(), ben, second)).rejects.toMatchObject({ status: 404 });
});

test("U12 the letter goes to whoever was asked, in their language, and not once it is answered", async () => {
  const [ada, ben] = [await person("Ada"), await person("Ben", { locale: "es" })];
  await askByEmail(deps(), ada, ben.email);
  const { id } = await fresh.db.connection.findFirstOrThrow({ where: { otherId: ben.memberId } });
  const sent: Array<{ to: string; subject: string; text: string }> = [];
  const mail = { send: async (letter: (typeof sent)[number]) => void sent.push(letter) } as never;
  const letterDeps = { db: fresh.db, mail, appUrl: "http://x.test" };
  await sendConnectionLetter(letterDeps, { connectionId: id }, "1");
  expect(sent).toMatchObject([{ to: ben.email, subject: "Ada Sample quiere conectar con usted" }]);
  expect(sent[0]!.text).toContain("http://x.test/account/connections");
  await answerConnection(deps(), ben, id, "decline");
  await sendConnectionLetter(letterDeps, { connectionId: id }, "2");
  expect(sent).toHaveLength(1);
});
