"use client";

import { useTranslations } from "next-intl";
import { CoverImage } from "@/components/covers/cover-image";
import { Button } from "@/components/ui/button";
import { typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "./editor-context";
import { usePictures } from "./pictures";

/** The picture of a raffle or a prize: its own, or the drawn one, which says so; and the way to the page that changes it. */
export function PictureIn({ name, coverField }: { name: string; coverField: string }) {
  const t = useTranslations("editor");
  const editor = useEditor();
  const picture = usePictures().get(typed(editor.form, name));
  return (
    <fieldset id={name} className="field" tabIndex={-1}>
      <legend>{t(name === "imageId" ? "field.imageId" : "field.prize_imageId")}</legend>
      <div className="picture">
        {picture ? (
          <div className="frame">
            {/* biome-ignore lint/performance/noImgElement: the address is behind the gate, which Next's own would go around */}
            <img className="cover" src={`/api/images/${picture.key}.320`} alt={picture.alternativeText} />
          </div>
        ) : (
          <CoverImage motif={typed(editor.form, coverField) || typed(editor.form, "cover")} seed={editor.raffleId} />
        )}
        <div>
          <p className="small muted mb-2">
            {picture ? picture.alternativeText || t("picture.noText") : t("picture.isDefault")}
          </p>
          <Button
            kind="line"
            small
            name="do"
            value={`picture ${name}`}
            onClick={(event) => {
              event.preventDefault();
              editor.goToPicture(name);
            }}
          >
            {t(picture ? "picture.change" : "picture.add")}
            {name === "imageId" ? null : (
              <span className="vh"> {typed(editor.form, name.replace(/imageId$/, "heading"))}</span>
            )}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}
