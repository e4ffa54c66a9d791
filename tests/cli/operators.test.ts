import { execFile } from "node:child_process";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doctor } from "@/cli/doctor";
import type { Io } from "@/cli/io";
import { users } from "@/cli/users";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeMember } from "../support/fixtures";
import { root } from "../support/modules";
import { openStandIns, type StandIns } from "../support/stand-ins";

let fresh: FreshDatabase;
let standIns: StandIns;
beforeAll(async () => {
  fresh = await freshDatabase();
  standIns = await openStandIns(fresh.url);
});
afterAll(async () => {
  await standIns.close();
  await fresh.drop();
});

function io(): Io & { said(): string; faults(): string } {
  const [output, error] = [new PassThrough(), new PassThrough()];
  const text = (stream: PassThrough) => String(stream.read() ?? "");
  return { input: process.stdin, output, error, said: () => text(output), faults: () => text(error) };
}

/** Runs `npm run -s cli -- …` as a shell would. */
function command(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    const all = { ...process.env, DATABASE_URL: fresh.url, ...env };
    execFile(process.execPath, [path.join(root, "dev/boot.mjs"), "cli", ...args], { env: all }, (error, out, err) => {
      resolve({ code: error ? Number(error.code ?? 1) : 0, out, err });
    });
  });
}

test("P4 an unknown command is refused on standard error with what there is", async () => {
  const { code, out, err } = await command(["no-such"]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain("npm run -s cli -- doctor");
  expect((await command(["migrate", "--json"])).out).toBe('{"applied":[]}\n');
});

test("P4 the first administrator is made by command, with an audit line, and lost factors are set up anew", async () => {
  const id = await makeMember(fresh.db);
  const { email } = await fresh.db.member.findUniqueOrThrow({ where: { id } });
  const screen = io();
  expect(await users(["grant", email, "administrator"], screen, fresh.db)).toBe(0);
  expect(await users(["grant", email, "administrator"], screen, fresh.db)).toBe(1);
  expect(screen.faults()).toBe("The member has this role already.\n");
  expect(await users(["grant", "nobody@example.org", "administrator"], screen, fresh.db)).toBe(1);
  expect(await users(["grant", email, "regulator", "US-NOWHERE"], screen, fresh.db)).toBe(2);
  expect(screen.faults()).toContain("There is no area US-NOWHERE.");
  screen.said();
  expect(await users(["list", email, "--json"], screen, fresh.db)).toBe(0);
  expect(JSON.parse(screen.said())).toMatchObject({
    email,
    status: "active",
    roles: expect.arrayContaining(["administrator"]),
  });
  expect(await users(["suspend", email], screen, fresh.db)).toBe(0);
  expect((await fresh.db.member.findUniqueOrThrow({ where: { id } })).status).toBe("suspended");
  expect(await users(["restore", email], screen, fresh.db)).toBe(0);
  expect(await users(["reset-second-factor", email], screen, fresh.db)).toBe(0);
  const lines = await fresh.db.auditEntry.findMany({ where: { actorRole: "venue" }, orderBy: { id: "asc" } });
  expect(lines.map(({ action }) => action)).toEqual([
    "grant-role",
    "suspend-member",
    "restore-member",
    "reset-second-factor",
  ]);
});

test("P3 the doctor looks at every part and says what is wrong and what to do", async () => {
  const before = { ...process.env };
  try {
    Object.assign(process.env, standIns.env);
    const screen = io();
    expect(await doctor(["--json"], screen)).toBe(0);
    const states = new Map(
      (JSON.parse(screen.said()) as { findings: Array<{ name: string; state: string; text: string }> }).findings.map(
        (finding) => [finding.name, finding],
      ),
    );
    for (const name of [
      "configuration",
      "migrations",
      "database",
      "schema",
      "clock",
      "kv",
      "realtime",
      "gateway",
      "mail",
      "beacon",
    ]) {
      expect(states.get(name), name).toMatchObject({ state: "ok" });
    }
    expect(states.get("worker")?.text).toContain("npm run worker");
    expect(states.get("areas")?.text).toContain("areas import");
    expect(states.get("members' money")).toMatchObject({ state: "ok", text: expect.stringContaining("closed") });

    standIns.kv.faults.failing = true;
    standIns.mail.faults.failing = true;
    standIns.beacon.faults.down = true;
    expect(await doctor([], screen)).toBe(0);
    const text = screen.said();
    for (const name of ["kv", "mail", "beacon"]) expect(text).toMatch(new RegExp(`^${name} +degraded`, "m"));
    for (const advice of ["KV_REST_API_URL", "RESEND_API_KEY", "BEACON_URL"]) expect(text).toContain(advice);

    delete process.env.APP_SECRET;
    expect(await doctor([], screen)).toBe(1);
    expect(screen.said()).toContain("APP_SECRET must be given");
  } finally {
    process.env = before;
  }
});
