import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Table } from "@/components/ui/table";
import { When } from "@/components/ui/when";
import type { DrawingLine } from "@/server/games/raffles/dashboard/dashboard-store";

/** The drawings of a raffle: when each falls due, how it is drawn, how it stands. */
export function DrawingTable({
  drawings,
  issued,
  timeZone,
  tray,
}: {
  drawings: readonly DrawingLine[];
  issued: number;
  timeZone: string;
  tray: boolean;
}) {
  const t = useTranslations("running.drawings");
  const sheet = useTranslations("running.sheet");
  const format = useFormatter();
  const nameOf = (one: DrawingLine) =>
    one.kind === "main"
      ? sheet("drawing.main")
      : one.kind === "pool"
        ? (one.prizes[0] ?? sheet("drawing.pool"))
        : sheet("earlyBird", { n: one.position });
  return (
    <Table
      label={t("title")}
      keys={drawings.map(({ id }) => id)}
      columns={[
        { heading: t("drawing") },
        { heading: t("due") },
        { heading: t("how") },
        { heading: t("state") },
        ...(tray ? [{ heading: t("inPool"), numeric: true }] : []),
        { heading: t("open"), numeric: true },
      ]}
      rows={drawings.map((one) => [
        ["named", "frozen", "drawn", "missed"].includes(one.state) ? (
          <Link key="name" href={`/draws/${one.id}`}>
            {nameOf(one)}
          </Link>
        ) : (
          nameOf(one)
        ),
        <span key="due" className="due">
          {one.triggerCount !== null
            ? t("atCount", { count: one.triggerCount, left: Math.max(0, one.triggerCount - issued) })
            : null}
          {one.triggerCount !== null && one.triggerAt ? ` ${t("or")} ` : null}
          {one.kind !== "early-bird" ? (
            <When at={new Date(one.drawAt).toISOString()} timeZone={timeZone} />
          ) : one.triggerAt ? (
            <When at={new Date(one.triggerAt).toISOString()} timeZone={timeZone} />
          ) : null}
        </span>,
        sheet(`method.${one.method}`),
        <Badge
          key="state"
          kind={
            one.state === "drawn" ? "prize" : one.state === "missed" ? "closed" : one.triggeredAt ? "accent" : "plain"
          }
        >
          {one.kind === "early-bird" && one.triggeredAt && one.state === "planned"
            ? t("states.due")
            : t(`states.${one.state}`)}
        </Badge>,
        ...(tray ? [format.number(one.poolTickets)] : []),
        one.winners === 0 ? "–" : t("openOf", { open: one.open, all: one.winners }),
      ])}
    />
  );
}
