import type { NextFetchEvent, NextRequest, NextResponse } from "next/server";
import { gateOfProcess } from "@/server/edge/gate-of-process";

/** Everything passes the gate but the build's own assets and what is the same for everybody. */
export const config = {
  matcher: ["/((?!_next/static/|favicon\\.ico$|icon\\.svg$|apple-touch-icon\\.png$|covers/|maps/|robots\\.txt$).*)"],
};

export default function middleware(request: NextRequest, event: NextFetchEvent): Promise<NextResponse> {
  return gateOfProcess()(request, event);
}
