import type { Reader, Tx } from "@/server/kernel/db";

export interface Message {
  id: string;
  syndicateId: string;
  authorId: string;
  text: string;
  writtenAt: Date;
}

export async function insertMessage(tx: Tx, message: Message): Promise<void> {
  await tx.syndicateMessage.create({ data: message });
}

export function findMessage(reader: Reader, id: string): Promise<Message | null> {
  return reader.syndicateMessage.findUnique({ where: { id } });
}

export function countMessages(reader: Reader, syndicateId: string, since: Date): Promise<number> {
  return reader.syndicateMessage.count({ where: { syndicateId, writtenAt: { gt: since } } });
}
