import { type Answer, type Asked, json, refuseInProduction, type StandIn, serve } from "../stand-in";
import { collectionCommands } from "./collections";
import { integer, Keyspace, KvError, OK, type Reply, Status } from "./keyspace";
import { createScripts, type RunScript, scriptHash } from "./script";
import { sortedSetCommands } from "./sorted-sets";
import { type Command, stringCommands } from "./strings";

const COMMANDS: Record<string, [number, Command]> = { ...stringCommands, ...collectionCommands, ...sortedSetCommands };

/** A key-value store in memory, one command after another. */
export class KvStore {
  private readonly keys: Keyspace;
  private readonly scripts = new Map<string, string>();
  private readonly run: RunScript;

  constructor(now: () => number = Date.now) {
    this.keys = new Keyspace(now);
    this.run = createScripts((command) => this.execute(command));
  }

  /** Answers a command as Redis does; throws `KvError` with Redis' words. */
  execute(command: unknown): Reply {
    if (!Array.isArray(command) || command.length === 0) throw new KvError("ERR empty command");
    const [name, ...args] = command.map((part) => {
      if (part === null || typeof part === "object") throw new KvError("ERR Protocol error: expected a string");
      return String(part);
    });
    const upper = name!.toUpperCase();
    if (upper === "EVAL" || upper === "EVALSHA" || upper === "EVAL_RO") return this.evaluate(upper, args);
    if (upper === "SCRIPT") return this.script(args);
    const known = COMMANDS[upper];
    if (!known)
      throw new KvError(`ERR unknown command '${name}', with args beginning with: ${args.slice(0, 3).join(" ")}`);
    if (args.length < known[0]) throw new KvError(`ERR wrong number of arguments for '${name!.toLowerCase()}' command`);
    return known[1](this.keys, args);
  }

  private evaluate(name: string, [script, count, ...rest]: string[]): Reply {
    if (script === undefined || count === undefined)
      throw new KvError("ERR wrong number of arguments for 'eval' command");
    const text = name === "EVALSHA" ? this.scripts.get(script.toLowerCase()) : script;
    if (text === undefined) throw new KvError("NOSCRIPT No matching script. Please use EVAL.");
    const keyCount = integer(count);
    if (keyCount < 0 || keyCount > rest.length)
      throw new KvError("ERR Number of keys can't be greater than number of args");
    this.scripts.set(scriptHash(text), text);
    return this.run(text, rest.slice(0, keyCount), rest.slice(keyCount));
  }

  private script([action, ...args]: string[]): Reply {
    if (action?.toUpperCase() === "LOAD" && args[0] !== undefined) {
      this.scripts.set(scriptHash(args[0]), args[0]);
      return scriptHash(args[0]);
    }
    if (action?.toUpperCase() === "EXISTS") return args.map((hash) => (this.scripts.has(hash.toLowerCase()) ? 1 : 0));
    if (action?.toUpperCase() === "FLUSH") {
      this.scripts.clear();
      return OK;
    }
    throw new KvError("ERR unknown subcommand for 'script'");
  }
}

type Encoded = number | string | null | Encoded[];

/** The status OK stays as it is; every other string is base64 where the client asked for it. */
function encode(reply: Reply, base64: boolean): Encoded {
  if (Array.isArray(reply)) return reply.map((item) => encode(item, base64));
  if (reply instanceof Status)
    return reply.text === "OK" || !base64 ? reply.text : Buffer.from(reply.text).toString("base64");
  return typeof reply === "string" && base64 ? Buffer.from(reply).toString("base64") : reply;
}

export interface KvStandIn extends StandIn {
  store: KvStore;
  token: string;
  /** Makes every answer late, or an error 500, until set back; for fault tests. */
  faults: { delayMs: number; failing: boolean };
}

/**
 * The local key-value store: Upstash's REST protocol (`POST /`, `/pipeline`, `/multi-exec`, commands as paths) with a
 * bearer token, in memory. An unknown command is an error, as it is there.
 */
export async function startKv(options: { port: number; token: string; host?: string }): Promise<KvStandIn> {
  refuseInProduction("the key-value store");
  const store = new KvStore();
  const faults = { delayMs: 0, failing: false };

  const one = (command: unknown, base64: boolean): { result: Encoded } | { error: string } => {
    try {
      return { result: encode(store.execute(command), base64) };
    } catch (error) {
      if (error instanceof KvError) return { error: error.message };
      throw error;
    }
  };

  async function answer({ method, url, headers, body }: Asked): Promise<Answer> {
    if (faults.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.delayMs));
    if (faults.failing) return json(500, { error: "ERR internal error" });
    const given = headers.authorization?.replace(/^Bearer /i, "") ?? url.searchParams.get("_token");
    if (given !== options.token) return json(401, { error: "WRONGPASS invalid or missing auth token" });
    const base64 = headers["upstash-encoding"] === "base64";
    let parsed: unknown = null;
    if (method === "POST" && body && (url.pathname === "/" || /^\/(pipeline|multi-exec)\/?$/.test(url.pathname))) {
      try {
        parsed = JSON.parse(body);
      } catch {
        return json(400, { error: "ERR failed to parse request" });
      }
    }
    if (/^\/(pipeline|multi-exec)\/?$/.test(url.pathname)) {
      if (!Array.isArray(parsed) || parsed.length === 0) return json(400, { error: "ERR empty pipeline request" });
      return json(
        200,
        parsed.map((command) => one(command, base64)),
      );
    }
    const path = url.pathname.split("/").filter(Boolean).map(decodeURIComponent);
    const command = path.length > 0 ? (method === "POST" && body ? [...path, body] : path) : parsed;
    const reply = one(command, base64);
    return json("error" in reply ? 400 : 200, reply);
  }

  const running = await serve(options, answer);
  return { ...running, store, token: options.token, faults };
}
