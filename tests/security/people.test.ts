import { scryptSync } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { ownRaffle } from "@/server/games/raffles/save-raffle";
import { suspendRaffle } from "@/server/games/raffles/suspend-raffle";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { log } from "@/server/kernel/log";
import { applyAsRegulator, decideApplication } from "@/server/people/apply-for-role";
import { type Actor, authoriseAdministrator, authoriseOrganiser, authoriseRegulator } from "@/server/people/authority";
import { endSession } from "@/server/people/change-account";
import { isCommonPassword } from "@/server/people/common-passwords";
import { decideBirthDate } from "@/server/people/correct-birth-date";
import { LIMITS } from "@/server/people/limit-attempts";
import { loadActor } from "@/server/people/load-actor";
import { confirmEmail, logInByLink, logInByPassword, logOut, recoverAccount } from "@/server/people/log-in";
import { passwordFault } from "@/server/people/password";
import type { PeopleDeps } from "@/server/people/ports";
import { registerMember } from "@/server/people/register-member";
import { tokenOf } from "@/server/people/secret-token";
import { LETTER, type LetterJob, sendLetter } from "@/server/people/send-letter";
import { sendLink } from "@/server/people/send-link";
import { removeFromAreaList } from "@/server/regulators/set-area-law";
import { liftStop } from "@/server/regulators/stop-game";
import { readOrder } from "@/server/tickets/read-order";
import { readTicket } from "@/server/tickets/read-tickets";
import { member, registration, scope, seedAreas, testDeps } from "../people/support";
import { raffleDeps } from "../raffles/support";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeOrganisation, makeRaffle } from "../support/fixtures";

const start = new Date("2026-11-20T12:00:00Z");
const browser = { origin: "192.0.2.1", userAgent: "" };
const clock = fixedClock(start);
let fresh: FreshDatabase;
let deps: PeopleDeps;

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db, start);
  deps = testDeps(fresh.db, clock);
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  clock.advanceSeconds(3600);
  await fresh.db.rateLimit.deleteMany();
});

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => ({ code: "done", status: 200 }),
    (error: { code?: string; status?: number; params?: unknown }) => ({
      code: error.code,
      status: error.status,
      params: error.params,
    }),
  );
const wordOf = (work: () => unknown) => {
  try {
    work();
    return "done";
  } catch (error) {
    return (error as { code?: string }).code;
  }
};

/** What `work` writes to standard error. */
function logged(work: () => void): string {
  const lines: string[] = [];
  const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => lines.push(String(text)) > 0);
  try {
    work();
  } finally {
    spy.mockRestore();
  }
  return lines.join("");
}

async function register(email: string, change = {}): Promise<Actor> {
  const answer = await registerMember(deps, registration({ email, ...change }), browser);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return (await loadActor(deps, answer.session.sessionId))!.actor;
}

async function tokenFor(memberId: string, letter: string): Promise<string> {
  const jobs = await fresh.db.outbox.findMany({ where: { kind: LETTER }, orderBy: { id: "desc" } });
  const job = jobs
    .map((row) => row.payload as unknown as LetterJob)
    .find((one) => one.memberId === memberId && one.letter === letter);
  return tokenOf(job!.tokenSeed!, deps.venueSecret);
}

test("P25 a login says the same for an unknown address, a wrong password and a suspended account", async () => {
  const { memberId } = await register("known@example.org");
  await register("suspended@example.org");
  await fresh.db.member.update({ where: { email: "suspended@example.org" }, data: { status: "suspended" } });
  const answers = await Promise.all([
    refusal(logInByPassword(deps, "nobody@example.org", "a quiet harbour", browser)),
    refusal(logInByPassword(deps, "known@example.org", "a wrong harbour", browser)),
    refusal(logInByPassword(deps, "suspended@example.org", "a quiet harbour", browser)),
    refusal(logInByPassword(deps, "", "", browser)),
    refusal(logInByPassword(deps, "' OR 1=1 --", "x".repeat(100_000), browser)),
  ]);
  for (const answer of answers) expect(answer).toEqual({ code: "wrongLogin", status: 401, params: {} });
  for (const purpose of ["login", "recover"] as const) {
    expect(await sendLink(deps, purpose, "nobody@example.org", "")).toBeUndefined();
    expect(await sendLink(deps, purpose, "suspended@example.org", "")).toBeUndefined();
    expect(await sendLink(deps, purpose, "known@example.org", "")).toBeUndefined();
  }
  expect((await fresh.db.loginToken.findMany({ where: { purpose: "login" } })).map((one) => one.memberId)).toEqual([
    memberId,
  ]);
});

test("P25 guessing ends: per account from anywhere, and per origin at any account", async () => {
  await register("guessed@example.org");
  const guess = (email: string, origin: string) =>
    refusal(logInByPassword(deps, email, "a wrong harbour", { origin, userAgent: "" }));
  for (let at = 0; at < LIMITS.login.subject; at++) {
    expect((await guess("Guessed@example.org ", `198.51.100.${at}`)).code).toBe("wrongLogin");
  }
  expect(await guess("guessed@example.org", "203.0.113.9")).toMatchObject({ code: "tooManyAttempts", status: 429 });
  const right = logInByPassword(deps, "guessed@example.org", "a quiet harbour", browser);
  expect((await refusal(right)).code).toBe("tooManyAttempts");
  clock.advanceSeconds(LIMITS.login.windowSeconds);
  expect((await refusal(logInByPassword(deps, "guessed@example.org", "a quiet harbour", browser))).code).toBe("done");
});

test("P25 a link serves once, whoever is first, and for its own purpose alone", async () => {
  const actor = await register("linked@example.org");
  await sendLink(deps, "login", "linked@example.org", "");
  const token = await tokenFor(actor.memberId, "login");
  const proof = await tokenFor(actor.memberId, "verify-email");
  expect((await refusal(logInByLink(deps, proof, browser))).code).toBe("linkOver");
  expect((await refusal(recoverAccount(deps, token, "another quiet harbour", browser))).code).toBe("linkOver");
  expect(await confirmEmail(deps, token, browser)).toBe(false);
  const tries = await Promise.all(Array.from({ length: 8 }, () => refusal(logInByLink(deps, token, browser))));
  expect(tries.filter(({ code }) => code === "done")).toHaveLength(1);
  expect(tries.filter(({ code }) => code === "linkOver")).toHaveLength(7);
  await sendLink(deps, "login", "linked@example.org", "");
  const late = await tokenFor(actor.memberId, "login");
  clock.advanceSeconds(15 * 60);
  expect((await refusal(logInByLink(deps, late, browser))).code).toBe("linkOver");
  for (const bad of ["", "x", late.slice(1), "a".repeat(100_000), "\u0000"]) {
    expect((await refusal(logInByLink(deps, bad, browser))).code).toBe("linkOver");
  }
});

test("P25 a password hash that is cheaper than today's is made anew at the next login", async () => {
  await register("outdated@example.org");
  const cheap = "$scrypt$ln=4,r=8,p=1$c2FsdHNhbHRzYWx0$".concat(
    scryptSync("a quiet harbour", Buffer.from("saltsaltsalt"), 32, { N: 16, r: 8, p: 1 }).toString("base64"),
  );
  const where = { email: "outdated@example.org" };
  await fresh.db.member.update({ where, data: { passwordHash: cheap } });
  expect((await refusal(logInByPassword(deps, where.email, "a wrong harbour", browser))).code).toBe("wrongLogin");
  expect((await fresh.db.member.findUniqueOrThrow({ where })).passwordHash).toBe(cheap);
  await logInByPassword(deps, where.email, "a quiet harbour", browser);
  expect((await fresh.db.member.findUniqueOrThrow({ where })).passwordHash).toContain("$ln=15,r=8,p=3$");
  expect((await refusal(logInByPassword(deps, where.email, "a quiet harbour", browser))).code).toBe("done");
});

test("P25 a session that was ended opens nothing any more", async () => {
  const actor = await register("leaving@example.org");
  expect(await loadActor(deps, actor.sessionId)).not.toBeNull();
  await logOut(deps, actor.memberId, actor.sessionId);
  expect(await loadActor(deps, actor.sessionId)).toBeNull();
  for (const id of ["", "x", newId(), actor.sessionId.toUpperCase(), "' OR 1=1 --"]) {
    expect(await loadActor(deps, id)).toBeNull();
  }
});

test("P25 what somebody else owns is answered like what does not exist", async () => {
  const hostile = await register("hostile@example.org");
  const victim = await register("victim@example.org");
  expect(await refusal(endSession(deps, hostile, victim.sessionId))).toMatchObject({ code: "notFound", status: 404 });
  expect(await loadActor(deps, victim.sessionId)).not.toBeNull();
  const [theirs, foreign] = [await makeOrganisation(fresh.db), await makeOrganisation(fresh.db)];
  const raffleId = await makeRaffle(fresh.db, { organisationId: foreign });
  const orderId = newId();
  for (const id of [orderId, newId()]) {
    expect(await refusal(readOrder(fresh.db, hostile, id))).toMatchObject({ code: "orderNotFound", status: 404 });
    expect((await refusal(readTicket(fresh.db, hostile, id))).status).toBe(404);
  }
  const organiser = await member(deps, "organiser@example.org", [{ kind: "organisation", organisationId: theirs }]);
  const by = authoriseOrganiser(organiser, theirs);
  expect(wordOf(() => authoriseOrganiser(organiser, foreign))).toBe("notFound");
  const { deps: raffles } = await raffleDeps(fresh.db, clock);
  const own = await refusal(ownRaffle(raffles, by, raffleId));
  expect(own).toMatchObject({ code: "raffleNotFound", status: 404 });
  expect(own).toEqual(await refusal(ownRaffle(raffles, by, newId())));
  expect(await refusal(suspendRaffle(raffles, by, raffleId, "because"))).toMatchObject({ status: 404 });
});

test("P25 an id that is none is answered like one that does not exist", async () => {
  const somebody = await register("typing@example.org");
  const admin = await member(deps, "typing-admin@example.org", [{ kind: "administrator" }]);
  const by = authoriseAdministrator(admin);
  const { deps: raffles, tree } = await raffleDeps(fresh.db, clock);
  const venue = { db: fresh.db, clock, tree, publishSnapshot: async () => {} };
  for (const id of ["x", "", "' OR 1=1 --", "../..", "\u0000", "ÿ".repeat(5000)]) {
    const answers = {
      order: await refusal(readOrder(fresh.db, somebody, id)),
      ticket: await refusal(readTicket(fresh.db, somebody, id)),
      session: await refusal(endSession(deps, somebody, id)),
      application: await refusal(decideApplication(deps, by, id, "approve", "")),
      birthDate: await refusal(decideBirthDate(deps, by, id, "approve", "")),
      raffle: await refusal(suspendRaffle(raffles, by, id, "because")),
      stop: await refusal(liftStop(venue, by, id, "because")),
      entry: await refusal(removeFromAreaList(venue, by, "US-NY", id)),
      law: await refusal(removeFromAreaList(venue, by, id, newId())),
    };
    const statuses = Object.fromEntries(Object.entries(answers).map(([what, { status }]) => [what, status]));
    expect([id.slice(0, 20), statuses]).toEqual([
      id.slice(0, 20),
      Object.fromEntries(Object.keys(answers).map((what) => [what, 404])),
    ]);
  }
});

test("P25 no role reaches beyond its area, its organisation or its second factor", async () => {
  const erie = await member(deps, "erie@example.org", [{ kind: "regulator", areaId: "US-36029" }]);
  expect(wordOf(() => authoriseRegulator(erie, "US-36029", scope))).toBe("done");
  expect(wordOf(() => authoriseRegulator(erie, "US-3655266", scope))).toBe("done");
  for (const area of ["US-36055", "US-NY", "US", "US-UT", "", "US-36029 "]) {
    expect(wordOf(() => authoriseRegulator(erie, area, scope))).toBe("notFound");
  }
  expect(wordOf(() => authoriseAdministrator(erie))).toBe("notFound");
  expect(wordOf(() => authoriseAdministrator(null))).toBe("loginNeeded");
  const half = await member(deps, "half@example.org", [{ kind: "administrator" }], false);
  expect(wordOf(() => authoriseAdministrator(half))).toBe("secondFactorNeeded");
  await fresh.db.memberRole.updateMany({ where: { memberId: erie.memberId }, data: { status: "revoked" } });
  const after = (await loadActor(deps, erie.sessionId))!.actor;
  expect(wordOf(() => authoriseRegulator(after, "US-36029", scope))).toBe("notFound");
});

test("P25 nobody approves themselves, and applications are not without end", async () => {
  const self = await member(deps, "self@example.org", [{ kind: "administrator" }]);
  await applyAsRegulator(deps, self, "US-NY");
  const role = await fresh.db.memberRole.findFirstOrThrow({ where: { memberId: self.memberId, kind: "regulator" } });
  const by = authoriseAdministrator(self);
  expect((await refusal(decideApplication(deps, by, role.id, "approve", ""))).code).toBe("anotherPersonNeeded");
  const many = await register("many@example.org");
  const answers = [];
  for (let at = 0; at <= LIMITS.application.subject; at++)
    answers.push(await refusal(applyAsRegulator(deps, many, "US-UT")));
  expect(answers.at(-1)).toMatchObject({ code: "tooManyAttempts", status: 429 });
});

test("P25 names in every script are kept as typed, and markup stays text", async () => {
  const names = [
    "Жанна",
    "李小龙",
    "עדה",
    "عَائِشَة",
    "O’Brien-Smith",
    "Ñandú",
    "👩🏽‍🚀",
    "<b>Ada</b>",
    "'; DROP TABLE member; --",
  ];
  for (const [at, givenName] of names.entries()) {
    const email = `script-${at}@example.org`;
    const answer = await registerMember(
      deps,
      registration({ email, givenName, signature: `${givenName} Lovell` }),
      browser,
    );
    expect([givenName, answer.ok]).toEqual([givenName, true]);
    const kept = await fresh.db.member.findUniqueOrThrow({ where: { email } });
    expect(kept.givenName).toBe(givenName.normalize("NFC"));
  }
  const bad = await registerMember(deps, registration({ email: "x@example.org", givenName: "a\u0000b" }), browser);
  expect(bad).toMatchObject({ ok: false, faults: { givenName: "malformed" } });
  const header = await registerMember(deps, registration({ email: "x@example.org\r\nBcc: y@example.org" }), browser);
  expect(header).toMatchObject({ ok: false, faults: { email: "malformed" } });
});

test("P25 a letter to an address that is not proven holds no words of whoever registered it", async () => {
  const actor = await register("stranger@example.org", {
    givenName: "Win at evil.example",
    signature: "Win at evil.example Lovell",
  });
  const sent: string[] = [];
  const mail = {
    send: async ({ text, subject }: { text: string; subject: string }) => ({ id: String(sent.push(subject + text)) }),
  };
  const letters = { db: fresh.db, mail, venueSecret: deps.venueSecret, appUrl: "https://raffles.example" };
  await sendLetter(letters, { letter: "verify-email", memberId: actor.memberId, tokenSeed: "seed" }, "1");
  expect(sent[0]).not.toContain("evil.example");
  expect(sent[0]).toContain("https://raffles.example/login/confirm-email?token=");
  await confirmEmail(deps, await tokenFor(actor.memberId, "verify-email"), browser);
  await sendLetter(letters, { letter: "login", memberId: actor.memberId, tokenSeed: "seed" }, "2");
  expect(sent[1]).toContain("Win at evil.example");
});

test("P25 passwords that are tried first are refused, and phrases are not", () => {
  for (const bad of [
    "password123",
    "P@ssw0rd2024".toLowerCase(),
    "1q2w3e4r5t",
    "0987654321",
    "summersummer",
    "abcabcabcabc",
    "123456789q",
  ]) {
    expect([bad, isCommonPassword(bad)]).toEqual([bad, true]);
  }
  for (const good of [
    "walk-over-the-bridge",
    "a quiet harbour",
    "8391047265",
    "тихая гавань ночью",
    "monday morning tea",
  ]) {
    expect([good, isCommonPassword(good)]).toEqual([good, false]);
  }
});

test("P25 a password that has leaked is refused, however unlike a word it is", () => {
  for (const leaked of ["4815162342", "mailcreated5240", "Polniypizdec0211", "basketball", "terminator"]) {
    expect([leaked, passwordFault(leaked, "somebody@example.test")]).toEqual([leaked, "common"]);
  }
  expect(passwordFault("walk-over-the-bridge", "somebody@example.test")).toBeNull();
});

test("P25 the log withholds secrets, stays one line an entry, and errors of the database carry no values", async () => {
  const line = logged(() =>
    log.error("probe", {
      password: "hunter2",
      nested: { token: "abc", authorization: "Bearer abc" },
      where: 'a\n{"level":"info"}',
    }),
  );
  expect(line.trimEnd()).not.toContain("\n");
  expect(line).not.toMatch(/hunter2|"abc"|Bearer/);
  const failed = await fresh.db.member
    .findUnique({ where: { id: "not-an-id", email: 5 as never, givenName: "a secret value" as never } })
    .catch((error: Error) => error);
  expect(failed).toBeInstanceOf(Error);
  const told = logged(() => log.error("probe", { error: failed }));
  expect(told).toContain("PrismaClientValidationError");
  expect(told).toContain("people.test.ts");
  expect(told).not.toContain("a secret value");
});
