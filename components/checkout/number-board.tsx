"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { quickPick, readPicks } from "@/server/tickets/picks";

/** So many numbers are shown at a time, in rows of ten. */
const BLOCK = 100;
const ROW = 10;

/** A random whole number from 0 to `below` − 1; which free number it is decides nothing about the draw. */
function randomBelow(below: number): number {
  const [word = 0] = crypto.getRandomValues(new Uint32Array(1));
  return Math.floor((word / 2 ** 32) * below);
}

/**
 * The board of free, held and sold numbers beside a field in which they may be typed (B13). The field is what is sent, so
 * that everything works without scripts and without the board. One number takes the tab; arrows move between them.
 */
export function NumberBoard({
  size,
  sold,
  held,
  initial,
  count,
  most,
}: {
  size: number;
  sold: readonly number[];
  held: readonly number[];
  initial: string;
  /** How many are picked by the button. */
  count: number;
  most: number;
}) {
  const t = useTranslations("selling.board");
  const [text, setText] = useState(initial);
  const [first, setFirst] = useState(() => Math.floor(((readPicks(initial, most)?.[0] ?? 1) - 1) / BLOCK) * BLOCK + 1);
  const [focused, setFocused] = useState(first);
  const board = useRef<HTMLDivElement>(null);
  const keys = useId();
  const picks = new Set(readPicks(text, most) ?? []);
  const soldSet = new Set(sold);
  const heldSet = new Set(held);
  const last = Math.min(first + BLOCK - 1, size);
  const blocks = Array.from({ length: Math.ceil(size / BLOCK) }, (_, at) => at * BLOCK + 1);
  const stop = focused >= first && focused <= last ? focused : first;

  const write = (numbers: Iterable<number>) => setText([...numbers].sort((one, other) => one - other).join(", "));
  const toggle = (number: number) => {
    const next = new Set(picks);
    if (!next.delete(number) && next.size < most) next.add(number);
    write(next);
  };
  const show = (number: number) => {
    setFirst(Math.floor((number - 1) / BLOCK) * BLOCK + 1);
    setFocused(number);
  };
  const move = (event: KeyboardEvent, number: number) => {
    const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: ROW, ArrowUp: -ROW };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = number + step;
    if (next < 1 || next > size) return;
    const focus = () => {
      const button = board.current?.querySelector<HTMLElement>(`[data-number="${next}"]`);
      button?.focus();
      return button;
    };
    // The number may stand on another block, which is drawn first.
    show(next);
    if (!focus()) requestAnimationFrame(focus);
  };
  const stateOf = (number: number) =>
    soldSet.has(number) ? "sold" : heldSet.has(number) ? "held" : picks.has(number) ? "mine" : "free";

  return (
    <fieldset className="field">
      <legend>{t("title")}</legend>
      <Field
        name="picks"
        label={t("field")}
        hint={t("hint")}
        inputMode="text"
        autoComplete="off"
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="small num mt-2" role="status">
        {t("chosen", { count: picks.size, numbers: [...picks].join(", ") })}
      </p>
      <div className="row mt-3 mb-3">
        {blocks.length > 1 ? (
          <label className="board__blocks">
            <span>{t("blocks")}</span>
            <select value={first} onChange={(event) => show(Number(event.target.value))}>
              {blocks.map((from) => (
                <option key={from} value={from}>
                  {t("block", { first: from, last: Math.min(from + BLOCK - 1, size) })}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <Button
          type="button"
          kind="line"
          small
          onClick={() => {
            const wanted = Math.max(0, Math.min(most, Math.max(count, picks.size + 1)) - picks.size);
            const found = quickPick(size, new Set([...sold, ...held, ...picks]), wanted, randomBelow);
            write([...picks, ...found]);
            if (found[0]) show(found[0]);
          }}
        >
          {t("pick")}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: the outer fieldset asks; this groups what is shown of the board */}
      <div className="board" ref={board} role="group" aria-label={t("legend", { first, last })} aria-describedby={keys}>
        {Array.from({ length: last - first + 1 }, (_, at) => first + at).map((number) => {
          const state = stateOf(number);
          const gone = state === "sold" || state === "held";
          return (
            <button
              key={number}
              type="button"
              className="board__n"
              data-number={number}
              data-state={state}
              aria-pressed={gone ? undefined : state === "mine"}
              aria-disabled={gone || undefined}
              aria-label={t("number", { number, state: t(state) })}
              tabIndex={number === stop ? 0 : -1}
              onClick={() => (gone ? undefined : toggle(number))}
              onFocus={() => setFocused(number)}
              onKeyDown={(event) => move(event, number)}
            >
              {number}
            </button>
          );
        })}
      </div>
      <p className="caption muted mt-2" id={keys}>
        {t("keys")}
      </p>
      <p className="board__key caption muted mt-1" aria-hidden="true">
        {(["free", "mine", "held", "sold"] as const).map((state) => (
          <span key={state} data-state={state}>
            {t(state)}
          </span>
        ))}
      </p>
    </fieldset>
  );
}
