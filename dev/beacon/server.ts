import { createHash } from "node:crypto";
import { bls12_381 } from "@noble/curves/bls12-381";
import { type Answer, type Asked, json, refuseInProduction, type StandIn, serve } from "../stand-in";

const SCHEME = "bls-unchained-g1-rfc9380";
const DOMAIN = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const BEACON_ID = "drawbridge-local";

export interface BeaconOptions {
  port: number;
  host?: string;
  /** Any text; the chain's key is made from it, so that the same text gives the same chain again. */
  seed: string;
  genesisSeconds?: number;
  periodSeconds?: number;
  now?: () => number;
}

export interface BeaconStandIn extends StandIn {
  chainHash: string;
  publicKey: string;
  genesisSeconds: number;
  periodSeconds: number;
  /** Makes rounds appear late, or the beacon answer 503, until set back. Also `POST /_control` with the same names. */
  faults: { lateSeconds: number; down: boolean };
  /** What the chain answers for a round, whether its time has come or not; for tests. */
  sign(round: number): { round: number; signature: string; randomness: string };
}

const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/**
 * A local randomness beacon: drand's HTTP paths and the scheme of its quicknet chain (unchained BLS, signatures in G1),
 * with a key of its own. One process knows the key, so it proves nothing to anybody: for development.
 */
export async function startBeacon(options: BeaconOptions): Promise<BeaconStandIn> {
  refuseInProduction("the randomness beacon");
  const genesisSeconds = options.genesisSeconds ?? 1_692_803_367;
  const periodSeconds = options.periodSeconds ?? 3;
  const now = options.now ?? Date.now;
  const bls = bls12_381.shortSignatures;
  // 48 bytes reduced by the order of the group, so that the key is spread evenly.
  const wide = Buffer.concat([sha256(Buffer.from(`${options.seed}/a`)), sha256(Buffer.from(`${options.seed}/b`))]);
  const order = bls12_381.fields.Fr.ORDER;
  const secret = (BigInt(`0x${wide.subarray(0, 48).toString("hex")}`) % (order - 1n)) + 1n;
  const secretKey = Buffer.from(secret.toString(16).padStart(64, "0"), "hex");
  const publicKey = Buffer.from(bls.getPublicKey(secretKey).toBytes()).toString("hex");
  const groupHash = sha256(Buffer.from(`${options.seed}/group`));

  const head = Buffer.alloc(12);
  head.writeUInt32BE(periodSeconds, 0);
  head.writeBigInt64BE(BigInt(genesisSeconds), 4);
  const chainHash = sha256(head, Buffer.from(publicKey, "hex"), groupHash, Buffer.from(BEACON_ID)).toString("hex");
  const info = {
    public_key: publicKey,
    period: periodSeconds,
    genesis_time: genesisSeconds,
    hash: chainHash,
    groupHash: groupHash.toString("hex"),
    schemeID: SCHEME,
    metadata: { beaconID: BEACON_ID },
  };

  const known = new Map<number, { round: number; signature: string; randomness: string }>();
  function sign(round: number) {
    const found = known.get(round);
    if (found) return found;
    const message = Buffer.alloc(8);
    message.writeBigUInt64BE(BigInt(round));
    const point = bls.sign(bls.hash(sha256(message), DOMAIN), secretKey);
    const signature = Buffer.from(point.toBytes());
    const made = { round, signature: signature.toString("hex"), randomness: sha256(signature).toString("hex") };
    if (known.size > 10_000) known.clear();
    known.set(round, made);
    return made;
  }

  const faults = { lateSeconds: 0, down: false };
  const latest = () => Math.floor((now() / 1000 - faults.lateSeconds - genesisSeconds) / periodSeconds) + 1;
  const plain = (status: number, body: string): Answer => ({ status, headers: { "content-type": "text/plain" }, body });

  function answer({ method, url, body }: Asked): Answer {
    if (url.pathname === "/_control" && method === "POST") {
      const asked = JSON.parse(body || "{}") as Partial<typeof faults>;
      if (typeof asked.down === "boolean") faults.down = asked.down;
      if (typeof asked.lateSeconds === "number") faults.lateSeconds = asked.lateSeconds;
      return json(200, faults);
    }
    if (faults.down) return plain(503, "The beacon is down.\n");
    if (method !== "GET" && method !== "HEAD") return plain(405, "Method not allowed\n");
    if (url.pathname === "/chains") return json(200, [chainHash]);
    const path = /^(?:\/([0-9a-f]{64}))?\/(info|latest|health|public\/(?:latest|\d{1,15}))$/.exec(url.pathname);
    if (!path || (path[1] && path[1] !== chainHash)) return plain(404, "Not found\n");
    if (path[2] === "info") return json(200, info, { "cache-control": "max-age=604800" });
    if (path[2] === "health") return json(200, { current: latest(), expected: latest() });
    const asked = path[2]!.endsWith("latest") ? latest() : Number(path[2]!.slice("public/".length));
    if (asked < 1) return plain(404, "Not found\n");
    if (asked > latest()) return plain(425, "Requested future beacon\n");
    return json(200, sign(asked), {
      "cache-control": path[2]!.endsWith("latest") ? "no-cache" : "max-age=31536000, immutable",
    });
  }

  const running = await serve(options, answer);
  return { ...running, chainHash, publicKey, genesisSeconds, periodSeconds, faults, sign };
}
