import { afterAll, beforeAll, expect, test } from "vitest";
import type { AppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { organisationAccount, venueAccount, walletAccount } from "@/server/ledger/accounts";
import type { Movement } from "@/server/ledger/movement";
import { movementStands, postMovement } from "@/server/ledger/post-movement";
import { checkLedger, readBalances, readStatement } from "@/server/ledger/read-ledger";
import { type FreshDatabase, freshDatabase } from "@/tests/support/database";

let fresh: FreshDatabase;
beforeAll(async () => {
  fresh = await freshDatabase();
});
afterAll(() => fresh.drop());

const NOW = new Date("2026-11-20T12:00:00Z");

function sale(organisationId: string, amountMinor: number, extra: Partial<Movement> = {}): Movement {
  const id = newId();
  return {
    cause: "capture",
    causeId: id,
    key: `test:${id}`,
    currency: "USD",
    postedAt: NOW,
    lines: [
      {
        debit: organisationAccount(organisationId, "clearing"),
        credit: organisationAccount(organisationId, "sales"),
        amountMinor,
      },
    ],
    ...extra,
  };
}

const post = (movement: Movement) => fresh.db.transaction((tx) => postMovement(tx, movement));
const code = (work: Promise<unknown>) =>
  work.then(
    () => "no error",
    (error: AppError) => error.code ?? error.message,
  );

test("M4 a movement with the same key is posted once, however often and at once", async () => {
  const organisation = newId();
  const movement = sale(organisation, 500);
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(movement)));
  expect(answers.filter(Boolean)).toHaveLength(1);
  expect(await movementStands(fresh.db, movement.key)).toBe(true);
  expect(
    (await readBalances(fresh.db, `org:${organisation}:`)).map((each) => [each.key.split(":")[2], each.balanceMinor]),
  ).toEqual([
    ["clearing", 500n],
    ["sales", 500n],
  ]);
});

test("M1 balances are sums, statements run from opening to closing", async () => {
  const organisation = newId();
  await post(sale(organisation, 1_000, { postedAt: new Date("2026-11-01T00:00:00Z") }));
  await post(sale(organisation, 250, { postedAt: new Date("2026-11-02T00:00:00Z") }));
  await post(
    sale(organisation, 0, {
      cause: "refund",
      postedAt: new Date("2026-11-03T00:00:00Z"),
      lines: [
        {
          debit: organisationAccount(organisation, "refunds"),
          credit: organisationAccount(organisation, "clearing"),
          amountMinor: 400,
        },
      ],
    }),
  );
  const statement = await readStatement(
    fresh.db,
    `org:${organisation}:clearing`,
    new Date("2026-11-02T00:00:00Z"),
    new Date("2026-12-01T00:00:00Z"),
  );
  expect(statement?.openingMinor).toBe(1_000n);
  expect(statement?.lines.map((line) => [line.cause, line.changeMinor, line.balanceMinor])).toEqual([
    ["capture", 250n, 1_250n],
    ["refund", -400n, 850n],
  ]);
  expect(statement?.closingMinor).toBe(850n);
  expect(await readStatement(fresh.db, "org:nobody:clearing", NOW, NOW)).toBeNull();
});

test("M1 the database refuses an edited, deleted, empty or one-sided posting", async () => {
  const organisation = newId();
  await post(sale(organisation, 700));
  const { query } = fresh.db;
  await expect(query({ text: "update ledger_transfer set amount_minor = 1" })).rejects.toThrow(/append-only/);
  await expect(query({ text: "delete from ledger_transfer" })).rejects.toThrow(/append-only/);
  await expect(query({ text: "delete from ledger_movement" })).rejects.toThrow(/append-only/);
  const insert = (debit: string, credit: string, amount: number) =>
    query({
      text: `insert into ledger_transfer (movement_id, line, debit_id, credit_id, amount_minor, currency)
             select (select id from ledger_movement limit 1), 99,
               (select id from ledger_account where key = $1), (select id from ledger_account where key = $2), $3, 'USD'`,
      values: [`org:${organisation}:${debit}`, `org:${organisation}:${credit}`, amount],
    });
  await expect(insert("clearing", "clearing", 5)).rejects.toThrow(/transfer_amount/);
  await expect(insert("clearing", "sales", 0)).rejects.toThrow(/transfer_amount/);
  await expect(insert("clearing", "sales", -5)).rejects.toThrow(/transfer_amount/);
  await expect(insert("clearing", "nothing", 5)).rejects.toThrow(/null value/);
  expect(await checkLedger(fresh.db)).toEqual({ balanced: true, faults: [] });
});

test("M1 an account of another currency takes no posting, and nothing is half done", async () => {
  const organisation = newId();
  await post(sale(organisation, 100));
  const wrong = sale(organisation, 100, { currency: "EUR" });
  expect(await code(post(wrong))).toBe("wrongCurrency");
  expect(await movementStands(fresh.db, wrong.key)).toBe(false);
});

test("M1 a wallet is never overdrawn, not even by many at once; a mirror may go below zero", async () => {
  const member = newId();
  const wallet = walletAccount(member, "USD");
  const clearing = venueAccount("clearing");
  const move = (debit: typeof wallet, credit: typeof wallet, amountMinor: number): Movement => ({
    ...sale("x", 0),
    cause: "deposit",
    lines: [{ debit, credit, amountMinor }],
  });
  await post(move(clearing, wallet, 1_000));
  const spends = await Promise.all(Array.from({ length: 8 }, () => code(post(move(wallet, clearing, 300)))));
  expect(spends.filter((answer) => answer === "no error")).toHaveLength(3);
  expect(spends.filter((answer) => answer === "insufficientBalance")).toHaveLength(5);
  expect((await readBalances(fresh.db, wallet.key))[0]?.balanceMinor).toBe(100n);
  const organisation = newId();
  await post(
    sale(organisation, 0, {
      lines: [
        {
          debit: organisationAccount(organisation, "refunds"),
          credit: organisationAccount(organisation, "clearing"),
          amountMinor: 50,
        },
      ],
    }),
  );
  expect((await readBalances(fresh.db, `org:${organisation}:clearing`))[0]?.balanceMinor).toBe(-50n);
});

test("M1 a wrong amount is refused before it reaches the database", async () => {
  for (const amountMinor of [-1, 0.5, Number.NaN, 2 ** 53]) {
    await expect(post(sale(newId(), amountMinor))).rejects.toThrow(RangeError);
  }
  expect(await post(sale(newId(), 0))).toBe(false);
});

test("M1 the whole ledger sums to zero", async () => {
  expect(await checkLedger(fresh.db)).toEqual({ balanced: true, faults: [] });
});
