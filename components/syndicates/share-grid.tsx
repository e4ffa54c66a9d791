import { useTranslations } from "next-intl";

export interface ShownShare {
  number: number;
  weight: number;
  /** Given name; null while it is free, or where it is not shown. */
  owner: string | null;
  state: "mine" | "sold" | "free";
}

/** Every share with who has it; the words say what colours do. */
export function ShareGrid({ shares }: { shares: ShownShare[] }) {
  const t = useTranslations("syndicates.page");
  return (
    <ul className="shares">
      {shares.map(({ number, owner, state }) => {
        const who = state === "mine" ? t("you") : state === "free" ? t("free") : (owner ?? t("someone"));
        return (
          <li key={number} className={`sh sh--${state}`}>
            <span>{who}</span>
            <small>{number}</small>
          </li>
        );
      })}
    </ul>
  );
}
