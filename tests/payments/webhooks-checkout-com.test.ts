import { checkoutComKit } from "./kit";
import { webhooksOver } from "./webhooks-suite";

webhooksOver(checkoutComKit);
