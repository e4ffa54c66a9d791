"use client";

import { useState } from "react";

/**
 * A count with one fewer and one more; typing works too, and a form gets it under `name` without scripts.
 * Counts outside `min` to `max` are brought back inside on leaving the field.
 */
export function Stepper({
  id,
  name,
  min,
  max,
  initial = min,
  label,
  labels,
  onChange,
}: {
  id: string;
  name: string;
  min: number;
  max: number;
  initial?: number;
  /** What is counted; not needed where a `<label htmlFor>` names it. */
  label?: string;
  labels: { fewer: string; more: string };
  onChange?: (count: number) => void;
}) {
  const [text, setText] = useState(String(clamp(initial, min, max)));
  const count = clamp(Number.parseInt(text, 10), min, max);

  const set = (next: number) => {
    const kept = clamp(next, min, max);
    setText(String(kept));
    onChange?.(kept);
  };

  return (
    <div className="step">
      <button
        type="button"
        aria-label={labels.fewer}
        aria-controls={id}
        disabled={count <= min}
        onClick={() => set(count - 1)}
      >
        −
      </button>
      <input
        id={id}
        name={name}
        type="number"
        aria-label={label}
        inputMode="numeric"
        min={min}
        max={max}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          const typed = Number.parseInt(event.target.value, 10);
          if (typed >= min && typed <= max) onChange?.(typed);
        }}
        onBlur={() => set(count)}
      />
      <button
        type="button"
        aria-label={labels.more}
        aria-controls={id}
        disabled={count >= max}
        onClick={() => set(count + 1)}
      >
        +
      </button>
    </div>
  );
}

function clamp(count: number, min: number, max: number): number {
  return Number.isFinite(count) ? Math.min(Math.max(Math.trunc(count), min), max) : min;
}
