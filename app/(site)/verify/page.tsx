import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { VerifyFile } from "@/components/draws/verify-file";
import { ClientMessages } from "@/components/shell/client-messages";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("draws");
  return { title: t("verify.title"), description: t("verify.lead") };
}

/** Checks a certificate or a ticket's proof in the reader's browser; nothing is sent anywhere. */
export default async function VerifyPage() {
  const t = await getTranslations("draws");
  return (
    <div className="wrap">
      <header className="title">
        <h1>{t("verify.title")}</h1>
        <p className="by">{t("verify.lead")}</p>
      </header>
      <ClientMessages namespaces={["draws"]}>
        <VerifyFile />
      </ClientMessages>
      <section className="section measure" aria-labelledby="own">
        <h2 id="own">{t("verify.ownTitle")}</h2>
        <p className="mt-2">{t.rich("verify.ownText", { method: (text) => <a href="/draws/method">{text}</a> })}</p>
        <pre className="wraps mt-3">npm run -s cli -- verify certificate.json</pre>
      </section>
    </div>
  );
}
