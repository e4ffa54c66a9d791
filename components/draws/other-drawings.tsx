import { useTranslations } from "next-intl";
import type { DrawView } from "@/server/draws/draw-view";
import { kindOf } from "./drawing-name";

const STATES = ["planned", "named", "frozen", "drawn", "missed", "cancelled"] as const;

/** The other drawings of the raffle: each has its own list, certificate and page. */
export function OtherDrawings({ view }: { view: DrawView }) {
  const t = useTranslations("draws");
  return (
    <section className="section" aria-labelledby="od">
      <h2 id="od">{t("page.others")}</h2>
      <ul className="mt-3">
        {view.others.map((other) => {
          const state = STATES.find((one) => one === other.state) ?? "planned";
          return (
            <li key={other.id}>
              <a href={`/draws/${other.id}`}>{t(`kind.${kindOf(other.kind)}`, { position: other.position })}</a>{" "}
              <span className="small muted">{t(`state.${state}`)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
