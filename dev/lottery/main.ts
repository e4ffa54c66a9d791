import { startLottery } from "./server";

/**
 * Runs the lottery server as a process of its own: PORT, HOST, LOTTERY_KEY_ID, LOTTERY_SECRET, LOTTERY_ADMIN_TOKEN,
 * STATE_FILE. It holds its draws by itself when their time has come.
 */
const env = process.env;
const running = await startLottery({
  port: Number(env.PORT ?? 4700),
  host: env.HOST ?? "127.0.0.1",
  keyId: env.LOTTERY_KEY_ID ?? "drawbridge",
  secret: env.LOTTERY_SECRET ?? "a secret of the stand-in",
  adminToken: env.LOTTERY_ADMIN_TOKEN ?? "admin",
  stateFile: env.STATE_FILE,
  autoDraw: true,
});
process.stderr.write(`The lottery server listens on ${running.url}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    void running.close().then(() => process.exit(0));
  });
