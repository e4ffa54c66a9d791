/**
 * Kinds of letters that a member may switch off (U11). Everything else goes out in any case: receipts, refunds and
 * statements; prizes, since their claims run out; changes of a draw that was paid for; answers to what somebody asked for;
 * exclusion, and what the law demands.
 */
export const NOTICE_KINDS = ["draws", "reminders", "invitations", "organisations", "news"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** Those that stand in `member.notify`; letters of organisations are opted out of, for all or one by one. */
export const KEPT_KINDS = ["draws", "reminders", "invitations", "news"] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];

/** News have to be asked for; the rest come until they are switched off. */
const DEFAULTS: Readonly<Record<KeptKind, boolean>> = { draws: true, reminders: true, invitations: true, news: false };

/** Whether somebody wants letters of a kind, by `member.notify` as it is stored. */
export function wantsNotice(notify: unknown, kind: KeptKind): boolean {
  const said = (notify as Record<string, unknown> | null)?.[kind];
  return typeof said === "boolean" ? said : DEFAULTS[kind];
}
