import Link from "next/link";
import { useTranslations } from "next-intl";

/** The pages of one raffle, for whoever runs it; the present one is marked. */
export function RaffleNav({
  raffleId,
  parts,
  here,
}: {
  raffleId: string;
  /** Paths below the raffle's own; empty for the first page. */
  parts: readonly string[];
  here: string;
}) {
  const t = useTranslations("running.nav");
  return (
    <nav className="tabs mb-5 noprint" aria-label={t("label")}>
      {parts.map((part) => (
        <Link
          key={part}
          href={`/organisation/raffles/${raffleId}${part ? `/${part}` : ""}`}
          aria-current={part === here ? "page" : undefined}
        >
          {t(part || "overview")}
        </Link>
      ))}
    </nav>
  );
}

/** Which pages a raffle has, from what it is. */
export function raffleParts(raffle: {
  draft: { participation: string; freeEntryAllowed: boolean };
  facts: { state: string };
}): string[] {
  const { draft, facts } = raffle;
  const offline = draft.participation !== "online";
  // What is sold online takes tickets sold by hand until it is activated (R13).
  const beforehand = facts.state === "draft" || facts.state === "pending-activation";
  return [
    "",
    ...(beforehand ? ["preview"] : []),
    "participants",
    "reports",
    ...(offline ? ["entry", "books"] : beforehand ? ["entry"] : []),
    "print",
    ...(offline ? ["reconcile"] : []),
    ...(beforehand ? [] : ["winners"]),
    "log",
  ];
}
