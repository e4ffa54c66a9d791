"use client";

import { useCallback, useLayoutEffect, useRef, useState } from "react";
import { type FormPatch, mergeForms, patchesBetween } from "@/server/games/raffles/form/merge-forms";
import { isFormField, type RaffleForm } from "@/server/games/raffles/form/raffle-form";
import type { AreaAnswer } from "@/server/games/raffles/form/read-form";
import { typedBefore } from "./typed-before";

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
const LONGEST_WAIT_MS = 10_000;
const NOTHING: ReadonlyMap<string, string> = new Map();

/**
 * Saves a form as it is typed: what differs from what the server is known to have, after a pause. What could not be
 * sent stays in this browser and is sent when the page is opened again. What was typed into the form of this id before
 * the scripts were there is taken up.
 */
export function useAutosave(raffleId: string, formId: string, start: { form: RaffleForm; revision: number }) {
  const [form, setForm] = useState(start.form);
  const [state, setState] = useState<SaveState>("saved");
  const [answer, setAnswer] = useState<SaveAnswer | null>(null);
  const local = useRef(start.form);
  const known = useRef(start);
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  const saving = useRef<Promise<void> | null>(null);
  // The form itself as it was sent; from then on a save beside it could come first, and be overwritten by what is older.
  const whole = useRef<RaffleForm | null>(null);
  const isOver = useRef(false);
  const [earlier, setEarlier] = useState<ReadonlyMap<string, string>>(NOTHING);
  // Before the fields take over their elements: a text of several lines is put back to what was sent then.
  const [early] = useState(() => typedBefore(formId));
  const [revision, setRevision] = useState(start.revision);
  const keptUnder = `raffle-form-${raffleId}`;

  const show = useCallback((next: RaffleForm) => {
    local.current = next;
    setForm(next);
  }, []);

  const saveNow = useCallback(async (): Promise<void> => {
    const again = (pauseMs: number) => {
      if (!whole.current && !isOver.current) timer.current = setTimeout(() => void saveNext.current(), pauseMs);
    };
    const sent = local.current;
    const patches = patchesBetween(known.current.form, sent);
    if (patches.length === 0) {
      drop(keptUnder);
      setState("saved");
      return;
    }
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
      // Of a page that was left, what it kept last is not touched: the next one has it by now.
      if (!isOver.current) drop(keptUnder);
      setState(since.length > 0 ? "typing" : "saved");
      if (since.length > 0) again(PAUSE_MS);
    } catch {
      setState("offline");
      again(AGAIN_MS);
    }
  }, [raffleId, show, keptUnder]);

  const save = useCallback(async (): Promise<void> => {
    if (timer.current) clearTimeout(timer.current);
    if (whole.current || isOver.current) return;
    if (saving.current) {
      timer.current = setTimeout(() => void saveNext.current(), PAUSE_MS);
      return;
    }
    saving.current = saveNow();
    await saving.current;
    saving.current = null;
  }, [saveNow]);
  const saveNext = useRef(save);

  const change = useCallback(
    (next: RaffleForm) => {
      if (isOver.current) return;
      show(next);
      setState("typing");
      if (timer.current) clearTimeout(timer.current);
      if (!whole.current) timer.current = setTimeout(() => void save(), PAUSE_MS);
    },
    [show, save],
  );

  /**
   * The form itself is about to be sent: no save begins from now on, so that none of them comes after it with what is
   * older. Answers with the save that is still on its way, to be waited for, or null. What is typed after this goes
   * with the beacon of the page that is left.
   */
  const sending = useCallback((): Promise<unknown> | null => {
    if (whole.current) return null;
    if (timer.current) clearTimeout(timer.current);
    const patches = patchesBetween(known.current.form, local.current);
    if (patches.length > 0) keep(keptUnder, patches);
    whole.current = local.current;
    return saving.current && Promise.race([saving.current, pause(LONGEST_WAIT_MS)]);
  }, [keptUnder]);

  /** The form is not sent after all. */
  const staying = useCallback(() => {
    whole.current = null;
  }, []);

  useLayoutEffect(() => {
    const left = kept(keptUnder);
    const merged = mergeForms(local.current, left);
    // What was left behind is older than what somebody has written in the same field since: it is shown beside it.
    const since = new Map(merged.conflicts.map(({ field, theirs }) => [field, theirs]));
    if (since.size > 0) setEarlier(new Map(merged.conflicts.map(({ field, mine }) => [field, mine])));
    const now = { ...early, ...typedBefore(formId) };
    const typed = Object.entries(now).filter(([field]) => isFormField(field));
    if (left.length + typed.length === 0) return;
    change({ ...merged.form, ...Object.fromEntries(since), ...Object.fromEntries(typed) });
  }, [change, early, formId, keptUnder]);

  // Ends with the layout, so that a page that follows at once finds what this one kept.
  useLayoutEffect(() => {
    isOver.current = false;
    // A page that is left sends what it has; the answer goes to nobody, so nothing is taken as known.
    const send = () => {
      const patches = patchesBetween(known.current.form, local.current);
      if (patches.length === 0) return;
      keep(keptUnder, patches);
      const unsent = whole.current ? patchesBetween(whole.current, local.current) : patches;
      if (unsent.length > 0) navigator.sendBeacon?.(address(raffleId), body(known.current.revision, unsent));
    };
    const hide = () => {
      if (document.visibilityState === "hidden") send();
    };
    // A page that the browser kept whole and shows again goes on as it was.
    const showAgain = (event: PageTransitionEvent) => {
      if (event.persisted) whole.current = null;
    };
    document.addEventListener("visibilitychange", hide);
    window.addEventListener("pageshow", showAgain);
    return () => {
      document.removeEventListener("visibilitychange", hide);
      window.removeEventListener("pageshow", showAgain);
      if (timer.current) clearTimeout(timer.current);
      isOver.current = true;
      send();
    };
  }, [keptUnder, raffleId]);

  return { form, change, save, sending, staying, state, answer, earlier, revision, local };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

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
