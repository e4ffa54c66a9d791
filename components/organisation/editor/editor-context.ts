"use client";

import { createContext, useContext } from "react";
import type { Arrangement } from "@/server/games/raffles/form/arrange-form";
import type { RaffleForm } from "@/server/games/raffles/form/raffle-form";
import type { ReadForm, ReadingRules } from "@/server/games/raffles/form/read-form";

/** What the fields of the editor work with. */
export interface EditorContext {
  raffleId: string;
  form: RaffleForm;
  rules: ReadingRules;
  read: ReadForm;
  currency: string;
  feeBasisPoints: number;
  set(field: string, value: string): void;
  /** Called when a field is left: from then on what is wrong in it is said beside it. */
  leave(field: string): void;
  /** What is wrong in a field, in words; undefined as long as nobody has to be told. */
  errorOf(field: string): string | undefined;
  /** What another wrote in this field, where this editor wrote over it; without a name, what oneself wrote elsewhere. */
  theirsOf(field: string): { text: string; byName: string } | undefined;
  takeTheirs(field: string): void;
  /** Does something to the rows. `focus` is the id of the element that should have the focus then. */
  arrange(wish: Arrangement, focus?: string): void;
  goToPicture(field: string): void;
}

export const Editing = createContext<EditorContext | null>(null);

export function useEditor(): EditorContext {
  const editor = useContext(Editing);
  if (!editor) throw new Error("A field of the editor stands outside of it.");
  return editor;
}
