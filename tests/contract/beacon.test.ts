import { createHash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BeaconStandIn, startBeacon } from "@/dev/beacon/server";

let beacon: BeaconStandIn;
let at = 1_800_000_000_000;
beforeAll(async () => {
  beacon = await startBeacon({ port: 0, seed: "a test", now: () => at });
});
afterAll(() => beacon.close());

const get = (path: string) => fetch(`${beacon.url}${path}`);

/** drand's own rule for its quicknet chain, written out once more: see the vector below. */
function verifies(publicKey: string, round: number, signature: string): boolean {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(round));
  const bls = bls12_381.shortSignatures;
  const hashed = bls.hash(createHash("sha256").update(message).digest(), "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_");
  return bls.verify(bls.Signature.fromHex(signature), hashed, bls12_381.G2.Point.fromHex(publicKey));
}

test("D3 the check used here accepts the real chain's round 1000 and no other", () => {
  const key =
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";
  const signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
  expect(verifies(key, 1000, signature)).toBe(true);
  expect(verifies(key, 1001, signature)).toBe(false);
});

test("D3 the local chain signs its rounds by the same scheme", async () => {
  const info = await (await get(`/${beacon.chainHash}/info`)).json();
  expect(info).toMatchObject({
    hash: beacon.chainHash,
    public_key: beacon.publicKey,
    period: 3,
    schemeID: "bls-unchained-g1-rfc9380",
  });
  const latest = await (await get(`/${beacon.chainHash}/public/latest`)).json();
  expect(latest.round).toBe(Math.floor((at / 1000 - info.genesis_time) / 3) + 1);
  expect(verifies(beacon.publicKey, latest.round, latest.signature)).toBe(true);
  expect(latest.randomness).toBe(createHash("sha256").update(Buffer.from(latest.signature, "hex")).digest("hex"));
  expect(await (await get(`/public/${latest.round}`)).json()).toEqual(latest);
  expect(verifies(beacon.publicKey, latest.round + 1, latest.signature)).toBe(false);
});

test("D3 a round cannot be had before its time, nor from a chain that it is not", async () => {
  const { round } = await (await get("/public/latest")).json();
  const next = await get(`/${beacon.chainHash}/public/${round + 1}`);
  expect(next.status).toBe(425);
  at += 3000;
  expect((await get(`/${beacon.chainHash}/public/${round + 1}`)).status).toBe(200);
  expect((await get(`/${"0".repeat(64)}/public/${round}`)).status).toBe(404);
  expect((await get("/no/such/path")).status).toBe(404);
});

test("P20 the beacon can be late or down, by its control", async () => {
  const { round } = await (await get("/public/latest")).json();
  const control = (asked: object) => fetch(`${beacon.url}/_control`, { method: "POST", body: JSON.stringify(asked) });
  await control({ lateSeconds: 30 });
  expect((await get(`/public/${round}`)).status).toBe(425);
  await control({ lateSeconds: 0, down: true });
  expect((await get(`/public/${round}`)).status).toBe(503);
  await control({ down: false });
  expect((await get(`/public/${round}`)).status).toBe(200);
});
