import type { DraftFault, DrawingDraft } from "@/server/games/raffles/draft";
import { placeLabel } from "@/server/games/raffles/prize-labels";
import { wordsOf } from "./parts";

type Words = ((key: never, params?: never) => string) & { has(key: never): boolean };

/** The texts that faults are told in: those of the editor first, then those of structures, then those of the organisation. */
export interface FaultTexts {
  editor: Words;
  structures: Words;
  organisation: Words;
  /** Minor units as people write them. */
  money(minor: number): string;
}

function say(words: Words, key: string, params: Record<string, string | number> = {}): string | null {
  const ask = words as unknown as ((key: string, params: object) => string) & { has(key: string): boolean };
  return ask.has(key) ? ask(key, params) : null;
}

/** A fault in words. `at` is its field in the draft, which tells which drawing and which prize it is about. */
export function faultWords(
  fault: DraftFault & { at?: string },
  texts: FaultTexts,
  drawings: readonly DrawingDraft[] = [],
): string {
  const label = fieldWords(fault.field, texts.editor);
  const where = placeLabel(
    (key, values) => say(texts.structures, key, values) ?? "",
    fault.at ?? fault.field,
    drawings,
  );
  const params = Object.fromEntries(
    Object.entries(fault.params ?? {}).map(([name, value]) => [
      name,
      name.endsWith("Minor") ? texts.money(Number(value)) : value,
    ]),
  );
  const values = { field: where ? `${where}, ${label}` : label, where: where ?? label, ...params };
  for (const words of [texts.editor, texts.structures, texts.organisation]) {
    const text = say(words, `faults.${fault.code}`, values);
    if (text !== null) return text;
  }
  return say(texts.editor, "faults.other", values) ?? label;
}

/** What a field is called. */
export function fieldWords(field: string, editor: Words): string {
  return say(editor, `field.${wordsOf(field)}`) ?? say(editor, "field.other") ?? "";
}
