import type { Reader } from "@/server/kernel/db";
import { isId } from "@/server/kernel/ids";
import { findImages } from "./image-store";

/** A picture as pages refer to it: `key` and the name of a variant make its address. */
export interface PictureView {
  key: string;
  alternativeText: string;
}

/** Pictures by their id; what is no picture's id is left out. */
export async function picturesOf(
  reader: Reader,
  ids: ReadonlyArray<string | null>,
): Promise<ReadonlyMap<string, PictureView>> {
  const wanted = ids.filter((id): id is string => id !== null && isId(id));
  const images = wanted.length > 0 ? await findImages(reader, wanted) : new Map<string, never>();
  return new Map(
    [...images.values()].map(({ id, revision, alternativeText }): [string, PictureView] => [
      id,
      { key: `${id}.${revision}`, alternativeText },
    ]),
  );
}

/** The ids of the pictures that a form's fields name. */
export function pictureIds(form: Readonly<Record<string, string>>): string[] {
  return Object.entries(form).flatMap(([field, id]) => (/(^|\.)imageId$/.test(field) && id ? [id] : []));
}
