import { brotliCompress, constants, gzip } from "node:zlib";

export type Encoding = "br" | "gzip";

/** Whether a browser takes an encoding: named in Accept-Encoding and not with a weight of nothing. */
export function accepts(header: string, encoding: Encoding): boolean {
  return header.split(",").some((part) => {
    const [name, ...parameters] = part
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    return name === encoding && !parameters.some((parameter) => /^q=0(\.0{0,3})?$/.test(parameter));
  });
}

/** The best encoding that a browser takes; null for plain bytes. */
export function encodingFor(header: string | string[] | undefined): Encoding | null {
  if (!header) return null;
  const list = String(header);
  if (accepts(list, "br")) return "br";
  return accepts(list, "gzip") ? "gzip" : null;
}

/** Bytes in an encoding. Takes some milliseconds of another thread: what is packed here is kept and sent many times. */
export function pack(bytes: Buffer, encoding: Encoding): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, packed: Buffer) => (error ? reject(error) : resolve(packed));
    if (encoding === "gzip") gzip(bytes, { level: 9 }, done);
    else {
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      brotliCompress(bytes, { params }, done);
    }
  });
}
