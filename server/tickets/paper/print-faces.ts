import type { Clock } from "@/server/kernel/clock";
import type { Database } from "@/server/kernel/db";
import type { Words } from "../ports";
import { addressLines } from "./label-sheet";
import type { LawOfPaper, PaperLaw, PaperPress, ReadPaperSettings } from "./ports";
import {
  countCopies,
  findHolderAreas,
  ordersMeant,
  type PrintRaffle,
  type Selection,
  ticketsMeant,
} from "./print-store";
import { receiptFace } from "./receipt-face";
import { lawText, type TicketFace, ticketFace } from "./ticket-face";

export interface PrintDeps {
  db: Database;
  clock: Clock;
  law: PaperLaw;
  settings: ReadPaperSettings;
  words: Words;
  press: PaperPress;
  appUrl: string;
}

/** Tickets and orders read at once. */
export const PRINT_BATCH = 200;

/** Reads the law for a holder once for each place that holders live in. */
function lawReader(
  deps: PrintDeps,
  raffle: PrintRaffle,
  of: "raffle" | "organisation" | "residence",
): (areas: readonly string[]) => Promise<LawOfPaper> {
  const known = new Map<string, Promise<LawOfPaper>>();
  const now = deps.clock.now();
  return (holderAreas) => {
    const areaIds = {
      raffle: [raffle.governingAreaId],
      organisation: [raffle.organisationGoverningAreaId],
      residence: [...holderAreas].reverse(),
    }[of];
    const key = areaIds.join(" ");
    let law = known.get(key);
    if (!law) {
      law = deps.law.of(deps.db, { gameId: raffle.raffleId, areaIds }, now);
      known.set(key, law);
    }
    return law;
  };
}

/** The faces of the tickets of a selection, one after another, with the longest text that a law wants on any of them. */
export async function ticketFaces(
  deps: PrintDeps,
  raffle: PrintRaffle,
  selection: Selection,
  how: { locale: string; sponsors: boolean },
  print: { jobId: string; by: string; at: Date },
): Promise<{ faces: AsyncGenerator<TicketFace>; longestLaw: string }> {
  const say = await deps.words(how.locale);
  const { ticketLaw } = await deps.settings(deps.db);
  const lawOf = lawReader(deps, raffle, ticketLaw);
  const places = ticketLaw === "residence" ? await findHolderAreas(deps.db, selection) : [[]];
  const texts = new Map<LawOfPaper, string>();
  const textOfLaw = (law: LawOfPaper): string => {
    const text = texts.get(law) ?? lawText(raffle, law, how.locale, say);
    texts.set(law, text);
    return text;
  };
  let longestLaw = "";
  for (const place of places) {
    const text = textOfLaw(await lawOf(place));
    if (text.length > longestLaw.length) longestLaw = text;
  }
  async function* faces(): AsyncGenerator<TicketFace> {
    for await (const batch of ticketsMeant(deps.db, selection, PRINT_BATCH)) {
      const copies = await deps.db.transaction((tx) =>
        countCopies(tx, { ...print, ticketIds: batch.map(({ id }) => id) }),
      );
      for (const { address, phone, place: _, ...ticket } of batch) {
        const law = await lawOf(ticket.holderAreas);
        const holderAddress = [
          ...addressLines(address, raffle.organisationCountry).slice(1),
          ...(phone ? [phone] : []),
        ];
        const facts = { ...ticket, holderAddress, copy: copies.get(ticket.id) ?? 1 };
        yield ticketFace(raffle, facts, law, {
          ...how,
          say,
          appUrl: deps.appUrl,
          lawText: textOfLaw(law),
        });
      }
    }
  }
  return { faces: faces(), longestLaw };
}

/** The receipts of the orders of a selection, one after another. */
export async function* receiptFaces(deps: PrintDeps, raffle: PrintRaffle, selection: Selection, locale: string) {
  const say = await deps.words(locale);
  const { helpLineText } = await lawReader(deps, raffle, "raffle")([]);
  for await (const batch of ordersMeant(deps.db, selection, PRINT_BATCH)) {
    for (const { address, place: _, ...order } of batch) {
      const facts = { ...order, holderAddress: addressLines(address, raffle.organisationCountry) };
      yield receiptFace(raffle, facts, {
        locale,
        say,
        rulesUrl: `${deps.appUrl}/raffles/${raffle.slug}`,
        helpLineText,
      });
    }
  }
}
