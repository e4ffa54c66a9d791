import { wordsOf } from "@/i18n/words";
import { sharpImages } from "@/server/games/raffles/images/adapters/sharp";
import type { RecurringTask } from "@/server/kernel/jobs";
import type { Outbox } from "@/server/kernel/outbox";
import { documentChecker } from "@/server/people/identity/adapters/documents";
import { IDENTITY_DECIDED, type IdentityLetterJob, sendIdentityLetter } from "@/server/people/identity/letter";
import { followChecks } from "@/server/people/identity/outside-check";
import type { IdentityDeps } from "@/server/people/identity/ports";
import { removeOldDocuments } from "@/server/people/identity/show-document";
import { residenceAges } from "@/server/people/look-up-residence";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import type { Services } from "./services";

/** What identity checks need. An outside service is named here, in place of the documents. */
export async function identityServices(process: Services): Promise<IdentityDeps> {
  const { db, clock, environment } = process;
  return {
    db,
    clock,
    venueSecret: environment.APP_SECRET,
    ages: residenceAges(db),
    fallbackMinimumAge: (await loadVenueSettings(db)).fallback_minimum_age,
    checker: documentChecker,
    cleanPicture: sharpImages.clean,
    returnUrl: `${environment.APP_URL}/account/identity`,
  };
}

/** Names what tells members of decisions. */
export function onIdentityMessages(outbox: Outbox, { db, mail, environment }: Services): Outbox {
  const letters = { db, mail, appUrl: environment.APP_URL, words: wordsOf };
  return outbox.on<IdentityLetterJob>(IDENTITY_DECIDED, (job, { id }) => sendIdentityLetter(letters, job, id));
}

export function identityTasks(process: Services): RecurringTask[] {
  return [
    {
      name: "remove identity documents",
      everySeconds: 3600,
      run: async () => removeOldDocuments(await identityServices(process)),
    },
    {
      name: "follow identity checks",
      everySeconds: 60,
      run: async () => followChecks(await identityServices(process)),
    },
  ];
}
