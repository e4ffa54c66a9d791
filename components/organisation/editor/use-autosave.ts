"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import { type FormPatch, mergeForms, patchesBetween } from "@/server/games/raffles/form/merge-forms";
import type { RaffleForm } from "@/server/games/raffles/form/raffle-form";
import type { AreaAnswer } from "@/server/games/raffles/form/read-form";

/** What the server answers to a save. */
export interface SaveAnswer {
  revision: number;
  form: Record<string, string>;
  told: Told[];
  conflicts: Array<{ field: string; mine: string; theirs: string }>;
  areas: Array<[string, AreaAnswer]>;
}

export interface Told {
  revision: number;
  field: string;
  before: string;
  after: string;
  byName: string;
  at: string;
}

export type SaveState = "saved" | "typing" | "saving" | "offline" | "refused";

const PAUSE_MS = 1200;
const AGAIN_MS = 5000;

/**
 * Saves a form as it is typed: what differs from what the server is known to have, after a pause. What could not be
 * sent stays in this browser and is sent when the page is opened again.
 */
export function useAutosave(raffleId: string, start: { form: RaffleForm; revision: number }) {
  const [form, setForm] = useState(start.form);
  const [state, setState] = useState<SaveState>("saved");
  const [answer, setAnswer] = useState<SaveAnswer | null>(null);
  const local = useRef(start.form);
  const known = useRef(start);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const isSaving = useRef(false);
  const [revision, setRevision] = useState(start.revision);
  const keptUnder = `raffle-form-${raffleId}`;

  const show = useCallback((next: RaffleForm) => {
    local.current = next;
    setForm(next);
  }, []);

  const save = useCallback(async (): Promise<void> => {
    if (timer.current) clearTimeout(timer.current);
    if (isSaving.current) {
      timer.current = setTimeout(() => void save(), PAUSE_MS);
      return;
    }
    const sent = local.current;
    const patches = patchesBetween(known.current.form, sent);
    if (patches.length === 0) {
      drop(keptUnder);
      setState("saved");
      return;
    }
    isSaving.current = true;
    setState("saving");
    keep(keptUnder, patches);
    try {
      const response = await post(raffleId, known.current.revision, patches);
      if (response.status >= 400 && response.status < 500) {
        setState("refused");
        return;
      }
      if (!response.ok) throw new Error(String(response.status));
      const told = (await response.json()) as SaveAnswer;
      known.current = { form: told.form, revision: told.revision };
      setRevision(told.revision);
      // What was typed while the answer was on its way is done to the form that came back.
      const since = patchesBetween(sent, local.current);
      show(since.length > 0 ? mergeForms(told.form, since).form : told.form);
      setAnswer(told);
      drop(keptUnder);
      setState(since.length > 0 ? "typing" : "saved");
      if (since.length > 0) timer.current = setTimeout(() => void save(), PAUSE_MS);
    } catch {
      setState("offline");
      timer.current = setTimeout(() => void save(), AGAIN_MS);
    } finally {
      isSaving.current = false;
    }
  }, [raffleId, show, keptUnder]);

  const change = useCallback(
    (next: RaffleForm) => {
      show(next);
      setState("typing");
      if (timer.current) clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), PAUSE_MS);
    },
    [show, save],
  );

  useEffect(() => {
    const left = kept(keptUnder);
    if (left.length > 0) change(mergeForms(local.current, left).form);
    // A page that is left sends what it has; the answer goes to nobody, so nothing is taken as known.
    const leave = () => {
      const patches = patchesBetween(known.current.form, local.current);
      if (document.visibilityState !== "hidden" || patches.length === 0) return;
      keep(keptUnder, patches);
      navigator.sendBeacon?.(address(raffleId), body(known.current.revision, patches));
    };
    document.addEventListener("visibilitychange", leave);
    return () => {
      document.removeEventListener("visibilitychange", leave);
      if (timer.current) clearTimeout(timer.current);
    };
  }, [change, keptUnder, raffleId]);

  return { form, change, save, state, answer, revision, local };
}

const address = (raffleId: string) => `/api/organisation/form?raffle=${raffleId}`;

function body(revision: number, patches: readonly FormPatch[]): Blob {
  return new Blob([JSON.stringify({ revision, patches })], { type: "application/json" });
}

function post(raffleId: string, revision: number, patches: readonly FormPatch[]): Promise<Response> {
  return fetch(address(raffleId), { method: "POST", body: body(revision, patches) });
}

function keep(name: string, patches: readonly FormPatch[]): void {
  try {
    localStorage.setItem(name, JSON.stringify(patches));
  } catch {
    // A browser that keeps nothing still sends.
  }
}

function drop(name: string): void {
  try {
    localStorage.removeItem(name);
  } catch {
    // As above.
  }
}

function kept(name: string): FormPatch[] {
  try {
    const patches: unknown = JSON.parse(localStorage.getItem(name) ?? "[]");
    return Array.isArray(patches)
      ? patches.filter((one) => ["field", "before", "after"].every((key) => typeof one?.[key] === "string"))
      : [];
  } catch {
    return [];
  }
}
