/** The share of something as a fine line; its figures stand beside it in words, `label` says them to screen readers. */
export function Progress({ value, max, label }: { value: number; max: number; label: string }) {
  return <progress value={Math.min(value, max)} max={Math.max(max, 1)} aria-label={label} />;
}
