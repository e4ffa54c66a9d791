import { AppError } from "@/server/kernel/errors";
import { type BeaconChain, computeChainHash, isSignatureOfRound, randomnessOf, SCHEME } from "../beacon";
import { isHex } from "../bytes";
import type { RandomnessBeacon } from "../ports";

const TIMEOUT_MS = 5000;
const LARGEST_ANSWER = 64 * 1024;

interface ChainSettings {
  url: string;
  chainHash: string;
  publicKey: string;
  genesisSeconds: number;
  periodSeconds: number;
}

/** Reads `BEACON_*` of the environment. */
export function chainSettings(env: {
  BEACON_URL: string;
  BEACON_CHAIN_HASH: string;
  BEACON_PUBLIC_KEY: string;
  BEACON_GENESIS_SECONDS: number;
  BEACON_PERIOD_SECONDS: number;
}): ChainSettings {
  return {
    url: env.BEACON_URL,
    chainHash: env.BEACON_CHAIN_HASH,
    publicKey: env.BEACON_PUBLIC_KEY,
    genesisSeconds: env.BEACON_GENESIS_SECONDS,
    periodSeconds: env.BEACON_PERIOD_SECONDS,
  };
}

/**
 * The beacon behind drand's HTTP interface (`/{chain hash}/info`, `/{chain hash}/public/{round}`). The key comes from
 * the configuration, never from the server that is asked, and every signature is verified under it.
 */
export function drandBeacon(settings: ChainSettings, request: typeof fetch = fetch): RandomnessBeacon {
  const base = `${settings.url.replace(/\/+$/, "")}/${settings.chainHash}`;
  const chain: BeaconChain = {
    scheme: SCHEME,
    chainHash: settings.chainHash,
    publicKey: settings.publicKey,
    genesisSeconds: settings.genesisSeconds,
    periodSeconds: settings.periodSeconds,
    groupHash: null,
    beaconId: null,
  };
  let origin: Pick<BeaconChain, "groupHash" | "beaconId"> | null = null;

  async function get(path: string): Promise<{ status: number; body: Record<string, unknown> }> {
    try {
      const answer = await request(`${base}${path}`, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        headers: { accept: "application/json" },
        cache: "no-store",
      });
      if (!answer.ok) return { status: answer.status, body: {} };
      const text = await answer.text();
      if (text.length > LARGEST_ANSWER) throw new Error("the beacon's answer is too long");
      const body: unknown = JSON.parse(text);
      if (typeof body !== "object" || body === null) throw new Error("the beacon's answer is no object");
      return { status: answer.status, body: body as Record<string, unknown> };
    } catch (cause) {
      throw new AppError("beacon_unavailable", 503, {}, { cause });
    }
  }

  return {
    chain,

    async origin() {
      if (origin) return origin;
      const { status, body } = await get("/info").catch(() => ({ status: 0, body: {} as Record<string, unknown> }));
      const beaconId = (body.metadata as { beaconID?: unknown } | undefined)?.beaconID;
      if (status !== 200 || !isHex(body.groupHash, 32) || typeof beaconId !== "string") return null;
      const found = { groupHash: body.groupHash, beaconId };
      if (computeChainHash({ ...chain, ...found }) !== chain.chainHash) return null;
      origin = found;
      return origin;
    },

    async fetchRound(round) {
      const { status, body } = await get(`/public/${round}`);
      // drand's servers answer 404 or 425 for a round that is still to come.
      if (status === 404 || status === 425) return null;
      if (status !== 200) throw new AppError("beacon_unavailable", 503, { status });
      const { signature } = body;
      if (
        body.round !== round ||
        !isHex(signature, 48) ||
        !isSignatureOfRound(chain.publicKey, round, signature) ||
        (body.randomness !== undefined && body.randomness !== randomnessOf(signature))
      ) {
        throw new AppError("beacon_wrong", 502, { round });
      }
      return signature;
    },
  };
}
