import { stripeKit } from "./kit";
import { reconcilingOver } from "./reconcile-suite";

reconcilingOver(stripeKit);
