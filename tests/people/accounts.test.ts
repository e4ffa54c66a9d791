import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { safeNext } from "@/server/api/page";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import { applyAsOrganisation, applyAsRegulator, decideApplication } from "@/server/people/apply-for-role";
import { authoriseAdministrator } from "@/server/people/authority";
import { changeResidence, endSession } from "@/server/people/change-account";
import { decideBirthDate, requestBirthDate } from "@/server/people/correct-birth-date";
import { loadActor } from "@/server/people/load-actor";
import { confirmEmail, logInByLink, logInByPassword, recoverAccount } from "@/server/people/log-in";
import type { PeopleDeps } from "@/server/people/ports";
import { confirmSecondFactor, prepareSecondFactor, proveSecondFactor } from "@/server/people/prove-second-factor";
import { auditLog } from "@/server/people/read-audit";
import { registerMember } from "@/server/people/register-member";
import { totpCode } from "@/server/people/second-factor";
import { tokenOf } from "@/server/people/secret-token";
import { LETTER, type LetterJob, sendLetter } from "@/server/people/send-letter";
import { sendLink } from "@/server/people/send-link";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { member, registration, seedAreas, testDeps } from "./support";

const start = new Date("2026-11-20T12:00:00Z");
const browser = { origin: "192.0.2.1", userAgent: "Mozilla/5.0 (X11; Linux x86_64) Firefox/130.0" };
let fresh: FreshDatabase;
let deps: PeopleDeps;
const clock = fixedClock(start);
const reviewed: string[] = [];

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db, start);
  deps = testDeps(fresh.db, clock, reviewed);
});
afterAll(() => fresh.drop());
beforeEach(async () => {
  clock.advanceSeconds(3600);
  await fresh.db.rateLimit.deleteMany();
});

async function register(email: string, change = {}) {
  const answer = await registerMember(deps, registration({ email, ...change }), browser);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return (await loadActor(deps, answer.session.sessionId))!;
}

async function newestToken(memberId: string): Promise<string> {
  const jobs = await fresh.db.outbox.findMany({ where: { kind: LETTER }, orderBy: { id: "desc" } });
  const job = jobs
    .map((row) => row.payload as unknown as LetterJob)
    .find((one) => one.memberId === memberId && one.tokenSeed);
  return tokenOf(job!.tokenSeed!, deps.venueSecret);
}

const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error: { code: string }) => error.code,
  );

test("U2 a registration makes a participant with residence, signed terms, a session and a letter", async () => {
  const { actor, member: made } = await register("Ada@Example.org ");
  expect(made.email).toBe("ada@example.org");
  expect(made.residence).toMatchObject({ subdivisionId: "US-NY", countyIds: ["US-36029"] });
  expect(actor.roles.map(({ kind }) => kind)).toEqual(["participant"]);
  const signed = await fresh.db.agreementSignature.findMany({ where: { memberId: actor.memberId } });
  expect(signed).toMatchObject([{ subject: "venue-terms", version: 1, signedAs: "Ada Lovell" }]);
  expect(await confirmEmail(deps, await newestToken(actor.memberId), browser)).toBe(true);
  expect((await loadActor(deps, actor.sessionId))?.member.emailVerifiedAt).not.toBeNull();
  const again = await registerMember(deps, registration({ email: "ADA@example.org" }), browser);
  expect(again).toMatchObject({ ok: false, emailTaken: true });
});

test("U2 of many registrations with one address at once, one makes an account", async () => {
  const answers = await Promise.all(
    Array.from({ length: 6 }, () => registerMember(deps, registration({ email: "race@example.org" }), browser)),
  );
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await fresh.db.member.count({ where: { email: "race@example.org" } })).toBe(1);
});

test("J7 registration is refused below the minimum age of the residence, with the area that says so", async () => {
  clock.set(new Date("2026-11-21T04:30:00Z")); // 20 November in New York, 21 November in Greenwich
  const eighteenOnThe21st = registration({ email: "young@example.org", birthDate: "2008-11-21" });
  expect(await registerMember(deps, eighteenOnThe21st, browser)).toMatchObject({
    ok: false,
    underAge: { minimumAge: 18, areaName: "New York" },
  });
  expect(await fresh.db.member.count({ where: { email: "young@example.org" } })).toBe(0);
  clock.set(new Date("2026-11-21T05:30:00Z"));
  expect(await registerMember(deps, eighteenOnThe21st, browser)).toMatchObject({ ok: true });
  const utah = { postalCode: "84101", municipalityIds: ["none"], city: "Salt Lake City" };
  const child = registration({ email: "child@example.org", birthDate: "2015-01-01", ...utah });
  expect(await registerMember(deps, child, browser)).toMatchObject({ ok: false, underAge: { minimumAge: 18 } });
});

test("J7 whoever is too young wherever they turn out to live is refused at once, and is not asked where", async () => {
  const unsettled = { birthDate: "2010-05-01", countyId: "", municipalityIds: [] };
  // 14127 leaves the village open, 14001 the county; nothing in either could make sixteen enough.
  for (const postalCode of ["14127", "14001"]) {
    const child = registration({ email: "child2@example.org", ...unsettled, postalCode });
    expect(await registerMember(deps, child, browser)).toMatchObject({
      ok: false,
      underAge: { minimumAge: 18, areaName: "New York" },
      residenceFault: null,
      options: null,
    });
  }
  // Old enough for some of the places: the place is asked for, and decides.
  const rule = { version: 1, validFrom: new Date("2020-01-01T00:00:00Z"), createdAt: start };
  await fresh.db.areaRule.create({ data: { id: newId(), areaId: "US-3655266", minimumAge: 21, ...rule } });
  await fresh.db.areaRule.create({ data: { id: newId(), areaId: "US-36055", minimumAge: 19, ...rule } });
  const adult = { email: "adult2@example.org", countyId: "", municipalityIds: [] };
  const at20 = registration({ ...adult, birthDate: "2006-05-01", postalCode: "14127" });
  expect(await registerMember(deps, at20, browser)).toMatchObject({
    underAge: null,
    residenceFault: "chooseMunicipality",
  });
  const inVillage = { ...at20, municipalityIds: ["US-3655266"] };
  expect(await registerMember(deps, inVillage, browser)).toMatchObject({ underAge: { minimumAge: 21 } });
  const at18 = registration({ ...adult, birthDate: "2008-05-01", postalCode: "14001" });
  expect(await registerMember(deps, at18, browser)).toMatchObject({ underAge: null, residenceFault: "chooseCounty" });
  expect(await registerMember(deps, { ...at18, countyId: "US-36055" }, browser)).toMatchObject({
    underAge: { minimumAge: 19, areaName: "Monroe County" },
  });
  await fresh.db.areaRule.deleteMany({ where: { areaId: { in: ["US-3655266", "US-36055"] } } });
});

test("U3 login by password tells nothing but yes or no, and stops after ten tries", async () => {
  await register("login@example.org");
  const wrong = () => codeOf(logInByPassword(deps, "login@example.org", "not the password", browser));
  expect(await codeOf(logInByPassword(deps, "LOGIN@example.org", "a quiet harbour", browser))).toBe("done");
  expect(await codeOf(logInByPassword(deps, "nobody@example.org", "a quiet harbour", browser))).toBe("wrongLogin");
  for (let count = 0; count < 12; count++) {
    expect(await codeOf(logInByPassword(deps, "login@example.org", "a quiet harbour", browser))).toBe("done");
  }
  for (let count = 0; count < 10; count++) expect(await wrong()).toBe("wrongLogin");
  expect(await wrong()).toBe("tooManyAttempts");
  expect(await codeOf(logInByPassword(deps, "login@example.org", "a quiet harbour", browser))).toBe("tooManyAttempts");
  clock.advanceSeconds(900);
  expect(await codeOf(logInByPassword(deps, "login@example.org", "a quiet harbour", browser))).toBe("done");
});

test("U3 a login link works once and within fifteen minutes, and an unknown address gets the same answer", async () => {
  const { actor } = await register("link@example.org");
  clock.advanceSeconds(1);
  await sendLink(deps, "login", "link@example.org", browser.origin);
  const token = await newestToken(actor.memberId);
  const tries = await Promise.all(Array.from({ length: 4 }, () => codeOf(logInByLink(deps, token, browser))));
  expect(tries.sort()).toEqual(["done", "linkOver", "linkOver", "linkOver"]);
  clock.advanceSeconds(1);
  await sendLink(deps, "login", "link@example.org", browser.origin);
  const late = await newestToken(actor.memberId);
  clock.advanceSeconds(901);
  expect(await codeOf(logInByLink(deps, late, browser))).toBe("linkOver");
  const before = await fresh.db.outbox.count();
  expect(await codeOf(sendLink(deps, "login", "nobody@example.org", browser.origin))).toBe("done");
  expect(await fresh.db.outbox.count()).toBe(before);
  const stored = JSON.stringify(await fresh.db.outbox.findMany());
  expect(stored).not.toContain(token);
});

test("U3 a link leads on to where somebody was going, in the letter as in the address", async () => {
  const { actor } = await register("going@example.org");
  for (const [purpose, page] of [
    ["login", "login/link"],
    ["recover", "login/new-password"],
  ] as const) {
    clock.advanceSeconds(1);
    await sendLink(deps, purpose, "going@example.org", browser.origin, "/raffles/the-quilt?a=1&b=2");
    const token = await newestToken(actor.memberId);
    const sent: string[] = [];
    const mail = { send: async (message: { text: string }) => ({ id: String(sent.push(message.text)) }) };
    const job = (await fresh.db.outbox.findFirstOrThrow({ where: { kind: LETTER }, orderBy: { id: "desc" } })).payload;
    await sendLetter({ ...deps, mail, appUrl: "https://venue.example" }, job as unknown as LetterJob, "1");
    const address = new URL(/https:\S+/.exec(sent[0]!)![0]);
    expect(address.pathname).toBe(`/${page}`);
    expect(Object.fromEntries(address.searchParams)).toEqual({ token, next: "/raffles/the-quilt?a=1&b=2" });
  }
});

test("U3 only a path of this venue is gone on to", () => {
  for (const next of ["/raffles", "/account?x=/y", "/a//b"]) expect(safeNext(next, "")).toBe(next);
  for (const next of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "raffles",
    "",
  ])
    expect(safeNext(next, "/account"), next).toBe("/account");
  for (const next of ["/a b", "/\t/evil.example", "/ñ", `/${"a".repeat(600)}`, undefined, 7])
    expect(safeNext(next, ""), String(next)).toBe("");
});

test("U3 recovery sets a password, ends every session, and its letter carries the link", async () => {
  const { actor } = await register("recover@example.org");
  clock.advanceSeconds(1);
  await sendLink(deps, "recover", "recover@example.org", browser.origin);
  const token = await newestToken(actor.memberId);
  const sent: string[] = [];
  const mail = { send: async (message: { text: string }) => ({ id: String(sent.push(message.text)) }) };
  const job = (await fresh.db.outbox.findFirstOrThrow({ where: { kind: LETTER }, orderBy: { id: "desc" } })).payload;
  await sendLetter({ ...deps, mail, appUrl: "https://venue.example" }, job as unknown as LetterJob, "1");
  expect(sent[0]).toContain(`https://venue.example/login/new-password?token=${token}`);
  expect(await recoverAccount(deps, token, "short", browser)).toEqual({ fault: "tooShort" });
  expect(await recoverAccount(deps, token, "another quiet harbour", browser)).toMatchObject({ session: {} });
  expect(await loadActor(deps, actor.sessionId)).toBeNull();
  expect(await codeOf(logInByPassword(deps, "recover@example.org", "a quiet harbour", browser))).toBe("wrongLogin");
  expect(await codeOf(recoverAccount(deps, token, "a third quiet harbour", browser))).toBe("linkOver");
});

test("U3 sessions end at once when they are revoked, and nobody ends somebody else's", async () => {
  const one = await register("one@example.org");
  const two = await register("two@example.org");
  expect(await codeOf(endSession(deps, two.actor, one.actor.sessionId))).toBe("notFound");
  expect(await loadActor(deps, one.actor.sessionId)).not.toBeNull();
  expect(await codeOf(endSession(deps, one.actor, one.actor.sessionId))).toBe("done");
  expect(await loadActor(deps, one.actor.sessionId)).toBeNull();
  expect(await loadActor(deps, "x' or 1=1")).toBeNull();
});

test("U3 the second factor is confirmed by its first code; codes and recovery codes work once", async () => {
  const { actor } = await register("factor@example.org");
  const prepared = await prepareSecondFactor(deps, actor);
  if (!("secret" in prepared)) throw new Error("It was confirmed already.");
  expect(await codeOf(confirmSecondFactor(deps, actor, "000000"))).toBe("wrongCode");
  const codes = await confirmSecondFactor(deps, actor, totpCode(prepared.secret, clock.now().getTime()));
  expect((await loadActor(deps, actor.sessionId))?.actor.secondFactor).toBe(true);
  clock.advanceSeconds(13 * 3600);
  const later = (await loadActor(deps, actor.sessionId))!.actor;
  expect(later.secondFactor).toBe(false);
  const code = totpCode(prepared.secret, clock.now().getTime());
  const tries = await Promise.all([1, 2, 3].map(() => codeOf(proveSecondFactor(deps, later, code))));
  expect(tries.sort()).toEqual(["done", "wrongCode", "wrongCode"]);
  expect(await codeOf(proveSecondFactor(deps, later, codes[0]!))).toBe("done");
  expect(await codeOf(proveSecondFactor(deps, later, codes[0]!))).toBe("wrongCode");
});

test("J11 a change of residence counts its revision up and reviews the open holds; a stale one is refused", async () => {
  const { actor, member: before } = await register("mover@example.org");
  const move = { street: "5 East Avenue", city: "Rochester", postalCode: "14604", countyId: "", municipalityIds: [] };
  expect(await changeResidence(deps, actor, move)).toMatchObject({ ok: false, residenceFault: "chooseMunicipality" });
  const settled = { ...move, municipalityIds: ["US-3663000"] };
  expect(await changeResidence(deps, actor, settled)).toMatchObject({ ok: true, residenceRevision: 2 });
  expect(reviewed).toContain(actor.memberId);
  const after = (await loadActor(deps, actor.sessionId))!.member;
  expect(after.residence.countyIds).toEqual(["US-36055"]);
  expect(after.residenceRevision).toBe(before.residenceRevision + 1);
  const audit = await fresh.db.auditEntry.findFirst({
    where: { subject: `member:${actor.memberId}`, action: "change-residence" },
  });
  expect(audit?.before).toMatchObject({ countyIds: ["US-36029"] });
});

test("J11 a date of birth changes only on the word of two administrators, neither of them its owner", async () => {
  const { actor } = await register("born@example.org");
  expect(await requestBirthDate(deps, actor, { birthDate: "1985-05-04", reason: "A slip of the pen" })).toEqual({
    ok: true,
  });
  expect(await codeOf(requestBirthDate(deps, actor, { birthDate: "1984-05-04", reason: "Again" }))).toBe(
    "requestWaiting",
  );
  const first = authoriseAdministrator(await member(deps, "admin1@example.org", [{ kind: "administrator" }]));
  const second = authoriseAdministrator(await member(deps, "admin2@example.org", [{ kind: "administrator" }]));
  const request = await fresh.db.birthDateRequest.findFirstOrThrow({ where: { memberId: actor.memberId } });
  expect(await decideBirthDate(deps, first, request.id, "approve", "")).toBe("approved-once");
  expect((await loadActor(deps, actor.sessionId))!.member.birthDate.toISOString()).toContain("1990-05-04");
  expect(await codeOf(decideBirthDate(deps, first, request.id, "approve", ""))).toBe("anotherPersonNeeded");
  expect(await decideBirthDate(deps, second, request.id, "approve", "Seen the passport")).toBe("applied");
  expect((await loadActor(deps, actor.sessionId))!.member.birthDate.toISOString()).toContain("1985-05-04");
  expect(await codeOf(decideBirthDate(deps, second, request.id, "refuse", ""))).toBe("changedMeanwhile");
});

test("U2 an organisation and a regulator wait for an administrator, and nobody approves themselves", async () => {
  const admin = await member(deps, "approver@example.org", [{ kind: "administrator" }]);
  const form = {
    name: "Lantern Point Lifeboat Society",
    code: "lpl",
    description: "",
    registration: "12-3456789",
    website: "",
    street: "1 Quay",
    city: "Orchard Park",
    postalCode: "14127",
    countyId: "",
    municipalityIds: ["US-3602955277"],
  };
  const { actor } = await register("founder@example.org");
  const applied = await applyAsOrganisation(deps, actor, form);
  expect(applied).toMatchObject({ ok: true, status: "pending" });
  expect(await applyAsOrganisation(deps, actor, form)).toMatchObject({ ok: false, faults: { code: "taken" } });
  const role = await fresh.db.memberRole.findFirstOrThrow({
    where: { memberId: actor.memberId, kind: "organisation" },
  });
  await decideApplication(deps, authoriseAdministrator(admin), role.id, "approve", "");
  const now = (await loadActor(deps, actor.sessionId))!.actor;
  expect(now.roles.filter(({ kind }) => kind === "organisation")).toMatchObject([{ status: "active" }]);
  expect(await fresh.db.organisation.findFirst({ where: { code: "LPL" } })).toMatchObject({
    status: "active",
    governingAreaId: "US-NY",
  });
  expect(await applyAsRegulator(deps, admin, "US-NY")).toMatchObject({ ok: true, status: "pending" });
  const own = await fresh.db.memberRole.findFirstOrThrow({ where: { memberId: admin.memberId, kind: "regulator" } });
  const self = decideApplication(deps, authoriseAdministrator(admin), own.id, "approve", "");
  expect(await codeOf(self)).toBe("anotherPersonNeeded");
  expect(await codeOf(applyAsRegulator(deps, admin, "US-NY"))).toBe("roleHeldAlready");
});

test("U10 the audit log answers a filter that cannot be with lines or none, not with a fault", async () => {
  const by = authoriseAdministrator(await member(deps, "reader@example.org", [{ kind: "administrator" }]));
  expect(await auditLog(deps, by, { subject: "\0", beforeId: "zzz" })).toEqual(await auditLog(deps, by, {}));
  expect(await auditLog(deps, by, { subject: "mem\0ber", action: "\0nothing" })).toEqual([]);
});
