import { stripeKit } from "./kit";
import { webhooksOver } from "./webhooks-suite";

webhooksOver(stripeKit);
