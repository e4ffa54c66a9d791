import { checkoutComKit } from "./kit";
import { reconcilingOver } from "./reconcile-suite";

reconcilingOver(checkoutComKit);
