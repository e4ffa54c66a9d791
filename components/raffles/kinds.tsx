import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { Category } from "@/server/games/raffles/categories";

/** The sign of a kind of prize. Decorative: its name stands beside it. */
export function KindIcon({ kind }: { kind: Category }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 40 40"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinejoin="round"
      strokeLinecap="round"
    >
      <path d={drawings[kind]} />
    </svg>
  );
}

/** Kinds of prize with how many raffles of each are open; each leads to its list. */
export function KindGrid({ entries }: { entries: { kind: Category; count: number; href: string }[] }) {
  const t = useTranslations("common.kinds");
  const format = useFormatter();
  return (
    <div className="cats">
      {entries.map(({ kind, count, href }) => (
        <Link className="cat" href={href} key={kind}>
          <KindIcon kind={kind} />
          <span>
            <b>{t(`${kind}.name`)}</b>
            <small>{t(`${kind}.such`)}</small>
          </span>
          <span className="n">
            {format.number(count)}
            <span className="vh"> {t("open")}</span>
          </span>
        </Link>
      ))}
    </div>
  );
}

const circle = (x: number, y: number, r: number) =>
  `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`;

const drawings: Record<Category, string> = {
  boats:
    "M20 5V27M18 8C14 15 10 20 6 24C10 25 14 25 18 24.5ZM22 10C25 15 29 20 33 24C29 23.5 25.5 23.5 22 24ZM4 28H36C34 33 32 35 29 35H11C8 35 5 33 4 28Z",
  vehicles: `M4 28V23C4 21 6 20 9 19.5L13 18.5C15 14 17 11 21 11H28C31 11 32 14 33.5 19C35.5 19.5 36 21 36 23V28H33M23 28H17M7 28H4M13 18.5H33.5M22 11V18.5${circle(12, 28, 4)}${circle(28, 28, 4)}`,
  stays: "M5 19L20 7L35 19M9 16V35H31V16M17 35V25H23V35M26 11.5V6H29V14",
  handwork:
    "M6 6H34V34H6ZM15 6V34M25 6V34M6 15H34M6 25H34M20 15L25 20L20 25L15 20ZM6 6L15 15M34 6L25 15M6 34L15 25M34 34L25 25",
  sport: `M9 26L16 13M9 26H19L29 15M16 15H28.5L32 26M19 26L15.5 12M13 12H18M28.5 15L27.5 11H31.5${circle(9, 26, 7)}${circle(32, 26, 7)}`,
  garden: "M6 35V17L14 8H26L34 17V35ZM6 17H34M20 8V4M13 17L17 8M27 17L23 8M16 35V22H24V35M11 17V35M29 17V35",
  food: "M6 17H34L31 35H9ZM4 17H36M12 17C12 3 28 3 28 17M14 17L15.5 35M20 17V35M26 17L24.5 35M8 26H32",
  cash: `M20 4V36M20 20H33M20 12H31M20 28H31${circle(20, 20, 14)}`,
  arts: "M6 9H34V31H6ZM10 13H30V27H10ZM10 24C14 19 17 20 20 23C23 20 27 19 30 22M20 9V5M14 5H26",
  other:
    "M6 16H34V23H6ZM9 23V35H31V23M20 16V35M20 16C12 16 11 6 16 6C19 6 20 11 20 16C20 11 21 6 24 6C29 6 28 16 20 16Z",
};
