import { getTranslations } from "next-intl/server";
import { kindOf } from "./drawing-name";

/** What a drawing is called in the reader's language: Main drawing, Early Bird Drawing 2. */
export async function drawingTitle(drawing: { kind: string; position: number }): Promise<string> {
  const t = await getTranslations("draws");
  return t(`kind.${kindOf(drawing.kind)}`, { position: drawing.position });
}
