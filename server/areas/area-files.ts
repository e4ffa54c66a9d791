import type { AreaSource, PostalNameRow, PostalRow } from "./area-source";
import { declaredProfiles, ORDINARY_COUNTRY } from "./country-profile";
import { type AreaRow, countryOf } from "./tree";

/** The three files of an import, as bytes. */
export interface AreaFiles {
  readonly areas: Uint8Array;
  readonly postalCodes: Uint8Array;
  readonly postalNames: Uint8Array;
}

export interface AreaFault {
  readonly file: string;
  /** 1 is the header. */
  readonly line: number;
  readonly text: string;
}

/** More faults than this are counted, not listed. */
export const MAXIMUM_FAULTS = 50;
/** Shares are rounded quotients of two surveys and may come out a little above the whole. */
const LARGEST_SHARE = 1005;
const MAXIMUM_BYTES = 64 * 1024 * 1024;
const AREA_ID = /^(?=.{2,32}$)[A-Z]{2}(-[A-Z0-9]+)*$/;
const CONTROL = /\p{Cc}/u;

const FILES = {
  areas: { name: "areas.tsv", header: ["id", "tier", "parents", "name"] },
  postalCodes: { name: "postal-codes.tsv", header: ["code", "area", "permille"] },
  postalNames: { name: "postal-names.tsv", header: ["code", "name"] },
} as const;

export const AREA_FILE_NAMES = {
  areas: FILES.areas.name,
  postalCodes: FILES.postalCodes.name,
  postalNames: FILES.postalNames.name,
};

/**
 * Reads and checks the import format. Tab-separated UTF-8 with a header line; parents separated by commas. Either
 * everything is right and the rows come back, or every fault does with file and line (`faults`, at most
 * {@link MAXIMUM_FAULTS}, of `faultCount`). `notes` are lines that were mended or left out, and how.
 */
export function readAreaFiles(
  name: string,
  files: AreaFiles,
): { source: AreaSource; notes: AreaFault[]; faults: [] } | { source: null; faults: AreaFault[]; faultCount: number } {
  const reader = new Reader();
  const areas = reader.readAreas(files.areas);
  const tiers = new Map(areas.map((row) => [row.id, row.tier]));
  const postalCodes = reader.readPostalCodes(files.postalCodes, tiers);
  const postalNames = reader.readPostalNames(files.postalNames, new Set(postalCodes.map((row) => row.code)));
  if (reader.faultCount > 0) return { source: null, faults: reader.faults, faultCount: reader.faultCount };
  return { source: { name, areas, postalCodes, postalNames }, notes: reader.notes, faults: [] };
}

/** Whether a postal code has its country's form: five digits in the United States, elsewhere letters and digits. */
export function isPostalCode(country: string, code: string): boolean {
  return country === "US" ? /^\d{5}$/.test(code) : /^[A-Z0-9][A-Z0-9 -]{1,10}$/.test(code);
}

class Reader {
  readonly faults: AreaFault[] = [];
  readonly notes: AreaFault[] = [];
  faultCount = 0;

  private fault(file: string, line: number, text: string): void {
    this.faultCount++;
    if (this.faults.length < MAXIMUM_FAULTS) this.faults.push({ file, line, text });
  }

  /** The lines after the header, split at tabs; lines that are not text or have another number of columns are faults. */
  private *rows(bytes: Uint8Array, file: { name: string; header: readonly string[] }): Iterable<[number, string[]]> {
    if (bytes.length > MAXIMUM_BYTES) {
      this.fault(file.name, 1, `The file has ${bytes.length} bytes; at most ${MAXIMUM_BYTES} are read.`);
      return;
    }
    const text = this.decode(bytes, file.name);
    if (text === null) return;
    const lines = text.replace(/^\uFEFF/, "").split("\n");
    if (lines.at(-1) === "") lines.pop();
    const header = (lines[0] ?? "").replace(/\r$/, "").split("\t");
    if (header.join("\t") !== file.header.join("\t")) {
      this.fault(file.name, 1, `The first line has to be the header ${file.header.join(", ")}.`);
      return;
    }
    if (lines.length === 1) this.fault(file.name, 1, "There is nothing after the header.");
    for (let at = 1; at < lines.length; at++) {
      const cells = lines[at]!.replace(/\r$/, "").split("\t");
      if (cells.length !== file.header.length) {
        this.fault(file.name, at + 1, `${cells.length} columns instead of ${file.header.length}.`);
      } else yield [at + 1, cells];
    }
  }

  private decode(bytes: Uint8Array, file: string): string | null {
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      const decoder = new TextDecoder("utf-8", { fatal: true });
      let start = 0;
      for (let line = 1; start <= bytes.length; line++) {
        const end = bytes.indexOf(10, start);
        const stop = end < 0 ? bytes.length : end;
        try {
          decoder.decode(bytes.subarray(start, stop));
        } catch {
          this.fault(file, line, "The line is not valid UTF-8.");
          return null;
        }
        if (end < 0) break;
        start = end + 1;
      }
      this.fault(file, 1, "The file is not valid UTF-8.");
      return null;
    }
  }

  readAreas(bytes: Uint8Array): AreaRow[] {
    const file = FILES.areas;
    const profiles = declaredProfiles();
    const rows: AreaRow[] = [];
    const lines: number[] = [];
    const tiers = new Map<string, number>();
    for (const [line, cells] of this.rows(bytes, file)) {
      const [id, tier, parentText, name] = cells as [string, string, string, string];
      const position = (profiles.get(countryOf(id)) ?? ORDINARY_COUNTRY).tiers.indexOf(tier);
      if (!AREA_ID.test(id)) this.fault(file.name, line, `“${id}” is not an area id.`);
      else if (tiers.has(id)) this.fault(file.name, line, `${id} stands in the file twice.`);
      else if (position < 0) this.fault(file.name, line, `“${tier}” is not a tier of ${countryOf(id)}.`);
      else if (!name.trim() || name.length > 200 || CONTROL.test(name))
        this.fault(file.name, line, `${id} has no usable name.`);
      else {
        tiers.set(id, position);
        rows.push({ id, tier, parents: parentText === "" ? [] : parentText.split(","), name: name.trim() });
        lines.push(line);
      }
    }
    for (const [at, row] of rows.entries()) this.checkParents(row, lines[at]!, tiers);
    return rows;
  }

  private checkParents(row: AreaRow, line: number, tiers: ReadonlyMap<string, number>): void {
    const file = FILES.areas.name;
    const own = tiers.get(row.id)!;
    const isCountry = own === 0;
    if (isCountry !== (row.id === countryOf(row.id)))
      this.fault(file, line, `${row.id} cannot be of tier ${row.tier}.`);
    if (isCountry && row.parents.length > 0) this.fault(file, line, `${row.id} is a country and has no parents.`);
    if (!isCountry && row.parents.length === 0) this.fault(file, line, `${row.id} has no parent.`);
    if (new Set(row.parents).size !== row.parents.length) this.fault(file, line, `${row.id} names a parent twice.`);
    for (const parent of row.parents) {
      const above = tiers.get(parent);
      if (above === undefined) this.fault(file, line, `The parent ${parent} of ${row.id} is not in the file.`);
      else if (countryOf(parent) !== countryOf(row.id))
        this.fault(file, line, `${parent} is in another country than ${row.id}.`);
      // A parent of a wider tier cannot lie below its child, so this also rules out every circle.
      else if (above >= own) this.fault(file, line, `The parent ${parent} is not of a wider tier than ${row.id}.`);
    }
  }

  readPostalCodes(bytes: Uint8Array, tiers: ReadonlyMap<string, string>): PostalRow[] {
    const file = FILES.postalCodes;
    const rows: PostalRow[] = [];
    const seen = new Set<string>();
    for (const [line, cells] of this.rows(bytes, file)) {
      const [code, area, share] = cells as [string, string, string];
      const key = `${code} ${area}`;
      const permille = share === "" ? null : Number(share);
      if (!tiers.has(area)) this.fault(file.name, line, `The area ${area} is not in ${FILES.areas.name}.`);
      else if (tiers.get(area) === "country")
        this.fault(file.name, line, `${area} is a country; name what lies below.`);
      else if (!isPostalCode(countryOf(area), code)) this.fault(file.name, line, `“${code}” is not a postal code.`);
      else if (seen.has(key)) this.fault(file.name, line, `${code} names ${area} twice.`);
      else if (permille !== null && !(/^\d{1,4}$/.test(share) && permille <= LARGEST_SHARE)) {
        this.fault(file.name, line, `“${share}” is not a share in thousandths.`);
      } else {
        seen.add(key);
        if (permille !== null && permille > 1000) {
          this.notes.push({ file: file.name, line, text: `The share ${share} was taken as 1000.` });
        }
        rows.push({ code, area, permille: permille === null ? null : Math.min(permille, 1000) });
      }
    }
    return rows;
  }

  readPostalNames(bytes: Uint8Array, codes: ReadonlySet<string>): PostalNameRow[] {
    const file = FILES.postalNames;
    const rows: PostalNameRow[] = [];
    const seen = new Set<string>();
    for (const [line, cells] of this.rows(bytes, file)) {
      const [code, name] = cells as [string, string];
      if (!codes.has(code)) {
        this.notes.push({ file: file.name, line, text: `${code} is in no area and was left out.` });
      } else if (seen.has(code)) this.fault(file.name, line, `${code} stands in the file twice.`);
      else if (!name.trim() || name.length > 200 || CONTROL.test(name))
        this.fault(file.name, line, `${code} has no usable name.`);
      else {
        seen.add(code);
        rows.push({ code, name: name.trim() });
      }
    }
    return rows;
  }
}
