import { environment } from "../server/kernel/env";

// `npm run start`: the application as a server in production, with the configuration checked first.
try {
  environment();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\nSee docs/configuration.md.\n`);
  process.exit(1);
}
(process.env as Record<string, string>).NODE_ENV = "production";
await import("../server/serve");
