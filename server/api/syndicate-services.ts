import { wordsOf } from "@/i18n/words";
import { advanceSyndicates } from "@/server/games/syndicates/advance-syndicate";
import { fileApprovedClaims } from "@/server/games/syndicates/claims/approve-claim";
import { removeOldClaimDocuments } from "@/server/games/syndicates/claims/remove-documents";
import {
  type LetterJob,
  SYNDICATE_INVITATION,
  SYNDICATE_LETTER,
  sendInvitation,
  sendSyndicateLetter,
} from "@/server/games/syndicates/letters";
import { type NoticeJob, SYNDICATE_NOTICE, sendNotice } from "@/server/games/syndicates/notices";
import { settleHandTickets } from "@/server/games/syndicates/pay-in-prize";
import type { StakeLimits, SyndicateDeps } from "@/server/games/syndicates/ports";
import { readClock } from "@/server/games/syndicates/read-clock";
import { type MessageJob, SYNDICATE_MESSAGE, sendMessage } from "@/server/games/syndicates/write-to-members";
import type { RecurringTask } from "@/server/kernel/jobs";
import type { Outbox } from "@/server/kernel/outbox";
import { admitStake } from "@/server/people/limit-play";
import { decideEntryWith } from "./decide-entry";
import { lotteryServices } from "./lottery-services";
import type { Services } from "./services";

const LIMITS: StakeLimits = { admitStake: (tx, stake) => admitStake(tx, { ...stake, written: true }) };

/** What the use cases of syndicates need; null where no lottery is configured, and then none can be offered. */
export function syndicateServices(process: Services): SyndicateDeps | null {
  const agent = lotteryServices(process);
  return (
    agent && {
      db: process.db,
      moment: readClock,
      agent,
      decideEntry: decideEntryWith(process) as SyndicateDeps["decideEntry"],
      limits: LIMITS,
      venueSecret: process.environment.APP_SECRET,
    }
  );
}

/** What the worker does for syndicates. */
export function syndicateTasks(process: Services): RecurringTask[] {
  const deps = syndicateServices(process);
  if (!deps) return [];
  return [
    { name: "advance syndicates", everySeconds: 3, run: () => advanceSyndicates(deps) },
    { name: "file approved claims", everySeconds: 60, run: () => fileApprovedClaims(deps) },
    { name: "remove documents of claims", everySeconds: 3600, run: () => removeOldClaimDocuments(deps) },
    { name: "settle tickets bought by hand", everySeconds: 30, run: () => settleHandTickets(deps) },
  ];
}

/** Names what sends the letters of syndicates. */
export function onSyndicateMessages(outbox: Outbox, process: Services): Outbox {
  const letters = {
    db: process.db,
    mail: process.mail,
    appUrl: process.environment.APP_URL,
    venueSecret: process.environment.APP_SECRET,
    now: () => process.clock.now(),
    words: wordsOf,
  };
  return outbox
    .on<MessageJob>(SYNDICATE_MESSAGE, (job, { id }) => sendMessage(letters, job, id))
    .on<NoticeJob>(SYNDICATE_NOTICE, (job, { id }) => sendNotice(letters, job, id))
    .on<LetterJob>(SYNDICATE_LETTER, (job, { id }) => sendSyndicateLetter(letters, job, id))
    .on<{ invitationId: string; syndicateId: string }>(SYNDICATE_INVITATION, (job, { id }) =>
      sendInvitation(letters, job, id),
    );
}
