"use client";

import { type ReactNode, useMemo } from "react";
import { PictureList } from "./pictures";

/** Gives the fields below it the pictures that the form names. */
export function PictureProvider({
  pictures,
  children,
}: {
  pictures: Array<[id: string, picture: { key: string; alternativeText: string }]>;
  children: ReactNode;
}) {
  const byId = useMemo(() => new Map(pictures), [pictures]);
  return <PictureList value={byId}>{children}</PictureList>;
}
