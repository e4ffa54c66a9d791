"use client";

import { CheckIn, LinesIn } from "../fields";

/** The rules that each buyer signs, and how prizes are handed over. */
export function RulesPart() {
  return (
    <>
      <LinesIn name="rulesText" rows={14} />
      <LinesIn name="deliveryText" rows={3} optional />
      <LinesIn name="ticketText" rows={3} optional />
      <CheckIn name="stubsReturn" />
    </>
  );
}
