import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";
import { isCommonPassword, isLeakedPassword } from "./common-passwords";

/** Cost of new hashes: 32 MiB and about 180 ms on one core. A stored hash names its own, so this may rise later. */
const COST = { logN: 15, blockSize: 8, parallel: 3 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
export const PASSWORD_MINIMUM_LENGTH = 10;
export const PASSWORD_MAXIMUM_LENGTH = 256;

export type PasswordFault = "tooShort" | "tooLong" | "common" | "likeEmail";

/** The fault of a password somebody wants to use, or null. Length counts characters, not bytes; any script will do. */
export function passwordFault(password: string, email: string): PasswordFault | null {
  const characters = [...password.normalize("NFKC")];
  if (characters.length < PASSWORD_MINIMUM_LENGTH) return "tooShort";
  if (characters.length > PASSWORD_MAXIMUM_LENGTH) return "tooLong";
  const plain = characters.join("").toLowerCase();
  if (isCommonPassword(plain) || isLeakedPassword(plain)) return "common";
  const name = email.toLowerCase().split("@")[0] ?? "";
  if (plain === email.toLowerCase() || (name.length > 3 && plain.startsWith(name) && plain.length < name.length + 5)) {
    return "likeEmail";
  }
  return null;
}

function derive(password: string, salt: Buffer, cost: typeof COST, bytes: number): Promise<Buffer> {
  const options: ScryptOptions = {
    N: 2 ** cost.logN,
    r: cost.blockSize,
    p: cost.parallel,
    maxmem: 256 * 2 ** cost.logN * cost.blockSize,
  };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, bytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** A salted scrypt hash in the PHC string form `$scrypt$ln=15,r=8,p=3$salt$key`, with the salt and key in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(password, salt, COST, KEY_BYTES);
  const parameters = `ln=${COST.logN},r=${COST.blockSize},p=${COST.parallel}`;
  return `$scrypt$${parameters}$${salt.toString("base64")}$${key.toString("base64")}`;
}

/** Whether a stored hash costs less than new ones do: it is made anew when its password is next at hand. */
export function isHashOutdated(stored: string): boolean {
  const parts = FORM.exec(stored);
  return (
    !parts || Number(parts[1]) < COST.logN || Number(parts[2]) < COST.blockSize || Number(parts[3]) < COST.parallel
  );
}

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/;
const NOBODY = "$scrypt$ln=15,r=8,p=3$AAAAAAAAAAAAAAAAAAAAAA==$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

/**
 * Whether `password` is the one of `stored`, in constant time. With no stored hash the same work is done and the
 * answer is false, so that the time taken does not tell which addresses have an account.
 */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const parts = FORM.exec(stored ?? NOBODY);
  if (!parts || [...password].length > PASSWORD_MAXIMUM_LENGTH) return false;
  const [, logN, blockSize, parallel, salt, key] = parts as unknown as string[];
  const expected = Buffer.from(key!, "base64");
  const cost = { logN: Number(logN), blockSize: Number(blockSize), parallel: Number(parallel) };
  if (cost.logN < 1 || cost.logN > 20) return false;
  const actual = await derive(password, Buffer.from(salt!, "base64"), cost, expected.length);
  return timingSafeEqual(actual, expected) && stored !== null;
}
