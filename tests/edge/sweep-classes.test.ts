import { afterAll, beforeAll, expect, test } from "vitest";
import { currentRules } from "@/server/edge/current-rules";
import { CLASS_KNOWN_MS, createKnownClasses } from "@/server/edge/known-classes";
import { loadClass, loadMap, registerClass } from "@/server/edge/register-class";
import { sweepClasses } from "@/server/edge/sweep-classes";
import { fixedClock } from "@/server/kernel/clock";
import { type FreshDatabase, freshDatabase } from "../support/database";
import { makeOrganisation, makeRaffle, NOW, seedAreas } from "../support/fixtures";

let fresh: FreshDatabase;
const clock = fixedClock(NOW);
const HOUR_MS = 3_600_000;
const after = (hours: number) => fixedClock(new Date(NOW.getTime() + hours * HOUR_MS));

beforeAll(async () => {
  fresh = await freshDatabase();
  await seedAreas(fresh.db);
  await makeRaffle(fresh.db, { organisationId: await makeOrganisation(fresh.db) });
});
afterAll(() => fresh.drop());

/** A gate with a clock of its own before the real database: what it shows, it renders from a document. */
function gateAt(startMs: number) {
  let nowMs = startMs;
  const known = createKnownClasses(() => nowMs);
  const works: Promise<unknown>[] = [];
  let registered = 0;
  const register = async (locale: string) => {
    registered++;
    const deps = { db: fresh.db, clock: fixedClock(new Date(nowMs)) };
    return registerClass({ ...deps, current: await currentRules({ db: fresh.db, clock }) }, { place: null, locale });
  };
  return {
    wait: (hours: number) => {
      nowMs += hours * HOUR_MS;
    },
    clock: () => fixedClock(new Date(nowMs)),
    times: () => registered,
    show: async (classId: string, locale: string) => {
      const shown = await known.registered(
        classId,
        () => register(locale),
        (work) => works.push(work),
      );
      await Promise.all(works);
      return loadClass({ db: fresh.db }, shown);
    },
    classOf: async (locale: string) =>
      (await currentRules({ db: fresh.db, clock })).rules.see(null, nowMs, locale).classId,
  };
}

test("P6 classes and maps that no gate asked for in two days are swept, and the others stay", async () => {
  const { db } = fresh;
  const current = await currentRules({ db, clock });
  const old = await registerClass({ db, clock, current }, { place: null, locale: "en" });
  const young = await registerClass({ db, clock: after(2), current }, { place: null, locale: "es" });
  expect(young).not.toBe(old);
  expect(await sweepClasses({ db, clock: after(48) })).toBe(0);
  // The class goes; the map was asked for with the younger class.
  expect(await sweepClasses({ db, clock: after(49) })).toBe(1);
  await expect(loadClass({ db }, old)).rejects.toThrow("not registered");
  expect((await loadClass({ db }, young)).locale).toBe("es");
  await loadMap({ db }, current.live.mapId);
  expect(await sweepClasses({ db, clock: after(51) })).toBe(2);
  await expect(loadMap({ db }, current.live.mapId)).rejects.toThrow("not registered");
});

test("P6 whatever a gate points to has its document, however long it runs and however seldom it is asked", async () => {
  for (const pauses of [[0.5, 0.7, 23, 23, 23, 2], [23.9, 23.9, 0.1, 24, 72, 1], Array(60).fill(1.5), [100, 30, 23]]) {
    const gate = gateAt(NOW.getTime());
    const classId = await gate.classOf("en");
    await gate.show(classId, "en");
    for (const hours of pauses as number[]) {
      gate.wait(hours);
      await sweepClasses({ db: fresh.db, clock: gate.clock() });
      await gate.show(classId, "en"); // throws where the document was swept
    }
    await fresh.db.eligibilityClass.deleteMany({});
  }
});

test("P6 a gate asks once for many visitors, again after an hour beside an answer, and waits for it after a day", async () => {
  let nowMs = 0;
  let asked = 0;
  const works: Promise<unknown>[] = [];
  let answer: () => Promise<string> = async () => "c1";
  const known = createKnownClasses(() => nowMs);
  const show = () =>
    known.registered(
      "c1",
      () => {
        asked++;
        return answer();
      },
      (work) => works.push(work),
    );
  expect(await Promise.all([show(), show(), show()])).toEqual(["c1", "c1", "c1"]);
  expect([asked, works.length]).toEqual([1, 0]);
  nowMs = HOUR_MS;
  answer = () => Promise.reject(new Error("away"));
  expect(await show()).toBe("c1");
  await Promise.all(works);
  expect([asked, works.length]).toEqual([2, 1]);
  nowMs = CLASS_KNOWN_MS;
  await expect(show()).rejects.toThrow("away");
  // Newer rules in the database lead to another class, which is asked for again each time.
  answer = async () => "c2";
  expect(await show()).toBe("c2");
  expect(await show()).toBe("c2");
  expect(asked).toBe(5);
});
