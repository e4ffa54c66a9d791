import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { timeOfRoundMs } from "@/server/draws/beacon";
import { fromHex, toHex } from "@/server/draws/bytes";
import type { Certificate, CertificateLevel } from "@/server/draws/certificate";
import { makeCertificate, makeManifest } from "@/server/draws/draw";
import { merkleTree } from "@/server/draws/merkle";
import { openStream } from "@/server/draws/random-stream";
import { seedBytes, termsBytes } from "@/server/draws/seed";
import { drawOrder, nextNumber } from "@/server/draws/select";
import { sha256 } from "@/server/draws/sha256";
import { verifyCertificate } from "@/server/draws/verify";
import { signRound, someTerms, TEST_CHAIN } from "./fixtures";

const python = spawnSync("python3", ["--version"]).status === 0;
if (!python) console.warn("python3 is not here: the checks against tests/draws/verifier.py are skipped.");
const SCRIPT = path.join(import.meta.dirname, "verifier.py");

/** The other program's answer to each certificate. */
function ask(certificates: unknown[]): string[] {
  const { stdout, stderr, status } = spawnSync("python3", [SCRIPT, "--lines"], {
    input: certificates.map((one) => `${JSON.stringify(one)}\n`).join(""),
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return stdout.trimEnd().split("\n");
}

/** Certificates of every shape, the same with each run: list sizes, levels, reserves and scripts of names vary. */
function manyCertificates(count: number): Certificate[] {
  const stream = openStream(sha256(new TextEncoder().encode("certificates")));
  const upTo = (most: number) => nextNumber(stream, most + 1);
  const names = ["Lantern Society", "Société des Quilts", "灯台の会", "Общество", "🎟️ Fund", ""];
  const rounds = [30_000_000, 30_000_001, 31_234_567];
  const signatures = new Map(rounds.map((round) => [round, signRound(round)]));
  return Array.from({ length: count }, (_, at) => {
    const round = rounds[at % rounds.length]!;
    const levels: CertificateLevel[] = Array.from({ length: upTo(4) }, (_, level) => ({
      position: level + 1,
      label: `Prize ${level + 1}`,
      quantity: 1 + upTo(3),
      prizes: Array.from({ length: 1 + upTo(2) }, (_, prize) => `${names[upTo(5)]} ${prize}`),
    }));
    const base = someTerms({}, round);
    const terms = {
      ...base,
      organisation: { id: `o-${at}`, name: names[upTo(5)]! },
      drawing: { ...base.drawing, id: `d-${at}`, levels, reserves: upTo(5) },
    };
    const entries = Array.from(
      { length: upTo(at % 50 === 0 ? 3000 : 90) },
      (_, entry) => `T-${at}-${upTo(99)}-${entry}`,
    );
    const drawnAt = new Date(timeOfRoundMs(TEST_CHAIN, round) + upTo(5000)).toISOString();
    return makeCertificate(makeManifest(terms, entries), signatures.get(round)!, drawnAt);
  });
}

test.runIf(python)("P22 a program in another language agrees on a thousand draws", () => {
  const certificates = manyCertificates(1000);
  const answers = ask(certificates);
  expect(answers).toHaveLength(1000);
  expect(answers.filter((answer) => answer !== "ok")).toEqual([]);
  // Ours costs a pairing each: a share of them is enough to know that both say the same.
  for (const certificate of certificates.slice(0, 60)) expect(verifyCertificate(certificate).faults).toEqual([]);
});

test.runIf(python)(
  "P22 both programs find a changed ticket, order, root, round, prize, name, time, seed and winner",
  () => {
    const [certificate] = manyCertificates(51).slice(50);
    const changes: Record<string, (c: Certificate) => unknown> = {
      ticket: (c) => (c.list.entries[5] = "T-x"),
      order: (c) => c.list.entries.reverse(),
      root: (c) => (c.list.root = "ab".repeat(32)),
      round: (c) => c.beacon.round--,
      value: (c) => (c.beacon.randomness = "ab".repeat(32)),
      key: (c) => (c.beacon.publicKey = `${c.beacon.publicKey.slice(0, -2)}00`),
      prize: (c) => c.drawing.levels.push({ position: 9, label: "x", quantity: 1, prizes: [] }),
      name: (c) => (c.organisation.name += "x"),
      time: (c) => (c.times.closedAt = c.times.frozenAt),
      late: (c) => (c.times.frozenAt = c.times.drawnAt),
      terms: (c) => (c.terms = "ab".repeat(32)),
      seed: (c) => (c.seed = "ab".repeat(32)),
      winner: (c) => c.winners.push({ rank: 1, entry: 0, ticket: "x", level: 1, label: "x" }),
      reserve: (c) => c.reserves.push({ rank: 1, entry: 0, ticket: "x" }),
      field: (c) => Object.assign(c, { note: "approved" }),
      number: (c) => Object.assign(c.list, { count: "3" }),
    };
    const changed = Object.values(changes).map((change) => {
      const copy = structuredClone(certificate!);
      change(copy);
      return copy;
    });
    const answers = ask(changed);
    Object.keys(changes).forEach((name, at) => {
      expect([name, answers[at]]).not.toEqual([name, "ok"]);
      expect([name, verifyCertificate(changed[at]).ok]).toEqual([name, false]);
    });
  },
);

const page = readFileSync(path.resolve(import.meta.dirname, "../../docs/draw-algorithm.md"), "utf8");
const block = (name: string) => {
  const found = new RegExp(`\`\`\`text ${name}\\n([\\s\\S]*?)\`\`\``).exec(page);
  if (!found) throw new Error(`docs/draw-algorithm.md has no block ${name}`);
  return found[1]!.trimEnd().split("\n");
};
const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].map((match) => JSON.parse(match[1]!) as Certificate);

test("D2 the worked examples of the written method are certificates of the public beacon that verify", () => {
  expect(examples).toHaveLength(2);
  for (const example of examples) expect(verifyCertificate(example)).toMatchObject({ ok: true, chain: "quicknet" });
  if (python) expect(ask(examples)).toEqual(["ok", "ok"]);
});

test.each([1, 2])("D2 every byte that worked example %i shows is what the code makes", (number) => {
  const example = examples[number - 1]!;
  const { entries } = example.list;
  const tree = merkleTree(entries);
  expect(block(`leaves-${number}`)).toEqual(entries.map((entry) => merkleTree([entry]).root));
  expect(block(`path-${number}`)).toEqual(tree.path(entries.length - 1));
  expect(block(`terms-${number}`).join("")).toBe(toHex(termsBytes(example)));
  expect(example.terms).toBe(toHex(sha256(fromHex(block(`terms-${number}`).join("")))));
  const bytes = seedBytes({
    drawingId: example.drawing.id,
    terms: example.terms,
    root: example.list.root,
    count: example.list.count,
    chainHash: example.beacon.chainHash,
    round: example.beacon.round,
    randomness: example.beacon.randomness,
  });
  expect(block(`seed-${number}`).join("")).toBe(toHex(bytes));
  const seed = fromHex(example.seed);
  expect(toHex(sha256(bytes))).toBe(example.seed);
  const stream = openStream(seed);
  expect(block(`words-${number}`).map(Number)).toEqual(Array.from({ length: 8 }, () => stream.nextWord()));
  const order = [...drawOrder(openStream(seed), entries.length, 5)];
  expect([...example.winners, ...example.reserves].map(({ entry }) => entry)).toEqual(
    order.slice(0, example.winners.length + example.reserves.length),
  );
});
