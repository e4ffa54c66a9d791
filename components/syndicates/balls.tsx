import { useTranslations } from "next-intl";

/** The numbers of a line, or those drawn; matched ones are filled and ringed, and said. */
export function Balls({
  main,
  bonus,
  hits,
  bonusHits,
  small = false,
}: {
  main: readonly number[];
  bonus: readonly number[];
  hits?: ReadonlySet<number>;
  bonusHits?: ReadonlySet<number>;
  /** In tables and lists. */
  small?: boolean;
}) {
  const t = useTranslations("syndicates.page");
  const ball = (number: number, isBonus: boolean) => {
    const isHit = (isBonus ? bonusHits : hits)?.has(number) ?? false;
    const kinds = ["ball", small ? "ball--small" : "", isBonus ? "ball--bonus" : "", isHit ? "ball--hit" : ""]
      .filter(Boolean)
      .join(" ");
    return (
      <li key={`${isBonus ? "b" : "m"}${number}`} className={kinds}>
        {isBonus ? <span className="vh">+</span> : null}
        {number}
        {isHit ? <span className="vh"> {t("hit")}</span> : null}
      </li>
    );
  };
  return (
    <ul className="balls">
      {main.map((number) => ball(number, false))}
      {bonus.map((number) => ball(number, true))}
    </ul>
  );
}
