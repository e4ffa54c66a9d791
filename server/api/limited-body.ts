import { AppError } from "@/server/kernel/errors";

/** The most that a form or a call of this application sends, with room to spare. */
export const MOST_BODY_BYTES = 64 * 1024;

/**
 * The bytes of a request's body, and no more than `limitBytes` of them, whatever its headers claim: what is larger is
 * refused with 413 `bodyTooLarge` and not read to its end.
 */
export async function readBody(request: Request, limitBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  if (Number(request.headers.get("content-length") ?? 0) > limitBytes) throw new AppError("bodyTooLarge", 413);
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limitBytes) {
      await reader.cancel();
      throw new AppError("bodyTooLarge", 413);
    }
    parts.push(value);
  }
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.byteLength;
  }
  return bytes;
}

/** The same request with its body read and known to be small, for readers that set no limit themselves. */
export async function limitedRequest(request: Request, limitBytes = MOST_BODY_BYTES): Promise<Request> {
  if (request.method === "GET" || request.method === "HEAD") return request;
  const { method, headers, url } = request;
  return new Request(url, { method, headers, body: await readBody(request, limitBytes) });
}

/**
 * The texts of a request's form, without the one character that the database takes in none; empty where there is no
 * form or it cannot be read. Throws 413 `bodyTooLarge`.
 */
export async function limitedForm(request: Request): Promise<FormData> {
  const small = await limitedRequest(request);
  const sent = await small.formData().catch(() => new FormData());
  const form = new FormData();
  for (const [name, value] of sent) if (typeof value === "string") form.append(name, value.replaceAll("\0", ""));
  return form;
}
