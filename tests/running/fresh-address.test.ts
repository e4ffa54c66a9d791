import { expect, test } from "vitest";
import { freshAddress } from "@/app/(site)/redirect-fresh";

test("P8 an action that leads to a place on its own page leads to an address of its own, so that the page is loaded anew", () => {
  expect(freshAddress("/a#b", "k1")).toBe("/a?at=k1#b");
  expect(freshAddress("/a?done=1#b", "k2")).toBe("/a?done=1&at=k2#b");
  expect(freshAddress("/a?done=1", "k3")).toBe("/a?done=1&at=k3");
});
