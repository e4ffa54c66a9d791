import { inflateSync } from "node:zlib";

/** Unpacked streams of objects may come to this much; a bomb is refused before it goes off. */
const MOST_UNPACKED_BYTES = 16 * 1024 * 1024;

/** Whatever runs, opens, sends or carries something else. Long enough that packed pictures do not hold them by chance. */
const ACTIVE =
  /\/(JavaScript|Launch|EmbeddedFiles?|OpenAction|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE|Rendition|FileAttachment|Movie|Sound)\b/;
/** Short names: looked for outside packed streams alone. */
const ACTIVE_SHORT = /\/(JS|AA|Encrypt)(?![A-Za-z0-9])/;

/** Names may hide letters as `#4a`. */
const plainNames = (text: string) =>
  text.replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));

/**
 * Whether a PDF is more than pages to look at: scripts, actions, files inside, encryption, or a structure that cannot be
 * looked into. Reads the text of the file and unpacks its streams of objects; it draws nothing and follows no links.
 */
export function isActivePdf(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
  if (ACTIVE.test(plainNames(text))) return true;
  let outside = "";
  let unpacked = 0;
  let at = 0;
  const stream = /stream\r?\n/g;
  for (let found = stream.exec(text); found; found = stream.exec(text)) {
    if (text.slice(found.index - 3, found.index) === "end") continue;
    const begin = found.index + found[0].length;
    const end = text.indexOf("endstream", begin);
    if (end < 0) return true;
    const before = text.slice(at, found.index);
    outside += before;
    const dictionary = plainNames(before.slice(before.lastIndexOf(" obj") + 1));
    if (/\/ObjStm\b/.test(dictionary)) {
      const objects = unpack(dictionary, bytes.subarray(begin, end), MOST_UNPACKED_BYTES - unpacked);
      if (objects === null) return true;
      unpacked += objects.length;
      outside += `\n${objects}\n`;
    }
    at = end;
    stream.lastIndex = end + "endstream".length;
  }
  outside = plainNames(outside + text.slice(at));
  return ACTIVE.test(outside) || ACTIVE_SHORT.test(outside);
}

/** A stream of objects as text, or null where it is packed in a way that is not looked into. */
function unpack(dictionary: string, body: Uint8Array, mostBytes: number): string | null {
  const filters = /\/Filter\s*(\[[^\]]*\]|\/\w+)/.exec(dictionary)?.[1];
  if (!filters) return Buffer.from(body).toString("latin1");
  if (filters.replace(/[[\]\s]/g, "") !== "/FlateDecode" || mostBytes < 1) return null;
  try {
    return inflateSync(body, { maxOutputLength: mostBytes }).toString("latin1");
  } catch {
    // Too large once unpacked, or broken: what nobody can look into is not taken.
    return null;
  }
}
