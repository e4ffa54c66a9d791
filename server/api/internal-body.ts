import { INTERNAL_SIGNATURE, isInternalCall } from "@/server/edge/internal-call";
import { AppError } from "@/server/kernel/errors";
import { readBody } from "./limited-body";
import { services } from "./services";

const MOST_BYTES = 16 * 1024;

/** The JSON of a call that the gate of this application signed. From anybody else the address does not exist (404). */
export async function internalBody(request: Request): Promise<unknown> {
  const { environment, clock } = services();
  const body = await readBody(request, MOST_BYTES).then(
    (bytes) => new TextDecoder().decode(bytes),
    () => {
      throw new AppError("notFound", 404);
    },
  );
  const signed = await isInternalCall(
    request.headers.get(INTERNAL_SIGNATURE),
    new URL(request.url).pathname,
    body,
    clock.now().getTime(),
    environment.APP_SECRET,
  );
  if (!signed) throw new AppError("notFound", 404);
  return JSON.parse(body) as unknown;
}
