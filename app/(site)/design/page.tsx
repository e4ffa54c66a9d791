import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Both } from "@/components/design/both";
import { ColourSection } from "@/components/design/colour-section";
import { FormSection } from "@/components/design/form-section";
import { StateSection } from "@/components/design/state-section";
import { ThingSection } from "@/components/design/thing-section";
import { Sign } from "@/components/ui/sign";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("design");
  return { title: t("title"), description: t("lead") };
}

const scale = ["display", "h1", "h2", "h3", "h4", "lead", "body", "small", "caption", "tk__no", "hash"] as const;
const spaces = [4, 8, 16, 24, 32, 48, 64, 96];

/** Every component in every state, in light and dark. */
export default async function DesignPage() {
  const t = await getTranslations("design");
  const css = await readFile(path.join(process.cwd(), "app/styles/tokens.css"), "utf8");
  return (
    <div className="wrap sys">
      <header className="title">
        <h1>{t("title")}</h1>
        <p className="by">{t("lead")}</p>
      </header>
      <section id="sign">
        <h2>{t("sign.title")}</h2>
        <p className="lead mb-5">{t("sign.text")}</p>
        <Both>
          {() => (
            <div className="demo">
              {(["open", "undecided", "closed"] as const).map((state) => (
                <div className="stack" key={state}>
                  <Sign state={state} size="huge" />
                  <p>
                    <Sign state={state} size="big">
                      {t(`sign.${state}`)}
                    </Sign>
                  </p>
                  <p>
                    <Sign state={state}>{t(`sign.${state}`)}</Sign>
                  </p>
                </div>
              ))}
            </div>
          )}
        </Both>
      </section>
      <ColourSection css={css} />
      <section id="type">
        <h2>{t("type.title")}</h2>
        <div className="scale">
          {scale.map((step) => (
            <div key={step}>
              <p className="small">{t(`type.${step}.name`)}</p>
              <p className={step === "body" ? undefined : step}>{t(`type.${step}.sample`)}</p>
            </div>
          ))}
        </div>
      </section>
      <section id="space">
        <h2>{t("space.title")}</h2>
        <div className="space">
          {spaces.map((size) => (
            <div key={size}>
              <svg width={size} height={size} aria-hidden="true">
                <rect width="100%" height="100%" fill="var(--accent)" />
              </svg>
              <span className="num">{size}</span>
            </div>
          ))}
        </div>
        <p className="small muted measure mt-4">{t("space.text")}</p>
      </section>
      <FormSection />
      <StateSection />
      <ThingSection />
    </div>
  );
}
