import path from "node:path";
import { expect, test } from "vitest";
import { importsOf, type Module, modules, reachable, withoutComments } from "./support/modules";

/** docs/architecture.md: a folder may import from itself and from lower floors. */
const FLOORS: Record<string, number> = {
  kernel: 0,
  areas: 1,
  jurisdiction: 2,
  ledger: 3,
  people: 3,
  edge: 3,
  payments: 4,
  tickets: 5,
  lotteries: 5,
  wallets: 5,
  draws: 6,
  games: 7,
  regulators: 8,
  api: 9,
};

/** Where each vendor's SDK may be: adapters, and what a framework dictates. */
const SDKS: Record<string, RegExp> = {
  stripe: /\/adapters\//,
  "checkout-sdk-node": /\/adapters\//,
  resend: /\/adapters\//,
  pusher: /\/adapters\//,
  "pg-boss": /\/adapters\//,
  "@vercel/kv": /\/adapters\//,
  nodemailer: /\/adapters\//,
  pg: /^server\/kernel\/db\.ts$/,
  "@prisma/client": /^server\/kernel\/db\.ts$/,
  "@prisma/adapter-pg": /^server\/kernel\/db\.ts$/,
};

const server = modules("server");
const all = [...server, ...modules("app", "components", "i18n", "middleware.ts", "cli", "dev", "bench")];
const byFile = new Map(all.map((module) => [module.file, module]));

const subjectOf = (file: string) => /^server\/([a-z-]+)\//.exec(file)?.[1] ?? null;
const isStore = (file: string) => /(^|[/-])store\.ts$/.test(file);
const kernel = (file: string) => subjectOf(file) === "kernel";

/** Every broken rule, one a line, so that a failure reads as the list of what to mend. */
function broken(find: (module: Module) => string[], among: Module[] = all): string[] {
  return among.flatMap((module) => find(module).map((text) => `${module.file}: ${text}`));
}

test("P29 every folder of server/ stands on a floor that the house knows", () => {
  const unknown = new Set(
    server.map(({ file }) => subjectOf(file)).filter((subject) => subject && !(subject in FLOORS)),
  );
  expect([...unknown], "Add the folder to docs/architecture.md and to FLOORS.").toEqual([]);
});

test("P29 imports point downwards: what is below must not know what stands on it", () => {
  const found = broken(
    ({ file, imports }) =>
      imports
        .filter(({ to, own }) => {
          const [from, target] = [subjectOf(file), own ? subjectOf(to) : null];
          const api = file.endsWith("/router.ts") && to === "server/api/trpc.ts"; // what a router is made with
          return !api && from !== null && target !== null && from !== target && FLOORS[target]! >= FLOORS[from]!;
        })
        .map(({ to }) => `imports ${to}, which is not below it; declare an interface here and let server/api wire it`),
    server,
  );
  expect(found).toEqual([]);
});

test("P29 server/ does not know the pages, the commands or development", () => {
  const found = broken(
    ({ imports }) =>
      imports
        .filter(({ to, own }) => own && /^(app|components|cli|dev|bench|tests)\//.test(to))
        .map(({ to }) => `imports ${to}; what the product does may not depend on how it is shown, started or measured`),
    server,
  );
  expect(found).toEqual([]);
});

test("P29 only stores touch the database, so that every statement has one place", () => {
  const statement =
    /\b(?:db|tx|reader)\.(?:query(?:<[^(]*>)?\(|\$(?:query|execute)Raw|[a-z]\w*\.(?:find\w+|create\w*|update\w*|delete\w*|upsert|count|aggregate|groupBy)\()/;
  const found = broken(
    ({ file, text }) =>
      statement.test(text) && !isStore(file) && !kernel(file)
        ? ["speaks to the database; move the statement to a store"]
        : [],
    [...server, ...modules("app", "components")],
  );
  expect(found).toEqual([]);
});

test("P29 a store is its own subject's; others ask that subject's use cases", () => {
  const found = broken(
    ({ file, imports }) =>
      imports
        .filter(
          ({ to, own, typeOnly }) =>
            own && !typeOnly && isStore(to) && !kernel(to) && subjectOf(to) !== subjectOf(file),
        )
        .map(({ to }) => `imports ${to}; call a use case of ${path.dirname(to)}`),
    [...server, ...modules("app", "components", "middleware.ts")],
  );
  expect(found).toEqual([]);
});

test("P29 a vendor's SDK is in an adapter alone, behind a port", () => {
  const found = broken(
    ({ file, imports }) =>
      imports
        .filter(({ to, own, typeOnly }) => {
          const name = to.startsWith("@") ? to.split("/").slice(0, 2).join("/") : to.split("/")[0]!;
          return !own && !typeOnly && SDKS[name] !== undefined && !SDKS[name].test(file);
        })
        .map(({ to }) => `imports ${to}; put it behind a port, in adapters/`),
    [...server, ...modules("app", "components", "middleware.ts")],
  );
  expect(found).toEqual([]);
});

test("P29 no two modules load each other, however far around", () => {
  const found: string[] = [];
  const state = new Map<string, "open" | "done">();
  const visit = (file: string, way: string[]): void => {
    if (state.get(file) === "done") return;
    if (state.get(file) === "open") {
      found.push([...way.slice(way.indexOf(file)), file].join(" → "));
      return;
    }
    state.set(file, "open");
    for (const { to, typeOnly } of byFile.get(file)?.imports ?? [])
      if (!typeOnly && byFile.has(to)) visit(to, [...way, file]);
    state.set(file, "done");
  };
  for (const { file } of all) visit(file, []);
  expect(found, "A cycle means that one of them is two things; take it apart.").toEqual([]);
});

test("P5 the gate imports server/edge alone, and nothing that cannot run at the edge", () => {
  const gate = byFile.get("middleware.ts");
  expect(gate, "middleware.ts is missing").toBeDefined();
  expect(gate!.imports.filter(({ to, own }) => own && !to.startsWith("server/edge/")).map(({ to }) => to)).toEqual([]);
  const ways = [...reachable("middleware.ts", byFile)];
  const foreign = ways.filter(
    ([to]) =>
      /^(node:|fs$|path$|crypto$|pg$|stripe$|@prisma\/)/.test(to) ||
      isStore(to) ||
      to.includes("/adapters/") ||
      to.includes("kernel/prisma"),
  );
  expect(foreign.map(([, way]) => way.join(" → "))).toEqual([]);
  expect(ways.length).toBeGreaterThan(3);
});

test("P29 components are given their data: they load pure files alone, and types of the API", () => {
  const found = modules("components").flatMap(({ file }) =>
    [...reachable(file, byFile)]
      .filter(
        ([to]) =>
          isStore(to) ||
          to.includes("/adapters/") ||
          to.startsWith("server/kernel/db") ||
          /^app\/.*\.tsx?$/.test(to) ||
          to.startsWith("server/api/"),
      )
      .map(([, way]) => way.join(" → ")),
  );
  expect(found).toEqual([]);
});

test("P29 there are no barrels, no drawers and no escapes from the types", () => {
  const found = broken(({ file, text }) => [
    ...(/(^|\/)(utils?|helpers?|common|misc)(\.tsx?$|\/)/.test(file) && !file.startsWith("messages/")
      ? ["is named as a drawer; name it by what it does"]
      : []),
    ...(/(^|\/)index\.tsx?$/.test(file) ? ["is a barrel; import the files themselves"] : []),
    ...(/@ts-(ignore|nocheck)/.test(text) || /\bas any\b|:\s*any\b/.test(withoutComments(text))
      ? ["escapes from the types"]
      : []),
    ...(/\b(TODO|FIXME|XXX)\b/.test(text) ? ["is not finished: it says so itself"] : []),
  ]);
  expect(found).toEqual([]);
});

test("P29 these rules see what they look for", () => {
  const text = `import a, { b } from "@/server/kernel/db";\nimport type { C } from "./store";\nimport { type D } from "../x";\nconst e = await import("stripe");\n// import f from "pg";\nexport { g } from "./g";`;
  expect(importsOf("server/people/a.ts", text).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
    ["server/kernel/db.ts", false],
    ["server/people/store", true],
    ["server/x", true],
    ["server/people/g", false],
    ["stripe", false],
  ]);
  expect(server.length).toBeGreaterThan(100);
});
