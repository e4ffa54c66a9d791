import { createHash, createHmac, randomBytes, randomInt, scrypt } from "node:crypto";

/** What a token sent by mail may do; a token for one purpose is no good for another. */
export type TokenPurpose = "verify-email" | "login" | "recover" | "open-account";

/** How long each may be used, in seconds. A login link is as good as a password, so it is short. */
export const TOKEN_SECONDS: Record<TokenPurpose, number> = {
  "verify-email": 3 * 24 * 3600,
  login: 15 * 60,
  recover: 30 * 60,
  // A letter to somebody who bought a paper ticket is not waited for; the account holds nothing of theirs but the tickets.
  "open-account": 30 * 24 * 3600,
};

/** 256 random bits that name a token. The letter's job carries them; without the venue's secret they open nothing. */
export function newTokenSeed(): string {
  return randomBytes(32).toString("base64url");
}

/** The token of a link. It is nowhere stored: the letter derives it when it is written, the database has its hash. */
export function tokenOf(seed: string, venueSecret: string): string {
  return createHmac("sha256", venueSecret).update(`drawbridge-link:${seed}`).digest("base64url");
}

/** The SHA-256 of a token in hexadecimal. The token has 256 random bits, so no salt or slow hash is needed. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(`drawbridge-token:${token}`).digest("hex");
}

const LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
export const RECOVERY_CODE_COUNT = 10;

/** Ten codes to be written down, each used once: twelve characters that are not mistaken for one another, 59 bits. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: RECOVERY_CODE_COUNT }, () => {
    const letters = Array.from({ length: 12 }, () => LETTERS[randomInt(LETTERS.length)]);
    return [0, 4, 8].map((at) => letters.slice(at, at + 4).join("")).join("-");
  });
}

/**
 * The hash under which a recovery code of this member is kept; case, spaces and dashes do not matter. Slow, with the
 * member's id as the salt: a code is short enough to be written down, and so to be tried out.
 */
export function recoveryCodeHash(memberId: string, code: string): Promise<string> {
  const plain = code.toLowerCase().replace(/[\s-]/g, "");
  const salt = `drawbridge-recovery:${memberId}`;
  return new Promise((resolve, reject) => {
    scrypt(plain, salt, 32, { N: 2 ** 15, r: 8, p: 1, maxmem: 2 ** 26 }, (error, key) =>
      error ? reject(error) : resolve(key.toString("hex")),
    );
  });
}
