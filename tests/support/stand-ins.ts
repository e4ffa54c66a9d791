import { type BeaconStandIn, startBeacon } from "@/dev/beacon/server";
import { type KvStandIn, startKv } from "@/dev/kv/server";
import { type LotteryStandIn, startLottery } from "@/dev/lottery/server";
import { type MailStandIn, startMail } from "@/dev/mail/server";
import { type PusherStandIn, startPusher } from "@/dev/pusher/server";
import { type RunningStripe, startStripe } from "@/dev/stripe/server";

export interface StandIns {
  /** The application's whole environment. */
  env: Record<string, string>;
  kv: KvStandIn;
  realtime: PusherStandIn;
  gateway: RunningStripe;
  mail: MailStandIn;
  beacon: BeaconStandIn;
  lottery: LotteryStandIn;
  close(): Promise<void>;
}

/** Every vendor's stand-in on ports of their own, and the environment of an application on the database at `url`. */
export async function openStandIns(url: string): Promise<StandIns> {
  const secret = "a secret for tests alone";
  const host = "127.0.0.1";
  const [kv, realtime, gateway, mail, beacon, lottery] = await Promise.all([
    startKv({ port: 0, token: secret }),
    startPusher({ port: 0, id: "tests", key: "tests-key", secret }),
    startStripe({ port: 0, host, secretKey: "sk_test_tests", webhooks: [] }),
    startMail({ port: 0, apiKey: "re_tests" }),
    startBeacon({ port: 0, seed: secret }),
    startLottery({ port: 0, keyId: "tests", secret, adminToken: secret }),
  ]);
  return {
    ...{ kv, realtime, gateway, mail, beacon, lottery },
    env: {
      DATABASE_URL: url,
      APP_URL: "http://localhost:9",
      NEXTAUTH_URL: "http://localhost:9",
      APP_SECRET: secret,
      NEXTAUTH_SECRET: secret,
      KV_REST_API_URL: kv.url,
      KV_REST_API_TOKEN: secret,
      PUSHER_APP_ID: "tests",
      PUSHER_KEY: "tests-key",
      PUSHER_SECRET: secret,
      PUSHER_HOST: host,
      PUSHER_PORT: String(realtime.port),
      PUSHER_USE_TLS: "false",
      STRIPE_SECRET_KEY: "sk_test_tests",
      STRIPE_API_BASE: gateway.url,
      STRIPE_WEBHOOK_SECRET: "whsec_tests",
      STRIPE_CONNECT_WEBHOOK_SECRET: "whsec_connect",
      RESEND_API_KEY: "re_tests",
      RESEND_BASE_URL: mail.url,
      BEACON_URL: beacon.url,
      BEACON_CHAIN_HASH: beacon.chainHash,
      BEACON_PUBLIC_KEY: beacon.publicKey,
      BEACON_GENESIS_SECONDS: String(beacon.genesisSeconds),
      BEACON_PERIOD_SECONDS: String(beacon.periodSeconds),
      LOTTERY_URL: lottery.url,
      LOTTERY_KEY_ID: "tests",
      LOTTERY_SECRET: secret,
    },
    close: async () => {
      const all = [kv, realtime, gateway, mail, beacon, lottery];
      await Promise.all(all.map((standIn) => standIn.close()));
    },
  };
}
