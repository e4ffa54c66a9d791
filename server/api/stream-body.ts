/** A file as the body of an answer, handed on piece by piece as fast as it is taken. */
export function fileResponse(
  file: { name: string; contentType: string; sizeBytes?: bigint },
  pieces: AsyncIterable<Uint8Array | string>,
): Response {
  const encoder = new TextEncoder();
  const iterator = pieces[Symbol.asyncIterator]();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(typeof value === "string" ? encoder.encode(value) : value);
    },
    cancel: async () => {
      await iterator.return?.();
    },
  });
  const plain = file.name.replace(/[^\w.-]+/g, "-");
  return new Response(body, {
    headers: {
      "content-type": file.contentType,
      "content-disposition": `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      ...(file.sizeBytes === undefined ? {} : { "content-length": file.sizeBytes.toString() }),
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}
