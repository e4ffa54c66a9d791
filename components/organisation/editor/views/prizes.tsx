"use client";

import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { FieldGroup } from "@/components/ui/field";
import { Note } from "@/components/ui/note";
import { layoutOf, typed } from "@/server/games/raffles/form/raffle-form";
import { percentText } from "@/server/games/raffles/form-values";
import { formatMoney } from "@/server/kernel/money";
import { useEditor } from "../editor-context";
import { TextIn } from "../fields";
import { PrizeGroupRow } from "../prize-group-row";

interface Dragged {
  kind: "group" | "prize";
  id: string;
}

/** The prizes by drawing and group: written, added, removed and moved, by dragging or by picking a new place. */
export function PrizesPart() {
  const t = useTranslations("editor");
  const structures = useTranslations("structures");
  const { form, arrange, errorOf } = useEditor();
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const held = useRef<Dragged | null>(null);
  const onDrag = (next: Dragged | null) => {
    held.current = next;
    // A page that changes while a drag begins ends it: places to drop on appear a moment later.
    setTimeout(() => setDragged(next), 0);
  };
  const layout = layoutOf(form);
  const structure = typed(form, "structure");
  const format = typed(form, "format") || "standard";
  const isTray = format === "tricky-tray";
  const hasLevels = structure === "multiple" || structure === "mega";
  const hasChoice = structure === "choice" || structure === "mega";
  const allowsGroup = (groups: number) => hasLevels || groups === 0;

  const drop = (drawing: number, group: number, prize: number | null) => (event: DragEvent) => {
    event.preventDefault();
    const one = held.current;
    if (!one) return;
    onDrag(null);
    if (one.kind === "group") arrange({ do: "move-group", id: one.id, drawing, group });
    else if (prize === null) arrange({ do: "move-out", id: one.id, drawing, group });
    else arrange({ do: "move-prize", id: one.id, drawing, group, prize });
  };
  const over = (event: DragEvent) => {
    if (held.current) event.preventDefault();
  };

  return (
    <div id="layout" tabIndex={-1}>
      {format === "fifty-fifty" ? <PotLead /> : null}
      {format === "fifty-fifty" ? null : (
        <p className="muted measure mb-4">{t(hasChoice ? "prizesLeadChoice" : "prizesLead")}</p>
      )}
      {layout.map((drawing, d) => {
        const isMain = d === 0;
        const at = `drawing.${drawing.id}`;
        return (
          <section key={drawing.id} id={at} className="drawing" aria-labelledby={`${at}-title`} tabIndex={-1}>
            <h2 className="h3" id={`${at}-title`}>
              {isTray && isMain
                ? t("trayPrizes")
                : isMain
                  ? structures("label.main")
                  : structures("label.earlyBird", { n: d })}
            </h2>
            {isMain ? null : (
              <FieldGroup legend={t("trigger")} hint={t("hint.trigger")}>
                <div className="grid-2 mt-2">
                  <TextIn name={`${at}.triggerCount`} inputMode="numeric" width="small" optional />
                  <TextIn name={`${at}.triggerAt`} type="datetime-local" optional />
                </div>
              </FieldGroup>
            )}
            <FaultLine text={errorOf(`${at}.groups`) ?? errorOf(at)} id={`${at}.groups`} />
            <ol className="groups">
              {drawing.groups.map((group, g) => (
                <PrizeGroupRow
                  key={group.id}
                  group={group}
                  place={{ drawing: d, group: g }}
                  layout={layout}
                  hasChoice={hasChoice}
                  hasQuantity={hasLevels}
                  isDragged={dragged?.id === group.id}
                  onDrag={onDrag}
                  onDragOver={over}
                  onDrop={drop(d, g, group.prizes.length)}
                />
              ))}
            </ol>
            {dragged && hasLevels ? (
              // biome-ignore lint/a11y/noStaticElementInteractions: a target for the pointer; the lists of places do the same by keyboard
              <div className="dropend" onDragOver={over} onDrop={drop(d, drawing.groups.length, null)}>
                {t("dropHere")}
              </div>
            ) : null}
            <div className="row mt-3">
              {allowsGroup(drawing.groups.length) ? (
                <Button
                  kind="line"
                  small
                  name="do"
                  value={`add-group ${d}`}
                  onClick={(event) => {
                    event.preventDefault();
                    arrange({ do: "add-group", drawing: d });
                  }}
                >
                  {t("add.group")}
                </Button>
              ) : null}
              {isMain ? null : (
                <Button
                  kind="stop"
                  small
                  name="do"
                  value={`remove-early-bird ${drawing.id}`}
                  onClick={(event) => {
                    event.preventDefault();
                    arrange({ do: "remove-early-bird", id: drawing.id }, "layout");
                  }}
                >
                  {t("removeEarlyBird")}
                </Button>
              )}
            </div>
          </section>
        );
      })}
      {hasLevels && !isTray ? (
        <section className="drawing">
          <h2 className="h4">{t("earlyBirds")}</h2>
          <p className="muted small measure mt-1 mb-3">{t("earlyBirdsLead")}</p>
          <Button
            kind="line"
            small
            name="do"
            value="add-early-bird"
            onClick={(event) => {
              event.preventDefault();
              arrange({ do: "add-early-bird" });
            }}
          >
            {t("add.earlyBird")}
          </Button>
        </section>
      ) : null}
      <FaultLine text={errorOf("drawings")} id="drawings" />
    </div>
  );
}

/** What the main drawing of a 50/50 plays for: the pot, as it is set on the page of the kind; the rows only count its winners. */
function PotLead() {
  const t = useTranslations("editor");
  const locale = useLocale();
  const { raffleId, read, currency } = useEditor();
  const { pot } = read.draft;
  const money = (minor: number) => formatMoney(minor, currency, locale);
  const known = (minor: number | null | undefined) => (Number.isSafeInteger(minor) && minor ? money(minor) : "none");
  return (
    <div className="mb-4 measure">
      <Note kind="plain" title={t("potLead.title")}>
        <p>{t("potLead.text", { share: percentText(pot?.shareBasisPoints || 5000) })}</p>
        {pot && (pot.seedMinor || pot.minimumMinor || pot.capMinor) ? (
          <p className="mt-2">
            {t("potLead.limits", {
              seed: known(pot.seedMinor),
              minimum: known(pot.minimumMinor),
              cap: known(pot.capMinor),
            })}
          </p>
        ) : null}
        <p className="mt-2">{t("potLead.rows")}</p>
        <p className="mt-2">
          <Link href={`/organisation/raffles/${raffleId}/edit/kind`}>{t("potLead.where")}</Link>
        </p>
      </Note>
    </div>
  );
}

function FaultLine({ text, id }: { text: string | undefined; id: string }) {
  return text ? (
    <p className="err mt-2" id={id} tabIndex={-1}>
      <span>{text}</span>
    </p>
  ) : null;
}
