import { advanceDrawings } from "@/server/draws/advance-drawings";
import { DRAW_LETTER, type DrawLetterJob } from "@/server/draws/announce";
import { forfeitOverdue } from "@/server/draws/claim-prize";
import { sendDrawLetter } from "@/server/draws/send-draw-letter";
import { publishSnapshot } from "@/server/edge/publish-snapshot";
import { sweepClasses } from "@/server/edge/sweep-classes";
import { forgetChanges } from "@/server/games/raffles/form/forget-changes";
import { sendCampaigns } from "@/server/games/raffles/news/send-campaigns";
import type { RecurringTask } from "@/server/kernel/jobs";
import { Outbox } from "@/server/kernel/outbox";
import { learnFees } from "@/server/payments/learn-fees";
import { processWebhooks } from "@/server/payments/process-webhooks";
import { watchLeftPages } from "@/server/payments/refresh-payment";
import { finishRefunds } from "@/server/payments/refund-payment";
import {
  CONNECTION_LETTER,
  type ConnectionLetterJob,
  sendConnectionLetter,
} from "@/server/people/send-connection-letter";
import { LETTER, type LetterJob, sendLetter } from "@/server/people/send-letter";
import { sendTeamLetter, TEAM_LETTER, type TeamLetterJob } from "@/server/people/send-team-letter";
import { sweepOrders } from "@/server/tickets/sweep-orders";
import { drawServices } from "./draw-services";
import { identityTasks, onIdentityMessages } from "./identity-services";
import { lotteryTasks } from "./lottery-services";
import { newsServices, onRaffleMessages } from "./news-services";
import { importTickets, printTickets, removeOldFiles } from "./paper-services";
import type { Services } from "./services";
import { onSyndicateMessages, syndicateTasks } from "./syndicate-services";
import { onTicketMessages, paymentServices, ticketServices } from "./ticket-services";
import { onWalletMessages, walletTasks } from "./wallet-services";
import { webhookServices } from "./webhook-services";

/** The outbox of a process, with a handler for every kind of message that is ever written. */
export function outboxOf(process: Services): Outbox {
  const { db, clock, mail, environment } = process;
  const appUrl = environment.APP_URL;
  const games = onSyndicateMessages(
    onRaffleMessages(onTicketMessages(new Outbox(db, clock), process), process),
    process,
  );
  return onWalletMessages(onIdentityMessages(games, process), process)
    .on<LetterJob>(LETTER, (job, { id }) =>
      sendLetter({ db, mail, appUrl, venueSecret: environment.APP_SECRET }, job, id),
    )
    .on<ConnectionLetterJob>(CONNECTION_LETTER, (job, { id }) => sendConnectionLetter({ db, mail, appUrl }, job, id))
    .on<TeamLetterJob>(TEAM_LETTER, (job, { id }) =>
      sendTeamLetter({ db, mail, appUrl, venueSecret: environment.APP_SECRET }, job, id),
    )
    .on<DrawLetterJob>(DRAW_LETTER, (job, { id }) => sendDrawLetter({ db, mail, appUrl }, job, id));
}

/** When the worker was last at work, in milliseconds since 1970; read by the health check. */
export const WORKER_SEEN_KEY = "drawbridge:worker:seen";
const WORKER_SEEN_MS = 60_000;

/** Everything that is done because time passes. Each finds what is due itself and may run in several workers at once. */
export function recurringTasks(process: Services): RecurringTask[] {
  const outbox = outboxOf(process);
  const webhooks = webhookServices(process);
  const tickets = ticketServices(process);
  const draws = drawServices(process);
  return [
    { name: "send messages", everySeconds: 1, run: () => outbox.dispatch() },
    { name: "process webhooks", everySeconds: 2, run: () => processWebhooks(webhooks) },
    { name: "finish refunds", everySeconds: 30, run: () => finishRefunds(paymentServices(process)) },
    {
      name: "watch pages left open",
      everySeconds: 60,
      run: () => watchLeftPages(paymentServices(process)).then(() => {}),
    },
    { name: "learn fees", everySeconds: 900, run: () => learnFees(paymentServices(process)).then(() => {}) },
    { name: "settle orders", everySeconds: 5, run: () => sweepOrders(tickets) },
    ...walletTasks(process),
    { name: "publish rules", everySeconds: 2, run: () => publishSnapshot(process).then(() => {}) },
    { name: "sweep classes", everySeconds: 3600, run: () => sweepClasses(process).then(() => {}) },
    { name: "send letters to many", everySeconds: 2, run: () => sendCampaigns(newsServices(process)) },
    { name: "enter tickets from files", everySeconds: 2, run: () => importTickets(process) },
    { name: "print tickets", everySeconds: 2, run: () => printTickets(process) },
    { name: "remove old files", everySeconds: 3600, run: () => removeOldFiles(process) },
    { name: "forget old changes of forms", everySeconds: 21_600, run: () => forgetChanges(process) },
    { name: "advance drawings", everySeconds: 1, run: () => advanceDrawings(draws) },
    { name: "give on unclaimed prizes", everySeconds: 60, run: () => forfeitOverdue(draws) },
    ...lotteryTasks(process),
    ...syndicateTasks(process),
    ...identityTasks(process),
    {
      name: "say that the worker is there",
      everySeconds: 10,
      run: () =>
        process.kv.write(WORKER_SEEN_KEY, String(process.clock.now().getTime()), { lifetimeMs: WORKER_SEEN_MS }),
    },
  ];
}
