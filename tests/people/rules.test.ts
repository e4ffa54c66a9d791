import { expect, test } from "vitest";
import { authoriseAdministrator, authoriseOrganiser, authoriseRegulator, proveActor } from "@/server/people/authority";
import { hashPassword, passwordFault, verifyPassword } from "@/server/people/password";
import { registrationFaults, sameName } from "@/server/people/registration";
import { residenceOptions, settleResidence } from "@/server/people/residence";
import { acceptedTotpStep, newTotpSecret, totpCode } from "@/server/people/second-factor";
import { newRecoveryCodes, recoveryCodeHash, tokenOf } from "@/server/people/secret-token";
import { isSecondFactorFresh, isSessionAlive } from "@/server/people/session";
import { registration, scope } from "./support";

const now = new Date("2026-11-20T12:00:00Z");

test("U3 a password is kept as a salted hash that names its cost, and only it opens the account", async () => {
  const [one, two] = [await hashPassword("a quiet harbour"), await hashPassword("a quiet harbour")];
  expect(one).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  expect(one).not.toBe(two);
  expect(await verifyPassword("a quiet harbour", one)).toBe(true);
  expect(await verifyPassword("a quiet harbor", one)).toBe(false);
  expect(await verifyPassword("a quiet harbour", null)).toBe(false);
  expect(await verifyPassword("", "nonsense")).toBe(false);
});

test("U3 passwords are judged by length and by what others try first, in any script", () => {
  expect(passwordFault("short", "ada@example.org")).toBe("tooShort");
  expect(passwordFault("password123", "ada@example.org")).toBe("common");
  expect(passwordFault("aaaaaaaaaaaa", "ada@example.org")).toBe("common");
  expect(passwordFault("ada.lovell99", "ada.lovell@example.org")).toBe("likeEmail");
  expect(passwordFault("тихая гавань ночью", "ada@example.org")).toBeNull();
  expect(passwordFault("x".repeat(257), "ada@example.org")).toBe("tooLong");
});

test("U3 a code of the authenticator works once, and one step to either side", () => {
  const secret = newTotpSecret();
  const atMs = now.getTime();
  const step = acceptedTotpStep(secret, totpCode(secret, atMs), atMs, null);
  expect(step).toBe(BigInt(Math.floor(atMs / 30_000)));
  expect(acceptedTotpStep(secret, totpCode(secret, atMs), atMs, step)).toBeNull();
  expect(acceptedTotpStep(secret, totpCode(secret, atMs - 30_000), atMs, null)).toBe(step! - 1n);
  expect(acceptedTotpStep(secret, totpCode(secret, atMs - 90_000), atMs, null)).toBeNull();
  expect(acceptedTotpStep(secret, "12345", atMs, null)).toBeNull();
});

test("U3 recovery codes are many, different, and bound to their member", async () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  const [code = ""] = codes;
  const hash = await recoveryCodeHash("a", code);
  expect(await recoveryCodeHash("a", code.toUpperCase().replaceAll("-", " "))).toBe(hash);
  expect(await recoveryCodeHash("b", code)).not.toBe(hash);
  expect(tokenOf("seed", "one secret")).not.toBe(tokenOf("seed", "another"));
});

test("U3 a session ends by itself, by revocation and by being left alone", () => {
  const session = {
    createdAt: now,
    lastSeenAt: now,
    expiresAt: new Date(now.getTime() + 90 * 86_400_000),
    revokedAt: null,
    secondFactorAt: now,
  };
  const later = (days: number) => new Date(now.getTime() + days * 86_400_000);
  expect(isSessionAlive(session, later(29))).toBe(true);
  expect(isSessionAlive(session, later(30))).toBe(false);
  expect(isSessionAlive({ ...session, lastSeenAt: later(89) }, later(91))).toBe(false);
  expect(isSessionAlive({ ...session, revokedAt: now }, now)).toBe(false);
  expect(isSecondFactorFresh(session, later(0.49))).toBe(true);
  expect(isSecondFactorFresh(session, later(0.51))).toBe(false);
});

test("P25 no id is enough: only the role, with the second factor shown, makes an authority", () => {
  const role = { id: "r", status: "active" as const, organisationId: null, areaId: null };
  const person = (secondFactor: boolean, status: "active" | "pending" | "revoked" = "active") =>
    proveActor({
      memberId: "m",
      sessionId: "s",
      email: "e",
      givenName: "g",
      secondFactor,
      roles: [
        { ...role, kind: "organisation", organisationId: "own", status },
        { ...role, kind: "regulator", areaId: "US-NY", status },
        { ...role, kind: "administrator", status },
      ],
    });
  const code = (work: () => unknown) => {
    try {
      work();
      return "allowed";
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  expect(code(() => authoriseOrganiser(person(true), "own"))).toBe("allowed");
  expect(code(() => authoriseOrganiser(person(true), "foreign"))).toBe("notFound");
  expect(code(() => authoriseOrganiser(person(false), "own"))).toBe("secondFactorNeeded");
  expect(code(() => authoriseOrganiser(person(true, "pending"), "own"))).toBe("notFound");
  expect(code(() => authoriseOrganiser(null, "own"))).toBe("loginNeeded");
  expect(code(() => authoriseRegulator(person(true), "US-36029", scope))).toBe("allowed");
  expect(code(() => authoriseRegulator(person(true), "US-UT", scope))).toBe("notFound");
  expect(code(() => authoriseRegulator(person(true), "US", scope))).toBe("notFound");
  expect(code(() => authoriseRegulator(person(true, "revoked"), "US-NY", scope))).toBe("notFound");
  expect(code(() => authoriseAdministrator(person(true)))).toBe("allowed");
  expect(code(() => authoriseAdministrator(person(false)))).toBe("secondFactorNeeded");
});

test("U1 one person holds several kinds of account, and each acts within its own scope alone", () => {
  const role = { id: "r", status: "active" as const, organisationId: null, areaId: null };
  const roles = [
    { ...role, kind: "participant" as const },
    { ...role, kind: "organisation" as const, organisationId: "first" },
    { ...role, kind: "organisation" as const, organisationId: "second" },
    { ...role, kind: "regulator" as const, areaId: "US-NY" },
  ];
  const person = proveActor({ memberId: "m", sessionId: "s", email: "e", givenName: "g", secondFactor: true, roles });
  expect(authoriseOrganiser(person, "first").organisationId).toBe("first");
  expect(authoriseOrganiser(person, "second").organisationId).toBe("second");
  expect(authoriseRegulator(person, "US-36029", scope).areaId).toBe("US-36029");
  expect(() => authoriseOrganiser(person, "third")).toThrow();
  expect(() => authoriseAdministrator(person)).toThrow();
});

test("U2 a registration is told all its faults at once, and nothing that is right is one", () => {
  expect(registrationFaults(registration(), now, 1)).toEqual({});
  const faults = registrationFaults(
    registration({
      givenName: " ",
      email: "nobody",
      birthDate: "2023-02-29",
      password: "short",
      postalCode: "ABC",
      street: "",
      signature: "Somebody Else",
      phone: "call me",
    }),
    now,
    1,
  );
  expect(faults).toEqual({
    givenName: "missing",
    email: "malformed",
    birthDate: "notADate",
    password: "tooShort",
    postalCode: "malformed",
    street: "missing",
    signature: "differsFromName",
    phone: "malformed",
  });
  expect(registrationFaults(registration({ birthDate: "2027-01-01" }), now, 1)).toEqual({ birthDate: "inTheFuture" });
  expect(registrationFaults(registration({ birthDate: "1890-01-01" }), now, 1)).toEqual({ birthDate: "tooLongAgo" });
  expect(registrationFaults(registration(), now, 2)).toEqual({ signature: "outdated" });
  expect(sameName("José  Núñez", "jose nunez")).toBe(true);
  expect(sameName("李小龍", "李小龍")).toBe(true);
});

test("J1a a postal code that leaves a choice is asked about, never settled by the largest share", () => {
  const postal = {
    code: "14001",
    name: "Akron",
    areas: [
      { id: "US-36029", tier: "county", name: "Erie County", parents: ["US-NY"] },
      { id: "US-36055", tier: "county", name: "Monroe County", parents: ["US-NY"] },
      { id: "US-3602955277", tier: "municipality", name: "Orchard Park town", parents: ["US-36029"] },
      { id: "US-3655266", tier: "municipality", name: "Orchard Park village", parents: ["US-36029"] },
    ],
  };
  expect(settleResidence(postal, "", [])).toMatchObject({ ok: false, fault: "chooseCounty" });
  expect(settleResidence(postal, "US-49035", [])).toMatchObject({ ok: false, fault: "chooseCounty" });
  expect(settleResidence(postal, "US-36029", [])).toMatchObject({ ok: false, fault: "chooseMunicipality" });
  expect(settleResidence(postal, "US-36029", ["none", "US-3655266"])).toMatchObject({ fault: "chooseMunicipality" });
  expect(settleResidence(postal, "US-36029", ["US-3655266", "US-3602955277"])).toEqual({
    ok: true,
    country: "US",
    subdivisionId: "US-NY",
    countyIds: ["US-36029"],
    municipalityIds: ["US-3602955277", "US-3655266"],
  });
  expect(settleResidence(postal, "US-36055", [])).toMatchObject({ ok: true, municipalityIds: [] });
  expect(settleResidence(null, "", [])).toMatchObject({ fault: "unknownPostalCode" });
});

test("J1a an address asks for its county with the state where the ZIP code crosses a border, and only there", () => {
  const county = (id: string, name: string, stateId: string, state: string) => ({
    id,
    tier: "county",
    name,
    parents: [stateId],
    state,
  });
  const christian = county("US-21047", "Christian County", "US-KY", "Kentucky");
  const montgomery = county("US-47125", "Montgomery County", "US-TN", "Tennessee");
  const todd = county("US-21219", "Todd County", "US-KY", "Kentucky");
  const names = (areas: (typeof todd)[]) =>
    residenceOptions({ code: "42223", name: "Fort Campbell", areas }, "").counties.map(({ name }) => name);
  expect(names([montgomery, christian])).toEqual(["Christian County, Kentucky", "Montgomery County, Tennessee"]);
  expect(names([todd, christian])).toEqual(["Christian County", "Todd County"]);
});
