import { wordsOf } from "@/i18n/words";
import type { AreaTree } from "@/server/areas/tree";
import { rulesNow } from "@/server/jurisdiction/known-rules";
import { inForce, lawsAt } from "@/server/jurisdiction/requirements";
import type { PeopleDeps } from "@/server/people/ports";
import { loadVenueSettings } from "@/server/people/set-venue-setting";
import { pdfPress } from "@/server/tickets/paper/adapters/pdf-press";
import type { EnterTicketsDeps } from "@/server/tickets/paper/enter-tickets";
import { runImports } from "@/server/tickets/paper/import-entries";
import type { LawOfPaper, PaperLaw, ReadPaperSettings } from "@/server/tickets/paper/ports";
import type { PrintDeps } from "@/server/tickets/paper/print-faces";
import { runPrintJobs } from "@/server/tickets/paper/print-tickets";
import { forgetExpired } from "@/server/tickets/paper/stored-file";
import { areaTree } from "./areas";
import { openHolds } from "./open-holds";
import { peopleDeps } from "./people-deps";
import type { Services } from "./services";
import { ticketServices } from "./ticket-services";

/** What is on record of paper for areas and all areas above them: on each point the narrowest area's word. */
export function paperLaw(tree: AreaTree): PaperLaw {
  return {
    of: async (reader, { gameId, areaIds }, now): Promise<LawOfPaper> => {
      const { laws: rows } = await rulesNow(reader, gameId);
      const laws = lawsAt(rows, now);
      // From the narrowest area up; of several areas side by side the first one named speaks first.
      const line = [...new Set(areaIds.flatMap((area) => [...tree.lineOf(area)].reverse()))];
      const found = line.flatMap((area) => laws.get(area) ?? []);
      const word = (key: "manualEntryAllowed" | "booksAllowed") => {
        const law = found.find(({ requirements }) => requirements[key] !== undefined);
        return law ? { allowed: law.requirements[key] === true, area: tree.displayName(law.areaId) } : null;
      };
      const ages = found.flatMap(({ minimumAge }) => minimumAge ?? []);
      return {
        areaName: areaIds[0] ? tree.displayName(areaIds[0]) : "",
        minimumAge: ages.length > 0 ? Math.max(...ages) : null,
        ticketText: inForce(found, "ticketText"),
        helpLineText: inForce(found, "helpLineText"),
        elements: inForce(found, "ticketElements") ?? [],
        manualEntry: word("manualEntryAllowed"),
        books: word("booksAllowed"),
      };
    },
  };
}

export const paperSettings: ReadPaperSettings = async (reader) => {
  const { manual_entry: manualEntry, ticket_law: ticketLaw } = await loadVenueSettings(reader);
  return { manualEntry, ticketLaw };
};

/** What entering tickets by hand, books and reconciliation need, in a page and in the worker alike. */
export async function paperServices(
  process: Services,
  people?: PeopleDeps,
): Promise<EnterTicketsDeps & { law: PaperLaw }> {
  const tickets = ticketServices(process);
  return {
    people: people ?? (await peopleDeps(process, openHolds(process))),
    decideEntry: tickets.decideEntry,
    law: paperLaw(await areaTree(process)),
    settings: paperSettings,
    board: tickets.board,
  };
}

/** What printing needs. */
export async function printServices(process: Services): Promise<PrintDeps> {
  return {
    db: process.db,
    clock: process.clock,
    law: paperLaw(await areaTree(process)),
    settings: paperSettings,
    words: wordsOf,
    press: pdfPress,
    appUrl: process.environment.APP_URL,
  };
}

/** Enters rows of files that wait, for half a minute at most; the worker asks again. */
export async function importTickets(process: Services): Promise<number> {
  return runImports(await paperServices(process));
}

/** Prints what waits. */
export async function printTickets(process: Services): Promise<number> {
  return runPrintJobs(await printServices(process));
}

/** Forgets files whose time is over. */
export function removeOldFiles(process: Services): Promise<number> {
  return forgetExpired(process);
}
