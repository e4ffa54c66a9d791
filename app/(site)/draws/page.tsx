import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { kindOf } from "@/components/draws/drawing-name";
import { Empty } from "@/components/ui/empty";
import { When } from "@/components/ui/when";
import { drawServices } from "@/server/api/draw-services";
import { services } from "@/server/api/services";
import type { DrawLine } from "@/server/draws/draw-view";
import { listDrawings } from "@/server/draws/list-drawings";

export const dynamic = "force-dynamic";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("draws");
  return { title: t("list.title"), description: t("list.lead") };
}

/** Draws that can be watched, those to come, and the records of those held. It offers nothing. */
export default async function DrawsPage() {
  const t = await getTranslations("draws");
  const list = await listDrawings(drawServices(services()));
  return (
    <div className="wrap">
      <header className="title">
        <h1>{t("list.title")}</h1>
        <p className="by">{t("list.lead")}</p>
      </header>
      <Part
        id="live"
        heading={t("list.live")}
        lines={list.live}
        empty={[t("list.noneLive"), t("list.noneLiveText")]}
        action={t("list.watch")}
      />
      <Part
        id="soon"
        heading={t("list.soon")}
        lines={list.soon}
        empty={[t("list.noneSoon"), t("list.noneSoonText")]}
        action={t("list.promise")}
      />
      <Part
        id="past"
        heading={t("list.past")}
        lines={list.past}
        empty={[t("list.nonePast"), t("list.nonePastText")]}
        action={t("list.record")}
      />
      <p className="section">
        <Link href="/verify">{t("list.verify")}</Link>
      </p>
    </div>
  );
}

async function Part(props: {
  id: string;
  heading: string;
  lines: DrawLine[];
  empty: [string, string];
  action: string;
}) {
  const t = await getTranslations("draws");
  const format = await getFormatter();
  return (
    <section className="section" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.heading}</h2>
      {props.lines.length === 0 ? (
        <div className="mt-3">
          <Empty title={props.empty[0]}>{props.empty[1]}</Empty>
        </div>
      ) : (
        <div className="mt-3">
          {props.lines.map((line) => (
            <div className="tkrow" key={line.id}>
              <div>
                <h3 className="h4">{line.title ?? t("list.unnamed", { number: line.raffleNumber })}</h3>
                {line.kind === "main" ? null : (
                  <p className="small">{t(`kind.${kindOf(line.kind)}`, { position: line.position })}</p>
                )}
                <p className="small muted">{line.organisation ?? t("list.onSale")}</p>
              </div>
              <p className="small">
                <When at={line.drawAt} timeZone={line.timeZone} />
                {line.count === null
                  ? null
                  : ` · ${t("list.tickets", { count: line.count, number: format.number(line.count) })}`}
                {line.method === "hand" ? ` · ${t("method.hand")}` : null}
                {line.state === "missed" ? ` · ${t("list.missed")}` : null}
              </p>
              <Link className="btn btn--line btn--small" href={`/draws/${line.id}`}>
                {props.action}
                <span className="vh"> {line.title ?? line.raffleNumber}</span>
              </Link>
            </div>
          ))}
        </div>
      )}
    </section>
  );
}
