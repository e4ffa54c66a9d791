import type { Reader } from "@/server/kernel/db";
import { AppError } from "@/server/kernel/errors";
import { isId } from "@/server/kernel/ids";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { type DrawingRecord, findDrawing } from "./store";

/** A drawing of the organisation somebody acts for. Fails with `drawing_not_found`, whoever else's it is. */
export async function ownDrawing(reader: Reader, by: AuthorizedOrganiser, drawingId: string): Promise<DrawingRecord> {
  const drawing = isId(drawingId) ? await findDrawing(reader, drawingId) : null;
  if (drawing?.organisation.id !== by.organisationId) throw new AppError("drawing_not_found", 404);
  return drawing;
}
