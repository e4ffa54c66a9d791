const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const encoder = new TextEncoder();

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/** Whether `text` is lower-case hexadecimal of exactly `byteCount` bytes. */
export function isHex(text: unknown, byteCount: number): text is string {
  return typeof text === "string" && text.length === byteCount * 2 && /^[0-9a-f]*$/.test(text);
}

/** The bytes of lower-case hexadecimal. Throws a RangeError on anything else. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw new RangeError("not lower-case hexadecimal");
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}

/** UTF-8. */
export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** An unsigned 32-bit integer, big-endian. */
export function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** An unsigned 64-bit integer, big-endian; `value` is a safe integer. */
export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

export function concat(...parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/**
 * Fields one after another, each behind its length as an unsigned 32-bit integer, so that no two different lists of
 * fields have the same bytes. Texts are UTF-8.
 */
export function fields(...values: Array<string | Uint8Array>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const value of values) {
    const bytes = typeof value === "string" ? utf8(value) : value;
    parts.push(uint32(bytes.length), bytes);
  }
  return concat(...parts);
}
