import { afterAll, beforeAll, expect, test } from "vitest";
import { exportOwnData } from "@/server/games/account-history/export-own-data";
import { newId } from "@/server/kernel/ids";
import { proveActor } from "@/server/people/authority";
import { hashPassword } from "@/server/people/password";
import { openTestVenue, type TestVenue } from "@/tests/support/venue";

let venue: TestVenue;
beforeAll(async () => {
  venue = await openTestVenue();
});
afterAll(() => venue.close());

const deps = () => ({ db: venue.db, clock: venue.clock });

test("U8 one's own data holds everything that names the member, no secret, and nothing of anybody else", async () => {
  const passwordHash = await hashPassword("a quiet harbour indeed");
  const [me, other] = [await venue.buyer({ passwordHash, totpSecret: "JBSWY3DPEHPK3PXP" }), await venue.buyer()];
  const raffleId = await venue.raffle({ cap: 20 });
  for (const { actor } of [me, other]) {
    const { orderId } = await venue.toGateway(actor, raffleId, 2);
    await venue.type(orderId);
    expect(await venue.settle(orderId)).toBe("captured");
  }
  await venue.db.memberBlock.create({
    data: { memberId: other.memberId, blockedId: me.memberId, createdAt: venue.clock.now() },
  });
  const admin = newId();
  await venue.db.birthDateRequest.create({
    data: {
      ...{ id: newId(), memberId: me.memberId, birthDate: new Date("1990-02-02"), reason: "A slip" },
      ...{ requestedAt: venue.clock.now(), status: "refused", approvedBy: admin, decision: "No proof" },
    },
  });
  const text = await exportOwnData(deps(), me.actor, false);
  const { records } = JSON.parse(text) as { records: Record<string, Array<Record<string, unknown>>> };
  expect(Object.keys(records)).toEqual(
    expect.arrayContaining(["member", "ticket_order", "ticket", "payment", "audit_entry", "birth_date_request"]),
  );
  expect(records.member).toHaveLength(1);
  expect(records.ticket).toHaveLength(2);
  expect(records.ticket_order).toMatchObject([{ member_id: me.memberId, tickets_minor: 1000 }]);
  expect(records.birth_date_request).toMatchObject([{ approved_by: "somebody else" }]);
  expect(records.member_block).toBeUndefined();
  for (const secret of [passwordHash, "JBSWY3DPEHPK3PXP", other.memberId, admin, "password_hash", "totp_secret"]) {
    expect(text.includes(secret), secret).toBe(false);
  }
  const [logged] = await venue.db.auditEntry.findMany({ where: { action: "export-own-data" } });
  expect(logged).toMatchObject({ actorId: me.memberId, subject: `member:${me.memberId}` });
});

test("U3 where the account has a second factor, one's own data asks for it", async () => {
  const { memberId } = await venue.buyer();
  const actor = proveActor({
    ...{ memberId, sessionId: newId(), email: "a@example.test", givenName: "Test", roles: [], secondFactor: false },
  });
  await expect(exportOwnData(deps(), actor, true)).rejects.toMatchObject({ code: "secondFactorNeeded", status: 403 });
  expect(JSON.parse(await exportOwnData(deps(), actor, false)).records.member).toHaveLength(1);
});

test("U8 no column with a secret's name or with bytes leaves in the file, in whatever table", async () => {
  const columns = await venue.db.query<{ table: string; column: string; type: string }>({
    text: `select table_name as "table", column_name as "column", udt_name as type from information_schema.columns
            where table_schema = 'public' and column_name in ('password_hash', 'totp_secret', 'token_hash', 'token_seed', 'hash')`,
  });
  expect(columns.length).toBeGreaterThan(4);
  const { actor } = await venue.buyer();
  const { records } = JSON.parse(await exportOwnData(deps(), actor, false)) as {
    records: Record<string, Array<Record<string, unknown>>>;
  };
  for (const { table, column } of columns) {
    for (const row of records[table] ?? []) expect(column in row, `${table}.${column}`).toBe(false);
  }
});
