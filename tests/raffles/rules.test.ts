import fc from "fast-check";
import { expect, test } from "vitest";
import { type ActivationFacts, activationFaults } from "@/server/games/raffles/activation";
import { changesBetween, type RaffleDraft } from "@/server/games/raffles/draft";
import { mainWith } from "@/server/games/raffles/draft-defaults";
import { draftFaults } from "@/server/games/raffles/draft-faults";
import { formField, readDraftForm, writeDraftForm } from "@/server/games/raffles/draft-form";
import { localTimeText, parseAmount, parseLocalTime } from "@/server/games/raffles/form-values";
import { type GoverningLaw, lawOf } from "@/server/games/raffles/law-rules";
import {
  isOnSale,
  mayBecome,
  type RaffleFacts,
  type StoredState,
  slugOf,
  statusOf,
} from "@/server/games/raffles/raffle";
import { draft, plover } from "./support";

const facts: RaffleFacts = {
  state: "active",
  opensAt: new Date("2026-11-20T12:00:00Z"),
  closesAt: new Date("2026-12-12T03:00:00Z"),
  timeZone: "America/New_York",
  ticketCap: 100,
  issued: 0,
  frozenAt: null,
};

test("R8 times and counts decide the status by themselves", () => {
  const at = (time: string, change: Partial<RaffleFacts> = {}) => statusOf({ ...facts, ...change }, new Date(time));
  expect(at("2026-11-20T11:59:59Z")).toBe("upcoming");
  expect(at("2026-11-20T12:00:00Z")).toBe("active");
  expect(at("2026-12-11T04:59:59Z")).toBe("active"); // 10 December in New York still
  expect(at("2026-12-11T05:00:00Z")).toBe("ending-today");
  expect(at("2026-12-12T02:59:59Z")).toBe("ending-today");
  expect(at("2026-12-12T03:00:00Z")).toBe("expired");
  expect(at("2026-11-21T00:00:00Z", { issued: 100 })).toBe("sold-out");
  expect(at("2026-11-21T00:00:00Z", { issued: 100, ticketCap: null })).toBe("active");
  expect(at("2026-11-21T00:00:00Z", { frozenAt: new Date("2026-11-20T23:00:00Z") })).toBe("expired");
  expect(at("2027-01-01T00:00:00Z", { state: "suspended" })).toBe("suspended");
  expect(isOnSale(facts, facts.closesAt)).toBe(false);
});

test("R1 the address of a raffle is made of its title, in any script, and never too long", () => {
  expect(slugOf("The Plover, a cedar rowing boat", "LPL", 27)).toBe("the-plover-a-cedar-rowing-boat-lpl-27");
  expect(slugOf("Año nuevo — ¡quilt!", "LPL", 1)).toBe("ano-nuevo-quilt-lpl-1");
  expect(slugOf("新年抽奖", "LPL", 2)).toBe("lpl-2");
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 1, max: 99_999 }), (title, number) => {
      expect(slugOf(title, "LPL", number)).toMatch(/^(?=.{1,80}$)[a-z0-9]+(-[a-z0-9]+)*$/);
    }),
  );
});

const law = lawOf("New York");
const ready: ActivationFacts = {
  now: new Date("2026-11-20T12:00:00Z"),
  laws: [law],
  ageKnown: true,
  organisationStatus: "active",
  gatewayReady: true,
  feeBasisPoints: 300,
  freezeSeconds: 20,
};
const codes = (change: Parameters<typeof draft>[0] = {}, more: Partial<ActivationFacts> = {}) =>
  activationFaults(draft(change), { ...ready, ...more }).map(({ code }) => code);

test("R11 a whole raffle under a law that says nothing against it may be activated", () => {
  expect(codes()).toEqual([]);
});

test("J7 a raffle for which no age figure is known cannot be activated", () => {
  expect(codes({}, { ageKnown: false })).toEqual(["noAgeKnown"]);
});

test("R16 what the governing law forbids is refused, naming whose law it is", () => {
  const under = (rule: Partial<GoverningLaw>, change: Parameters<typeof draft>[0] = {}) =>
    codes(change, { laws: [{ ...law, ...rule }] });
  expect(under({ rafflesAllowed: false })).toEqual(["rafflesForbidden"]);
  expect(under({ onlineSaleAllowed: false })).toEqual(["onlineSaleForbidden"]);
  expect(under({ drawMethods: ["hand"] })).toEqual(["drawMethodForbidden"]);
  expect(under({ freeEntryAllowed: false }, { freeEntryAllowed: true, freeEntryText: "By post" })).toEqual([
    "freeEntryForbidden",
  ]);
  const bundles = [{ count: 3, priceMinor: 2500, stock: null }];
  expect(under({ maximumPriceLevels: 1 }, { priceLevels: bundles })).toEqual(["tooManyPriceLevels"]);
  expect(under({ maximumPriceLevels: 2 }, { priceLevels: bundles })).toEqual([]);
  expect(under({ maximumTicketPriceMinor: 999 })).toEqual(["priceAboveLaw"]);
  expect(under({ maximumTickets: 3999 })).toEqual(["capAboveLaw"]);
  expect(under({ maximumTickets: 3999 }, { ticketCap: null })).toEqual(["capAboveLaw"]);
  expect(under({ maximumPrizeValueMinor: 839_999 })).toEqual(["prizesAboveLaw"]);
  const unnumbered = [{ ...draft().permissions[0]!, permitNumber: "" }];
  expect(under({ permitNeeded: true }, { permissions: unnumbered })).toEqual(["permitNumberMissing"]);
  const [fault] = activationFaults(draft(), { ...ready, laws: [{ ...law, rafflesAllowed: false }] });
  expect(fault?.params).toEqual({ area: "New York" });
});

test("R11 what is missing or can never work is named before activation", () => {
  expect(codes({ permissions: [] })).toEqual(["noPermission"]);
  const over = [{ ...draft().permissions[0]!, validTo: new Date("2026-11-01T00:00:00Z") }];
  expect(codes({ permissions: over })).toEqual(["permissionsOver"]);
  expect(codes({ drawings: [mainWith([])] })).toEqual(["noPrize"]);
  expect(codes({ rulesText: " " })).toEqual(["missing"]);
  expect(codes({ closesAt: new Date("2026-11-20T12:00:00Z") })).toEqual(["inThePast"]);
  expect(codes({ drawAt: new Date("2026-12-12T00:00:19Z") })).toEqual(["tooSoonAfterClose"]);
  expect(codes({}, { gatewayReady: false })).toEqual(["gatewayNotReady"]);
  expect(codes({ priceMinor: 0 }, { gatewayReady: false })).toEqual([]);
  expect(codes({}, { organisationStatus: "suspended" })).toEqual(["organisationNotActive"]);
});

test("R2 a single raffle has one prize and one winner; a multiple one as many as its quantities", () => {
  const two = [mainWith([plover(), plover(3)])];
  expect(draftFaults(draft({ drawings: two })).map(({ code }) => code)).toEqual(["oneWinnerOnly", "onePrizeOnly"]);
  expect(draftFaults(draft({ drawings: two, structure: "multiple" }))).toEqual([]);
  expect(codes({ drawings: two, structure: "multiple", ticketCap: 3 })).toEqual(["fewerThanPrizes"]);
  expect(draftFaults(draft({ drawings: [mainWith([plover(3)])] })).map(({ code }) => code)).toEqual(["oneWinnerOnly"]);
});

test("J2 the same area is not listed twice in one list", () => {
  const twice = [draft().permissions[0]!, draft().permissions[0]!];
  expect(draftFaults(draft({ permissions: twice }))).toMatchObject([{ field: "permissions.1.areaId", code: "twice" }]);
  expect(draftFaults(draft({ exclusions: ["US-36029", "US-36029"] }))).toMatchObject([{ field: "exclusions.1" }]);
});

test("R9 a draft survives its form; faults find their field however the rows are numbered", () => {
  const full = draft({
    structure: "multiple",
    drawings: [mainWith([plover(), { quantity: 2, prizes: [{ ...plover().prizes[0]!, costMinor: 1250 }] }])],
    priceLevels: [{ count: 3, priceMinor: 2550, stock: 40 }],
    exclusions: ["US-36029"],
    minimumAge: 21,
    permissions: [
      {
        areaId: "US-NY",
        coverage: "local",
        permitNumber: "GC-1",
        validFrom: new Date("2026-11-01T04:00:00Z"),
        validTo: new Date("2026-12-15T05:00:00Z"),
      },
    ],
  });
  const form = writeDraftForm(full, new Map());
  const areas = new Map([
    ["permissions.0.area", "US-NY"],
    ["exclusions.0.area", "US-36029"],
  ]);
  expect(readDraftForm(form, areas).draft).toEqual(full);
  const gap = { ...form, "drawings.0.groups.7.prizes.0.heading": "Late" };
  const read = readDraftForm(gap, areas);
  expect(draftFaults(read.draft).map(({ field }) => formField(field, read.rows))).toEqual([
    "drawings.0.groups.7.prizes.0.value",
  ]);
});

test("R9 amounts and local times are read as they are written, across a change of the clocks", () => {
  expect(parseAmount("$1,250.5")).toBe(125_050);
  expect(parseAmount("12")).toBe(1200);
  expect(parseAmount("12.345")).toBeNaN();
  expect(parseAmount("-3")).toBeNaN();
  expect(parseLocalTime("2026-11-20T19:00", "America/New_York").toISOString()).toBe("2026-11-21T00:00:00.000Z");
  expect(parseLocalTime("2026-07-01T19:00", "America/New_York").toISOString()).toBe("2026-07-01T23:00:00.000Z");
  expect(parseLocalTime("2026-11-01T03:00", "America/New_York").toISOString()).toBe("2026-11-01T08:00:00.000Z");
  expect(parseLocalTime("soon", "America/New_York").getTime()).toBeNaN();
  const at = new Date("2026-12-12T01:30:00Z");
  expect(parseLocalTime(localTimeText(at, "Pacific/Honolulu"), "Pacific/Honolulu")).toEqual(at);
});

test("P28 every edit knows its field, what it was and what it is", () => {
  const after = draft({ priceMinor: 1200, title: "Another" });
  expect(changesBetween(draft(), after)).toEqual([
    { field: "title", before: draft().title, after: "Another" },
    { field: "priceMinor", before: 1000, after: 1200 },
  ]);
});

test("R8 a raffle goes forward through its states; what was drawn or put away never comes back on sale", () => {
  const states: StoredState[] = ["draft", "pending-activation", "active", "suspended", "drawn", "archived"];
  const ways = states.flatMap((from) => states.filter((to) => mayBecome(from, to)).map((to) => `${from} > ${to}`));
  expect(ways).toEqual([
    "draft > pending-activation",
    "draft > active",
    "pending-activation > draft",
    "pending-activation > active",
    "active > suspended",
    "active > drawn",
    "suspended > active",
    "suspended > drawn",
    "drawn > archived",
  ]);
});

test("R16 every word of a law about structures and sale is asked, and named in the refusal", () => {
  const under = (said: Partial<GoverningLaw>, change: Parameters<typeof draft>[0] = {}) =>
    activationFaults(draft(change), { ...ready, laws: [lawOf("Utah", said)] }).map((fault) => {
      expect(fault.params?.area).toBe("Utah");
      return fault.code;
    });
  const bird = { ...mainWith([plover()]), kind: "early-bird" as const, triggerCount: 10 };
  const birds = { structure: "multiple" as const, drawings: [mainWith([plover()]), bird] };
  const pool = { ...mainWith([plover()]), kind: "pool" as const };
  const pot = { shareBasisPoints: 5000, seedMinor: 0, minimumMinor: 0, capMinor: null };
  const dated = { ...bird, triggerCount: null, triggerAt: new Date("2026-12-01T00:00:00Z") };
  const dear = { quantity: 1, prizes: [{ ...plover().prizes[0]!, costMinor: 100 }] };
  const table: Array<[Partial<GoverningLaw>, Parameters<typeof draft>[0], string]> = [
    [{ onlineSaleAllowed: false }, { participation: "both" }, "onlineSaleForbidden"],
    [{ manualEntryAllowed: false }, { participation: "offline" }, "manualEntryForbidden"],
    [{ giftsAllowed: false }, { giftsAllowed: true }, "giftsForbidden"],
    [{ donationsAllowed: false }, { donationsAllowed: true }, "donationsForbidden"],
    [{ conversionAllowed: false }, { conversionAllowed: true }, "conversionForbidden"],
    [{ fiftyFiftyAllowed: false }, { format: "fifty-fifty", pot }, "fiftyFiftyForbidden"],
    [{ trayAllowed: false }, { format: "tricky-tray", structure: "multiple", drawings: [pool, pool] }, "trayForbidden"],
    [{ numberBoardAllowed: false }, { format: "number-board" }, "boardForbidden"],
    [{ earlyBirdsAllowed: false }, birds, "earlyBirdsForbidden"],
    [
      { earlyBirdCostAllowed: false },
      { ...birds, drawings: [mainWith([plover()]), { ...dated, groups: [dear] }] },
      "costForbiddenByLaw",
    ],
    [{ stubsReturn: true }, { drawings: [{ ...mainWith([plover()]), method: "hand" }] }, "stubsMustReturn"],
    [{ staffBarred: true }, { staffBarred: false }, "staffBarredByLaw"],
    [{ maximumPerPerson: 10 }, { perPersonMaximum: 11 }, "perPersonAboveLaw"],
    [{ maximumPerHousehold: 10 }, { perHouseholdMaximum: null }, "perHouseholdAboveLaw"],
    [{ numbering: "at-close" }, { numbering: "at-issue" }, "numberingByLaw"],
    [{ claimDays: 30 }, { claimDays: 60 }, "claimDaysByLaw"],
    [{ ticketElements: ["draw-place"] }, { drawPlace: "" }, "ticketSaysDrawPlace"],
  ];
  for (const [said, change, code] of table) {
    expect(under(said, change), code).toEqual([code]);
    expect(codes(change), code).not.toContain(code);
  }
  expect(under({ onlineSaleAllowed: false }, { participation: "offline" })).toEqual([]);
  expect(under({ stubsReturn: true })).toEqual([]); // nothing is drawn by hand
  const method = activationFaults(draft(birds), { ...ready, laws: [lawOf("Utah", { drawMethods: ["hand"] })] });
  expect(method.map(({ field }) => field)).toEqual(["drawings.0.method", "drawings.1.method"]);
});

test("R3 R10 what can never be right of drawings, prices and pots is named by its field", () => {
  const at = (day: number) => new Date(Date.UTC(2026, 11, day));
  const bird = (change: Partial<RaffleDraft["drawings"][number]>) => ({
    ...mainWith([plover()]),
    kind: "early-bird" as const,
    ...change,
  });
  const named = (change: Parameters<typeof draft>[0]) =>
    draftFaults(draft({ structure: "mega", ...change })).map(({ field, code }) => `${field} ${code}`);
  const drawn = (...drawings: RaffleDraft["drawings"]) => named({ drawings: [mainWith([plover()]), ...drawings] });
  expect(drawn(bird({ triggerCount: 100 }), bird({ triggerCount: 100 }))).toEqual([
    "drawings.2.triggerCount sameTrigger",
  ]);
  expect(drawn(bird({ triggerAt: at(2) }), bird({ triggerAt: at(2) }))).toEqual(["drawings.2.triggerAt sameTrigger"]);
  expect(drawn(bird({ triggerAt: at(2) }), bird({ triggerAt: at(2), triggerCount: 9 }))).toEqual([]);
  expect(drawn(bird({ triggerCount: 4001 }))).toEqual(["drawings.1.triggerCount triggerAboveCap"]);
  expect(drawn(bird({ triggerAt: at(12) }))).toEqual(["drawings.1.triggerAt triggerAfterClose"]);
  expect(drawn(bird({ triggerAt: new Date("2026-11-20T12:00:00Z") }))).toEqual([
    "drawings.1.triggerAt triggerBeforeStart",
  ]);
  expect(drawn(bird({}))).toEqual(["drawings.1.triggerCount noTrigger"]);
  expect(drawn(bird({ triggerCount: 5, groups: [{ quantity: 1, prizes: [] }] }))).toEqual([
    "drawings.1.groups.0 groupEmpty",
  ]);
  expect(drawn(bird({ triggerCount: 5, groups: [{ ...plover(), quantity: 0 }] }))).toEqual([
    "drawings.1.groups.0.quantity outOfRange",
  ]);
  const cash = [{ kind: "cash" as const, valueMinor: 0, costMinor: 0 }];
  const optional = { quantity: 1, prizes: [{ ...plover().prizes[0]!, options: [...cash, ...cash] }] };
  expect(named({ drawings: [mainWith([optional])] })).toEqual([
    "drawings.0.groups.0.prizes.0.options.0.valueMinor optionWorthNothing",
    "drawings.0.groups.0.prizes.0.options.1.kind twice",
    "drawings.0.groups.0.prizes.0.options.1.valueMinor optionWorthNothing",
  ]);
  expect(named({ structure: "single", drawings: [mainWith([plover()]), bird({ triggerCount: 5 })] })).toEqual([
    "structure earlyBirdsNeedLevels",
  ]);
  expect(named({ priceMinor: 0, isFree: false })).toEqual(["priceMinor priceMissing"]);
  expect(named({ priceMinor: 100, isFree: true })).toEqual(["priceMinor priceOfFree"]);
  expect(named({ format: "number-board", ticketCap: null })).toEqual(["ticketCap boardNeedsCap"]);
  const pot = { shareBasisPoints: 0, seedMinor: 500, minimumMinor: 0, capMinor: 400 };
  expect(named({ structure: "single", format: "fifty-fifty", pot })).toEqual([
    "pot.shareBasisPoints outOfRange",
    "pot.capMinor potCapTooLow",
  ]);
  expect(named({ drawAt: at(1) })).toEqual(["drawAt beforeClose"]);
  expect(draftFaults(draft({ ticketCap: 10 }), { issued: 11 })).toEqual([
    { field: "ticketCap", code: "capBelowSold", params: { sold: 11 } },
  ]);
});

test("R2 a choice needs two prizes, an early bird one, before the raffle goes", () => {
  expect(codes({ structure: "choice" })).toEqual(["choiceOfOne"]);
  const two = [{ quantity: 1, prizes: [...plover().prizes, ...plover().prizes] }];
  expect(codes({ structure: "choice", drawings: [mainWith(two)] })).toEqual([]);
  expect(codes({ structure: "mega", drawings: [mainWith(two)] })).toEqual(["oneGroupIsChoice"]);
  const empty = { ...mainWith([]), kind: "early-bird" as const, triggerCount: 9 };
  expect(codes({ structure: "multiple", drawings: [mainWith([plover()]), empty] })).toEqual(["earlyBirdEmpty"]);
});

test("R8 entering paper tickets before the activation shows as what it is, and ends with it", () => {
  const early = { ...facts, state: "draft" as const };
  const at = facts.opensAt;
  expect(statusOf(early, at)).toBe("draft");
  expect(statusOf({ ...early, manualEntry: "asked" }, at)).toBe("pending-manual-entry");
  expect(statusOf({ ...early, manualEntry: "granted" }, at)).toBe("manual-entry");
  expect(statusOf({ ...early, issued: 3 }, at)).toBe("manual-entry");
  expect(statusOf({ ...facts, manualEntry: "granted", issued: 3 }, at)).toBe("active");
});
