import { z } from "zod";

const secret = z.string().min(16, "must be at least 16 characters");

/**
 * Every variable the application reads, with its meaning and default. Read once at start; a wrong value stops the
 * start with all faults in words. `npm run cli -- doctor` prints the same.
 */
export const environmentSchema = z.object({
  DATABASE_URL: z.string().url().describe("PostgreSQL 15 or newer"),
  DATABASE_POOL_SIZE: z.coerce
    .number()
    .int()
    .min(1)
    .max(64)
    .default(16)
    .describe("connections a process keeps; about 16 serve one hot raffle best"),
  APP_URL: z.string().url().describe("the public address, without a trailing slash; links in mail start with it"),
  APP_SECRET: secret.describe("signs place cookies and internal requests"),
  NEXTAUTH_SECRET: secret.describe("encrypts session tokens"),
  NEXTAUTH_URL: z.string().url().describe("the same as APP_URL"),
  GEO_PROXY_SECRET: z
    .string()
    .default("")
    .describe(
      "a proxy that sends this in x-drawbridge-proxy-secret is trusted with geolocation headers; empty trusts none",
    ),
  KV_REST_API_URL: z.string().url().describe("Upstash-compatible REST address"),
  KV_REST_API_TOKEN: z.string().min(1).describe("its bearer token"),
  PUSHER_APP_ID: z.string().min(1).describe("of the Pusher Channels app"),
  PUSHER_KEY: z.string().min(1).describe("public; pages connect with it"),
  PUSHER_SECRET: z.string().min(1).describe("signs what the server sends"),
  PUSHER_CLUSTER: z.string().default("us2").describe("of Pusher's own hosts"),
  PUSHER_HOST: z.string().default("").describe("empty means Pusher's own hosts"),
  PUSHER_PORT: z.coerce.number().int().default(443).describe("used with PUSHER_HOST"),
  PUSHER_USE_TLS: z.enum(["true", "false"]).default("true").describe("used with PUSHER_HOST"),
  PAYMENT_GATEWAYS: z
    .string()
    .default("stripe")
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(z.enum(["stripe", "checkout-com"])).min(1))
    .describe("where organisations may open accounts: stripe, checkout-com or both; the first where nobody chose"),
  STRIPE_SECRET_KEY: z.string().default("").describe("of the platform's account"),
  STRIPE_API_BASE: z.string().default("").describe("empty means Stripe's own address"),
  STRIPE_WEBHOOK_SECRET: z.string().default("").describe("of the platform's endpoint"),
  STRIPE_CONNECT_WEBHOOK_SECRET: z.string().default("").describe("of the Connect endpoint"),
  CHECKOUT_COM_SECRET_KEY: z.string().default("").describe("for payments, pages and disputes (docs/gateways.md)"),
  CHECKOUT_COM_CLIENT_ID: z.string().default("").describe("of the access key for accounts and balances"),
  CHECKOUT_COM_CLIENT_SECRET: z.string().default("").describe("its secret"),
  CHECKOUT_COM_ENTITY: z.string().default("").describe("the platform's own entity, ent_…"),
  CHECKOUT_COM_CHANNEL: z.string().default("").describe("the processing channel of its payments, pc_…"),
  CHECKOUT_COM_WEBHOOK_SECRET: z.string().default("").describe("the signature key of the webhook action"),
  CHECKOUT_COM_API_BASE: z.string().default("").describe("empty means Checkout.com's own addresses"),
  CHECKOUT_COM_DASHBOARD: z
    .string()
    .default("https://dashboard.checkout.com")
    .describe("where invited organisations log in"),
  CHECKOUT_COM_PAGE_MINUTES: z.coerce
    .number()
    .int()
    .min(5)
    .max(1_440)
    .default(30)
    .describe("how long a payment page stays open there, as agreed with Checkout.com"),
  RESEND_API_KEY: z.string().min(1).describe("may be one that only sends"),
  RESEND_BASE_URL: z.string().default("").describe("empty means Resend's own address"),
  MAIL_FROM: z
    .string()
    .default("Drawbridge <notices@drawbridge.example>")
    .describe("the sender of every mail; its domain has to be verified at the vendor"),
  BEACON_URL: z.string().url().describe("a drand HTTP endpoint"),
  BEACON_CHAIN_HASH: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("of the chain whose rounds decide draws"),
  BEACON_PUBLIC_KEY: z
    .string()
    .regex(/^[0-9a-f]{192}$/)
    .describe("G2 key of the chain, scheme bls-unchained-g1-rfc9380"),
  BEACON_GENESIS_SECONDS: z.coerce.number().int().describe("Unix time of round 1"),
  BEACON_PERIOD_SECONDS: z.coerce.number().int().min(1).describe("between two rounds"),
  LOTTERY_URL: z
    .string()
    .default("")
    .describe("the lottery server that the agent buys from (docs/lotteries.md); empty: nothing is bought"),
  LOTTERY_KEY_ID: z.string().default("").describe("names the key that its requests are signed with"),
  LOTTERY_SECRET: z.string().default("").describe("the key"),
  HOLD_SECONDS: z.coerce
    .number()
    .int()
    .min(30)
    .default(600)
    .describe("how long tickets are set aside while a payment goes through"),
  VENUE_NOTICE: z
    .string()
    .default("")
    .describe("a line shown at the foot of each page, such as: a demonstration, all content is invented"),
  VENUE_NOTICE_ES: z.string().default("").describe("the same line in Spanish; VENUE_NOTICE where it is empty"),
});

export type Environment = z.infer<typeof environmentSchema>;

/** What a gateway cannot do without, once it is offered. */
const GATEWAY_NEEDS = {
  stripe: ["STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET", "STRIPE_CONNECT_WEBHOOK_SECRET"],
  "checkout-com": [
    "CHECKOUT_COM_SECRET_KEY",
    "CHECKOUT_COM_CLIENT_ID",
    "CHECKOUT_COM_CLIENT_SECRET",
    "CHECKOUT_COM_ENTITY",
    "CHECKOUT_COM_CHANNEL",
    "CHECKOUT_COM_WEBHOOK_SECRET",
  ],
} as const;

/** Every variable that is missing or wrong, in words; empty when the configuration is complete. */
export function environmentFaults(source: Record<string, string | undefined>): string[] {
  const parsed = environmentSchema.safeParse(source);
  if (parsed.success)
    return parsed.data.PAYMENT_GATEWAYS.flatMap((name) =>
      GATEWAY_NEEDS[name]
        .filter((needed) => !parsed.data[needed])
        .map((needed) => `${needed} must be given: PAYMENT_GATEWAYS names ${name}`),
    );
  return parsed.error.issues.map((issue) => {
    const name = issue.path.join(".");
    return source[name] === undefined ? `${name} must be given` : `${name}: ${issue.message}`;
  });
}

let cached: Environment | undefined;

/** The validated environment. Throws one error that names every variable that is missing or wrong. */
export function environment(source: Record<string, string | undefined> = process.env): Environment {
  if (cached && source === process.env) return cached;
  const faults = environmentFaults(source);
  if (faults.length > 0)
    throw new Error(`The configuration is not complete:\n${faults.map((text) => `  ${text}`).join("\n")}`);
  const parsed = environmentSchema.parse(source);
  if (source === process.env) cached = parsed;
  return parsed;
}
