import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { type Prisma, PrismaClient } from "./prisma/client";

type Statements = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$use" | "$extends" | "$transaction">;

/** May read. Every store's reading function takes one; the database handle and a transaction are both readers. */
export type Reader = Pick<Statements, keyof Statements> & { readonly query: SqlQuery };

/** May write: only what {@link Database.transaction} hands out. Using it after its end throws. */
export type Tx = Reader & {
  readonly __transaction: true;
  /** Runs after the commit, in order; not at all when the transaction rolls back. Failures are logged, never thrown. */
  afterCommit(effect: () => Promise<void> | void): void;
};

/** A statement through `pg` in the same connection or pool, for the hot paths. Named statements are prepared once. */
export type SqlQuery = <Row extends pg.QueryResultRow>(statement: {
  name?: string;
  text: string;
  values?: unknown[];
}) => Promise<Row[]>;

export interface Database extends Reader {
  /**
   * Runs `work` in one transaction (READ COMMITTED unless told otherwise) and then its after-commit effects. Where two
   * transactions waited for each other and the database ended this one, `work` runs again: it may do nothing outside.
   */
  transaction<Result>(
    work: (tx: Tx) => Promise<Result>,
    options?: { isolation?: Prisma.TransactionIsolationLevel; timeoutMs?: number },
  ): Promise<Result>;
  /** The pool under it, for hot statements that are a transaction of their own. */
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

const MAXIMUM_ATTEMPTS = 4;

/** Deadlock or serialisation failure, as Prisma (P2034) or PostgreSQL (40P01, 40001) name it. */
function isDeadlock(error: unknown): boolean {
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  return (
    code === "P2034" || code === "40P01" || code === "40001" || (code === "P2010" && /40P01|40001/.test(message ?? ""))
  );
}

/**
 * Opens the database. One per process. `poolSize` connections are shared by Prisma and by hot statements through `pg`.
 */
export function openDatabase(url: string, poolSize = 16): Database {
  const pool = new pg.Pool({ connectionString: url, max: poolSize, application_name: "drawbridge" });
  // An idle connection that the server closed must not end the process; the next query opens another.
  pool.on("error", () => {});
  // One that is lost while it is checked out between two statements tells its next user; without a listener the
  // event would end the process (seen when the database is killed under load, tests/faults).
  pool.on("connect", (connection) => {
    connection.on("error", () => {});
  });
  // Minimal: errors end up in the log, and must not carry the values of the statement that failed.
  const client = new PrismaClient({ adapter: new PrismaPg(pool), errorFormat: "minimal" });

  const query: SqlQuery = async (statement) => (await pool.query(statement)).rows as never;

  type Options = { isolation?: Prisma.TransactionIsolationLevel; timeoutMs?: number };

  async function transaction<Result>(work: (tx: Tx) => Promise<Result>, options: Options = {}): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await once(work, options);
      } catch (error) {
        // The database ended one of two that waited for each other; nothing of it remains, so it may run again.
        if (!isDeadlock(error) || attempt === MAXIMUM_ATTEMPTS) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * attempt));
      }
    }
  }

  async function once<Result>(work: (tx: Tx) => Promise<Result>, options: Options): Promise<Result> {
    const effects: Array<() => Promise<void> | void> = [];
    let ended = false;
    const result = await client.$transaction(
      async (inner) => {
        const own: Record<string, unknown> = {
          __transaction: true,
          afterCommit: (effect: () => Promise<void> | void) => effects.push(effect),
          query: async (statement: { text: string; values?: unknown[] }) =>
            inner.$queryRawUnsafe(statement.text, ...(statement.values ?? [])),
        };
        const tx = new Proxy(inner, {
          get(target, key) {
            if (ended) throw new Error("This transaction has ended; pass the handle of the one that is running.");
            if (typeof key === "string" && key in own) return own[key];
            return Reflect.get(target, key);
          },
        }) as unknown as Tx;
        try {
          return await work(tx);
        } finally {
          ended = true;
        }
      },
      { isolationLevel: options.isolation, timeout: options.timeoutMs ?? 15_000, maxWait: 10_000 },
    );
    for (const effect of effects) {
      try {
        await effect();
      } catch (error) {
        const { log } = await import("./log");
        log.error("after_commit_failed", { error });
      }
    }
    return result;
  }

  const extras: Record<string, unknown> = {
    transaction,
    query,
    pool,
    close: async () => {
      await client.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
  return new Proxy(client, {
    get(target, key) {
      if (typeof key === "string" && key in extras) return extras[key];
      return Reflect.get(target, key);
    },
  }) as unknown as Database;
}
