"use server";

import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { type FieldSpec, type FormState, type FormValues, textOf, valuesOf } from "@/components/people/form-spec";
import { parseAmount, parseCount, parseLocalTime } from "@/server/games/raffles/form-values";
import { newId } from "@/server/kernel/ids";
import { askPrint, changePrint, readPrinting } from "@/server/tickets/paper/ask-print";
import { enterTickets, PAID_BY, type PaidBy } from "@/server/tickets/paper/enter-tickets";
import { stopImport } from "@/server/tickets/paper/import-entries";
import {
  actOnBook,
  addBooks,
  addSeller,
  type BookAct,
  readBooks,
  stopSeller,
} from "@/server/tickets/paper/manage-books";
import { acknowledgeReconciliation } from "@/server/tickets/paper/reconcile-raffle";
import { askManualEntry } from "@/server/tickets/paper/request-manual-entry";
import { redirectFresh } from "../../../redirect-fresh";
import { entryFields } from "./entry/fields";
import { paperRefusal, paperScope } from "./paper-scope";

const pathOf = (values: FormValues, part: string) => `/organisation/raffles/${textOf(values, "raffleId")}/${part}`;

const again = (state: FormState, values: FormValues, faults: FormState["faults"], fields?: FieldSpec[]): FormState => ({
  attempt: state.attempt + 1,
  values,
  faults,
  ...(fields ? { fields } : {}),
});

/** Which field of the entry a refusal belongs to. */
const FIELD_OF: Record<string, string> = {
  badQuantity: "quantity",
  wrongPrice: "paid",
  sellerNotFound: "sellerId",
  printedUnreadable: "printed",
  printedTwice: "printed",
  printedCount: "printed",
  printedTaken: "printed",
  printedOutside: "printed",
  bookNotIssued: "printed",
  bookFull: "printed",
  boardNumberTaken: "picks",
  notPlaced: "poolId",
  notSoManyLeft: "quantity",
  bundleSoldOut: "quantity",
  personLimit: "quantity",
};

export async function enterByHand(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const t = await getTranslations("paper");
  const { by, paper, books } = await paperScope(pathOf(values, "entry"), raffleId);
  const { sellers, raffle } = await readBooks(books, by, raffleId);
  const paid = textOf(values, "paid").trim();
  const paidMinor = paid ? parseAmount(paid) : null;
  const quantity = parseCount(textOf(values, "quantity")) ?? 0;
  const picks = textOf(values, "picks")
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);
  const faults: FormState["faults"] = [];
  if (Number.isNaN(paidMinor))
    faults.push({ field: "paid", text: t("refusals.paidUnreadable", { text: paid.slice(0, 40) }) });
  if (picks.some((pick) => !Number.isInteger(pick)))
    faults.push({
      field: "picks",
      text: t("refusals.picksUnreadable", { text: textOf(values, "picks").slice(0, 40) }),
    });
  const fieldsNow = (options?: Parameters<typeof entryFields>[2]) => entryFields(raffle, sellers, options);
  if (faults.length > 0) return again(state, values, faults, await fieldsNow());
  const person = {
    email: textOf(values, "email"),
    givenName: textOf(values, "givenName"),
    familyName: textOf(values, "familyName"),
    birthDate: textOf(values, "birthDate"),
    phone: textOf(values, "phone"),
    street: textOf(values, "street"),
    city: textOf(values, "city"),
    postalCode: textOf(values, "postalCode"),
    county: textOf(values, "county"),
    municipality: textOf(values, "municipality"),
  };
  const paidBy = PAID_BY.find((one) => one === textOf(values, "paidBy")) ?? ("cash" satisfies PaidBy);
  const entry = {
    person,
    quantity,
    paidMinor,
    paidBy,
    sellerId: textOf(values, "sellerId") || null,
    printed: textOf(values, "printed"),
    picks,
    poolId: textOf(values, "poolId") || null,
  };
  let answer: Awaited<ReturnType<typeof enterTickets>>;
  try {
    answer = await enterTickets(paper, by, raffleId, entry, { key: textOf(values, "key"), importId: null });
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    return again(
      state,
      values,
      [{ field: FIELD_OF[code] ?? "email", text: await paperRefusal(error, "enter-tickets") }],
      await fieldsNow(),
    );
  }
  if (!answer.ok) {
    const told = answer.faults.map(({ field, code, params }) => ({
      field,
      text: t(`person.${code}`, { ...params, field: t(`field.${field}`) }),
    }));
    return again(state, values, told, await fieldsNow({ unknown: answer.unknown, options: answer.options }));
  }
  const title = t("entry.done", { count: answer.tickets.length, email: person.email.trim() });
  const kept = {
    raffleId,
    paidBy,
    sellerId: textOf(values, "sellerId"),
    poolId: textOf(values, "poolId"),
    quantity: "1",
    key: newId(),
  };
  const lines = answer.tickets
    .slice(0, 12)
    .map(({ number, printedNumber }) => [printedNumber, number].filter(Boolean).join(" · ") || t("ticket.numberLater"));
  return {
    attempt: state.attempt + 1,
    values: kept,
    faults: [],
    note: { kind: "good", title, ...(answer.made ? { text: t("entry.made") } : {}), lines },
    fields: await fieldsNow(),
  };
}

export async function askForEntry(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = pathOf(values, "entry");
  const { by, paper } = await paperScope(path, textOf(values, "raffleId"));
  try {
    await askManualEntry(paper, by, textOf(values, "raffleId"), textOf(values, "note"));
  } catch (error) {
    return again(state, values, [{ field: "note", text: await paperRefusal(error, "ask-manual-entry") }]);
  }
  redirect(`${path}?asked=1`);
}

export async function stopFile(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = pathOf(values, "entry");
  const { by, paper } = await paperScope(path, textOf(values, "raffleId"));
  try {
    await stopImport(paper, by, textOf(values, "importId"));
  } catch (error) {
    return { ...again(state, values, []), note: { kind: "bad", title: await paperRefusal(error, "stop-import") } };
  }
  redirectFresh(`${path}?file=${textOf(values, "importId")}#file`);
}

export async function newSeller(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = pathOf(values, "books");
  const { by, books } = await paperScope(path, textOf(values, "raffleId"));
  try {
    await addSeller(books, by, { name: textOf(values, "name"), contact: textOf(values, "contact") });
  } catch (error) {
    return again(state, values, [{ field: "name", text: await paperRefusal(error, "add-seller") }]);
  }
  redirectFresh(`${path}?seller=1#sellers`);
}

export async function endSelling(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = pathOf(values, "books");
  const { by, books } = await paperScope(path, textOf(values, "raffleId"));
  try {
    await stopSeller(books, by, textOf(values, "raffleId"), textOf(values, "sellerId"));
  } catch (error) {
    return { ...again(state, values, []), note: { kind: "bad", title: await paperRefusal(error, "stop-seller") } };
  }
  redirectFresh(`${path}#sellers`);
}

export async function newBooks(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = pathOf(values, "books");
  const { by, books } = await paperScope(path, textOf(values, "raffleId"));
  const printed = {
    first: textOf(values, "first"),
    size: parseCount(textOf(values, "size")) ?? 0,
    count: parseCount(textOf(values, "count")) ?? 0,
  };
  try {
    await addBooks(books, by, textOf(values, "raffleId"), printed);
  } catch (error) {
    return again(state, values, [{ field: "first", text: await paperRefusal(error, "add-books") }]);
  }
  redirect(`${path}?added=${printed.count}`);
}

export async function changeBook(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = pathOf(values, "books");
  const { by, books } = await paperScope(path, textOf(values, "raffleId"));
  const count = (name: string) => parseCount(textOf(values, name)) ?? Number.NaN;
  const note = textOf(values, "note");
  const acts: Record<string, BookAct> = {
    issue: { act: "issue", sellerId: textOf(values, "sellerId") },
    return: {
      act: "return",
      soldCount: count("soldCount"),
      spoiledCount: textOf(values, "spoiledCount") ? count("spoiledCount") : 0,
      moneyMinor: parseAmount(textOf(values, "money")),
      note,
    },
    void: { act: "void", note: textOf(values, "voidNote") },
    reopen: { act: "reopen" },
    remove: { act: "remove" },
  };
  const act = acts[textOf(values, "act")];
  if (!act) return again(state, values, []);
  try {
    await actOnBook(books, by, textOf(values, "bookId"), act);
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    const text = await paperRefusal(error, "change-book");
    const field = {
      bookCounts: "soldCount",
      bookSoldFewer: "soldCount",
      bookMoney: "money",
      sellerNotFound: "sellerId",
    }[code];
    return field
      ? again(state, values, [{ field, text }])
      : { ...again(state, values, []), note: { kind: "bad", title: text } };
  }
  redirectFresh(`${path}?changed=1#books`);
}

export async function print(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const path = pathOf(values, "print");
  const { by, context } = await paperScope(path, raffleId);
  const t = await getTranslations("paper");
  const { raffle } = await readPrinting(context, by, raffleId);
  const day = (name: string, after: number): Date | null => {
    if (!textOf(values, name)) return null;
    const at = parseLocalTime(`${textOf(values, name)}T00:00`, raffle.timeZone);
    // The day after a day is the one that its noon and twelve to thirty-six hours lead into, whatever the clocks do.
    if (after === 0 || Number.isNaN(at.getTime())) return at;
    const next = new Date(Date.parse(`${textOf(values, name)}T12:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    return parseLocalTime(`${next}T00:00`, raffle.timeZone);
  };
  const [from, until] = [day("from", 0), day("until", 1)];
  for (const [field, at] of [
    ["from", from],
    ["until", until],
  ] as const) {
    if (at && Number.isNaN(at.getTime())) return again(state, values, [{ field, text: t("refusals.dateUnreadable") }]);
  }
  const kind = (["tickets", "receipts", "labels"] as const).find((one) => one === textOf(values, "kind")) ?? "tickets";
  let jobId: string;
  try {
    jobId = await askPrint(context, by, raffleId, {
      kind,
      numbers: textOf(values, "numbers").slice(0, 2000),
      participants: textOf(values, "participants").slice(0, 2000),
      from,
      until,
      unprinted: textOf(values, "unprinted") === "on",
      paper: textOf(values, "paper") === "a4" ? "a4" : "letter",
      sponsors: textOf(values, "sponsors") === "on",
      sheet: textOf(values, "sheet"),
      first: parseCount(textOf(values, "first")) ?? 1,
      locale: await getLocale(),
    });
  } catch (error) {
    const { code = "", params } = error as { code?: string; params?: { of?: string } };
    const wrong = params?.of === "participants" ? "participants" : "numbers";
    const field = { datesBackwards: "until", sheetUnknown: "sheet", labelUnknown: "first" }[code] ?? wrong;
    return again(state, values, [{ field, text: await paperRefusal(error, "print") }]);
  }
  redirect(`${path}?job=${jobId}#jobs`);
}

export async function changeJob(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const path = pathOf(values, "print");
  const { by, context } = await paperScope(path, textOf(values, "raffleId"));
  try {
    await changePrint(context, by, textOf(values, "jobId"), textOf(values, "to") === "stop" ? "stop" : "restart");
  } catch (error) {
    return { ...again(state, values, []), note: { kind: "bad", title: await paperRefusal(error, "change-print") } };
  }
  redirectFresh(`${path}#jobs`);
}

export async function acknowledge(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const path = pathOf(values, "reconcile");
  const { by, books } = await paperScope(path, raffleId);
  try {
    await acknowledgeReconciliation(books, by, raffleId, {
      figuresHash: textOf(values, "figures"),
      note: textOf(values, "note"),
      signedAs: textOf(values, "signedAs"),
    });
  } catch (error) {
    const code = (error as { code?: string }).code ?? "";
    return again(state, values, [
      { field: code === "noteNeeded" ? "note" : "signedAs", text: await paperRefusal(error, "reconcile") },
    ]);
  }
  redirect(`${path}?signed=1`);
}
