import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import net from "node:net";
import path from "node:path";
import { placeFor, postgresFiles, type ServerUser, serverUser } from "./postgres-files";

export interface PostgresOptions {
  /** Where the cluster is kept; made when missing. Root may keep it elsewhere (see {@link placeFor}). */
  dataDir: string;
  /** TCP port on 127.0.0.1. */
  port: number;
  /** For tests: does not wait for the disk. A killed server still keeps what it acknowledged, a power cut may not. */
  fast?: boolean;
}

export interface RunningPostgres {
  /** Address of the database `drawbridge`, with its password. */
  url: string;
  port: number;
  /** It was already running: left over by a killed command, or another command's. */
  adopted: boolean;
  /** Where the cluster is really kept. */
  dataDir: string;
  /** Process id of the server. */
  pid: number;
  /** Ends the server, waiting for it; open connections are cut. */
  stop(): Promise<void>;
  /** Ends it as a power cut of the process would; for fault tests. */
  kill(): void;
}

const MAJOR = "18";

interface Outcome {
  code: number;
  output: string;
}

function run(user: ServerUser | null, command: string, args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const env = { PATH: process.env.PATH ?? "", LC_ALL: "C", TZ: "UTC" } as unknown as NodeJS.ProcessEnv;
    const options = { cwd: "/", env, ...(user ?? {}) };
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === "number" ? error.code : 1) : 0;
      resolve({ code, output: `${stdout}${stderr}`.trim() || (error?.message ?? "") });
    });
  });
}

/** Whether nothing listens on `port` of this machine. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = net.createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A port that the system says is free now. */
export function anyFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", reject);
    probe.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function postmaster(data: string): { pid: number; port: number } | null {
  const file = path.join(data, "postmaster.pid");
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, "utf8").split("\n");
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

/** The port that the pid file of the cluster kept in `dataDir` names, or null. */
export function runningOn(dataDir: string): number | null {
  return postmaster(path.join(placeFor(dataDir), "cluster"))?.port ?? null;
}

/** Makes a cluster beside its place and moves it there when whole, so that an interrupted start leaves nothing half made. */
async function initialise(bin: string, user: ServerUser | null, place: string): Promise<void> {
  const half = `${place}.new`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { recursive: true, mode: 0o755 });
  const password = randomBytes(18).toString("base64url");
  const passwordFile = path.join(half, "password");
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (user) {
    chownSync(half, user.uid, user.gid);
    chownSync(passwordFile, user.uid, user.gid);
  }
  const made = await run(user, path.join(bin, "initdb"), [
    ...["-D", path.join(half, "cluster"), "-U", "drawbridge", `--pwfile=${passwordFile}`, "--auth=scram-sha-256"],
    ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-sync"],
  ]);
  if (made.code !== 0) throw new Error(`The database could not be made in ${half}:\n${made.output}`);
  if (user) chownSync(passwordFile, 0, 0);
  appendFileSync(path.join(half, "cluster", "postgresql.conf"), SETTINGS);
  rmSync(place, { recursive: true, force: true });
  renameSync(half, place);
}

const SETTINGS = `
# Drawbridge
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 128MB
log_min_messages = warning
log_timezone = 'UTC'
timezone = 'UTC'
`;

/**
 * Starts the embedded PostgreSQL 18 as root or as an ordinary user, making the cluster when there is none. A server
 * that a killed command left running on this directory is taken over; a stale pid file is got rid of. Throws an error
 * in words: the port is taken, the directory belongs to another version.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const user = serverUser();
  const bin = path.join(postgresFiles(), "bin");
  const place = placeFor(options.dataDir);
  const data = path.join(place, "cluster");
  mkdirSync(path.dirname(place), { recursive: true });

  if (!existsSync(path.join(data, "PG_VERSION"))) {
    if (existsSync(data)) {
      throw new Error(`${data} is not a PostgreSQL directory. Move it away or delete it: rm -rf ${place}`);
    }
    await initialise(bin, user, place);
  }
  const version = readFileSync(path.join(data, "PG_VERSION"), "utf8").trim();
  if (version !== MAJOR) {
    throw new Error(
      `The database in ${place} was made by PostgreSQL ${version}; this is ${MAJOR}. What it holds cannot be read by this one. ` +
        `Move it away or delete it, and the command makes a new one: rm -rf ${place}`,
    );
  }
  chmodSync(path.join(place, "password"), 0o600);
  const password = readFileSync(path.join(place, "password"), "utf8").trim();

  const status = () => run(user, path.join(bin, "pg_ctl"), ["status", "-D", data]);
  const running = (await status()).code === 0 ? postmaster(data) : null;
  if (!running) {
    if (!(await portIsFree(options.port))) {
      throw new Error(`Port ${options.port} is taken by another program. Give another with PORT=…`);
    }
    const flags = [`-p ${options.port}`, ...(options.fast ? ["-c fsync=off", "-c full_page_writes=off"] : [])].join(
      " ",
    );
    const logFile = path.join(data, "server.log");
    const start = () =>
      run(user, path.join(bin, "pg_ctl"), ["start", "-w", "-t", "60", "-D", data, "-l", logFile, "-o", flags]);
    let started = await start();
    if (started.code !== 0) {
      // After kill -9 the pid in the file may belong to a stranger by now: pg_ctl's status says that it is none of ours.
      rmSync(path.join(data, "postmaster.pid"), { force: true });
      started = await start();
    }
    if (started.code !== 0) {
      const tail = existsSync(logFile) ? readFileSync(logFile, "utf8").split("\n").slice(-15).join("\n") : "";
      throw new Error(`The database in ${place} does not start: ${started.output}\n${tail}`);
    }
  }
  const server = running ?? postmaster(data);
  if (!server) throw new Error(`The database in ${place} started and ended at once; see ${data}/server.log`);

  const address = (name: string) => `postgresql://drawbridge:${password}@127.0.0.1:${server.port}/${name}`;
  await ensureDatabase(address("postgres"));
  return {
    url: address("drawbridge"),
    port: server.port,
    adopted: running !== null,
    dataDir: place,
    pid: server.pid,
    stop: async () => {
      const ended = await run(user, path.join(bin, "pg_ctl"), ["stop", "-w", "-m", "fast", "-t", "20", "-D", data]);
      if (ended.code !== 0 && (await status()).code === 0) {
        await run(user, path.join(bin, "pg_ctl"), ["stop", "-m", "immediate", "-D", data]);
      }
    },
    kill: () => {
      process.kill(server.pid, "SIGKILL");
    },
  };
}

async function ensureDatabase(url: string): Promise<void> {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const found = await client.query("select 1 from pg_database where datname = 'drawbridge'");
    if (found.rowCount === 0) await client.query("create database drawbridge");
  } catch (error) {
    // Two commands at once: the other was first.
    if ((error as { code?: string }).code !== "42P04" && (error as { code?: string }).code !== "23505") throw error;
  } finally {
    await client.end();
  }
}
