import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { paperServices } from "@/server/api/paper-services";
import { type Requirements, readRequirements } from "@/server/jurisdiction/requirements";
import type { Database } from "@/server/kernel/db";
import { isAppError } from "@/server/kernel/errors";
import { newId } from "@/server/kernel/ids";
import { authoriseOrganiser } from "@/server/people/authority";
import { enterTickets } from "@/server/tickets/paper/enter-tickets";
import { actOnBook, addBooks, addSeller, readBooks } from "@/server/tickets/paper/manage-books";
import { actFor } from "./people";
import type { DemoServices } from "./seed-demo";

type Element = NonNullable<Requirements["ticketElements"]>[number];

/** One jurisdiction's demands on raffle tickets, as the demonstration's file of them has it. */
export interface TicketContentRule {
  jurisdiction: string;
  ticket?: string[];
  stub?: string[];
}

const ELEMENTS: ReadonlyArray<[RegExp, Element]> = [
  [/name|licensee|sponsor|society/i, "organisation"],
  [/identification number|registration/i, "organisation-registration"],
  [/licen[cs]e|permit|exemption number/i, "permit-number"],
  [/location|place/i, "draw-place"],
  [/\bdates?\b|time|hour/i, "draw-time"],
  [/price|cost/i, "price"],
  [/prize/i, "prizes"],
  [/value/i, "prize-values"],
  [/purpose|proceeds|source of prize funds/i, "purpose"],
  [/the word raffle/i, "word-raffle"],
];

/** What a rule's words ask of a ticket: elements by what they speak of, and the sentences that are to stand as they are. */
export function ticketRequirements(rule: TicketContentRule): Pick<Requirements, "ticketElements" | "ticketText"> {
  const lines = rule.ticket ?? [];
  const exact = lines.flatMap((line) => /^(?:if more prizes|exact(?: sentence)?): (.+)$/i.exec(line)?.[1] ?? []);
  const plain = lines.filter((line) => !/^exact/i.test(line));
  const elements = ELEMENTS.filter(([word]) => plain.some((line) => word.test(line))).map(([, element]) => element);
  const holder = (rule.stub ?? []).some((line) => /address|telephone|phone/i.test(line));
  const all = holder ? [...elements, "holder-address" as const] : elements;
  return {
    ...(all.length > 0 ? { ticketElements: all } : {}),
    ...(exact.length > 0 ? { ticketText: exact.join(" ") } : {}),
  };
}

/** TICKET_RULES_FILE, or ../shared/data/raffle-ticket-content-rules.json beside the repository; null where there is neither. */
export function ticketRulesFile(root: string): string | null {
  const candidates = [
    process.env.TICKET_RULES_FILE,
    path.join(root, "..", "shared", "data", "raffle-ticket-content-rules.json"),
  ];
  return candidates.find((file): file is string => Boolean(file) && existsSync(file ?? "")) ?? null;
}

/** Adds what tickets have to say to the law of the areas named in the file, as a new version of each. Again changes nothing. */
export async function writeTicketLaw(db: Database, file: string | null, now: Date): Promise<number> {
  if (!file) return 0;
  const { rules } = JSON.parse(readFileSync(file, "utf8")) as { rules: TicketContentRule[] };
  let written = 0;
  for (const rule of rules) {
    const areaId = rule.jurisdiction.split(" ")[0]!;
    const wanted = ticketRequirements(rule);
    if (Object.keys(wanted).length === 0 || (await db.area.count({ where: { id: areaId } })) === 0) continue;
    const before = await db.areaRule.findFirst({ where: { areaId }, orderBy: { version: "desc" } });
    const kept = readRequirements(before?.rules);
    if (kept.ticketElements || kept.ticketText) continue;
    await db.areaRule.create({
      data: {
        id: newId(now.getTime()),
        areaId,
        version: (before?.version ?? 0) + 1,
        minimumAge: before?.minimumAge ?? null,
        rules: { ...kept, ...wanted } as never,
        source: `${path.basename(file)}. Demonstration data, not legal advice.`,
        confidence: "demonstration",
        validFrom: before?.validFrom ?? now,
        createdAt: now,
      },
    });
    written += 1;
  }
  return written;
}

const SELLERS = [
  ["Agnes Miller (invented)", "at the parish desk"],
  ["Walter Brandt (invented)", "Saturday market"],
] as const;

/**
 * What tickets have to say, and paper tickets of the first raffle that is sold off line: two sellers, four books of 25 in different states, a few stubs
 * written down. Again changes nothing.
 */
export async function seedPaper(services: DemoServices, root: string): Promise<void> {
  const { db, clock } = services.process;
  await writeTicketLaw(db, ticketRulesFile(root), clock.now());
  const raffle = await db.raffle.findFirst({
    where: {
      participation: { in: ["offline", "both"] },
      format: "standard",
      game: { state: "active", closesAt: { gt: clock.now() } },
    },
    orderBy: { game: { slug: "asc" } },
    include: { game: true },
  });
  if (!raffle || (await db.sellerBook.count({ where: { raffleId: raffle.gameId } })) > 0) return;
  const role = await db.memberRole.findFirst({
    where: { organisationId: raffle.game.organisationId, kind: "organisation", status: "active" },
  });
  if (!role) return;
  const by = authoriseOrganiser(await actFor(db, role.memberId), raffle.game.organisationId);
  const paper = await paperServices(services.process);
  const deps = { db, clock, law: paper.law };
  const sellerIds: string[] = [];
  for (const [name, contact] of SELLERS) sellerIds.push(await addSeller(deps, by, { name, contact }));
  await addBooks(deps, by, raffle.gameId, { first: "A-0001", size: 25, count: 4 });
  const { books } = await readBooks(deps, by, raffle.gameId);
  const [one, two, three] = books;
  await actOnBook(deps, by, one!.id, { act: "issue", sellerId: sellerIds[0]! });
  await actOnBook(deps, by, two!.id, { act: "issue", sellerId: sellerIds[1]! });
  await actOnBook(deps, by, three!.id, { act: "void", note: "Misprinted" });
  const nobody = { phone: "", county: "", municipality: "none" };
  const buyers = [
    {
      email: "hazel.stub@demo.example",
      givenName: "Hazel",
      familyName: "Stubbs",
      birthDate: "1957-05-14",
      street: "4 Chapel Lane",
      printed: "A-0001 to A-0003",
      quantity: 3,
    },
    {
      email: "omar.stub@demo.example",
      givenName: "Omar",
      familyName: "Stubbs",
      birthDate: "1989-11-02",
      street: "19 Canal Street",
      printed: "A-0026",
      quantity: 1,
    },
  ];
  const home = await db.member.findUniqueOrThrow({ where: { id: role.memberId } });
  let sold = 0;
  for (const { printed, quantity, ...person } of buyers) {
    const where = { city: home.city, postalCode: home.postalCode };
    const entry = {
      quantity,
      paidMinor: null,
      paidBy: "cash" as const,
      sellerId: null,
      printed,
      picks: [],
      poolId: null,
    };
    try {
      const answer = await enterTickets(
        paper,
        by,
        raffle.gameId,
        { ...entry, person: { ...nobody, ...where, ...person } },
        { key: `demo:${printed}`, importId: null },
      );
      if (answer.ok && printed.startsWith("A-0001")) sold = quantity;
    } catch (error) {
      // Where the file's law closes the raffle to these two, the books stand there without them.
      if (!isAppError(error)) throw error;
    }
  }
  await actOnBook(deps, by, one!.id, {
    act: "return",
    soldCount: sold,
    spoiledCount: 0,
    moneyMinor: sold * raffle.priceMinor,
    note: "",
  });
}
