import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";

const KINDS: Record<string, "accent" | "closed" | "plain"> = {
  active: "accent",
  "ending-today": "accent",
  suspended: "closed",
};

/** The status of a raffle in a word or two; a regulator's stop stands beside it. */
export function StatusBadge({ status, stopped = false }: { status: string; stopped?: boolean }) {
  const t = useTranslations("organisation");
  return (
    <span className="row row--tight">
      <Badge kind={KINDS[status] ?? "plain"}>{t(`status.${status}`)}</Badge>
      {stopped ? <Badge kind="closed">{t("stopped")}</Badge> : null}
    </span>
  );
}
