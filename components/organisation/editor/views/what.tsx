"use client";

import { useTranslations } from "next-intl";
import { motifs } from "@/components/covers/motifs";
import { CATEGORIES } from "@/server/games/raffles/categories";
import { CheckIn, LinesIn, SelectIn, TextIn } from "../fields";
import { PictureIn } from "../picture-in";

/** What the raffle is: title, words, kind of prize, picture, sponsors. */
export function WhatPart() {
  const t = useTranslations("organisation");
  return (
    <>
      <TextIn name="title" />
      <LinesIn name="summary" rows={2} optional />
      <LinesIn name="description" rows={7} />
      <SelectIn
        name="category"
        empty={t("category.other")}
        options={CATEGORIES.filter((one) => one !== "other").map((value) => ({ value, text: t(`category.${value}`) }))}
      />
      <TextIn name="subcategory" optional width="medium" />
      <PictureIn name="imageId" coverField="cover" />
      <SelectIn name="cover" options={motifs.map((value) => ({ value, text: t(`cover.${value}`) }))} />
      <CheckIn name="notActualItem" />
      <LinesIn name="sponsors" rows={2} optional />
    </>
  );
}
