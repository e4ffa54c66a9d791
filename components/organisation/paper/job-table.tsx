import { useFormatter, useTranslations } from "next-intl";
import { FieldForm } from "@/components/people/field-form";
import { type FormAction, formStart } from "@/components/people/form-spec";
import { Badge } from "@/components/ui/badge";
import { Progress } from "@/components/ui/progress";
import { Table } from "@/components/ui/table";

export interface JobView {
  id: string;
  kind: "tickets" | "receipts" | "labels";
  numbers: string;
  state: "waiting" | "running" | "done" | "failed" | "stopped";
  total: number;
  done: number;
  fileId: string | null;
  sizeBytes: number | null;
  createdAt: Date;
}

/** What was asked to be printed: how far it is, and the file once it is there. */
export function JobTable({ raffleId, jobs, change }: { raffleId: string; jobs: JobView[]; change: FormAction }) {
  const t = useTranslations("paper.print");
  const format = useFormatter();
  const button = (job: JobView, to: "stop" | "restart") => (
    <FieldForm
      key={to}
      action={change}
      kind="line"
      small
      start={formStart({ raffleId, jobId: job.id, to })}
      submit={t(to)}
      fields={["raffleId", "jobId", "to"].map((name) => ({ kind: "hidden", name }))}
    />
  );
  return (
    <Table
      label={t("jobs")}
      columns={[
        { heading: t("what") },
        { heading: t("state") },
        { heading: t("progress") },
        { heading: t("asked") },
        { heading: t("fileTitle") },
      ]}
      keys={jobs.map(({ id }) => id)}
      rows={jobs.map((job) => [
        <span key="what">
          {t(`kindOf.${job.kind}`)}
          <span className="mono small muted"> {job.numbers || t("all")}</span>
        </span>,
        <Badge
          key="state"
          kind={
            job.state === "done" ? "accent" : job.state === "failed" || job.state === "stopped" ? "closed" : "plain"
          }
        >
          {t(`stateOf.${job.state}`)}
        </Badge>,
        job.state === "running" || job.state === "waiting" ? (
          <span key="progress" role="status">
            <Progress
              value={job.done}
              max={job.total}
              label={t("progressLabel", { done: job.done, total: job.total })}
            />
            <span className="small num">{t("ofTotal", { done: job.done, total: job.total })}</span>
          </span>
        ) : (
          <span key="progress" className="num">
            {t("ofTotal", { done: job.done, total: job.total })}
          </span>
        ),
        format.dateTime(job.createdAt, { dateStyle: "medium", timeStyle: "short" }),
        job.state === "done" && job.fileId ? (
          <a key="file" href={`/api/paper/files/${job.fileId}`} download>
            {t("download", {
              megabytes: format.number((job.sizeBytes ?? 0) / 1_000_000, {
                maximumFractionDigits: 1,
                minimumFractionDigits: 1,
              }),
            })}
          </a>
        ) : job.state === "waiting" || job.state === "running" ? (
          button(job, "stop")
        ) : job.state === "done" ? (
          t("gone")
        ) : (
          button(job, "restart")
        ),
      ])}
    />
  );
}
