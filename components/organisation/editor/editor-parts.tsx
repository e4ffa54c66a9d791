"use client";

import type { Part } from "./parts";
import { CostsPart } from "./views/costs";
import { DatesPart } from "./views/dates";
import { KindPart } from "./views/kind";
import { PrizesPart } from "./views/prizes";
import { RulesPart } from "./views/rules";
import { TakePart } from "./views/take-part";
import { TicketsPart } from "./views/tickets";
import { WhatPart } from "./views/what";
import { WherePart } from "./views/where";

const VIEWS: Record<Exclude<Part, "check">, () => React.ReactNode> = {
  what: WhatPart,
  kind: KindPart,
  prizes: PrizesPart,
  tickets: TicketsPart,
  dates: DatesPart,
  "take-part": TakePart,
  where: WherePart,
  rules: RulesPart,
  costs: CostsPart,
};

/** The fields of one part. */
export function EditorParts({ part }: { part: Part }) {
  if (part === "check") return null;
  const View = VIEWS[part];
  return <View />;
}
