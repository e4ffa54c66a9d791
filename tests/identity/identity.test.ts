import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { sharpImages } from "@/server/games/raffles/images/adapters/sharp";
import { fixedClock } from "@/server/kernel/clock";
import { newId } from "@/server/kernel/ids";
import type { MailMessage } from "@/server/kernel/mail";
import { type Actor, authoriseAdministrator } from "@/server/people/authority";
import { documentChecker } from "@/server/people/identity/adapters/documents";
import { decideCheck, waitingChecks } from "@/server/people/identity/decide-check";
import {
  IDENTITY_STATES,
  IDENTITY_TRANSITIONS,
  KEPT_DAYS,
  mismatchOf,
  type Side,
} from "@/server/people/identity/identity";
import { sendIdentityLetter } from "@/server/people/identity/letter";
import { beginOutsideCheck, followChecks } from "@/server/people/identity/outside-check";
import type { Finding, IdentityDeps } from "@/server/people/identity/ports";
import { readOwnIdentity, requestCheck, withdrawCheck } from "@/server/people/identity/request-check";
import { isActivePdf } from "@/server/people/identity/scan-pdf";
import { seal, unseal } from "@/server/people/identity/seal";
import { removeOldDocuments, showDocument } from "@/server/people/identity/show-document";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";
import { makeMember, NOW, seedAreas } from "@/tests/support/fixtures";
import { actorOf } from "@/tests/support/venue";
import { refusal } from "@/tests/support/ways";

let fresh: FreshDatabase;
let deps: IdentityDeps;
let photo: Uint8Array;
const clock = fixedClock(NOW);

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  // A picture that says where it was taken, as a telephone's does.
  photo = new Uint8Array(
    await sharp({ create: { width: 800, height: 500, channels: 3, background: "#ccd" } })
      .withExif({ IFD0: { Copyright: "SECRET-PLACE" } })
      .jpeg()
      .toBuffer(),
  );
  deps = {
    ...{ db: fresh.db, clock, venueSecret: "a secret for tests alone", fallbackMinimumAge: 18 },
    ages: { ofResidence: async () => null },
    checker: documentChecker,
    cleanPicture: sharpImages.clean,
    returnUrl: "http://127.0.0.1:9/account/identity",
  };
});
afterAll(() => fresh.drop());

const none = new Uint8Array();
const files = (front: Uint8Array, back: Uint8Array = none): Record<Side, Uint8Array> => ({ front, back });
const passport = () => ({ kind: "passport", files: files(photo) });
const administrator = async () => {
  const id = await makeMember(fresh.db);
  const role = { id: newId(), kind: "administrator" as const, organisationId: null, areaId: null };
  return authoriseAdministrator(actorOf(id, [{ ...role, status: "active" }]));
};
const member = async (over: Record<string, unknown> = {}): Promise<Actor> => actorOf(await makeMember(fresh.db, over));
const pdf = (objects: string, stream = "") =>
  new TextEncoder().encode(`%PDF-1.7\n1 0 obj\n${objects}\nendobj\n${stream}\ntrailer << /Root 1 0 R >>\n%%EOF`);
function packed(text: string, dictionary = "/Type /ObjStm /Filter /FlateDecode"): Uint8Array {
  const body = deflateSync(Buffer.from(text));
  const head = Buffer.from(`%PDF-1.7\n2 0 obj\n<< ${dictionary} /Length ${body.length} >>\nstream\n`);
  return new Uint8Array(Buffer.concat([head, body, Buffer.from("\nendstream\nendobj\n%%EOF")]));
}

test("M6 docs/wallets.md lists the states of an identity check as the code has them", () => {
  const text = readFileSync("docs/wallets.md", "utf8").split("## Identity")[1] ?? "";
  for (const state of IDENTITY_STATES) {
    const row = new RegExp(`^\\| ${state} +\\|[^|]+\\|[^|]+\\| ([^|]+?) +\\|$`, "m").exec(text);
    expect(row?.[1], state).toBe(IDENTITY_TRANSITIONS[state].join(", ") || "nothing");
  }
});

test("M6 a document is sealed to its row and type; changed, moved or with another secret it does not open", () => {
  const bytes = new TextEncoder().encode("what a passport says");
  const sealed = seal("venue secret", "row-1", "image/webp", bytes);
  expect(Buffer.from(sealed.sealed).includes(Buffer.from(bytes))).toBe(false);
  expect(unseal("venue secret", "row-1", "image/webp", sealed)).toEqual(bytes);
  const flipped = { ...sealed, sealed: sealed.sealed.map((byte, at) => (at === 3 ? byte ^ 1 : byte)) };
  for (const open of [
    () => unseal("venue secret", "row-2", "image/webp", sealed),
    () => unseal("venue secret", "row-1", "application/pdf", sealed),
    () => unseal("another secret", "row-1", "image/webp", sealed),
    () => unseal("venue secret", "row-1", "image/webp", { ...sealed, keyVersion: 2 }),
    () => unseal("venue secret", "row-1", "image/webp", flipped),
  ])
    expect(open).toThrow(expect.objectContaining({ code: "documentUnreadable" }));
  expect(seal("venue secret", "row-1", "image/webp", bytes).sealed).not.toEqual(sealed.sealed);
});

test("M6 a PDF that does anything but show pages is refused, however it hides that", () => {
  expect(isActivePdf(pdf("<< /Type /Catalog /Pages 3 0 R >>"))).toBe(false);
  expect(isActivePdf(packed("1 0 << /Type /Page /Contents 5 0 R >>"))).toBe(false);
  // Content streams may hold anything by chance; short names are not looked for in them.
  expect(isActivePdf(packed("q /JS BT ET", "/Filter /FlateDecode"))).toBe(false);
  const active = [
    pdf("<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"),
    pdf("<< /S /J#61vaScript >>"),
    pdf("<< /Names << /EmbeddedFiles 4 0 R >> >>"),
    pdf("<< /S /Launch /F (cmd.exe) >>"),
    pdf("<< /AA << /O 3 0 R >> >>"),
    pdf("<< /Encrypt 9 0 R >>"),
    packed("1 0 << /S /JavaScript /JS (x) >>"),
    packed("1 0 << /AA 3 0 R >>", "/Type /Obj#53tm /Filter [/FlateDecode]"),
    packed("1 0 << >>", "/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]"),
    // A bomb: sixty megabytes of nothing in sixty kilobytes.
    packed("0".repeat(60_000_000)),
    pdf("<< >>", "2 0 obj << >> stream\nnever ends"),
  ];
  for (const [at, bytes] of active.entries()) expect(isActivePdf(bytes), String(at)).toBe(true);
});

test("M6 documents are re-encoded, sealed and shown to an administrator alone, each look written down", async () => {
  const actor = await member();
  const id = await requestCheck(deps, actor, { kind: "driving-licence", files: files(photo, photo) });
  const rows = await fresh.db.identityDocument.findMany({ where: { checkId: id }, orderBy: { side: "desc" } });
  expect(rows.map(({ side, contentType }) => [side, contentType])).toEqual([
    ["front", "image/webp"],
    ["back", "image/webp"],
  ]);
  for (const { sealed } of rows) expect(Buffer.from(sealed).includes("RIFF")).toBe(false);
  const by = await administrator();
  const shown = await showDocument(deps, by, rows[0]!.id);
  expect(shown).toMatchObject({ contentType: "image/webp", name: "front.webp" });
  expect(Buffer.from(shown.bytes).includes("SECRET-PLACE")).toBe(false);
  expect((await sharp(shown.bytes).metadata()).exif).toBeUndefined();
  await showDocument(deps, by, rows[1]!.id);
  const looks = await fresh.db.auditEntry.findMany({
    where: { action: "look-at-identity-document", subject: `identity-check:${id}` },
  });
  expect(looks.map(({ actorId }) => actorId)).toEqual([by.actor.memberId, by.actor.memberId]);
  expect((await refusal(showDocument(deps, by, newId()))).code).toBe("notFound");
  // Nobody looks at their own as an administrator.
  const own = await administrator();
  const ownId = await requestCheck(deps, own.actor, passport());
  const [ownRow] = await fresh.db.identityDocument.findMany({ where: { checkId: ownId } });
  expect((await refusal(showDocument(deps, own, ownRow!.id))).code).toBe("notFound");
  expect((await refusal(decideCheck(deps, own, ownId, { word: "approve" }))).code).toBe("anotherPersonNeeded");
  expect((await waitingChecks(deps, own)).find((one) => one.id === ownId)?.mayDecide).toBe(false);
});

test("M6 what is missing, unknown, too large, active or not a picture is refused in words, and nothing is kept", async () => {
  const actor = await member();
  const cases: Array<[Parameters<typeof requestCheck>[2], string]> = [
    [{ kind: "library-card", files: files(photo) }, "documentKindMissing"],
    [{ kind: "passport", files: files(none) }, "documentMissing"],
    [{ kind: "identity-card", files: files(photo) }, "documentMissing"],
    [{ kind: "passport", files: files(new TextEncoder().encode("<svg onload=alert(1)>")) }, "documentKindUnknown"],
    [{ kind: "passport", files: files(pdf("<< /S /Launch >>")) }, "documentActive"],
    [{ kind: "passport", files: files(photo.slice(0, 40)) }, "imageUnreadable"],
    [
      { kind: "passport", files: files(new Uint8Array(11 * 1024 * 1024).fill(0xff, 0, 3).fill(0xd8, 1, 2)) },
      "documentTooLarge",
    ],
  ];
  for (const [sent, code] of cases) expect((await refusal(requestCheck(deps, actor, sent))).code).toBe(code);
  expect(await fresh.db.identityCheck.count({ where: { memberId: actor.memberId } })).toBe(0);
});

test("M6 of requests at once one waits; it can be taken back and its documents go at once; five a day are enough", async () => {
  const actor = await member();
  const tries = await Promise.all(Array.from({ length: 6 }, () => refusal(requestCheck(deps, actor, passport()))));
  expect(tries.filter(({ code }) => code === "no error")).toHaveLength(1);
  expect(tries.filter(({ code }) => code === "checkWaiting")).toHaveLength(5);
  await withdrawCheck(deps, actor);
  expect((await refusal(withdrawCheck(deps, actor))).code).toBe("changedMeanwhile");
  const [check] = await fresh.db.identityCheck.findMany({ where: { memberId: actor.memberId } });
  expect(await fresh.db.identityDocument.count({ where: { checkId: check!.id } })).toBe(0);
  for (let at = 0; at < 4; at++) {
    await requestCheck(deps, actor, passport());
    await withdrawCheck(deps, actor);
  }
  expect((await refusal(requestCheck(deps, actor, passport()))).code).toBe("checksTooMany");
});

test("M6 an approval stands until name or birth date change; whoever is too young, or was changed meanwhile, gets none", async () => {
  const by = await administrator();
  const actor = await member();
  const id = await requestCheck(deps, actor, passport());
  const words = await Promise.all(
    Array.from({ length: 4 }, () => refusal(decideCheck(deps, by, id, { word: "approve" }))),
  );
  expect(words.filter(({ code }) => code === "no error")).toHaveLength(1);
  expect((await readOwnIdentity(deps, actor)).isApproved).toBe(true);
  expect((await refusal(requestCheck(deps, actor, passport()))).code).toBe("alreadyApproved");
  await fresh.db.member.update({ where: { id: actor.memberId }, data: { birthDate: new Date("1991-01-01") } });
  expect(await readOwnIdentity(deps, actor)).toMatchObject({ isApproved: false, checks: [{ state: "lapsed" }] });

  const young = await member({ birthDate: new Date("2009-01-01") });
  const youngId = await requestCheck(deps, young, passport());
  expect((await refusal(decideCheck(deps, by, youngId, { word: "approve" }))).code).toBe("underAge");
  const elsewhere = { ...deps, ages: { ofResidence: async () => ({ minimumAge: 99, areaName: "", reached: false }) } };
  const old = await member();
  const oldId = await requestCheck(deps, old, passport());
  expect((await refusal(decideCheck(elsewhere, by, oldId, { word: "approve" }))).code).toBe("underAge");
  await fresh.db.member.update({ where: { id: old.memberId }, data: { birthDate: new Date("1980-01-01") } });
  expect((await refusal(decideCheck(deps, by, oldId, { word: "approve" }))).code).toBe("changedMeanwhile");
  // The database itself approves nobody under another birth date than the account's, and lets no state go backwards.
  const set = (state: string) =>
    fresh.db.identityCheck.update({
      where: { id: oldId },
      data: { state, decidedAt: NOW, decidedBy: by.actor.memberId },
    });
  await expect(set("approved")).rejects.toThrow();
  await decideCheck(deps, by, oldId, { word: "refuse", reasonCode: "birthDate", note: "" });
  await expect(set("approved")).rejects.toThrow();
  await expect(set("open")).rejects.toThrow();
});

test("M6 an administrator may take the name from the document; a refusal names its reason and the way on, by mail", async () => {
  const by = await administrator();
  const actor = await member({ locale: "es" });
  const id = await requestCheck(deps, actor, passport());
  expect((await refusal(decideCheck(deps, by, id, { word: "refuse", reasonCode: "because", note: "" }))).code).toBe(
    "reasonNeeded",
  );
  expect((await refusal(decideCheck(deps, by, id, { word: "refuse", reasonCode: "other", note: " " }))).code).toBe(
    "reasonNeeded",
  );
  await decideCheck(deps, by, id, { word: "refuse", reasonCode: "birthDate", note: "1980 there" });
  const mails: MailMessage[] = [];
  const mail = { send: async (message: MailMessage) => ({ id: String(mails.push(message)) }) };
  const [job] = await fresh.db.outbox.findMany({ where: { dedupeKey: `identity-decided:${id}` } });
  const letters = { db: fresh.db, mail, appUrl: "https://venue.example", words: wordsOf };
  await sendIdentityLetter(letters, job!.payload as { checkId: string }, job!.id);
  expect(mails[0]?.text).toContain("fecha de nacimiento");
  expect(mails[0]?.text).toContain("1980 there");

  const again = await requestCheck(deps, actor, passport());
  await decideCheck(deps, by, again, { word: "approve", name: { givenName: " Tést ", familyName: "Membre" } });
  const named = await fresh.db.member.findUniqueOrThrow({ where: { id: actor.memberId } });
  expect([named.givenName, named.familyName]).toEqual(["Tést", "Membre"]);
  expect((await readOwnIdentity(deps, actor)).isApproved).toBe(true);
  expect(
    await fresh.db.auditEntry.count({ where: { action: "correct-name", subject: `member:${actor.memberId}` } }),
  ).toBe(1);
  await sendIdentityLetter(letters, { checkId: again }, newId());
  expect(mails[1]?.text).toContain("/wallet");
});

test("M6 documents are deleted some days after the decision, and not before", async () => {
  const by = await administrator();
  const actor = await member();
  const id = await requestCheck(deps, actor, passport());
  await decideCheck(deps, by, id, { word: "approve" });
  const count = () => fresh.db.identityDocument.count({ where: { checkId: id } });
  clock.advanceSeconds(KEPT_DAYS * 86_400 - 60);
  await removeOldDocuments(deps);
  expect(await count()).toBe(1);
  clock.advanceSeconds(120);
  expect(await removeOldDocuments(deps)).toBeGreaterThan(0);
  expect(await count()).toBe(0);
  expect((await readOwnIdentity(deps, actor)).isApproved).toBe(true);
  clock.set(NOW);
});

test("M6 an outside service takes the place of the documents; what it read is compared with the account", async () => {
  const findings = new Map<string, Finding>();
  const outside: IdentityDeps = {
    ...deps,
    checker: {
      name: "elsewhere",
      begin: async ({ id }) => ({ way: "page", outsideId: `vs_${id}`, url: `https://elsewhere.example/${id}` }),
      read: async (outsideId) => findings.get(outsideId) ?? { state: "open" },
    },
  };
  const read = { givenName: "TEST", familyName: "Member", birthDate: "1990-01-01" };
  const cases: Array<[Finding, Record<string, unknown>, string, string | null]> = [
    [{ state: "read", person: read }, {}, "approved", null],
    [{ state: "read", person: { ...read, familyName: "Other" } }, {}, "refused", "name"],
    [{ state: "read", person: { ...read, birthDate: "1990-01-02" } }, {}, "refused", "birthDate"],
    [{ state: "refused", reason: "expired" }, {}, "refused", "expired"],
    [
      { state: "read", person: { ...read, birthDate: "2010-05-05" } },
      { birthDate: new Date("2010-05-05") },
      "refused",
      "underAge",
    ],
    [{ state: "open" }, {}, "open", null],
  ];
  for (const [finding, over, state, reasonCode] of cases) {
    const actor = await member(over);
    const url = await beginOutsideCheck(outside, actor);
    expect(await beginOutsideCheck(outside, actor)).toBe(url);
    const outsideId = (await readOwnIdentity(outside, actor)).checks[0]!.outsideId!;
    findings.set(outsideId, finding);
    await followChecks(outside);
    await followChecks(outside);
    expect((await readOwnIdentity(outside, actor)).checks).toMatchObject([{ state, reasonCode }]);
  }
  expect(await beginOutsideCheck(deps, await member())).toBeNull();
});

test("M6 names are compared as two papers may differ in them, birth dates exactly", () => {
  const account = { givenName: "José Luis", familyName: "Núñez-Ortiz", birthDate: "1980-02-03" };
  expect(mismatchOf(account, { ...account, givenName: "JOSE", familyName: "NUNEZ ORTIZ" })).toBeNull();
  expect(mismatchOf(account, { ...account, givenName: "Luis" })).toBe("name");
  expect(mismatchOf(account, { ...account, birthDate: "1980-03-02" })).toBe("birthDate");
});
