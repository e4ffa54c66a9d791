import type { NextFetchEvent, NextRequest, NextResponse } from "next/server";
import { gateOfProcess } from "@/server/edge/gate-of-process";

/** Everything passes the gate but the build's own assets and the files that stand in public/. */
export const config = {
  matcher: ["/((?!_next/static/|favicon\\.ico$|icon\\.svg$|apple-touch-icon\\.png$|theme\\.js$|robots\\.txt$).*)"],
};

export default function middleware(request: NextRequest, event: NextFetchEvent): Promise<NextResponse> {
  return gateOfProcess()(request, event);
}
