import type { NextFetchEvent, NextRequest, NextResponse } from "next/server";
import { createGate } from "./gate";
import { gatePartsOf } from "./gate-parts";

type Gate = (request: NextRequest, event: NextFetchEvent) => Promise<NextResponse>;

let gate: Gate | undefined;

/** The gate of this instance, made at its first request from the environment. */
export function gateOfProcess(): Gate {
  gate ??= createGate(gatePartsOf(process.env));
  return gate;
}
