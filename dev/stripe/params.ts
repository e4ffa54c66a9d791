import { z } from "zod";
import { invalid } from "./api-error";

type Tree = { [key: string]: string | Tree };

/**
 * Reads Stripe's form encoding (`a[b][0][c]=1`) into nested objects and lists. Values stay text.
 * Refuses more than 2,000 pairs and names that would reach an object's prototype.
 */
export function parseForm(text: string): Record<string, unknown> {
  const root: Tree = Object.create(null);
  let pairs = 0;
  for (const [name, value] of new URLSearchParams(text)) {
    if (++pairs > 2_000) throw invalid("Too many parameters.");
    const path = [...name.matchAll(/([^[\]]+)|\[\]/g)].map((part) => part[1] ?? "");
    if (path.length === 0 || path.some((key) => key === "__proto__")) throw invalid(`Invalid parameter name: ${name}`);
    let at: Tree = root;
    for (const [depth, key] of path.entries()) {
      const name = key === "" ? String(Object.keys(at).length) : key;
      if (depth === path.length - 1) at[name] = value;
      else {
        const next = at[name];
        if (typeof next === "object") at = next;
        else {
          const made: Tree = Object.create(null);
          at[name] = made;
          at = made;
        }
      }
    }
  }
  return lists(root) as Record<string, unknown>;
}

function lists(value: string | Tree): unknown {
  if (typeof value === "string") return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key, at) => key === String(at));
  if (isList) return keys.map((key) => lists(value[key]!));
  return Object.fromEntries(keys.map((key) => [key, lists(value[key]!)]));
}

export const text = z.string().max(5_000);
export const int = z
  .string()
  .regex(/^-?\d{1,15}$/, "Invalid integer")
  .transform(Number);
export const amount = int.refine((value) => value >= 0, "This value must be greater than or equal to 0.");
export const bool = z.enum(["true", "false"]).transform((value) => value === "true");
export const currency = z
  .string()
  .regex(/^[a-zA-Z]{3}$/, "Invalid currency")
  .transform((code) => code.toLowerCase());
export const metadata = z
  .record(z.string().max(40), z.string().max(500))
  .refine((given) => Object.keys(given).length <= 50, "at most 50 keys");
export const expand = z.array(z.string().max(200)).max(20);
export const created = z.union([
  int,
  z.strictObject({ gt: int.optional(), gte: int.optional(), lt: int.optional(), lte: int.optional() }),
]);
export type Created = z.infer<typeof created>;

/** The parameters that every list takes; spread into a strict object. */
export const paging = {
  limit: int.refine((value) => value >= 1 && value <= 100, "must be between 1 and 100").optional(),
  starting_after: text.optional(),
  ending_before: text.optional(),
  created: created.optional(),
  expand: expand.optional(),
};

/** Parses the parameters of one call; whatever is unknown, missing or malformed becomes Stripe's own error. */
export function parseParams<Shape>(schema: z.ZodType<Shape>, given: Record<string, unknown>): Shape {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const path = issue.path.map((part, at) => (at === 0 ? String(part) : `[${String(part)}]`)).join("");
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0]!;
    const param = path ? `${path}[${key}]` : key;
    throw invalid(`Received unknown parameter: ${param}`, { code: "parameter_unknown", param });
  }
  let holder: unknown = given;
  for (const part of issue.path) holder = (holder as Record<PropertyKey, unknown> | undefined)?.[part];
  if (holder === undefined)
    throw invalid(`Missing required param: ${path}.`, { code: "parameter_missing", param: path });
  throw invalid(`Invalid ${path}: ${issue.message}`, { code: "parameter_invalid", param: path });
}
