import { useTranslations } from "next-intl";

export interface ShownShare {
  number: number;
  weight: number;
  /** As its owner chose to be shown; null while it is free, or where no name is shown. */
  owner: string | null;
  state: "mine" | "sold" | "free";
  /** In words, for whoever may take it. */
  price: string;
}

/**
 * Every share with who has it; the words say what colours do. With `form` the free ones are boxes to tick, which belong to the form
 * of that id and go to it without scripts too.
 */
export function ShareGrid({ shares, form, isEqual }: { shares: ShownShare[]; form: string | null; isEqual: boolean }) {
  const t = useTranslations("syndicates.page");
  const counts = { mine: 0, sold: 0, free: 0 };
  for (const { state } of shares) counts[state]++;
  return (
    <>
      <ul className="shares">
        {shares.map((share) => (
          <li key={share.number}>
            <Share share={share} form={form} isEqual={isEqual} />
          </li>
        ))}
      </ul>
      <ul className="legend mt-3">
        {(["mine", "sold", "free"] as const).map((state) =>
          counts[state] > 0 ? (
            <li key={state}>
              <span className={`swatch swatch--${state}`} />
              {t(`legend.${state}`, { count: counts[state] })}
            </li>
          ) : null,
        )}
      </ul>
    </>
  );
}

function Share({ share, form, isEqual }: { share: ShownShare; form: string | null; isEqual: boolean }) {
  const t = useTranslations("syndicates.page");
  const { number, owner, state, weight, price } = share;
  const who = state === "mine" ? t("you") : state === "free" ? t("free") : (owner ?? t("someone"));
  const small = isEqual ? String(number) : t("numberAndWeight", { number, weight });
  if (state !== "free" || form === null) {
    return (
      <div className={`sh sh--${state}`}>
        <span className="sh__who">{who}</span>
        <small>{small}</small>
      </div>
    );
  }
  return (
    <label className="sh sh--free sh--take">
      <input type="checkbox" name="numbers" value={number} form={form} aria-label={t("takeShare", { number, price })} />
      <span className="sh__who">{t("take")}</span>
      <small>{small}</small>
    </label>
  );
}
