import type { Reader, Tx } from "./db";
import type { Prisma } from "./prisma/client";

/** The value of a setting of the venue as it was stored, or undefined where none was. Callers check its shape. */
export async function readSetting(reader: Reader, key: string): Promise<unknown> {
  return (await reader.venueSetting.findUnique({ where: { key } }))?.value;
}

/** Every setting that was stored. */
export async function readSettings(reader: Reader): Promise<Record<string, unknown>> {
  const rows = await reader.venueSetting.findMany();
  return Object.fromEntries(rows.map((row) => [row.key, row.value]));
}

export async function writeSetting(tx: Tx, key: string, value: unknown, by: string | null, at: Date): Promise<void> {
  const data = { value: value as Prisma.InputJsonValue, updatedBy: by, updatedAt: at };
  await tx.venueSetting.upsert({ where: { key }, create: { key, ...data }, update: data });
}
