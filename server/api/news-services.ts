import { wordsOf } from "@/i18n/words";
import { FRIEND_LETTER, type FriendLetterJob } from "@/server/games/raffles/news/friend-letter";
import { sendFriendLetter } from "@/server/games/raffles/news/send-friend-letter";
import type { WriteCampaignDeps } from "@/server/games/raffles/news/write-campaign";
import { REQUEST_LETTER, type RequestLetterJob } from "@/server/games/raffles/requests/post-letters";
import { sendRequestLetter } from "@/server/games/raffles/requests/send-request-letter";
import type { Outbox } from "@/server/kernel/outbox";
import type { Services } from "./services";

/** What letters to many people, and about raffles, need. */
export function newsServices(process: Services): WriteCampaignDeps {
  return {
    db: process.db,
    clock: process.clock,
    kv: process.kv,
    mail: process.mail,
    words: wordsOf,
    appUrl: process.environment.APP_URL,
    venueSecret: process.environment.APP_SECRET,
  };
}

/** Names what sends the letters about requests for activation, and of raffles shown to friends. */
export function onRaffleMessages(outbox: Outbox, process: Services): Outbox {
  const letters = newsServices(process);
  return outbox
    .on<RequestLetterJob>(REQUEST_LETTER, (job, { id }) => sendRequestLetter(letters, job, id))
    .on<FriendLetterJob>(FRIEND_LETTER, (job, { id }) => sendFriendLetter(letters, job, id));
}
