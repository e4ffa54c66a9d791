import { Secret, TOTP } from "otpauth";

const PERIOD_SECONDS = 30;

function generator(secretBase32: string, label: string): TOTP {
  return new TOTP({
    issuer: "Drawbridge",
    label,
    algorithm: "SHA1", // what authenticator applications understand without exception (RFC 6238)
    digits: 6,
    period: PERIOD_SECONDS,
    secret: Secret.fromBase32(secretBase32),
  });
}

/** A new shared secret, 160 bits in base32. */
export function newTotpSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** The `otpauth://` address that an authenticator application reads from a QR code. */
export function totpAddress(secretBase32: string, email: string): string {
  return generator(secretBase32, email).toString();
}

/** The code of a moment; what an authenticator would show. */
export function totpCode(secretBase32: string, nowMs: number): string {
  return generator(secretBase32, "").generate({ timestamp: nowMs });
}

/**
 * The time step of a correct code, or null. The step before and after are taken too, for clocks that differ; a step
 * at or before `lastStep` was used already and is refused, so that a code seen over a shoulder opens nothing.
 */
export function acceptedTotpStep(
  secretBase32: string,
  code: string,
  nowMs: number,
  lastStep: bigint | null,
): bigint | null {
  const digits = code.replace(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) return null;
  const delta = generator(secretBase32, "").validate({ token: digits, timestamp: nowMs, window: 1 });
  if (delta === null) return null;
  const step = BigInt(Math.floor(nowMs / 1000 / PERIOD_SECONDS) + delta);
  return lastStep !== null && step <= lastStep ? null : step;
}
