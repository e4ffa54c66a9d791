import { AreaTree } from "./tree";

const MAGIC = "DBAREAS1";

/** What a compiled file says about itself. `digest` names its content, so that two copies can be compared. */
export interface CompiledHeader {
  readonly digest: string;
  readonly areas: number;
  readonly parents: number;
}

/**
 * Writes a tree in one block of bytes: 8 bytes magic, header length (u32 little-endian), JSON header, tiers (u8 each),
 * parents per area (u8 each), parent numbers (u32 each), then ids and names, one a line. Reads back in tens of
 * milliseconds for forty thousand areas, without a database.
 */
export function encodeTree(tree: AreaTree, digest: string): Uint8Array {
  const encoder = new TextEncoder();
  const text = encoder.encode(`${tree.ids.join("\n")}\n${tree.names.join("\n")}`);
  const counts = new Uint8Array(tree.size);
  for (let at = 0; at < tree.size; at++) counts[at] = tree.parentsOf(at).length;
  const header: CompiledHeader = { digest, areas: tree.size, parents: tree.parentList.length };
  const head = encoder.encode(JSON.stringify(header));
  const bytes = new Uint8Array(12 + head.length + tree.size * 2 + header.parents * 4 + text.length);
  const view = new DataView(bytes.buffer);
  bytes.set(encoder.encode(MAGIC), 0);
  view.setUint32(8, head.length, true);
  bytes.set(head, 12);
  let at = 12 + head.length;
  bytes.set(tree.tiers, at);
  at += tree.size;
  bytes.set(counts, at);
  at += tree.size;
  for (const parent of tree.parentList) {
    view.setUint32(at, parent, true);
    at += 4;
  }
  bytes.set(text, at);
  return bytes;
}

/** Reads what {@link encodeTree} wrote. Throws on anything else, so that a broken file is never half a tree. */
export function decodeTree(bytes: Uint8Array): { tree: AreaTree; header: CompiledHeader } {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || decoder.decode(bytes.subarray(0, 8)) !== MAGIC) throw new Error("not a compiled area file");
  const headLength = view.getUint32(8, true);
  const header = JSON.parse(decoder.decode(bytes.subarray(12, 12 + headLength))) as CompiledHeader;
  const { areas, parents } = header;
  let at = 12 + headLength;
  if (!Number.isInteger(areas) || !Number.isInteger(parents) || bytes.length < at + areas * 2 + parents * 4) {
    throw new Error("the compiled area file is cut short");
  }
  const tiers = bytes.slice(at, at + areas);
  at += areas;
  const starts = new Uint32Array(areas + 1);
  for (let area = 0; area < areas; area++) starts[area + 1] = starts[area]! + bytes[at + area]!;
  at += areas;
  if (starts[areas] !== parents) throw new Error("the compiled area file contradicts itself");
  const list = new Uint32Array(parents);
  for (let parent = 0; parent < parents; parent++, at += 4) list[parent] = view.getUint32(at, true);
  const lines = decoder.decode(bytes.subarray(at)).split("\n");
  if (areas > 0 && lines.length !== areas * 2) throw new Error("the compiled area file is cut short");
  return { tree: new AreaTree(lines.slice(0, areas), lines.slice(areas), tiers, starts, list), header };
}
