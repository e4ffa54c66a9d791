import { services } from "@/server/api/services";
import { webhookServices } from "@/server/api/webhook-services";
import { answerWebhook } from "../../answer-webhook";

export const dynamic = "force-dynamic";

/** Events of the organisations' accounts: everything about tickets comes this way. */
export function POST(request: Request): Promise<Response> {
  return answerWebhook(webhookServices(services()), request, { gateway: "stripe", endpoint: "connect" });
}
