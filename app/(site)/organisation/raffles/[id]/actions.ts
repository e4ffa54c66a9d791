"use server";

import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { type FormState, textOf, valuesOf } from "@/components/people/form-spec";
import { refusalText } from "@/server/api/page";
import { requestActivation, withdrawRequest } from "@/server/games/raffles/activate-raffle";
import { archiveRaffle } from "@/server/games/raffles/archive-raffle";
import { changeSponsors } from "@/server/games/raffles/save-raffle";
import { faultTexts } from "../../fault-text";
import { raffleScope } from "../../scope";

/** Activates, or hands in with a note, as the venue has it. */
export async function handIn(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const path = `/organisation/raffles/${raffleId}`;
  const t = await getTranslations("organisation");
  const scope = await raffleScope(path, raffleId);
  const again = (title: string, lines: string[]): FormState => ({
    attempt: state.attempt + 1,
    values,
    faults: [],
    note: { kind: "bad", title, lines },
  });
  try {
    const answer = await requestActivation(scope.raffles, scope.by, raffleId, textOf(values, "note"));
    if (!answer.ok) return again(t("activate.notYet"), await faultTexts(answer.faults));
  } catch (error) {
    return again(await refusalText(error, "request-activation"), []);
  }
  redirect(`${path}?activated=1`);
}

export async function withdraw(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const path = `/organisation/raffles/${raffleId}`;
  const scope = await raffleScope(path, raffleId);
  try {
    await withdrawRequest(scope.raffles, scope.by, raffleId);
  } catch (error) {
    const title = await refusalText(error, "withdraw-request");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(`${path}?withdrawn=1`);
}

export async function archive(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const path = `/organisation/raffles/${raffleId}`;
  const scope = await raffleScope(path, raffleId);
  try {
    await archiveRaffle(scope.raffles, scope.by, raffleId);
  } catch (error) {
    const title = await refusalText(error, "archive-raffle");
    return { attempt: state.attempt + 1, values, faults: [], note: { kind: "bad", title } };
  }
  redirect(path);
}

const PRIZE = "prize-";

/** Who sponsors the raffle and each prize: the other thing that may change once it is locked. */
export async function saveSponsors(state: FormState, data: FormData): Promise<FormState> {
  const values = valuesOf(data);
  const raffleId = textOf(values, "raffleId");
  const t = await getTranslations("organisation");
  const scope = await raffleScope(`/organisation/raffles/${raffleId}`, raffleId);
  const again = (change: Partial<FormState>): FormState => ({
    attempt: state.attempt + 1,
    values,
    faults: [],
    ...change,
  });
  const ofPrizes = Object.keys(values)
    .filter((name) => name.startsWith(PRIZE))
    .map((name) => [name.slice(PRIZE.length), textOf(values, name)] as const);
  try {
    const lines = textOf(values, "sponsors").split(/\r?\n/);
    const answer = await changeSponsors(scope.raffles, scope.by, raffleId, lines, Object.fromEntries(ofPrizes));
    if (!answer.ok) {
      const texts = await faultTexts(answer.faults);
      return again({ faults: texts.map((text) => ({ field: "sponsors", text })) });
    }
  } catch (error) {
    return again({ faults: [{ field: "sponsors", text: await refusalText(error, "change-sponsors") }] });
  }
  return again({ note: { kind: "good", title: t("saved") } });
}
