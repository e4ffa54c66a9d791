import type { Database } from "@/server/kernel/db";
import { newId } from "@/server/kernel/ids";
import {
  type Actor,
  authoriseAdministrator,
  authoriseOrganiser,
  authoriseRegulator,
  proveActor,
} from "@/server/people/authority";
import { makeMember } from "../support/fixtures";

const everywhere = { isWithin: (areaId: string, aboveId: string) => areaId === aboveId };

/** Somebody with a session and the second factor, in one role. */
async function actorWith(
  db: Database,
  role: { kind: Actor["roles"][number]["kind"]; organisationId?: string; areaId?: string },
) {
  const memberId = await makeMember(db);
  return actorOf(memberId, [
    {
      id: newId(),
      kind: role.kind,
      organisationId: role.organisationId ?? null,
      areaId: role.areaId ?? null,
      status: "active",
    } as Actor["roles"][number],
  ]);
}

/** A participant, or whoever has these roles. */
export function actorOf(memberId: string, roles: Actor["roles"] = []): Actor {
  return proveActor({
    memberId,
    sessionId: newId(),
    email: "somebody@example.test",
    givenName: "Somebody",
    roles,
    secondFactor: true,
  });
}

export const organiser = async (db: Database, organisationId: string) =>
  authoriseOrganiser(await actorWith(db, { kind: "organisation", organisationId }), organisationId);
export const regulator = async (db: Database, areaId = "US-NY") =>
  authoriseRegulator(await actorWith(db, { kind: "regulator", areaId }), areaId, everywhere);
export const administrator = async (db: Database) =>
  authoriseAdministrator(await actorWith(db, { kind: "administrator" }));
