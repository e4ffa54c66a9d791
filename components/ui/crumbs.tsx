import Link from "next/link";
import { useTranslations } from "next-intl";

/** Where the page stands: links from the top down, the last one is the page itself. */
export function Crumbs({ trail }: { trail: { href?: string; text: string }[] }) {
  const t = useTranslations("common");
  return (
    <nav className="crumbs" aria-label={t("crumbs")}>
      <ol>
        {trail.map((step, index) => (
          <li key={index} aria-current={step.href ? undefined : "page"}>
            {step.href ? <Link href={step.href}>{step.text}</Link> : step.text}
          </li>
        ))}
      </ol>
    </nav>
  );
}
