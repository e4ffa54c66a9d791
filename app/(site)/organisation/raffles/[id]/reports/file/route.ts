import { sendReport } from "../../../../reports/file";
import { raffleScope } from "../../../../scope";

export const dynamic = "force-dynamic";

export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const { id } = await params;
  const scope = await raffleScope(`/organisation/raffles/${id}/reports`, id);
  return sendReport(scope, id, new URL(request.url).searchParams);
}
