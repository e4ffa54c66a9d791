/** A part of a file in bytes, both ends included. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * What a Range header asks of a file of that size (RFC 9110, 14.2): one part of it; null for all of it, which is also the
 * answer to several parts, other units and what nobody can read; "beyond" where nothing of the file lies in it.
 */
export function byteRange(header: string | null, sizeBytes: number): ByteRange | "beyond" | null {
  const parts = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec((header ?? "").trim());
  if (!parts) return null;
  const [from, to] = [parts[1]!, parts[2]!];
  if (from === "") {
    if (to === "") return null;
    const count = Math.min(Number(to), sizeBytes);
    return count === 0 ? "beyond" : { first: sizeBytes - count, last: sizeBytes - 1 };
  }
  const first = Number(from);
  const last = to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  if (to !== "" && Number(to) < first) return null;
  return first >= sizeBytes ? "beyond" : { first, last };
}
