import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { ZodError } from "zod";
import { AppError, isAppError } from "@/server/kernel/errors";
import { requireActor } from "@/server/people/authority";
import type { RequestContext } from "./context";
import { reportError, requireSameOrigin } from "./report-error";

const trpcCodes: Record<number, TRPCError["code"]> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  410: "NOT_FOUND",
  413: "PAYLOAD_TOO_LARGE",
  422: "UNPROCESSABLE_CONTENT",
  429: "TOO_MANY_REQUESTS",
  451: "FORBIDDEN",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
};

/** Faults that tRPC itself finds in a call: the caller's, not ours. */
const callerFaults: Partial<Record<TRPCError["code"], AppError>> = {
  NOT_FOUND: new AppError("notFound", 404),
  METHOD_NOT_SUPPORTED: new AppError("invalidInput", 400),
  PARSE_ERROR: new AppError("invalidInput", 400),
  BAD_REQUEST: new AppError("invalidInput", 400),
  UNSUPPORTED_MEDIA_TYPE: new AppError("invalidInput", 400),
  PAYLOAD_TOO_LARGE: new AppError("tooLarge", 413),
};

const api = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  errorFormatter({ shape, error, ctx, path }) {
    const invalid = error.cause instanceof ZodError;
    const asked = callerFaults[error.code];
    const cause = invalid ? new AppError("invalidInput", 400) : asked && !isAppError(error.cause) ? asked : error;
    const told = reportError(cause, ctx?.correlationId ?? "", path ?? "api");
    return {
      ...shape,
      message: told.code,
      data: {
        ...shape.data,
        stack: undefined,
        httpStatus: told.status,
        error: told,
        fields: invalid
          ? (error.cause as ZodError).issues.map((one) => ({ path: one.path.join("."), code: one.code }))
          : [],
      },
    };
  },
});

export const router = api.router;
export const mergeRouters = api.mergeRouters;
export const createCaller = api.createCallerFactory;

/** A refusal as tRPC tells it. */
export function refusalOf(cause: AppError): TRPCError {
  return new TRPCError({ code: trpcCodes[cause.status] ?? "INTERNAL_SERVER_ERROR", cause, message: cause.code });
}

const guarded = api.procedure.use(async ({ ctx, type, next }) => {
  if (type === "mutation") requireSameOrigin(ctx.headers, ctx.environment.APP_URL);
  const result = await next();
  if (!result.ok && isAppError(result.error.cause)) throw refusalOf(result.error.cause);
  return result;
});

/** For everybody. Mutations are refused when another site's page sends them. */
export const publicProcedure = guarded;

/** For whoever is logged in; `ctx.actor` is proven. */
export const memberProcedure = guarded.use(({ ctx, next }) =>
  next({ ctx: { ...ctx, actor: requireActor(ctx.actor) } }),
);
