const encoder = new TextEncoder();
const keys = new Map<string, Promise<CryptoKey>>();

function keyOf(secret: string): Promise<CryptoKey> {
  let key = keys.get(secret);
  if (!key) {
    key = crypto.subtle.importKey("raw", encoder.encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
      "sign",
      "verify",
    ]);
    keys.set(secret, key);
  }
  return key;
}

/** Bytes as URL-safe base64 without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The bytes of URL-safe base64; null where it is none. */
export function fromBase64Url(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  try {
    const raw = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    const bytes = new Uint8Array(raw.length);
    for (let at = 0; at < raw.length; at++) bytes[at] = raw.charCodeAt(at);
    return bytes;
  } catch {
    return null;
  }
}

/** HMAC-SHA256 of a text for one purpose, URL-safe base64. Signatures for one purpose do not serve another. */
export async function sign(purpose: string, text: string, secret: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", await keyOf(secret), encoder.encode(`${purpose}\n${text}`));
  return toBase64Url(new Uint8Array(mac));
}

/** Whether {@link sign} made this signature; compared in constant time by the platform. */
export async function isSignedBy(purpose: string, text: string, signature: string, secret: string): Promise<boolean> {
  const mac = fromBase64Url(signature);
  if (mac?.length !== 32) return false;
  return crypto.subtle.verify("HMAC", await keyOf(secret), mac, encoder.encode(`${purpose}\n${text}`));
}
