import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { ResidenceAges } from "../ports";
import type { Person, RefusalReason, SentKind } from "./identity";

/** Who looks at documents: people of the venue, or an outside service on pages of its own. */
export interface IdentityChecker {
  /** As it stands in `identity_check.checker`. */
  readonly name: string;
  /** Begins a check; the same id is one check. `documents`: the member sends them here. */
  begin(check: { id: string; person: Person; email: string; returnUrl: string }): Promise<Begun>;
  /** What it has found out so far. */
  read(outsideId: string): Promise<Finding>;
}

export type Begun = { way: "documents" } | { way: "page"; outsideId: string; url: string };

export type Finding =
  | { state: "open" }
  | { state: "refused"; reason: RefusalReason }
  /** It is a genuine document of the one who showed it, and this is what it says. */
  | { state: "read"; person: Person };

export interface IdentityDeps {
  db: Database;
  clock: Clock;
  /** APP_SECRET: the documents' key is derived from it. */
  venueSecret: string;
  ages: ResidenceAges;
  fallbackMinimumAge: number;
  checker: IdentityChecker;
  /** A picture encoded anew, without its metadata. Throws 422 `imageUnreadable`, `imageTooManyPixels`, `imageTooSmall`. */
  cleanPicture(
    bytes: Uint8Array,
    format: Exclude<SentKind, "pdf">,
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; contentType: string }>;
  returnUrl: string;
}
