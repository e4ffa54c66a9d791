import type { Reader } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import { findImages } from "./image-store";

/** A picture as pages refer to it: `key` and the name of a variant make its address. */
export interface PictureView {
  id: string;
  key: string;
  alternativeText: string;
}

/** The pictures that a form's fields name. */
export async function picturesOf(reader: Reader, form: Readonly<Record<string, string>>): Promise<PictureView[]> {
  const ids = Object.entries(form).flatMap(([field, id]) => (/(^|\.)imageId$/.test(field) && isId(id) ? [id] : []));
  if (ids.length === 0) return [];
  return [...(await findImages(reader, ids)).values()].map(({ id, revision, alternativeText }) => ({
    id,
    key: `${id}.${revision}`,
    alternativeText,
  }));
}
