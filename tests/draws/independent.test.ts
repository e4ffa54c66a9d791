import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { timeOfRoundMs } from "@/server/draws/beacon";
import { fromHex, toHex } from "@/server/draws/bytes";
import type { Certificate, CertificateLevel, FirstCertificate, Pot } from "@/server/draws/certificate";
import { makeCertificate, makeManifest } from "@/server/draws/draw";
import { merkleTree } from "@/server/draws/merkle";
import { potOf, potParts } from "@/server/draws/pot-parts";
import { openStream } from "@/server/draws/random-stream";
import { firstTermsBytes, firstTermsDigest, makeSeal, seedBytes, termsBytes } from "@/server/draws/seed";
import { drawOrder, nextNumber, select } from "@/server/draws/select";
import { sha256 } from "@/server/draws/sha256";
import { verifyCertificate } from "@/server/draws/verify";
import { type BeaconCertificate, signRound, someTerms, TEST_CHAIN } from "./fixtures";

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
    const id = `d-${at}`;
    const early = at % 3 === 1;
    const iso = (time: string, seconds: number) => new Date(Date.parse(time) + seconds * 1000).toISOString();
    const { frozenAt } = base.times;
    const rule = {
      salesMinor: upTo(100_000),
      shareBasisPoints: 1 + upTo(9999),
      seedMinor: upTo(500),
      minimumMinor: upTo(30_000),
      capMinor: at % 2 === 0 ? 30_500 + upTo(9_000) : null,
    };
    const pot: Pot | null =
      at % 4 === 2 ? { kind: "fifty-fifty", currency: "USD", ...rule, potMinor: potOf(rule) } : null;
    const terms = {
      ...base,
      organisation: { id: `o-${at}`, name: names[upTo(5)]! },
      drawings: [
        { id: `e-${at}`, kind: "early-bird", position: 1, state: "lapsed" as const, root: null },
        { id, kind: early ? "early-bird" : "main", position: early ? 2 : 1, state: "this" as const, root: null },
      ],
      drawing: {
        ...base.drawing,
        id,
        kind: early ? "early-bird" : "main",
        position: early ? 2 : 1,
        trigger: early ? { count: 1 + upTo(90), at: null, triggeredAt: iso(frozenAt, -9), order: upTo(100) } : null,
        without: early ? [`T-${at}-gone`] : [],
        levels,
        reserves: upTo(5),
      },
      pot,
      times: early ? { namedAt: iso(frozenAt, -1), closedAt: iso(frozenAt, -9), frozenAt } : base.times,
      renewal:
        at % 7 === 5 && early
          ? {
              missedRound: 29_000_000,
              reason: names[upTo(5)]!,
              requestedAt: frozenAt,
              approvedAt: [frozenAt, frozenAt],
            }
          : null,
    };
    const entries = Array.from(
      { length: upTo(at % 50 === 0 ? 3000 : 90) },
      (_, entry) => `T-${at}-${upTo(99)}-${entry}`,
    );
    const drawnAt = new Date(timeOfRoundMs(TEST_CHAIN, round) + upTo(5000)).toISOString();
    return makeCertificate(makeManifest(terms, entries), signatures.get(round)!, drawnAt);
  });
}

/** The same drawing as version 1 of the format would have it. */
function asFirst(certificate: Certificate): FirstCertificate {
  const { organisation, raffle, list, reserves, seed: _, drawing, beacon } = certificate as BeaconCertificate;
  const { id, kind, position, levels } = drawing;
  const { namedAt, closedAt, frozenAt, drawnAt } = certificate.times;
  const times = { namedAt: namedAt!, closedAt, frozenAt, drawnAt };
  const base = {
    organisation,
    raffle,
    drawing: { id, kind, position, levels, reserves: drawing.reserves },
    beacon,
    times,
  };
  const terms = toHex(firstTermsDigest(base));
  const entries = [...list.entries];
  const seed = sha256(
    seedBytes({
      drawingId: id,
      terms,
      root: list.root,
      count: list.count,
      chainHash: beacon.chainHash,
      round: beacon.round,
      randomness: beacon.randomness,
    }),
  );
  const selection = select(seed, list.count, levels, drawing.reserves);
  return {
    format: "drawbridge-certificate",
    version: 1,
    algorithm: "drawbridge-draw-1",
    ...base,
    operator: null,
    terms,
    list,
    seed: toHex(seed),
    winners: selection.winners.map(({ rank, entry, level }) => ({
      rank,
      entry,
      ticket: entries[entry]!,
      level: levels[level]!.position,
      label: levels[level]!.label,
    })),
    reserves: reserves.length > 0 ? selection.reserves.map((one) => ({ ...one, ticket: entries[one.entry]! })) : [],
  };
}

/** A drawing by hand of the same list: stubs in the order of the list, from its end. */
function byHand(certificate: Certificate): Certificate {
  const { list, levels } = { ...certificate, levels: certificate.drawing.levels };
  const { format: _, version: _v, algorithm: _a, terms: _t, list: _l, ...rest } = certificate;
  const terms = {
    ...rest,
    method: "hand" as const,
    beacon: null,
    times: { namedAt: null, closedAt: rest.times.closedAt, frozenAt: rest.times.frozenAt },
  };
  const manifest = makeManifest(
    {
      method: terms.method,
      organisation: terms.organisation,
      raffle: terms.raffle,
      drawings: terms.drawings,
      drawing: terms.drawing,
      pot: terms.pot,
      beacon: null,
      times: terms.times,
      renewal: null,
      operator: null,
    },
    list.entries,
  );
  const places = levels.flatMap((level) => Array<CertificateLevel>(level.quantity).fill(level));
  const drawn = places.slice(0, list.count);
  const parts = manifest.pot ? potParts(manifest.pot.potMinor, drawn.length) : null;
  const winners = drawn.map((level, at) => ({
    rank: at + 1,
    entry: list.count - 1 - at,
    ticket: list.entries[list.count - 1 - at]!,
    level: level.position,
    label: level.label,
    prize: at % 2 === 0 ? (level.prizes[0] ?? null) : null,
    amountMinor: parts ? parts[at]! : null,
  }));
  const media = [
    { kind: "video" as const, name: "drum é.mp4", sha256: "cd".repeat(32), bytes: 12, address: null },
    { kind: "stream" as const, name: "live", sha256: null, bytes: null, address: "https://live.example/1" },
  ];
  return {
    ...manifest,
    format: "drawbridge-certificate",
    beacon: null,
    times: { ...manifest.times, drawnAt: certificate.times.drawnAt },
    seed: null,
    hand: { media, seal: makeSeal(manifest.terms, manifest.list, { winners, reserves: [], media }) },
    winners,
    reserves: [],
  };
}

test.runIf(python)("D6 both programs agree on drawings by hand, and find what does not belong together", () => {
  const hand = manyCertificates(60).map(byHand);
  expect(ask(hand).filter((answer) => answer !== "ok")).toEqual([]);
  for (const one of hand) expect(verifyCertificate(one).faults).toEqual([]);
  const whole = hand.find(({ winners }) => winners.length > 2)!;
  const changes: Array<(c: Certificate) => unknown> = [
    (c) => (c.winners[0]!.ticket = "T-x"),
    (c) => (c.winners[1] = { ...c.winners[0]!, rank: 2, level: c.winners[1]!.level, label: c.winners[1]!.label }),
    (c) => c.winners.pop(),
    (c) => (c.winners[0]!.label = "Prize 9"),
    (c) => (c.winners[0]!.prize = "Another"),
    (c) => (c.hand!.media[0]!.sha256 = "00".repeat(32)),
    (c) => c.hand!.media.pop(),
    (c) => (c.hand!.seal = "00".repeat(32)),
    (c) => (c.times.drawnAt = c.times.closedAt),
    (c) => (c.seed = "00".repeat(32)),
    (c) => (c.list.entries[0] = "T-y"),
  ];
  const changed = changes.map((change) => {
    const copy = structuredClone(whole);
    change(copy);
    return copy;
  });
  const answers = ask(changed);
  changed.forEach((one, at) => {
    expect([at, answers[at]]).not.toEqual([at, "ok"]);
    expect([at, verifyCertificate(one).ok]).toEqual([at, false]);
  });
});

test.runIf(python)("D2 certificates of the first version still verify, here and there", () => {
  const first = manyCertificates(90)
    .filter(({ drawing }) => drawing.kind === "main")
    .map(asFirst);
  expect(ask(first).filter((answer) => answer !== "ok")).toEqual([]);
  for (const one of first.slice(0, 12)) expect(verifyCertificate(one).faults).toEqual([]);
  expect(verifyCertificate({ ...first[3]!, pot: null }).ok).toBe(false);
});

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
    const certificate = manyCertificates(51)[50] as BeaconCertificate;
    const changes: Record<string, (c: BeaconCertificate) => unknown> = {
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
      winner: (c) =>
        c.winners.push({ rank: 1, entry: 0, ticket: "x", level: 1, label: "x", prize: null, amountMinor: null }),
      pot: (c) => c.pot!.potMinor++,
      part: (c) => c.winners[0]!.amountMinor!++,
      without: (c) => c.drawing.without.push(c.list.entries[2]!),
      drawings: (c) => (c.drawings[1]!.state = "drawn"),
      trigger: (c) => (c.drawing.kind = "early-bird"),
      reserve: (c) => c.reserves.push({ rank: 1, entry: 0, ticket: "x" }),
      field: (c) => Object.assign(c, { note: "approved" }),
      number: (c) => Object.assign(c.list, { count: "3" }),
    };
    const changed = Object.values(changes).map((change) => {
      const copy = structuredClone(certificate);
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

test("D2 the worked examples of the written method verify, in both versions and by hand", () => {
  expect(examples.map(({ version, method }) => [version, method ?? "beacon"])).toEqual([
    [1, "beacon"],
    [2, "beacon"],
    [2, "hand"],
  ]);
  for (const example of examples) expect(verifyCertificate(example)).toMatchObject({ ok: true, faults: [] });
  expect(examples.slice(0, 2).map((example) => verifyCertificate(example).chain)).toEqual(["quicknet", "quicknet"]);
  if (python) expect(ask(examples)).toEqual(["ok", "ok", "ok"]);
});

test.each([1, 2])("D2 every byte that worked example %i shows is what the code makes", (number) => {
  const example = examples[number - 1] as BeaconCertificate;
  const { entries } = example.list;
  const tree = merkleTree(entries);
  expect(block(`leaves-${number}`)).toEqual(entries.map((entry) => merkleTree([entry]).root));
  expect(block(`path-${number}`)).toEqual(tree.path(entries.length - 1));
  const terms = number === 1 ? firstTermsBytes(example as never) : termsBytes(example);
  expect(block(`terms-${number}`).join("")).toBe(toHex(terms));
  expect(example.terms).toBe(toHex(sha256(terms)));
  if (number === 2) {
    // The text stands behind the tag and the two lengths.
    const text = new TextDecoder().decode(terms.slice(4 + "drawbridge/terms/2".length + 4));
    expect(block("canonical-2").join("")).toBe(text);
  }
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
