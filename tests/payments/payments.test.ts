import { stripeKit } from "./kit";
import { paymentsOver } from "./payments-suite";

paymentsOver(stripeKit);
