/**
 * P10: list what is open, for 10,000 games of 20 rules and one place. The compiled index against one indexed SQL query,
 * CASL and json-rules-engine, in one process; every peer is given its rules prepared beforehand, and its answer for each
 * place is compared with ours game by game before its time counts. Copying the same bytes is the floor.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { anyFreePort, startPostgres } from "@/dev/postgres";
import type { Alternative } from "@/server/areas/places";
import { EligibilityIndex, firstOf, gamesOf } from "@/server/jurisdiction/eligibility-index";
import { type EligibilityWorld, eligibilityWorld } from "./eligibility-world";
import { figure, median, type WriteFigure } from "./report";

const GAMES = 10_000;
const RULES = 20;
const FIRST = 50;

/** Answers one place with the numbers of the open games, ascending. */
interface Peer {
  name: string;
  /** How many places its time is taken over. */
  places: number;
  answer(place: Alternative): Promise<number[]> | number[];
  /** The first fifty alone, where the peer can stop there. */
  first?(place: Alternative): Promise<number[]>;
  close?(): Promise<void>;
}

/** Microseconds an operation, the median of several rounds, each of which prepares its own work. */
function timed(rounds: number, operations: number, prepare: (round: number) => (at: number) => void): number {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const work = prepare(round);
    const start = process.hrtime.bigint();
    for (let at = 0; at < operations; at++) work(at);
    times.push(Number(process.hrtime.bigint() - start) / 1000 / operations);
  }
  return median(times);
}

async function peerPackage(name: string): Promise<{ module: Record<string, unknown>; version: string }> {
  const require = createRequire(path.join(import.meta.dirname, "package.json"));
  const lock = require("./package-lock.json") as { packages: Record<string, { version: string }> };
  const module = (await import(pathToFileURL(require.resolve(name)).href)) as Record<string, unknown>;
  const inner = module.default as Record<string, unknown> | undefined;
  return { module: { ...inner, ...module }, version: lock.packages[`node_modules/${name}`]?.version ?? "" };
}

/** One prepared statement over an index that holds everything it needs. */
async function sqlPeer(world: EligibilityWorld, url: string): Promise<Peer> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    "create table rule (area_id text not null, game_id int not null, tier smallint not null, bits smallint not null)",
  );
  const rows = world.games.flatMap((game, number) => [
    ...game.permissions.map((entry) => [entry.area, number, entry.coverage === "local" ? 1 : 2] as const),
    ...game.exclusions.map((entry) => [entry.area, number, 4] as const),
  ]);
  for (let at = 0; at < rows.length; at += 20_000) {
    const part = rows.slice(at, at + 20_000);
    await client.query("insert into rule select * from unnest($1::text[], $2::int[], $3::smallint[], $4::smallint[])", [
      part.map((row) => row[0]),
      part.map((row) => row[1]),
      part.map((row) => world.tree.tierOf(row[0])),
      part.map((row) => row[2]),
    ]);
  }
  await client.query("create index on rule (area_id) include (game_id, tier, bits)");
  await client.query("vacuum analyze rule");
  const open = `select game_id from rule where area_id = any ($1::text[]) group by game_id
    having bit_or(bits) & 4 = 0 and (bit_or(bits) filter (where tier in (1, 2)) & 2 = 2 or bool_or(tier = 3)
      or (bool_or(tier = 1) and bool_or(tier = 2))) order by game_id`;
  const ask = (name: string, text: string) => async (place: Alternative) => {
    const { rows: found } = await client.query({ name, text, values: [place.flatMap((tier) => tier ?? [])] });
    return found.map((row: { game_id: number }) => row.game_id);
  };
  const version = String((await client.query("show server_version")).rows[0].server_version);
  return {
    name: `PostgreSQL ${version}, one indexed query`,
    places: 300,
    answer: ask("all", open),
    first: ask("first", `${open} limit ${FIRST}`),
    close: () => client.end(),
  };
}

/** An ability for each game; the visitor's areas are asked of it. */
async function caslPeer(world: EligibilityWorld): Promise<Peer> {
  const { module, version } = await peerPackage("@casl/ability");
  interface Ability {
    can(action: string, subject: string): boolean;
  }
  const Builder = module.AbilityBuilder as new (
    make: unknown,
  ) => {
    can(action: string, subject: string): void;
    build(): Ability;
  };
  const abilities = world.games.map((game) => {
    const builder = new Builder(module.createMongoAbility);
    for (const { area, coverage } of game.permissions) builder.can(coverage === "local" ? "local" : "wide", area);
    for (const { area } of game.exclusions) builder.can("excluded", area);
    return builder.build();
  });
  return {
    name: `CASL ${version}`,
    places: 10,
    answer(place) {
      const found: number[] = [];
      const [, states, counties, municipalities] = place as string[][];
      for (const [number, ability] of abilities.entries()) {
        const some = (action: string, areas: string[] = []) => areas.some((area) => ability.can(action, area));
        const permitted = (areas?: string[]) => some("wide", areas) || some("local", areas);
        if ((place as string[][]).some((areas) => some("excluded", areas))) continue;
        if (some("wide", states) || some("wide", counties) || permitted(municipalities)) found.push(number);
        else if (permitted(states) && permitted(counties)) found.push(number);
      }
      return found;
    },
  };
}

/** An engine for each game with the rule as its conditions. */
async function rulesEnginePeer(world: EligibilityWorld): Promise<Peer> {
  const { module, version } = await peerPackage("json-rules-engine");
  interface Engine {
    addRule(rule: unknown): void;
    run(facts: Record<string, unknown>): Promise<{ events: unknown[] }>;
  }
  const Engine = module.Engine as new () => Engine;
  const names = ["state", "county", "municipality"];
  const engines = world.games.map((game) => {
    const listed = (tier: number, wide: boolean) =>
      game.permissions
        .filter((entry) => world.tree.tierOf(entry.area) === tier && (!wide || entry.coverage !== "local"))
        .map((entry) => entry.area);
    const within = (tier: number, value: string[]) => ({ fact: names[tier - 1], operator: "in", value });
    const closed = game.exclusions.map((entry) => entry.area);
    const engine = new Engine();
    engine.addRule({
      conditions: {
        all: [
          ...names.map((fact) => ({ fact, operator: "notIn", value: closed })),
          {
            any: [
              within(1, listed(1, true)),
              within(2, listed(2, true)),
              within(3, listed(3, false)),
              { all: [within(1, listed(1, false)), within(2, listed(2, false))] },
            ],
          },
        ],
      },
      event: { type: "open" },
    });
    return engine;
  });
  return {
    name: `json-rules-engine ${version}`,
    places: 3,
    async answer(place) {
      const facts = { state: place[1]![0], county: place[2]![0], municipality: place[3]![0] };
      const found: number[] = [];
      for (const [number, engine] of engines.entries()) {
        if ((await engine.run(facts)).events.length > 0) found.push(number);
      }
      return found;
    },
  };
}

function sameAnswers(peer: string, place: Alternative, theirs: readonly number[], ours: readonly number[]): void {
  if (theirs.length === ours.length && theirs.every((game, at) => game === ours[at])) return;
  throw new Error(
    `${peer} answers otherwise for ${JSON.stringify(place)}: ${theirs.length} games, ours ${ours.length}.`,
  );
}

async function timePeer(
  peer: Peer,
  places: readonly Alternative[],
  ours: (place: Alternative) => number[],
): Promise<{ all: number; first: number | null }> {
  const some = places.slice(0, peer.places);
  for (const place of some) {
    sameAnswers(peer.name, place, await peer.answer(place), ours(place));
    if (peer.first) sameAnswers(peer.name, place, await peer.first(place), ours(place).slice(0, FIRST));
  }
  const time = async (ask: (place: Alternative) => Promise<number[]> | number[]): Promise<number> => {
    const times: number[] = [];
    for (const place of some) {
      const start = process.hrtime.bigint();
      await ask(place);
      times.push(Number(process.hrtime.bigint() - start) / 1000);
    }
    return median(times);
  };
  return { all: await time((place) => peer.answer(place)), first: peer.first ? await time(peer.first) : null };
}

export async function run(write: WriteFigure, options: { short?: boolean } = {}): Promise<void> {
  const games = options.short ? 1_000 : GAMES;
  const world = eligibilityWorld(games, RULES);
  const { places } = world;
  const start = process.hrtime.bigint();
  const index = new EligibilityIndex(world.games, world.tree, new Map(), 0);
  for (const place of places) index.openIn(place, new Uint32Array(index.words));
  const compiled = Number(process.hrtime.bigint() - start) / 1e6;

  const mask = new Uint32Array(index.words);
  const first = new Uint32Array(FIRST);
  const source = Uint32Array.from({ length: index.words }, (_, at) => Math.imul(at, 2654435761));
  const asked = options.short ? 16 : 64;
  const operations = 20_000;
  let sink = 0;
  const each = (work: (place: Alternative) => void): number =>
    timed(asked, operations, (round) => {
      const place = places[round * 61]!;
      return () => work(place);
    });
  const ours = each((place) => {
    sink += index.openIn(place, mask)[0]!;
  });
  const oursFirst = each((place) => {
    sink += firstOf(index.openIn(place, mask), first);
  });
  const copying = each(() => {
    mask.set(source);
    sink += mask[0]!;
  });
  const everywhere = timed(9, places.length * 10, () => (at) => {
    sink += firstOf(index.openIn(places[at % places.length]!, mask), first);
  });
  if (sink === 0) throw new Error("nothing was open anywhere");

  write(figure("mask of one place, against copying its bytes", ours, copying, "µs", games));
  write(figure(`first ${FIRST} of one place`, oursFirst, null, "µs", games));
  write(figure(`first ${FIRST}, another place each time`, everywhere, null, "µs", games, "4,096 places, caches cold"));
  write(figure("compiled, and 4,096 places asked once", compiled, null, "ms", games));

  const answer = (where: Alternative) => gamesOf(index.openIn(where, mask));
  const folder = mkdtempSync(path.join(tmpdir(), "bench-eligibility-"));
  const server = await startPostgres({ dataDir: path.join(folder, "postgres"), port: await anyFreePort() });
  try {
    for (const make of [() => sqlPeer(world, server.url), () => caslPeer(world), () => rulesEnginePeer(world)]) {
      const peer = await make();
      const { all, first: theirFirst } = await timePeer(peer, places, answer);
      const compared = `answers compared for ${peer.places} places`;
      write(figure(`all that is open, against ${peer.name}`, ours, all, "µs", games, compared));
      write(figure(`first ${FIRST}, against ${peer.name}`, oursFirst, theirFirst ?? all, "µs", games, compared));
      await peer.close?.();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
