import { getFormatter, getTranslations } from "next-intl/server";
import { FieldForm } from "@/components/people/field-form";
import { formStart } from "@/components/people/form-spec";
import { drawServices } from "@/server/api/draw-services";
import { pageContext } from "@/server/api/page";
import { readRenewals } from "@/server/draws/renew-round";
import type { DrawingRecord } from "@/server/draws/store";
import type { AuthorizedOrganiser } from "@/server/people/authority";
import { askForRound } from "./actions";

/** Asking for another round after a missed one, and where earlier requests stand (P27). */
export async function RoundRequest({
  drawing,
  raffleId,
  by,
}: {
  drawing: DrawingRecord;
  raffleId: string;
  by: AuthorizedOrganiser;
}) {
  const t = await getTranslations("claims.renewal");
  const format = await getFormatter();
  const context = await pageContext();
  const area = (await context.people.areas.areaName(drawing.game.governingAreaId)) ?? drawing.game.governingAreaId;
  const requests = await readRenewals(drawServices(context), by, drawing.id);
  const { timeZone } = drawing.raffle;
  const open = requests.some(({ confirmedAt, refusedAt }) => confirmedAt === null && refusedAt === null);
  return (
    <div className="mt-4">
      <h3>{t("title")}</h3>
      <p className="measure mt-2">{t("text", { area })}</p>
      <ul className="mt-2">
        {requests.map((one) => (
          <li key={one.id}>
            {t("asked", {
              time: format.dateTime(one.requestedAt, { dateStyle: "long", timeStyle: "short", timeZone }),
            })}{" "}
            {one.refusedAt
              ? t("refused", { reason: one.refusal ?? "" })
              : one.confirmedAt
                ? t("granted")
                : one.approvedAt
                  ? t("waitsSecond")
                  : t("waitsFirst")}
          </li>
        ))}
      </ul>
      {open ? null : (
        <div className="mt-3">
          <FieldForm
            action={askForRound}
            submit={t("submit")}
            start={formStart({ raffleId, drawingId: drawing.id, timeZone })}
            fields={[
              { kind: "hidden", name: "raffleId" },
              { kind: "hidden", name: "drawingId" },
              { kind: "hidden", name: "timeZone" },
              { kind: "lines", name: `reason-${drawing.id}`, label: t("reason"), rows: 3, required: true },
              {
                kind: "text",
                type: "datetime-local",
                name: `drawAt-${drawing.id}`,
                label: t("drawAt"),
                hint: t("zone", { zone: timeZone }),
                width: "medium",
                required: true,
              },
            ]}
          />
        </div>
      )}
    </div>
  );
}
