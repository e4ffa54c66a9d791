import { AppError } from "@/server/kernel/errors";
import { isId, newId } from "@/server/kernel/ids";
import { enqueue } from "@/server/kernel/outbox";
import type { Actor } from "./authority";
import {
  adoptQuestions,
  type BlockedMember,
  type ConnectionRow,
  deleteBlock,
  deleteLink,
  findBlocked,
  findConnectedIds,
  findConnections,
  findLink,
  findLinkOwner,
  insertBlock,
  insertQuestion,
  isBlocked,
  lockConnection,
  lockPair,
  setConnectionState,
  writeLink,
} from "./connection-store";
import { limitAttempts } from "./limit-attempts";
import { findMemberByEmail } from "./member-store";
import type { PeopleDeps } from "./ports";
import { isEmail, normalEmail } from "./registration";
import { newTokenSeed, tokenHash, tokenOf } from "./secret-token";
import { CONNECTION_LETTER, type ConnectionLetterJob } from "./send-connection-letter";

export interface Connections {
  rows: ConnectionRow[];
  blocked: BlockedMember[];
  link: { createdAt: Date } | null;
}

/** U12: a member's connections, the questions that wait, whom they block, and whether they have a link. */
export async function readConnections(deps: Pick<PeopleDeps, "db">, actor: Actor): Promise<Connections> {
  await deps.db.transaction((tx) => adoptQuestions(tx, actor.memberId));
  const [rows, blocked, link] = await Promise.all([
    findConnections(deps.db, actor.memberId),
    findBlocked(deps.db, actor.memberId),
    findLink(deps.db, actor.memberId),
  ]);
  return { rows, blocked, link };
}

/** The members somebody is connected with; for inviting all of them (S4). */
export function connectedWith(deps: Pick<PeopleDeps, "db">, actor: Actor): Promise<string[]> {
  return findConnectedIds(deps.db, actor.memberId);
}

type Found = { via: "email"; email: string } | { via: "link"; email: null };

/** A question that reaches nobody: to whoever asks it looks like any other. */
async function askNobody(deps: PeopleDeps, actor: Actor, found: Found): Promise<void> {
  if (found.via === "link") return;
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const row = { id: newId(now.getTime()), askerId: actor.memberId, otherId: null, askedAt: now };
    await insertQuestion(tx, { ...row, ...found });
  });
}

async function ask(deps: PeopleDeps, actor: Actor, otherId: string, found: Found): Promise<void> {
  const now = deps.clock.now();
  const isAway = await deps.db.transaction(async (tx) => {
    if (await isBlocked(tx, actor.memberId, otherId)) return true;
    const pair = await lockPair(tx, actor.memberId, otherId);
    // Two who ask each other have both said yes.
    if (pair?.state === "asked" && pair.otherId === actor.memberId) {
      await setConnectionState(tx, pair.id, "accepted", now);
    }
    if (pair) return false;
    const id = newId(now.getTime());
    if (!(await insertQuestion(tx, { id, askerId: actor.memberId, otherId, askedAt: now, ...found }))) return false;
    const job: ConnectionLetterJob = { connectionId: id };
    await enqueue(tx, [{ kind: CONNECTION_LETTER, payload: job }], now);
    return false;
  });
  // Whoever is blocked is told nothing: the question waits for nobody.
  if (isAway) await askNobody(deps, actor, found);
}

/**
 * Asks whoever has this address to connect. The answer is the same whether somebody has, blocks the asker, or was asked
 * before, so that nobody learns who has an account. Throws 422 `malformed`, `yourself`, 403 `emailNotConfirmed`, 429.
 */
export async function askByEmail(deps: PeopleDeps, actor: Actor, address: string): Promise<void> {
  const email = normalEmail(address);
  if (!isEmail(email)) throw new AppError("malformed", 422);
  if (email === actor.email) throw new AppError("yourself", 422);
  await limitAttempts(deps, "connection", actor.memberId, "");
  const asker = await findMemberByEmail(deps.db, actor.email);
  // Letters to strangers carry the asker's name, so the asker has to be somebody who can be reached.
  if (!asker?.emailVerifiedAt) throw new AppError("emailNotConfirmed", 403);
  const other = await findMemberByEmail(deps.db, email);
  const found = { via: "email", email } as const;
  await (other?.status === "active" ? ask(deps, actor, other.id, found) : askNobody(deps, actor, found));
}

/** Whose link it is, as the owner opened it; null for one that opens nothing (any more). */
export function readLink(deps: Pick<PeopleDeps, "db">, token: string) {
  return findLinkOwner(deps.db, tokenHash(token));
}

/** Asks the owner of a link to connect. Throws 404 `notFound`, 422 `yourself`, 403 `emailNotConfirmed`, 429. */
export async function askByLink(deps: PeopleDeps, actor: Actor, token: string): Promise<void> {
  const owner = await readLink(deps, token);
  if (!owner) throw new AppError("notFound", 404);
  if (owner.memberId === actor.memberId) throw new AppError("yourself", 422);
  await limitAttempts(deps, "connection", actor.memberId, "");
  const asker = await findMemberByEmail(deps.db, actor.email);
  if (!asker?.emailVerifiedAt) throw new AppError("emailNotConfirmed", 403);
  await ask(deps, actor, owner.memberId, { via: "link", email: null });
}

/** Makes a new link of one's own; the one before it opens nothing from then on. Answers the token, which is kept nowhere. */
export async function makeLink(deps: PeopleDeps, actor: Actor): Promise<string> {
  const token = tokenOf(newTokenSeed(), deps.venueSecret);
  await deps.db.transaction((tx) => writeLink(tx, actor.memberId, tokenHash(token), deps.clock.now()));
  return token;
}

/** Takes one's link back. */
export async function endLink(deps: PeopleDeps, actor: Actor): Promise<void> {
  await deps.db.transaction((tx) => deleteLink(tx, actor.memberId));
}

/**
 * Answers a question, takes one's own back, or ends a connection. `block` also keeps the other's questions away from
 * then on; the other is told none of it. Throws 404 `notFound` for what is not theirs or over.
 */
export async function answerConnection(
  deps: PeopleDeps,
  actor: Actor,
  id: string,
  word: "accept" | "decline" | "remove" | "block",
): Promise<void> {
  if (!isId(id)) throw new AppError("notFound", 404);
  const now = deps.clock.now();
  await deps.db.transaction(async (tx) => {
    const pair = await lockConnection(tx, id, actor.memberId);
    if (!pair) throw new AppError("notFound", 404);
    const isAskedOfMe = pair.state === "asked" && pair.otherId === actor.memberId;
    if ((word === "accept" || word === "decline") && !isAskedOfMe) throw new AppError("notFound", 404);
    const state = word === "accept" ? "accepted" : isAskedOfMe ? "declined" : "removed";
    await setConnectionState(tx, id, state, now);
    if (word === "block") {
      const other = pair.askerId === actor.memberId ? pair.otherId : pair.askerId;
      if (other) await insertBlock(tx, actor.memberId, other, now);
    }
  });
}

/** Lets somebody ask again. Throws 404 `notFound`. */
export async function unblock(deps: PeopleDeps, actor: Actor, memberId: string): Promise<void> {
  if (!isId(memberId)) throw new AppError("notFound", 404);
  const done = await deps.db.transaction((tx) => deleteBlock(tx, actor.memberId, memberId));
  if (!done) throw new AppError("notFound", 404);
}
