import { useTranslations } from "next-intl";
import type { Verification } from "@/server/draws/verify";

/** Whose beacon a sound certificate rests on. */
export function ChainWords({ chain }: { chain: Verification["chain"] }) {
  const t = useTranslations("draws.check");
  return chain === null ? t("handOk") : t(chain === "quicknet" ? "quicknet" : "otherChain");
}

/** What a check came to: that everything matches and whose beacon it is, or each thing that is wrong. */
export function Outcome({ result }: { result: Pick<Verification, "ok" | "faults" | "chain"> }) {
  const t = useTranslations("draws");
  if (result.ok) {
    return (
      <p className="note" role="status">
        {t("check.ok")} <ChainWords chain={result.chain} />
      </p>
    );
  }
  return (
    <div className="note note--bad" role="alert">
      <h3 className="h4">{t("check.wrong", { count: result.faults.length })}</h3>
      <ul className="mt-1">
        {result.faults.map((fault, at) => (
          <li key={at}>{t(`faults.${fault.code}`, fault.params)}</li>
        ))}
      </ul>
    </div>
  );
}
