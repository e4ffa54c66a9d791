import { presenceOf, type SeenPlace, seenPlaceOf } from "@/server/edge/seen-place";
import { newId } from "@/server/kernel/ids";
import type { Actor } from "@/server/people/authority";
import { loadActor } from "@/server/people/load-actor";
import type { MemberRecord } from "@/server/people/member-store";
import type { StartCheckoutDeps } from "@/server/tickets/start-checkout";
import { type Services, services } from "./services";
import { sessionIdOf } from "./session-cookie";
import { ticketServices } from "./ticket-services";

/** One request: the process's services, who asks, and where from as the gate resolved it. */
export interface RequestContext extends Services {
  headers: Headers;
  /** Named in errors and logs, so that somebody's report finds its lines. */
  correlationId: string;
  /** The place that decides what is shown; null where none is known. */
  seenPlace: SeenPlace | null;
  /** Where the connection is, from trusted geolocation alone (J10). */
  presence: SeenPlace | null;
  actor: Actor | null;
  member: MemberRecord | null;
  /** What orders need, from hold to settlement. */
  tickets: StartCheckoutDeps;
}

/**
 * The context of a request, read from its headers. The session is looked up in the database each time, unless the
 * answer is the same for everybody (`anonymous`).
 */
export async function requestContext(headers: Headers, options: { anonymous?: boolean } = {}): Promise<RequestContext> {
  const process = services();
  const sessionId = options.anonymous ? null : await sessionIdOf(headers, process.environment.NEXTAUTH_SECRET);
  const found = sessionId ? await loadActor(process, sessionId) : null;
  return {
    ...process,
    tickets: ticketServices(process),
    headers,
    correlationId: newId(),
    seenPlace: seenPlaceOf(headers),
    presence: presenceOf(headers),
    actor: found?.actor ?? null,
    member: found?.member ?? null,
  };
}
