import type { Database, Reader } from "./db";

/** Runs a group of asks in one statement. Answers as many results as there were asks, in their order. */
export type RunGroup<Ask, Answer, Handle extends Reader = Database> = (
  db: Handle,
  asks: readonly Ask[],
) => Promise<readonly Answer[]>;

/**
 * A parameter that is an array, for a statement that a group shares. Behind the `select` the planner does not see how long
 * it is; otherwise it would take one plan for none the worse and plan anew for every group, which costs more than to run it.
 */
export const array = (parameter: number, type: string): string => `(select $${parameter}::${type}[])::${type}[]`;

interface Waiting<Ask, Answer> {
  ask: Ask;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

interface Queue<Ask, Answer> {
  waiting: Waiting<Ask, Answer>[];
  /** A group is under way, and has not been for long. */
  busy: boolean;
  planned: boolean;
}

/** Whoever waits behind a group that takes so long (a row that somebody has locked) waits for it no longer. */
const PATIENCE_MS = 20;
const MOST_TOGETHER = 64;

/**
 * The database refused the statement, and so nothing of it remains. A connection that was lost (08), a server that is
 * going down (57P) or anything without a code leaves open whether it was committed.
 */
export function wasRolledBack(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !/^(08|57P)/.test(code);
}

/**
 * Puts asks of the same kind that arrive together, or while an earlier group is under way, into one statement: one round
 * trip and one commit for all of them, first come first served. Somebody who comes alone waits for nobody. Where the
 * database refuses a group, each of it is asked again alone, so that whoever is at fault harms nobody else; a group of
 * which nobody knows whether it was committed fails for all of it, as one statement would.
 *
 * @param run what asks one group: a transaction of its own, or, where it only reads, whatever handle the asks came with
 */
export function inGroups<Ask, Answer, Handle extends Reader = Database>(
  run: RunGroup<Ask, Answer, Handle>,
): (db: Handle, ask: Ask) => Promise<Answer> {
  const queues = new WeakMap<object, Queue<Ask, Answer>>();

  async function alone(db: Handle, { ask, resolve, reject }: Waiting<Ask, Answer>): Promise<void> {
    try {
      const [answer] = await run(db, [ask]);
      resolve(answer as Answer);
    } catch (error) {
      reject(error);
    }
  }

  async function together(db: Handle, group: Waiting<Ask, Answer>[]): Promise<void> {
    if (group.length === 1) return alone(db, group[0]!);
    let answers: readonly Answer[];
    try {
      answers = await run(
        db,
        group.map(({ ask }) => ask),
      );
      if (answers.length !== group.length) throw new Error(`${group.length} asked, ${answers.length} answered`);
    } catch (error) {
      if (wasRolledBack(error)) for (const one of group) await alone(db, one);
      else for (const { reject } of group) reject(error);
      return;
    }
    for (const [at, { resolve }] of group.entries()) resolve(answers[at] as Answer);
  }

  function start(db: Handle, queue: Queue<Ask, Answer>): void {
    queue.planned = false;
    queue.busy = true;
    const free = () => {
      queue.busy = false;
      plan(db, queue);
    };
    let waitedEnough = false;
    const patience = setTimeout(() => {
      waitedEnough = true;
      free();
    }, PATIENCE_MS);
    void together(db, queue.waiting.splice(0, MOST_TOGETHER)).finally(() => {
      clearTimeout(patience);
      if (!waitedEnough) free();
    });
  }

  // What the same turn of the event loop still brings goes along.
  function plan(db: Handle, queue: Queue<Ask, Answer>): void {
    if (queue.planned || queue.busy || queue.waiting.length === 0) return;
    queue.planned = true;
    setImmediate(start, db, queue);
  }

  return (db, ask) =>
    new Promise((resolve, reject) => {
      let queue = queues.get(db);
      if (!queue) {
        queue = { waiting: [], busy: false, planned: false };
        queues.set(db, queue);
      }
      queue.waiting.push({ ask, resolve, reject });
      plan(db, queue);
    });
}
