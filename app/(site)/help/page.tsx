import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Fold } from "@/components/ui/fold";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("pages.help");
  return { title: t("title"), description: t("lead") };
}

const questions = [
  { key: "wrongPlace", href: "/place" },
  { key: "closed" },
  { key: "age" },
  { key: "fewer" },
  { key: "card" },
  { key: "tickets", href: "/tickets" },
  { key: "win", href: "/draws" },
  { key: "check", href: "/verify" },
  { key: "signIn", href: "/login" },
] as const;

/** Short answers to what people ask most. */
export default async function HelpPage() {
  const t = await getTranslations("pages.help");
  return (
    <div className="wrap page">
      <header className="title">
        <h1>{t("title")}</h1>
        <p className="by">{t("lead")}</p>
      </header>
      {questions.map((question) => (
        <Fold key={question.key} title={t(`${question.key}Title`)}>
          <p>{t(question.key)}</p>
          {"href" in question ? (
            <p className="mt-3">
              <Link href={question.href}>{t(`${question.key}Link`)}</Link>
            </p>
          ) : null}
        </Fold>
      ))}
    </div>
  );
}
