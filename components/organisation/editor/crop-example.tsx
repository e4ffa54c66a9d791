import { useTranslations } from "next-intl";
import { CoverImage } from "@/components/covers/cover-image";

/** A drawn picture with the point that matters marked, and beside it what is left where the point was set, and where not. */
export function CropExample() {
  const t = useTranslations("editor.picture");
  return (
    <div className="cropexample">
      <figure>
        <div className="cropexample__whole">
          <CoverImage motif="boat" seed="example" />
          <svg className="cropexample__mark" viewBox="0 0 600 400" aria-hidden="true">
            <path className="cropexample__frame" d="M190 8H590V392H190Z" />
            <circle className="cropexample__point" cx="390" cy="230" r="16" />
          </svg>
        </div>
        <figcaption className="caption muted mt-1">{t("exampleWhole")}</figcaption>
      </figure>
      <figure>
        <svg className="cropexample__part" viewBox="190 8 400 384" aria-hidden="true">
          <use href="/covers/boat/0.svg#cover" />
        </svg>
        <figcaption className="caption muted mt-1">{t("exampleGood")}</figcaption>
      </figure>
      <figure>
        <svg className="cropexample__part" viewBox="0 8 400 384" aria-hidden="true">
          <use href="/covers/boat/0.svg#cover" />
        </svg>
        <figcaption className="caption muted mt-1">{t("exampleBad")}</figcaption>
      </figure>
    </div>
  );
}
