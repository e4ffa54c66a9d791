import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { CheckForm } from "@/components/tickets/check-form";

interface Props {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("tickets");
  return { title: t("check.meta") };
}

/** Where somebody types the code of a ticket. */
export default async function AskCodePage({ searchParams }: Props) {
  const { code } = await searchParams;
  const typed = (Array.isArray(code) ? code[0] : code)?.replace(/[\s-]/g, "").slice(0, 40);
  if (typed) redirect(`/t/${encodeURIComponent(typed)}`);
  const t = await getTranslations("tickets");
  return (
    <div className="wrap">
      <header className="title">
        <h1>{t("check.title")}</h1>
        <p className="by">{t("check.privacy")}</p>
      </header>
      <div className="measure">
        <CheckForm />
      </div>
    </div>
  );
}
