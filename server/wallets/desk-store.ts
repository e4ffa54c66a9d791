import type { Reader } from "@/server/kernel/db";

export interface MemberName {
  id: string;
  number: number;
  name: string;
}

export async function findNames(reader: Reader, ids: string[]): Promise<Map<string, MemberName>> {
  const rows = await reader.member.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, number: true, givenName: true, familyName: true },
  });
  return new Map(
    rows.map(({ id, number, givenName, familyName }) => [id, { id, number, name: `${givenName} ${familyName}` }]),
  );
}

/** Whoever has this address or member number. */
export async function findMemberByWords(reader: Reader, words: string): Promise<MemberName | null> {
  const text = words.replaceAll("\0", "").trim().toLowerCase();
  const number = /^\d{1,9}$/.test(text) ? Number(text) : null;
  const row = await reader.member.findFirst({
    where: number === null ? { email: text } : { number },
    select: { id: true, number: true, givenName: true, familyName: true },
  });
  return row && { id: row.id, number: row.number, name: `${row.givenName} ${row.familyName}` };
}

export function countAdministrators(reader: Reader): Promise<number> {
  return reader.memberRole.count({ where: { kind: "administrator", status: "active" } });
}
