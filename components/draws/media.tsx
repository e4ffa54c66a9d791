import { useTranslations } from "next-intl";
import type { DrawMedium } from "@/server/draws/draw-view";

/** What was filmed of a drawing. The hash of each file stands in the certificate of a drawing by hand. */
export function Media({ media }: { media: DrawMedium[] }) {
  const t = useTranslations("draws.media");
  return (
    <section className="section" aria-labelledby="me">
      <h2 id="me">{t("title")}</h2>
      <ul className="mt-3">
        {media.map((one) => (
          <li key={one.id} className="mb-3">
            <a href={one.href} rel="noopener">
              {t(one.kind)}: {one.name}
            </a>
            {one.sha256 ? (
              <p className="small muted">
                {t("hash")} <span className="hash">{one.sha256}</span>
              </p>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
