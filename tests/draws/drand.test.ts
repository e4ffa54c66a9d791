import { createServer } from "node:http";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BeaconStandIn, startBeacon } from "@/dev/beacon/server";
import { drandBeacon } from "@/server/draws/adapters/drand";
import { isSignatureOfRound } from "@/server/draws/beacon";

let standIn: BeaconStandIn;
let clockMs = 0;

beforeAll(async () => {
  standIn = await startBeacon({ port: 0, seed: "draws tests", genesisSeconds: 1_700_000_000, now: () => clockMs });
});
afterAll(() => standIn.close());

const settings = () => ({ ...standIn, url: standIn.url });
const timeOf = (round: number) => (standIn.genesisSeconds + (round - 1) * standIn.periodSeconds) * 1000;

test("D2 a round is fetched over drand's interface once it is published, and not before", async () => {
  const beacon = drandBeacon(settings());
  clockMs = timeOf(500) - 1;
  expect(await beacon.fetchRound(500)).toBeNull();
  clockMs = timeOf(500);
  const signature = (await beacon.fetchRound(500))!;
  expect(isSignatureOfRound(beacon.chain.publicKey, 500, signature)).toBe(true);
});

test("D2 the chain's origin ties its key to its hash; one that does not is not taken", async () => {
  expect(await drandBeacon(settings()).origin()).toMatchObject({ beaconId: "drawbridge-local" });
  const key = settings().publicKey;
  const otherKey = `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`;
  expect(await drandBeacon({ ...settings(), publicKey: otherKey }).origin()).toBeNull();
});

test("D2 a beacon that answers what does not verify is refused, whatever it says", async () => {
  clockMs = timeOf(600);
  const right = standIn.sign(600);
  const wrong: unknown[] = [
    { ...right, signature: standIn.sign(599).signature },
    { ...right, round: 599 },
    { ...right, randomness: "00".repeat(32) },
    { ...right, signature: 12 },
    {},
  ];
  for (const body of wrong) {
    const beacon = drandBeacon(settings(), async () => Response.json(body));
    await expect(beacon.fetchRound(600)).rejects.toMatchObject({ code: "beacon_wrong" });
  }
});

test("D2 a beacon that is down, slow to make sense or far too long is unavailable, not fatal", async () => {
  standIn.faults.down = true;
  await expect(drandBeacon(settings()).fetchRound(1)).rejects.toMatchObject({ code: "beacon_unavailable" });
  expect(await drandBeacon(settings()).origin()).toBeNull();
  standIn.faults.down = false;
  for (const text of ["<html>", "[", "null", "x".repeat(100_000)]) {
    const beacon = drandBeacon(settings(), async () => new Response(text));
    await expect(beacon.fetchRound(1)).rejects.toMatchObject({ code: "beacon_unavailable" });
  }
  const server = createServer().listen(0);
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  await expect(drandBeacon({ ...settings(), url: `http://127.0.0.1:${port}` }).fetchRound(1)).rejects.toMatchObject({
    code: "beacon_unavailable",
  });
});
