import { useFormatter, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/badge";
import { Table } from "@/components/ui/table";
import type { ActivationRequest } from "@/server/games/raffles/requests/request";

/** Every request for activation with each word that was given or is missing. */
export function RequestTable({
  requests,
  areaNames,
}: {
  requests: readonly ActivationRequest[];
  areaNames: ReadonlyMap<string, string>;
}) {
  const t = useTranslations("running.review");
  const format = useFormatter();
  return (
    <Table
      label={t("earlier")}
      columns={[{ heading: t("handedIn") }, { heading: t("area") }, { heading: t("word") }, { heading: t("reason") }]}
      rows={requests.flatMap((request) =>
        request.decisions.map((one) => [
          format.dateTime(request.requestedAt, { dateStyle: "medium", timeStyle: "short" }),
          one.areaId ? (areaNames.get(one.areaId) ?? one.areaId) : t("venue"),
          <Badge key="word" kind={one.state === "approved" ? "accent" : one.state === "refused" ? "closed" : "plain"}>
            {one.state === "waiting" && request.state !== "open"
              ? t(`requestStates.${request.state}`)
              : t(`states.${one.state}`)}
          </Badge>,
          one.reason || "–",
        ]),
      )}
    />
  );
}
