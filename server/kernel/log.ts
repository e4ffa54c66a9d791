const SECRET = /(password|secret|token|authorization|cookie|card|cvc|number|totp|signature)/i;

type Fields = Record<string, unknown>;

/** Prisma prints the call that failed with all its values; its last line says what was wrong without them. */
function errorFields({ name, message, stack }: Error): Fields {
  if (!name.startsWith("PrismaClient")) return { name, message, stack };
  const told = message.trim().split("\n").at(-1) ?? "";
  return { name, message: told, stack: stack?.replace(message, told) };
}

function clean(value: unknown, key: string, depth: number): unknown {
  if (key && SECRET.test(key) && typeof value !== "number" && typeof value !== "boolean") return "[withheld]";
  if (value instanceof Error) return errorFields(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "invalid date" : value.toISOString();
  if (typeof value === "bigint") return value.toString();
  if (value && typeof value === "object" && depth < 4) {
    if (Array.isArray(value)) return value.slice(0, 50).map((item) => clean(item, "", depth + 1));
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, clean(item, name, depth + 1)]));
  }
  return value;
}

function write(level: "info" | "warn" | "error", event: string, fields: Fields): void {
  if (process.env.LOG_LEVEL === "silent") return;
  if (process.env.LOG_LEVEL === "error" && level !== "error") return;
  const line = JSON.stringify({ at: new Date().toISOString(), level, event, ...(clean(fields, "", 0) as Fields) });
  process.stderr.write(`${line}\n`);
}

/** One JSON object a line on standard error; fields whose names speak of secrets are withheld. */
export const log = {
  info: (event: string, fields: Fields = {}) => write("info", event, fields),
  warn: (event: string, fields: Fields = {}) => write("warn", event, fields),
  error: (event: string, fields: Fields = {}) => write("error", event, fields),
};
