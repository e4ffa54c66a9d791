import { organiserScope } from "../../scope";
import { sendReport } from "../file";

export const dynamic = "force-dynamic";

export async function GET(request: Request): Promise<Response> {
  const query = new URL(request.url).searchParams;
  const scope = await organiserScope("/organisation/reports", query.get("of") ?? undefined);
  return sendReport(scope, null, query);
}
