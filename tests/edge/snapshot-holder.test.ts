import { expect, test } from "vitest";
import { createSnapshotHolder } from "@/server/edge/snapshot-holder";

function world() {
  const state = {
    now: 1_000_000,
    kvVersion: "1" as string | null,
    kvBody: (version: string): string | null => `body ${version}`,
    kvDown: false,
    databaseVersion: "1",
    databaseDown: false,
    asked: [] as string[],
  };
  const holder = createSnapshotHolder(
    {
      version: async () => {
        state.asked.push("version");
        if (state.kvDown) throw new Error("down");
        return state.kvVersion;
      },
      body: async (version) => {
        state.asked.push("body");
        return state.kvBody(version);
      },
    },
    async (have) => {
      state.asked.push("database");
      if (state.databaseDown) throw new Error("down");
      return have === state.databaseVersion
        ? null
        : { version: state.databaseVersion, body: `body ${state.databaseVersion}` };
    },
    (body) => body,
    () => state.now,
  );
  const later: Promise<unknown>[] = [];
  const current = async () => (await holder.current((work) => later.push(work))).snapshot;
  const settle = async () => {
    await Promise.all(later.splice(0));
  };
  return { state, current, settle };
}

test("P6 within two seconds nobody is asked; after that the answer does not wait", async () => {
  const { state, current, settle } = world();
  expect(await current()).toBe("body 1");
  state.asked.length = 0;
  state.now += 1_900;
  expect(await current()).toBe("body 1");
  expect(state.asked).toEqual([]);
  state.now += 200;
  state.kvVersion = "2";
  expect(await current()).toBe("body 1");
  await settle();
  expect(await current()).toBe("body 2");
});

test("P6 rules older than four seconds are never used: the request waits for newer ones", async () => {
  const { state, current } = world();
  await current();
  state.kvVersion = "2";
  state.now += 4_001;
  expect(await current()).toBe("body 2");
});

test("J6 it fails closed where neither the store nor the database answers", async () => {
  const { state, current } = world();
  await current();
  state.kvDown = true;
  state.databaseDown = true;
  state.now += 4_001;
  await expect(current()).rejects.toThrow();
});

test("P6 with the store away, silent or without the body, the database answers", async () => {
  for (const fault of ["down", "silent", "empty"] as const) {
    const { state, current } = world();
    if (fault === "down") state.kvDown = true;
    if (fault === "silent") state.kvVersion = null;
    if (fault === "empty") state.kvBody = () => null;
    state.databaseVersion = "7";
    expect(await current()).toBe("body 7");
  }
});

test("P6 a store that lags behind does not bring old rules back", async () => {
  const { state, current } = world();
  state.kvVersion = null;
  state.databaseVersion = "9";
  expect(await current()).toBe("body 9");
  state.kvVersion = "8";
  state.now += 4_001;
  expect(await current()).toBe("body 9");
});

test("P6 many requests at once ask once", async () => {
  const { state, current } = world();
  await Promise.all(Array.from({ length: 50 }, () => current()));
  expect(state.asked).toEqual(["version", "body"]);
});
