import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { Empty } from "@/components/ui/empty";
import { When } from "@/components/ui/when";
import type { WaitingRequest } from "@/server/games/raffles/requests/request-store";

/** Raffles that wait for a word, each with its note and the way to it. */
export function WaitingList({
  requests,
  linkOf,
  areaName,
}: {
  requests: readonly WaitingRequest[];
  linkOf: (request: WaitingRequest) => string;
  areaName?: (areaId: string) => string;
}) {
  const t = useTranslations("running.waiting");
  const format = useFormatter();
  if (requests.length === 0) return <Empty title={t("none")}>{t("noneText")}</Empty>;
  return (
    <ul className="queue">
      {requests.map((one) => (
        <li key={`${one.requestId}-${one.areaId}`}>
          <span className="muted small">{format.dateTime(one.requestedAt, { dateStyle: "medium" })}</span>
          <div>
            <h3>{one.title}</h3>
            <p className="muted">
              {one.organisationName}
              {one.areaId && areaName ? ` · ${areaName(one.areaId)}` : ""}
              {" · "}
              {t("starts")} <When at={new Date(one.opensAt).toISOString()} timeZone={one.timeZone} />
            </p>
            {one.note ? <p className="mt-1">{one.note}</p> : null}
          </div>
          <p className="row">
            <Link className="btn btn--line" href={linkOf(one)}>
              {t("look")}
              <span className="vh"> {one.title}</span>
            </Link>
          </p>
        </li>
      ))}
    </ul>
  );
}
