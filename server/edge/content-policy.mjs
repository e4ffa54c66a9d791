// @ts-check
// Shared by the page cache, which Next loads as it is, and the middleware: plain JavaScript without Node modules.

const INLINE_SCRIPT = /<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g;

/** @param {string} text */
async function sha256(text) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return btoa(String.fromCharCode(...new Uint8Array(digest)));
}

/**
 * Where scripts may open connections: the page's own origin and the realtime service.
 * @param {Record<string, string | undefined>} env
 */
function connectSources(env) {
  const secure = env.PUSHER_USE_TLS !== "false";
  if (env.PUSHER_HOST) {
    const at = `${env.PUSHER_HOST}:${env.PUSHER_PORT || 443}`;
    return `'self' ${secure ? "wss" : "ws"}://${at} ${secure ? "https" : "http"}://${at}`;
  }
  const cluster = env.PUSHER_CLUSTER || "us2";
  return `'self' wss://ws-${cluster}.pusher.com https://sockjs-${cluster}.pusher.com`;
}

/**
 * Pages of a gateway on this machine are shown under its name, calls go to its number: both are the same.
 * @param {string | undefined} base
 */
function gatewaySources(base) {
  if (!base) return "";
  const { origin } = new URL(base);
  return ` ${origin}${origin.includes("//127.0.0.1") ? ` ${origin.replace("127.0.0.1", "localhost")}` : ""}`;
}

/**
 * The Content-Security-Policy around one `script-src`. Browsers follow a form's redirect under form-action too, so
 * the gateways' hosted pages are named there.
 * @param {string} scripts sources beside 'self'
 * @param {Record<string, string | undefined>} env
 */
function policy(scripts, env) {
  const pages = [
    "https://checkout.stripe.com https://connect.stripe.com",
    // The pages of the sandbox have a host of their own.
    ...(env.CHECKOUT_COM_SECRET_KEY ? ["https://pay.checkout.com https://pay.sandbox.checkout.com"] : []),
  ].join(" ");
  const gateways = gatewaySources(env.STRIPE_API_BASE) + gatewaySources(env.CHECKOUT_COM_API_BASE);
  return [
    "default-src 'self'",
    `script-src 'self' ${scripts}`.trim(),
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${connectSources(env)}`,
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    `form-action 'self' ${pages}${gateways}`,
  ].join("; ");
}

/**
 * The policy of one cached page: its inline scripts are allowed by their hashes, and nothing else inline is.
 * @param {string} html
 * @param {Record<string, string | undefined>} [env]
 */
export async function hashedPolicy(html, env = process.env) {
  const scripts = new Set([...html.matchAll(INLINE_SCRIPT)].map((match) => match[1] ?? ""));
  const hashes = await Promise.all([...scripts].map(async (script) => `'sha256-${await sha256(script)}'`));
  return policy(hashes.join(" "), env);
}

/**
 * The policy of one dynamic answer: Next puts the nonce on its scripts when it finds it in the request's own
 * content-security-policy header.
 * @param {string} nonce
 * @param {Record<string, string | undefined>} [env]
 */
export function noncePolicy(nonce, env = process.env) {
  return policy(`'nonce-${nonce}'`, env);
}
