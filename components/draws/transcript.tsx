import { useFormatter, useTranslations } from "next-intl";
import type { DrawView, TranscriptLine } from "@/server/draws/draw-view";

/** Everything that happened, the newest first: the draw for those who read it rather than watch. */
export function Transcript({ view }: { view: DrawView }) {
  const t = useTranslations("draws");
  const format = useFormatter();
  const words = ({ code, params }: TranscriptLine) => {
    const fill: Record<string, string | number> = { ...params };
    if (typeof params.round === "number") fill.round = format.number(params.round);
    if (typeof params.level === "number") fill.prize = t("prize", { position: params.level });
    if (code === "digit" && params.left === -1) return t("transcript.digitOnly", fill);
    return t.rich(`transcript.${code}`, { ...fill, b: (text) => <b>{text}</b> });
  };
  return (
    <section aria-labelledby="tr">
      <h2 id="tr" className="mb-2">
        {t("transcript.title")}
      </h2>
      <div role="log" aria-labelledby="tr">
        <ol className="log">
          {view.transcript.map((line, at) => (
            <li key={view.transcript.length - at}>
              <time dateTime={line.at}>
                {format.dateTime(new Date(line.at), {
                  timeZone: view.timeZone,
                  ...(line.code === "named"
                    ? { day: "numeric", month: "short" }
                    : { hour: "numeric", minute: "2-digit", second: "2-digit" }),
                })}
              </time>
              <p>{words(line)}</p>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
