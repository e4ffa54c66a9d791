import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, expect, test } from "vitest";
import { verify } from "@/cli/verify";
import { makeProof } from "@/server/draws/membership";
import { merkleTree } from "@/server/draws/merkle";
import { someCertificate } from "./fixtures";

const folder = mkdtempSync(path.join(tmpdir(), "drawbridge-verify-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(content: unknown, ...options: string[]) {
  const file = path.join(folder, "file.json");
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  const [output, error] = [new PassThrough(), new PassThrough()];
  const code = await verify([file, ...options], { input: process.stdin, output, error });
  return { code, out: String(output.read() ?? ""), error: String(error.read() ?? "") };
}

test("D2 the command prints ok and answers 0 for a sound certificate", async () => {
  const { code, out, error } = await run(someCertificate());
  expect([code, out]).toEqual([0, "ok\n"]);
  expect(error).toContain("winner    First Prize: LPL-27-");
});

test("D2 the command says what is wrong and answers 1", async () => {
  const certificate = someCertificate();
  certificate.list.entries[4] = "LPL-27-0001-9999";
  const { code, out } = await run(certificate);
  expect(code).toBe(1);
  expect(out).toMatch(/The root of the list is [0-9a-f]{64}, the certificate says [0-9a-f]{64}\./);
  expect(out).not.toMatch(/[{}]/);
  expect(await run("{")).toMatchObject({ code: 1, out: "The file is not JSON.\n" });
  expect((await run([])).code).toBe(1);
});

test("D2 with the root from elsewhere another list is found, and a proof is checked too", async () => {
  const certificate = someCertificate();
  expect((await run(certificate, "--root", certificate.list.root)).code).toBe(0);
  expect((await run(certificate, "--root", "00".repeat(32))).code).toBe(1);
  const { entries } = certificate.list;
  const proof = makeProof({ id: "x", title: "LPL-27" }, merkleTree(entries), 3, entries[3]!);
  expect((await run(proof, "--root", certificate.list.root)).out).toBe("ok\n");
  expect(await run({ ...proof, entry: 4 })).toMatchObject({
    code: 1,
    out: expect.stringContaining("do not lead ticket"),
  });
});

test("P4 the command speaks JSON, and answers 2 to what makes no sense", async () => {
  const { out } = await run(someCertificate(), "--json");
  expect(JSON.parse(out)).toEqual({ ok: true, kind: "certificate", chain: "other", faults: [] });
  const io = { input: process.stdin, output: new PassThrough(), error: new PassThrough() };
  expect(await verify([], io)).toBe(2);
  expect(await verify(["a", "b"], io)).toBe(2);
  expect(await verify(["a", "--root", "xyz"], io)).toBe(2);
  expect(await verify([path.join(folder, "nothing.json")], io)).toBe(1);
});
