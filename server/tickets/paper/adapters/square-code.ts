import { create } from "qrcode";

/** A square code as PDF rectangles with the sides of its modules as the unit, a quiet margin around it included in `size`. */
export function squareCode(text: string): { rects: string; size: number } {
  const { size, data } = create(text, { errorCorrectionLevel: "M" }).modules;
  let rects = "";
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      if (!data[y * size + x]) continue;
      let run = 1;
      while (x + run < size && data[y * size + x + run]) run++;
      rects += `${x} ${y} ${run} 1 re `;
      x += run - 1;
    }
  }
  return { rects, size };
}
