import { isSignedBy, sign } from "./signature";

/** Calls from the gate to the application behind it are signed and are good for this long. */
const FRESH_MS = 60_000;
export const INTERNAL_SIGNATURE = "x-drawbridge-internal";

/** The header that proves that a call comes from the gate of this application: time and signature of path and body. */
export async function internalSignature(path: string, body: string, nowMs: number, secret: string): Promise<string> {
  return `${nowMs}.${await sign("internal", `${nowMs}\n${path}\n${body}`, secret)}`;
}

/** Whether the gate made this call, less than a minute ago. */
export async function isInternalCall(
  header: string | null,
  path: string,
  body: string,
  nowMs: number,
  secret: string,
): Promise<boolean> {
  const [time, signature] = (header ?? "").split(".");
  if (!time || !signature || !/^\d{1,15}$/.test(time)) return false;
  if (Math.abs(nowMs - Number(time)) > FRESH_MS) return false;
  return isSignedBy("internal", `${time}\n${path}\n${body}`, signature, secret);
}

/** Posts JSON to the application behind the gate. Throws when it does not answer 200 in `timeoutMs`. */
export async function callOrigin(
  origin: string,
  path: string,
  value: unknown,
  secret: string,
  timeoutMs = 10_000,
): Promise<Response> {
  const body = JSON.stringify(value);
  const response = await fetch(`${origin}${path}`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/json",
      [INTERNAL_SIGNATURE]: await internalSignature(path, body, Date.now(), secret),
    },
    cache: "no-store",
    signal: AbortSignal.timeout(timeoutMs),
  });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response;
}
