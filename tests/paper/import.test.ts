import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { wordsOf } from "@/i18n/words";
import { newId } from "@/server/kernel/ids";
import { decode, readCsv } from "@/server/tickets/paper/csv-file";
import {
  importEntries,
  readImport,
  refusedRowsFile,
  runImports,
  stopImport,
  templateFile,
} from "@/server/tickets/paper/import-entries";
import { readAmount, readDate, readRow, rowHash } from "@/server/tickets/paper/import-row";
import { addSeller } from "@/server/tickets/paper/manage-books";
import { makeMember, NOW } from "@/tests/support/fixtures";
import { openPaperVenue, type PaperVenue } from "./support";

let venue: PaperVenue;
beforeAll(async () => {
  venue = await openPaperVenue();
});
afterAll(() => venue.close());
beforeEach(() => venue.clock.set(NOW));

const HEAD = "Email,First name,Last name,Date of birth,Street,City,ZIP,Tickets,Paid,Paid by,Seller,Reference";
const bytes = (text: string) => new TextEncoder().encode(text);
const file = (rows: string[], head = HEAD) => ({ name: "sales.csv", bytes: bytes([head, ...rows].join("\r\n")) });
const row = (
  email: string,
  over: { tickets?: string; paid?: string; by?: string; seller?: string; zip?: string; reference?: string } = {},
) =>
  [
    email,
    "Paper",
    "Buyer",
    "1980-02-03",
    "1 Elm Street",
    "Buffalo",
    over.zip ?? "14202",
    over.tickets ?? "2",
    over.paid ?? "10.00",
    over.by ?? "cash",
    over.seller ?? "",
    over.reference ?? "",
  ].join(",");
const offline = () => venue.raffle({ cap: null, raffle: { participation: "offline" } });

async function take(raffleId: string, sent: { name: string; bytes: Uint8Array }) {
  const answer = await importEntries(venue.paper, venue.by, raffleId, sent);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  await runImports(venue.paper);
  return readImport(venue.paper, venue.by, answer.importId);
}

test("R13 each row is entered or refused with line and reason, and the others go on", async () => {
  const raffleId = await offline();
  await addSeller({ db: venue.db, clock: venue.clock, law: venue.paper.law }, venue.by, {
    name: "Agnes Miller",
    contact: "",
  });
  const done = await take(
    raffleId,
    file([
      row("one@example.test", { seller: "agnes miller" }),
      row("two@example.test", { tickets: "many" }),
      row("three@example.test", { paid: "9" }),
      row("utah@example.test", { zip: "84101" }),
      "",
      row("not an address"),
      row("five@example.test", { seller: "Nobody" }),
      row("six@example.test", { by: "bitcoin" }),
      row("=cmd|' /C calc'!A0@example.test"),
      row("seven@example.test", { tickets: "3", paid: "$15" }),
    ]),
  );
  expect(done).toMatchObject({ state: "done", total: 9, entered: 2, refused: 7, waiting: 0, tickets: 5 });
  expect(done.refusedRows.map(({ line, code }) => `${line} ${code}`)).toEqual([
    "3 quantityUnreadable",
    "4 wrongPrice",
    "5 entryClosed",
    "7 person-malformed",
    "8 sellerUnknown",
    "9 paidByUnknown",
    "10 cellFormula",
  ]);
  expect(await venue.db.ticket.count({ where: { raffleId, state: "valid" } })).toBe(5);
});

test("R13 the report of refused rows has line, reason and the row, in both languages, and no formula in it", async () => {
  const raffleId = await offline();
  const done = await take(
    raffleId,
    file([row("a@example.test", { tickets: "0" }), row("b@example.test", { by: "+1+1" }), row('"@SUM(1;2)"')]),
  );
  for (const locale of ["en", "es"]) {
    let text = "";
    for await (const line of refusedRowsFile({ ...venue.paper, words: wordsOf }, venue.by, done.id, locale))
      text += line;
    const lines = text.split("\r\n");
    expect(lines.length).toBe(5);
    expect(text.startsWith("\uFEFF")).toBe(true);
    expect(lines[1]).toContain("a@example.test");
    expect(text).not.toMatch(/(^|,)"?[=+@]/m);
    expect(text).toContain("'+1+1");
  }
});

test("R13 the same file again is recognised, the same row in another file too; a reference makes it another sale", async () => {
  const raffleId = await offline();
  const sent = file([row("rep@example.test"), row("rep@example.test"), row("rep@example.test", { reference: "2" })]);
  const first = await take(raffleId, sent);
  expect(first).toMatchObject({ entered: 2, refused: 1 });
  expect(first.refusedRows[0]).toMatchObject({ code: "rowRepeated", params: { file: "sales.csv" } });
  expect(await importEntries(venue.paper, venue.by, raffleId, { ...sent, name: "other-name.csv" })).toMatchObject({
    ok: false,
    same: { importId: first.id },
  });
  const second = await take(raffleId, file([row("rep@example.test"), row("new@example.test")]));
  expect(second).toMatchObject({ entered: 1, refused: 1 });
  expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(6);
});

test("R13 a worker that dies leaves the rows that wait to the next, and none is entered twice", async () => {
  const raffleId = await offline();
  const rows = Array.from({ length: 60 }, (_, at) => row(`many-${raffleId.slice(-6)}-${at}@example.test`));
  const answer = await importEntries(venue.paper, venue.by, raffleId, file(rows));
  if (!answer.ok) throw new Error("refused");
  // Entered, but killed before the row was marked.
  await runImports(venue.paper, { forMs: 1 });
  const some = await venue.db.entryImportRow.findMany({
    where: { importId: answer.importId, state: "entered" },
    take: 5,
  });
  expect(some.length).toBe(5);
  await venue.db.entryImportRow.updateMany({
    where: { importId: answer.importId, line: { in: some.map(({ line }) => line) } },
    data: { state: "waiting", orderId: null },
  });
  await venue.db.entryImport.update({
    where: { id: answer.importId },
    data: { state: "running", leaseUntil: new Date(NOW.getTime() + 30_000) },
  });
  expect(await runImports(venue.paper)).toBe(0);
  venue.clock.advanceSeconds(31);
  await Promise.all([runImports(venue.paper), runImports(venue.paper), runImports(venue.paper)]);
  expect(await readImport(venue.paper, venue.by, answer.importId)).toMatchObject({
    state: "done",
    entered: 60,
    refused: 0,
  });
  expect(await venue.db.ticket.count({ where: { raffleId } })).toBe(120);
});

test("R13 whoever loses the right to act takes the file with them; a stopped file stops", async () => {
  const raffleId = await offline();
  const answer = await importEntries(venue.paper, venue.by, raffleId, file([row("late@example.test")]));
  if (!answer.ok) throw new Error("refused");
  await venue.db.memberRole.updateMany({ where: { memberId: venue.by.actor.memberId }, data: { status: "revoked" } });
  await runImports(venue.paper);
  await venue.db.memberRole.updateMany({ where: { memberId: venue.by.actor.memberId }, data: { status: "active" } });
  expect(await readImport(venue.paper, venue.by, answer.importId)).toMatchObject({
    state: "stopped",
    entered: 0,
    waiting: 1,
  });
  const again = await importEntries(venue.paper, venue.by, raffleId, file([row("late@example.test")]));
  if (!again.ok) throw new Error("a stopped file may be sent again");
  await stopImport(venue.paper, venue.by, again.importId);
  expect(await runImports(venue.paper)).toBe(0);
});

test("R13 files in other encodings, with other signs between columns and other words for them are read", () => {
  const text = "Correo;Nombre;Apellidos;Boletos\r\nñ@example.test;José;Ñandú;2";
  const utf16 = (big: boolean, mark: boolean) => {
    const units = [...(mark ? `\uFEFF${text}` : text)].map((letter) => letter.charCodeAt(0));
    return new Uint8Array(units.flatMap((unit) => (big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])));
  };
  const latin = new Uint8Array([...text].map((letter) => letter.charCodeAt(0)));
  const wanted = [
    { line: 2, fields: { email: "ñ@example.test", givenName: "José", familyName: "Ñandú", quantity: "2" } },
  ];
  for (const [name, sent, encoding] of [
    ["UTF-8", bytes(text), "UTF-8"],
    ["UTF-8 with a mark", bytes(`\uFEFF${text}`), "UTF-8"],
    ["UTF-16 little", utf16(false, true), "UTF-16"],
    ["UTF-16 big", utf16(true, true), "UTF-16"],
    ["UTF-16 without a mark", utf16(false, false), "UTF-16"],
    ["Latin-1", latin, "Windows-1252"],
  ] as const) {
    const read = readCsv(sent);
    expect("rows" in read ? [read.encoding, read.delimiter, read.rows] : read, name).toEqual([encoding, ";", wanted]);
  }
  for (const sign of ["\t", "|", ","])
    expect(readCsv(bytes(`email${sign}tickets\na@b.test${sign}1`)), sign).toMatchObject({
      delimiter: sign,
      rows: [{ fields: { email: "a@b.test", quantity: "1" } }],
    });
  expect(readCsv(bytes('sep=;\r\nemail;tickets\r\n"a@b.test";1'))).toMatchObject({ rows: [{ line: 3 }] });
  expect(readCsv(bytes('email,street,tickets\na@b.test,"two\nlines",1\nb@b.test,x,2'))).toMatchObject({
    rows: [{ fields: { street: "two\nlines" } }, { line: 4 }],
  });
});

test("R13 a file that cannot be read is refused as a whole, with what to do", () => {
  const code = (sent: Uint8Array) => {
    const read = readCsv(sent);
    return "fault" in read ? read.fault : null;
  };
  expect(code(new Uint8Array())).toMatchObject({ code: "fileEmpty" });
  expect(code(new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]))).toMatchObject({ code: "fileSpreadsheet" });
  expect(code(new Uint8Array([1, 2, 3, 0, 0, 0, 9, 9, 9, 0, 1, 1]))).toMatchObject({ code: "fileNoText" });
  expect(code(bytes("name,city\nA,B"))).toEqual({ code: "columnsMissing", params: { columns: "email, tickets" } });
  expect(code(bytes("email,tickets,E-Mail\na,1,b"))).toEqual({ code: "columnTwice", params: { column: "email" } });
  expect(code(bytes("email,tickets"))).toMatchObject({ code: "fileNoRows" });
  expect(code(bytes('email,tickets\na@b.test,"1'))).toMatchObject({ code: "fileBroken" });
  expect(code(bytes(`email,tickets\n${"a@b.test,1\n".repeat(20_001)}`))).toEqual({
    code: "fileTooManyRows",
    params: { most: 20_000 },
  });
  expect(code(new Uint8Array(8 * 1024 * 1024 + 1))).toMatchObject({ code: "fileTooLarge" });
  expect("text" in decode(bytes("plain"))).toBe(true);
});

test("R13 cells: amounts, dates, a postal code that lost its zero, and what cannot be read is named", () => {
  expect(["10", "$10.5", "10,50", "1.234", "-3", "ten"].map(readAmount)).toEqual([1000, 1050, 1050, null, null, null]);
  expect(["1980-02-03", "2/3/1980", "3 Feb"].map(readDate)).toEqual(["1980-02-03", "1980-02-03", "3 Feb"]);
  expect(readRow({ email: "a@b.test", quantity: "1", postalCode: "2139" })).toMatchObject({
    person: { postalCode: "02139" },
    paidBy: "cash",
    paidMinor: null,
  });
  expect(readRow({ email: "a@b.test", quantity: "1", street: "x".repeat(501) })).toMatchObject({
    fault: { code: "cellTooLong" },
  });
  expect(rowHash({ email: " A@b.test", quantity: "1", reference: "" })).toBe(
    rowHash({ email: "a@B.test ", quantity: "1" }),
  );
  expect(rowHash({ email: "a@b.test", quantity: "1" })).not.toBe(rowHash({ email: "a@b.test", quantity: "2" }));
});

test("R13 our own template is read back", () => {
  const read = readCsv(bytes(templateFile()));
  expect("rows" in read ? [read.ignored, read.rows.length] : read).toEqual([[], 1]);
});

test("R13 entries of a file are refused once the raffle takes none, and a known account needs its address alone", async () => {
  const raffleId = await offline();
  await makeMember(venue.db, { email: "known-row@example.test" });
  const answer = await importEntries(
    venue.paper,
    venue.by,
    raffleId,
    file(["known-row@example.test,1", `new-${newId()}@example.test,1`], "email,tickets"),
  );
  if (!answer.ok) throw new Error("refused");
  await runImports(venue.paper);
  const done = await readImport(venue.paper, venue.by, answer.importId);
  expect(done).toMatchObject({ entered: 1, refused: 1 });
  expect(done.refusedRows[0]).toMatchObject({ code: "person-missing" });
  venue.clock.advanceSeconds(25 * 3600);
  await expect(importEntries(venue.paper, venue.by, raffleId, file([row("x@example.test")]))).rejects.toMatchObject({
    code: "entryAfterClose",
  });
});
