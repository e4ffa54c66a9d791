import { expect, test } from "vitest";
import { QUICKNET } from "@/server/draws/beacon";
import { makeCertificate, makeManifest } from "@/server/draws/draw";
import { verifyCertificate } from "@/server/draws/verify";
import { type BeaconCertificate as Certificate, signRound, someCertificate, someTerms, someTickets } from "./fixtures";

const copy = (certificate: Certificate) => structuredClone(certificate);
const codes = (value: unknown, options = {}) => verifyCertificate(value, options).faults.map((fault) => fault.code);

/** Changes one thing in a sound certificate and answers the codes found. */
function tampered(change: (certificate: Certificate) => void): string[] {
  const certificate = copy(someCertificate());
  change(certificate);
  return codes(certificate);
}

test("D2 a certificate stands on its own and verifies after a journey through JSON", () => {
  const certificate = someCertificate(200);
  const result = verifyCertificate(JSON.parse(JSON.stringify(certificate)));
  expect(result.faults).toEqual([]);
  expect(result).toMatchObject({ ok: true, chain: "other" });
  expect(certificate.winners.map(({ label }) => label)).toEqual([
    "First Prize",
    "Second Prize",
    "Second Prize",
    "Second Prize",
  ]);
  expect(certificate.reserves.map(({ rank }) => rank)).toEqual([5, 6]);
});

test("P22 a changed, added, removed or repeated ticket is found", () => {
  expect(tampered((c) => (c.list.entries[7] = "LPL-27-0001-9999"))).toContain("root");
  expect(tampered((c) => c.list.entries.push("LPL-27-0001-9999"))).toEqual(expect.arrayContaining(["root", "count"]));
  expect(tampered((c) => c.list.entries.pop())).toEqual(expect.arrayContaining(["root", "count"]));
  expect(tampered((c) => (c.list.entries[7] = c.list.entries[8]!))).toEqual(
    expect.arrayContaining(["root", "repeated"]),
  );
});

test("P22 a changed order, root, count, seed or round is found", () => {
  expect(tampered((c) => c.list.entries.reverse())).toContain("root");
  expect(tampered((c) => (c.list.root = "00".repeat(32)))).toEqual(["root"]);
  expect(tampered((c) => c.list.count++)).toEqual(["count"]);
  expect(tampered((c) => (c.seed = "00".repeat(32)))).toEqual(["seed"]);
  expect(tampered((c) => c.beacon.round++)).toEqual(expect.arrayContaining(["signature", "terms", "seed"]));
  expect(
    tampered((c) => {
      c.beacon.round++;
      c.beacon.signature = signRound(c.beacon.round);
    }),
  ).toEqual(expect.arrayContaining(["randomness", "terms", "seed"]));
});

test("P22 a changed winner, reserve, label or prize is found", () => {
  expect(tampered((c) => (c.winners[0]!.ticket = c.winners[1]!.ticket))).toEqual(["winner"]);
  expect(tampered((c) => c.winners.reverse())).toContain("winner");
  expect(tampered((c) => c.winners.pop())).toEqual(["winner-count"]);
  expect(tampered((c) => c.reserves.reverse())).toContain("reserve");
  expect(tampered((c) => c.reserves.pop())).toEqual(["reserve-count"]);
  expect(tampered((c) => (c.winners[0]!.label = "Second Prize"))).toEqual(["winner"]);
  expect(tampered((c) => (c.drawing.levels[0]!.prizes[0] = "A toy boat"))).toEqual(expect.arrayContaining(["terms"]));
  expect(tampered((c) => c.drawing.levels.reverse())).toEqual(expect.arrayContaining(["terms", "seed"]));
  expect(tampered((c) => c.drawing.reserves++)).toEqual(expect.arrayContaining(["terms", "reserve-count"]));
});

test("P22 a changed name, time, key or signature is found", () => {
  expect(tampered((c) => (c.organisation.name = "Somebody Else"))).toEqual(expect.arrayContaining(["terms", "seed"]));
  expect(tampered((c) => (c.raffle.title = "Another"))).toContain("terms");
  expect(tampered((c) => (c.times.namedAt = "2020-01-01T00:00:00.000Z"))).toContain("terms");
  expect(tampered((c) => (c.times.frozenAt = c.times.drawnAt))).toEqual(
    expect.arrayContaining(["terms", "time-order"]),
  );
  expect(tampered((c) => (c.times.namedAt = c.times.closedAt))).toContain("time-order");
  expect(tampered((c) => (c.times.drawnAt = c.times.frozenAt))).toEqual(["time-order"]);
  expect(tampered((c) => (c.beacon.publicKey = QUICKNET.publicKey))).toEqual(
    expect.arrayContaining(["chain", "signature"]),
  );
  expect(tampered((c) => (c.beacon.chainHash = QUICKNET.chainHash))).toContain("chain");
  expect(tampered((c) => (c.beacon.randomness = "00".repeat(32)))).toEqual(["randomness"]);
});

test("P22 every single text, number and flag of a certificate is covered", () => {
  const whole = someCertificate(12);
  const changed: string[] = [];
  const walk = (node: unknown, path: Array<string | number>) => {
    if (node !== null && typeof node === "object") {
      for (const [key, child] of Object.entries(node)) walk(child, [...path, Array.isArray(node) ? Number(key) : key]);
      return;
    }
    const certificate = copy(whole) as never as Record<string | number, unknown>;
    let at: Record<string | number, unknown> = certificate;
    for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
    const last = path.at(-1)!;
    at[last] = typeof node === "number" ? node + 1 : typeof node === "string" ? `${node}x` : "x";
    if (verifyCertificate(certificate).ok) changed.push(path.join("."));
  };
  walk(whole, []);
  expect(changed).toEqual([]);
  // A field that the form does not know could be taken for checked, so it is refused too.
  expect(verifyCertificate({ ...whole, note: "approved" }).faults).toEqual([
    { code: "form", params: { path: "note" } },
  ]);
});

test("P22 a certificate of another list, sound in itself, is found by the root published before", () => {
  const published = someCertificate(20);
  const other = makeCertificate(
    makeManifest(someTerms(), someTickets(21)),
    published.beacon.signature,
    published.times.drawnAt,
  );
  expect(codes(other)).toEqual([]);
  expect(codes(other, { publishedRoot: published.list.root })).toEqual(["published-root"]);
});

test("P22 what is no certificate is named by its first wrong field and never throws", () => {
  for (const junk of [null, 1, "x", [], {}, { format: "drawbridge-certificate" }]) {
    expect(verifyCertificate(junk)).toMatchObject({ ok: false, certificate: null, chain: null });
  }
  const broken = copy(someCertificate()) as unknown as { list: { entries: unknown[] } };
  broken.list.entries[3] = 12;
  expect(verifyCertificate(broken).faults).toEqual([{ code: "form", params: { path: "list.entries[3]" } }]);
  broken.list.entries[3] = "\ud800";
  expect(verifyCertificate(broken).faults).toEqual([{ code: "form", params: { path: "list.entries[3]" } }]);
});
