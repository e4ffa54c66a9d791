import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { FieldForm } from "@/components/people/field-form";
import { type FormAction, formStart } from "@/components/people/form-spec";
import { Badge } from "@/components/ui/badge";
import { Facts } from "@/components/ui/facts";
import { Progress } from "@/components/ui/progress";
import { Table } from "@/components/ui/table";

export interface ImportView {
  id: string;
  fileName: string;
  encoding: string;
  total: number;
  state: "waiting" | "running" | "done" | "stopped";
  createdAt: Date;
  waiting: number;
  entered: number;
  refused: number;
  tickets: number;
}

/** Files of paper sales: one of them in full with its refused rows, and the list of all. */
export function ImportList({
  raffleId,
  shown,
  imports,
  stop,
}: {
  raffleId: string;
  shown: (ImportView & { refusedRows: Array<{ line: number; email: string; reason: string }> }) | null;
  imports: ImportView[];
  stop: FormAction;
}) {
  const t = useTranslations("paper.import");
  const format = useFormatter();
  const live = shown && (shown.state === "waiting" || shown.state === "running");
  return (
    <section className="mt-6" id="files">
      <h2 className="mb-3">{t("files")}</h2>
      {shown ? (
        <div className="panel mb-5">
          <h3 className="h4">{shown.fileName}</h3>
          <p className="mt-2" role="status">
            {t(live ? "progress" : shown.state === "stopped" ? "stoppedText" : "doneText", {
              done: shown.entered + shown.refused,
              total: shown.total,
            })}
          </p>
          {live ? (
            <Progress value={shown.entered + shown.refused} max={shown.total} label={t("progressLabel")} />
          ) : null}
          <div className="mt-3">
            <Facts
              tight
              facts={[
                { term: t("entered"), value: t("enteredValue", { rows: shown.entered, tickets: shown.tickets }) },
                { term: t("refused"), value: format.number(shown.refused) },
                { term: t("read"), value: shown.encoding },
              ]}
            />
          </div>
          {shown.refusedRows.length > 0 ? (
            <>
              <div className="mt-4">
                <Table
                  label={t("refusedRows")}
                  columns={[{ heading: t("line"), numeric: true }, { heading: t("email") }, { heading: t("reason") }]}
                  keys={shown.refusedRows.map(({ line }) => String(line))}
                  rows={shown.refusedRows.map(({ line, email, reason }) => [format.number(line), email || "–", reason])}
                />
              </div>
              <p className="mt-3">
                <a href={`/api/paper/imports/${shown.id}`} download>
                  {t("download", { count: shown.refused })}
                </a>
              </p>
              <p className="muted small mt-2">{t("downloadText")}</p>
            </>
          ) : null}
          {live ? (
            <div className="mt-3">
              <FieldForm
                action={stop}
                kind="stop"
                small
                start={formStart({ raffleId, importId: shown.id })}
                submit={t("stop")}
                fields={[
                  { kind: "hidden", name: "raffleId" },
                  { kind: "hidden", name: "importId" },
                ]}
              />
            </div>
          ) : null}
        </div>
      ) : null}
      <Table
        label={t("files")}
        columns={[
          { heading: t("fileName") },
          { heading: t("state") },
          { heading: t("entered"), numeric: true },
          { heading: t("refused"), numeric: true },
          { heading: t("at") },
        ]}
        keys={imports.map(({ id }) => id)}
        rows={imports.map((one) => [
          <Link key="file" href={`?file=${one.id}#files`} aria-current={one.id === shown?.id ? "true" : undefined}>
            {one.fileName}
          </Link>,
          <Badge key="state" kind={one.state === "done" ? "accent" : one.state === "stopped" ? "closed" : "plain"}>
            {t(`stateOf.${one.state}`)}
          </Badge>,
          format.number(one.entered),
          format.number(one.refused),
          format.dateTime(one.createdAt, { dateStyle: "medium", timeStyle: "short" }),
        ])}
      />
    </section>
  );
}
