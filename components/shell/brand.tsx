import Link from "next/link";
import { useTranslations } from "next-intl";
import { SignGlyph } from "@/components/ui/sign";

/** Name and mark; leads home. */
export function Brand() {
  const t = useTranslations("common");
  return (
    <Link className="brand" href="/">
      <span className="sign sign--open">
        <SignGlyph />
      </span>
      {t("name")}
    </Link>
  );
}
