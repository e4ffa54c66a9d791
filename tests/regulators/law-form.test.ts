import fc from "fast-check";
import { expect, test } from "vitest";
import { lawValues, readLaw } from "@/app/(site)/regulator/law-form";
import { requirementsSchema, TICKET_ELEMENTS } from "@/server/jurisdiction/requirements";

const few = fc.integer({ min: 1, max: 90 });
const said = {
  flag: fc.boolean(),
  presence: fc.constantFrom("resident", "present", "both", "either"),
  numbering: fc.constantFrom("at-issue", "at-close"),
  drawMethods: fc.subarray(["beacon", "machine", "hand"], { minLength: 1 }),
  forbiddenFunding: fc.subarray(["credit", "debit", "prepaid"], { minLength: 1 }),
  ticketElements: fc.subarray([...TICKET_ELEMENTS], { minLength: 1 }),
  text: fc.constantFrom("Call 1-800-000", "One line"),
};

/** Something that each key of a law may say; a key that nobody thought of here fails the test. */
const anyLaw = fc.record(
  Object.fromEntries(
    Object.entries(requirementsSchema.shape).map(([key, schema]) => {
      const tries: Array<fc.Arbitrary<unknown>> = [
        ...(key in said ? [said[key as keyof typeof said]] : []),
        ...[said.flag, few, said.text],
      ];
      const [sample] = tries.filter((one) => schema.safeParse(fc.sample(one as fc.Arbitrary<unknown>, 1)[0]).success);
      if (!sample) throw new Error(`what may ${key} say?`);
      return [key, sample];
    }),
  ),
  { requiredKeys: [] },
);

test("R16 whatever a law says is on its regulator's form, and saving the form again loses none of it", () => {
  fc.assert(
    fc.property(anyLaw, (law) => {
      const values = lawValues("US-NY", "regulator", { minimumAge: 18, rules: law, source: "A statute" });
      expect(requirementsSchema.parse(readLaw(values))).toEqual(law);
    }),
    { numRuns: 200 },
  );
});
