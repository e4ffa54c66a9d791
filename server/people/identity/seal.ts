import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import { AppError } from "@/server/kernel/errors";

/** How keys are made at present; what was sealed says under which version. */
export const KEY_VERSION = 1;

export interface Sealed {
  keyVersion: number;
  nonce: Uint8Array<ArrayBuffer>;
  /** AES-256-GCM with its tag of 16 bytes at the end. */
  sealed: Uint8Array<ArrayBuffer>;
}

function keyOf(venueSecret: string, keyVersion: number): Buffer {
  return Buffer.from(hkdfSync("sha256", venueSecret, "", `drawbridge-identity-documents:v${keyVersion}`, 32));
}

/** What the seal is bound to: bytes that are moved to another row, or called another type, do not open. */
const bound = (rowId: string, contentType: string) => Buffer.from(`${rowId}:${contentType}`, "utf8");

/** Seals a document for one row. The key comes from APP_SECRET, which is not in the database. */
export function seal(venueSecret: string, rowId: string, contentType: string, bytes: Uint8Array): Sealed {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", keyOf(venueSecret, KEY_VERSION), nonce);
  cipher.setAAD(bound(rowId, contentType));
  const sealed = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  return { keyVersion: KEY_VERSION, nonce: new Uint8Array(nonce), sealed: new Uint8Array(sealed) };
}

/** Opens it again. Throws 409 `documentUnreadable` for what was changed, moved, or sealed under another secret. */
export function unseal(
  venueSecret: string,
  rowId: string,
  contentType: string,
  { keyVersion, nonce, sealed }: { keyVersion: number; nonce: Uint8Array; sealed: Uint8Array },
): Uint8Array<ArrayBuffer> {
  try {
    const decipher = createDecipheriv("aes-256-gcm", keyOf(venueSecret, keyVersion), nonce);
    decipher.setAAD(bound(rowId, contentType));
    decipher.setAuthTag(sealed.subarray(sealed.length - 16));
    const opened = Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - 16)), decipher.final()]);
    return new Uint8Array(opened);
  } catch (error) {
    throw new AppError("documentUnreadable", 409, {}, { cause: error });
  }
}
