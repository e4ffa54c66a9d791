"use client";

import { createContext, useContext } from "react";

/** Pictures of a form by their id: the address up to the variant, and what they show. */
export type Pictures = ReadonlyMap<string, { key: string; alternativeText: string }>;

export const PictureList = createContext<Pictures>(new Map());

export function usePictures(): Pictures {
  return useContext(PictureList);
}
