import { writeAudit } from "@/server/kernel/audit-store";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { Actor } from "./authority";
import { findMember } from "./member-store";
import { KEPT_KINDS, type NoticeKind, wantsNotice } from "./notices";
import { deleteOptOut, findOptOuts, insertOptOut, updateNotices } from "./opt-out-store";
import type { PeopleDeps } from "./ports";

export type Notices = Readonly<Record<NoticeKind, boolean>>;

export interface NoticesView {
  notices: Notices;
  /** Single organisations whose letters the member has ended. */
  ended: Array<{ organisationId: string; name: string; at: Date }>;
}

type Deps = Pick<PeopleDeps, "db" | "clock">;

/** Which letters a member gets. */
export async function readNotices({ db }: Deps, actor: Actor): Promise<NoticesView> {
  const [member, outs] = await Promise.all([findMember(db, actor.memberId), findOptOuts(db, actor.memberId)]);
  if (!member) throw new AppError("loginNeeded", 401);
  const kept = Object.fromEntries(KEPT_KINDS.map((kind) => [kind, wantsNotice(member.notify, kind)]));
  const organisations = !outs.some(({ organisationId }) => organisationId === null);
  return {
    notices: { ...(kept as Omit<Notices, "organisations">), organisations, news: kept.news! && organisations },
    ended: outs.flatMap(({ organisationId, organisationName, at }) =>
      organisationId === null ? [] : { organisationId, name: organisationName ?? "", at: new Date(at) },
    ),
  };
}

/**
 * Switches kinds of letters on and off (U11). Organisations' letters off means those of every one, and news of new raffles
 * are letters of organisations too: whoever wants news without them is refused with 422 `newsAreLetters`.
 */
export async function changeNotices({ db, clock }: Deps, actor: Actor, wish: Notices): Promise<void> {
  if (wish.news && !wish.organisations) throw new AppError("newsAreLetters", 422);
  const before = await readNotices({ db, clock }, actor);
  const at = clock.now();
  const { organisations, ...kept } = wish;
  await db.transaction(async (tx) => {
    await updateNotices(tx, actor.memberId, kept);
    if (organisations) await deleteOptOut(tx, actor.memberId, null);
    else await insertOptOut(tx, { memberId: actor.memberId, organisationId: null, way: "account", at });
    await writeAudit(tx, {
      ...{ at, actorId: actor.memberId, actorRole: "participant", action: "change-notices" },
      ...{ subject: `member:${actor.memberId}`, before: before.notices, after: wish },
    });
  });
}

/** Letters of one organisation come again. Throws 404 `notFound` where they were not ended. */
export async function wantLettersAgain({ db, clock }: Deps, actor: Actor, organisationId: string): Promise<void> {
  if (!isId(organisationId)) throw new AppError("notFound", 404);
  const at = clock.now();
  await db.transaction(async (tx) => {
    if (!(await deleteOptOut(tx, actor.memberId, organisationId))) throw new AppError("notFound", 404);
    await writeAudit(tx, {
      ...{ at, actorId: actor.memberId, actorRole: "participant", action: "want-letters-again" },
      ...{ subject: `member:${actor.memberId}`, after: { organisationId, way: "account" } },
    });
  });
}
