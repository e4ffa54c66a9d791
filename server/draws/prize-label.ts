const ORDINALS = (
  "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth " +
  "Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth Twentieth"
).split(" ");

/** What a prize level is called in a certificate: "First Prize", "21st Prize". */
export function prizeLabel(position: number): string {
  const word = ORDINALS[position - 1];
  if (word) return `${word} Prize`;
  const teen = position % 100 >= 11 && position % 100 <= 13;
  const suffix = teen ? "th" : (["th", "st", "nd", "rd"][position % 10] ?? "th");
  return `${position}${suffix} Prize`;
}
