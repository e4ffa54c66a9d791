import path from "node:path";
import { environment } from "../server/kernel/env";
import { root } from "./prepare.mjs";

// `npm run start`: the application as a server in production, with the configuration checked first.
try {
  environment();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\nSee docs/configuration.md.\n`);
  process.exit(1);
}
(process.env as Record<string, string>).NODE_ENV = "production";
process.argv = [
  process.argv[0]!,
  path.join(root, "node_modules", "next", "dist", "bin", "next"),
  "start",
  ...process.argv.slice(2),
];
await import(path.join(root, "node_modules", "next", "dist", "bin", "next"));
