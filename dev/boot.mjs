// The entry of every npm script: checks Node, installs and generates where needed, and then runs the command's
// TypeScript in this same process, so that signals and the exit code are its own. Speaks on standard error alone.
import { ensureGenerated, ensureInstalled, nodeFault, root } from "./prepare.mjs";

const COMMANDS = {
  demo: "../dev/demo.ts",
  test: "../dev/test.ts",
  build: "../dev/build-command.ts",
  start: "../dev/start.ts",
  worker: "../server/worker.ts",
  cli: "../cli/main.ts",
  bench: "../bench/main.ts",
};

const fault = nodeFault();
if (fault) {
  process.stderr.write(`${fault}\n`);
  process.exit(1);
}
const [name, ...args] = process.argv.slice(2);
const file = COMMANDS[name];
if (!file) {
  process.stderr.write(`There is no command ${name}. There are: ${Object.keys(COMMANDS).join(", ")}.\n`);
  process.exit(2);
}
process.chdir(root);
try {
  await ensureInstalled();
  await ensureGenerated();
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
process.argv = [process.argv[0], new URL(file, import.meta.url).pathname, ...args];
const { register } = await import("tsx/esm/api");
register();
await import(file);
