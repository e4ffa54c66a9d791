import { expect, test } from "vitest";
import {
  computeChainHash,
  isSignatureOfRound,
  QUICKNET,
  randomnessOf,
  roundAt,
  timeOfRoundMs,
} from "@/server/draws/beacon";
import { signRound, TEST_CHAIN } from "./fixtures";

const ROUND_1000 = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";

test("D2 round 1000 of the public beacon is verified under its published key", () => {
  expect(isSignatureOfRound(QUICKNET.publicKey, 1000, ROUND_1000)).toBe(true);
  expect(randomnessOf(ROUND_1000)).toBe("fe290beca10872ef2fb164d2aa4442de4566183ec51c56ff3cd603d930e54fdd");
  expect(computeChainHash(QUICKNET)).toBe(QUICKNET.chainHash);
});

test("D2 another round, another key, a changed or malformed signature is refused", () => {
  expect(isSignatureOfRound(QUICKNET.publicKey, 1001, ROUND_1000)).toBe(false);
  expect(isSignatureOfRound(TEST_CHAIN.publicKey, 1000, ROUND_1000)).toBe(false);
  expect(isSignatureOfRound(QUICKNET.publicKey, 1000, signRound(1000))).toBe(false);
  expect(isSignatureOfRound(QUICKNET.publicKey, 1000, ROUND_1000.replace("b446", "b447"))).toBe(false);
  for (const wrong of [
    "",
    "zz",
    "00".repeat(48),
    `c0${"00".repeat(47)}`,
    ROUND_1000.toUpperCase(),
    `${ROUND_1000}00`,
  ]) {
    expect(isSignatureOfRound(QUICKNET.publicKey, 1000, wrong)).toBe(false);
  }
  expect(isSignatureOfRound(`c0${"00".repeat(95)}`, 1000, `c0${"00".repeat(47)}`)).toBe(false);
});

test("D2 the round named for a time is the first that is not before it", () => {
  expect(timeOfRoundMs(QUICKNET, 1)).toBe(1692803367_000);
  expect(roundAt(QUICKNET, 1692803367_000)).toBe(1);
  expect(roundAt(QUICKNET, 1692803367_001)).toBe(2);
  expect(roundAt(QUICKNET, 1692803370_000)).toBe(2);
  expect(roundAt(QUICKNET, 0)).toBe(1);
  for (let time = 1_800_000_000_000; time < 1_800_000_010_000; time += 333) {
    const round = roundAt(QUICKNET, time);
    expect(timeOfRoundMs(QUICKNET, round)).toBeGreaterThanOrEqual(time);
    expect(timeOfRoundMs(QUICKNET, round - 1)).toBeLessThan(time);
  }
});

test("D2 a chain of our own scheme signs rounds that verify under its key", () => {
  expect(isSignatureOfRound(TEST_CHAIN.publicKey, 77, signRound(77))).toBe(true);
});
