import { useFormatter, useTranslations } from "next-intl";
import { Table } from "@/components/ui/table";
import { contrastTable, type Oklch, readTokens } from "./contrast";

/** Every colour role with its values, and the contrast of every pair in use, computed from the style sheet. */
export function ColourSection({ css }: { css: string }) {
  const t = useTranslations("design.colour");
  const format = useFormatter();
  const tokens = readTokens(css);
  const figure = (value: number) => format.number(value, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return (
    <section id="colour">
      <h2>{t("title")}</h2>
      <p className="muted measure mb-4">{t("text")}</p>
      <Swatches tokens={tokens.filter(({ name }) => !name.startsWith("art-"))} />
      <h3 className="mt-6 mb-3">{t("covers")}</h3>
      <Swatches tokens={tokens.filter(({ name }) => name.startsWith("art-"))} wide />
      <h3 className="mt-6 mb-3">{t("contrast")}</h3>
      <Table
        label={t("contrast")}
        columns={[
          { heading: t("pairText") },
          { heading: t("pairOn") },
          { heading: t("pairUse") },
          { heading: t("needs"), numeric: true },
          { heading: t("light"), numeric: true },
          { heading: t("dark"), numeric: true },
        ]}
        rows={contrastTable(css).map((pair) => [
          <span className="mono" key="text">
            {pair.text}
          </span>,
          <span className="mono" key="on">
            {pair.on}
          </span>,
          t(`use.${pair.use}`),
          format.number(pair.needs),
          figure(pair.light),
          figure(pair.dark),
        ])}
      />
    </section>
  );
}

function Swatches({ tokens, wide }: { tokens: { name: string; light: Oklch; dark: Oklch }[]; wide?: boolean }) {
  return (
    <div className={wide ? "swatches swatches--8" : "swatches"}>
      {tokens.map(({ name, light, dark }) => (
        <div className="sw" key={name}>
          <svg className="sw__fill" aria-hidden="true">
            <rect width="100%" height="100%" fill={`var(--${name})`} />
          </svg>
          <b>{name}</b>
          <code>{write(light)}</code>
          <code>{write(dark)}</code>
        </div>
      ))}
    </div>
  );
}

function write({ l, c, h }: Oklch): string {
  return `${l} ${c} ${h}`;
}
