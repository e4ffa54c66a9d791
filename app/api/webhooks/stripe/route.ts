import { services } from "@/server/api/services";
import { webhookServices } from "@/server/api/webhook-services";
import { answerWebhook } from "../answer-webhook";

export const dynamic = "force-dynamic";

/** Events of the venue's own account. */
export function POST(request: Request): Promise<Response> {
  return answerWebhook(webhookServices(services()), request, { gateway: "stripe" });
}
