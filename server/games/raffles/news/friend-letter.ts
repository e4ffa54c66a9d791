import { createHash, createHmac } from "node:crypto";

/** The outbox kind of the letter that shows a raffle to a friend; handled by `sendFriendLetter`. */
export const FRIEND_LETTER = "raffles.friend-letter";

export interface FriendLetterJob {
  raffleId: string;
  senderId: string;
  address: string;
  locale: string;
}

/** How many friends one form may name. */
export const MOST_FRIENDS = 5;

/** How many letters an address gets from all friends together, in thirty days. */
export const MOST_TO_ADDRESS = 3;

const ADDRESS = /^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]{1,190}\.[^\s@<>(),;:"[\]\\]{2,}$/;

/** The addresses of a text, one a line or parted by commas, in lower case and each once; what is none stands apart. */
export function friendAddresses(text: string): { addresses: string[]; unread: string[] } {
  const parts = text
    .split(/[\s,;]+/)
    .map((part) => part.trim().toLowerCase())
    .filter(Boolean);
  const unique = [...new Set(parts)];
  return {
    addresses: unique.filter((part) => ADDRESS.test(part)),
    unread: unique.filter((part) => !ADDRESS.test(part)).slice(0, MOST_FRIENDS),
  };
}

/** The hash under which an address is remembered; the address itself is not kept. */
export function addressHash(address: string, venueSecret: string): string {
  return createHmac("sha256", venueSecret).update(`drawbridge-address:${address.toLowerCase()}`).digest("hex");
}

/** What the link out of such letters carries: the address's hash, signed, so that nobody blocks somebody else. */
export function blockToken(hash: string, venueSecret: string): string {
  const mac = createHmac("sha256", venueSecret).update(`drawbridge-block:${hash}`).digest("base64url").slice(0, 27);
  return `${hash}.${mac}`;
}

/** The address's hash of a link that was made here, or null. */
export function readBlockToken(token: string, venueSecret: string): string | null {
  const hash = token.split(".")[0] ?? "";
  if (!/^[0-9a-f]{64}$/.test(hash)) return null;
  const same = (text: string) => createHash("sha256").update(text).digest("hex");
  return same(blockToken(hash, venueSecret)) === same(token) ? hash : null;
}
