import { startStripe } from "./server";

/** Runs the stand-in by itself: PORT, HOST, STRIPE_SECRET_KEY, WEBHOOK_URL, the two secrets, STATE_FILE, PUBLIC_URL. */
const env = process.env;
const base = env.WEBHOOK_URL?.replace(/\/$/, "");
const running = await startStripe({
  port: Number(env.PORT ?? 12_111),
  host: env.HOST ?? "127.0.0.1",
  secretKey: env.STRIPE_SECRET_KEY ?? "sk_test_drawbridge",
  webhooks: base
    ? [
        { url: base, secret: env.STRIPE_WEBHOOK_SECRET ?? "whsec_platform_stand_in", connect: false },
        {
          url: `${base}/connect`,
          secret: env.STRIPE_CONNECT_WEBHOOK_SECRET ?? "whsec_connect_stand_in",
          connect: true,
        },
      ]
    : [],
  stateFile: env.STATE_FILE,
  publicUrl: env.PUBLIC_URL,
});
process.stderr.write(`The stand-in for Stripe listens on ${running.url}\n`);
for (const signal of ["SIGINT", "SIGTERM"] as const)
  process.once(signal, () => {
    void running.close().then(() => process.exit(0));
  });
