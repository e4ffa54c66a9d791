import { checkoutComKit } from "./kit";
import { paymentsOver } from "./payments-suite";

paymentsOver(checkoutComKit);
