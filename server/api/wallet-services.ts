import { wordsOf } from "@/i18n/words";
import type { RecurringTask } from "@/server/kernel/jobs";
import type { Outbox } from "@/server/kernel/outbox";
import type { OwnAccount } from "@/server/payments/ports";
import { createStripePayouts } from "@/server/wallets/adapters/stripe";
import { followPayeeAccount } from "@/server/wallets/open-payee";
import type { PayoutGateway } from "@/server/wallets/ports";
import { followRefunds, type SendDeps, sweepWithdrawals } from "@/server/wallets/send-withdrawal";
import { followDeposit, sweepDeposits } from "@/server/wallets/settle-deposit";
import type { DepositDeps } from "@/server/wallets/start-deposit";
import { sendWithdrawalLetter, WITHDRAWAL_LETTER, type WithdrawalLetterJob } from "@/server/wallets/withdrawal-letter";
import { venueGateways } from "./gateway-services";
import type { Services } from "./services";

const opened = new WeakMap<object, PayoutGateway>();

function payoutsOf({ environment }: Services): PayoutGateway {
  let payouts = opened.get(environment);
  if (!payouts) {
    payouts = createStripePayouts({
      secretKey: environment.STRIPE_SECRET_KEY,
      apiBase: environment.STRIPE_API_BASE,
      webhookSecret: environment.STRIPE_WEBHOOK_SECRET,
      connectWebhookSecret: environment.STRIPE_CONNECT_WEBHOOK_SECRET,
    });
    opened.set(environment, payouts);
  }
  return payouts;
}

/**
 * What members' money needs. It comes in and goes out at one gateway, whichever others the venue has: cards get their money back
 * from where they paid. Members come back to their wallet, whatever happened on the gateway's page.
 */
export function walletServices(process: Services): DepositDeps & SendDeps {
  const payouts = payoutsOf(process);
  return {
    db: process.db,
    clock: process.clock,
    gateway: venueGateways(process).of(payouts.name),
    payouts,
    returnUrl: (depositId) => `${process.environment.APP_URL}/wallet?deposit=${depositId}`,
  };
}

/** Who follows what happens on the venue's own account, and on the accounts that members are paid to. */
export function ownAccount(process: Services): OwnAccount {
  return {
    gateway: payoutsOf(process).name,
    follow: async (hint) => {
      const deps = walletServices(process);
      const depositId = await followDeposit(deps, hint);
      if (depositId) await followRefunds(deps, depositId);
      return depositId !== null;
    },
    followPayee: (account) => followPayeeAccount(walletServices(process), account),
  };
}

/** Names what tells members of their withdrawals. */
export function onWalletMessages(outbox: Outbox, { db, mail, environment }: Services): Outbox {
  const letters = { db, mail, appUrl: environment.APP_URL, words: wordsOf };
  return outbox.on<WithdrawalLetterJob>(WITHDRAWAL_LETTER, (job, { id }) => sendWithdrawalLetter(letters, job, id));
}

export function walletTasks(process: Services): RecurringTask[] {
  // A venue without this gateway's keys holds no money of members'.
  if (!process.environment.STRIPE_SECRET_KEY) return [];
  return [
    { name: "settle deposits", everySeconds: 5, run: () => sweepDeposits(walletServices(process)) },
    { name: "send withdrawals", everySeconds: 5, run: () => sweepWithdrawals(walletServices(process)) },
  ];
}
