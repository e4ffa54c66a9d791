import { z } from "zod";

/** What a list can be put in order by (R6). */
export const SORT_KEYS = ["ends", "organisation", "value", "price", "forSale", "remaining"] as const;
export type SortKey = (typeof SORT_KEYS)[number];

export const PAGE_SIZES = [12, 24, 48] as const;

/** What somebody looks for in a list (R5, R6). */
export interface ListQuery {
  text: string;
  /** Words too long to look for, as they were typed (at most 2,000 letters); `text` is then empty. Else empty. */
  tooLong: string;
  category: string;
  subcategory: string;
  organisation: string;
  sponsor: string;
  /** How one takes part (R7): empty for all; what may be done both ways is in both lists. */
  way: "" | "online" | "offline";
  sort: SortKey;
  descending: boolean;
  page: number;
  size: number;
  detail: boolean;
}

/** The most letters that are looked for. */
export const MOST_LETTERS = 100;
/** What is kept of a longer text, to be shortened by whoever typed it. */
const MOST_KEPT_LETTERS = 2000;

const short = z.string().trim().max(MOST_LETTERS).catch("");
const oneOf = <Value extends string>(values: readonly [Value, ...Value[]], otherwise: Value) =>
  z.enum(values).catch(otherwise);

const schema = z.object({
  q: short,
  category: short,
  subcategory: short,
  organisation: short,
  sponsor: short,
  way: oneOf(["", "online", "offline"], ""),
  sort: oneOf(SORT_KEYS, "ends"),
  order: oneOf(["up", "down"], "up"),
  page: z.coerce.number().int().min(1).max(10_000).catch(1),
  size: z.coerce
    .number()
    .refine((size) => (PAGE_SIZES as readonly number[]).includes(size))
    .catch(PAGE_SIZES[0]),
  view: oneOf(["summary", "detail"], "summary"),
});

/** A list's query from an address; whatever is not understood counts as not said. */
export function readListQuery(params: Record<string, string | string[] | undefined>): ListQuery {
  const single = Object.fromEntries(
    Object.keys(schema.shape).map((name) => {
      const value = params[name];
      return [name, (Array.isArray(value) ? value[0] : value)?.replaceAll("\0", "")];
    }),
  );
  const read = schema.parse(single);
  const typed = single.q?.trim() ?? "";
  return {
    text: read.q,
    tooLong: typed.length > MOST_LETTERS ? typed.slice(0, MOST_KEPT_LETTERS) : "",
    category: read.category,
    subcategory: read.subcategory,
    organisation: read.organisation,
    sponsor: read.sponsor,
    way: read.way,
    sort: read.sort,
    descending: read.order === "down",
    page: read.page,
    size: read.size,
    detail: read.view === "detail",
  };
}

/** The address of a list: only what differs from the ordinary list is in it. */
export function listAddress(query: Partial<ListQuery>): string {
  const params = new URLSearchParams();
  if (query.text) params.set("q", query.text);
  for (const name of ["category", "subcategory", "organisation", "sponsor", "way"] as const) {
    const value = query[name];
    if (value) params.set(name, value);
  }
  if (query.sort && query.sort !== "ends") params.set("sort", query.sort);
  if (query.descending) params.set("order", "down");
  if (query.page && query.page > 1) params.set("page", String(query.page));
  if (query.size && query.size !== PAGE_SIZES[0]) params.set("size", String(query.size));
  if (query.detail) params.set("view", "detail");
  const text = params.toString();
  return text ? `/raffles?${text}` : "/raffles";
}

/** One raffle in a list: what is public, and no counter that moves (those come live). */
export interface RaffleSummary {
  id: string;
  slug: string;
  title: string;
  summary: string;
  organisation: string;
  cover: string;
  /** Of the organisation's own: the address up to the size, and what it shows. */
  picture: { key: string; alternativeText: string } | null;
  category: string;
  subcategory: string;
  priceMinor: number;
  currency: string;
  /** What all prizes are worth, of a choice the dearest; of a pot what is paid at least. */
  valueMinor: number;
  /** standard, fifty-fifty, tricky-tray, number-board. */
  format: string;
  ticketCap: number | null;
  opensAt: string;
  closesAt: string;
  drawAt: string;
  timeZone: string;
}

/** Counters of one raffle now. */
export interface RaffleFigures {
  id: string;
  sold: number;
  remaining: number | null;
  closesAt: string;
  selling: boolean;
  /** False where a gate mode shows the page although the raffle is not open to the reader. */
  open: boolean;
  drawingId: string | null;
  /** What the winners of a 50/50 would get at present sales; null where the prize is no pot. */
  potMinor: number | null;
}
