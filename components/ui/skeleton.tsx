import { useTranslations } from "next-intl";

/** Holds the place of a card or of lines of text while they load. */
export function Skeleton({ kind = "card" }: { kind?: "card" | "lines" }) {
  const t = useTranslations("common");
  return (
    <div className={kind === "card" ? "skel" : "skel skel--lines"} role="status" aria-label={t("loading")}>
      <i />
      <i />
      <i />
      <i />
    </div>
  );
}
