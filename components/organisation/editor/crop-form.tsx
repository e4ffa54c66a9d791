"use client";

import { useTranslations } from "next-intl";
import { useActionState, useState } from "react";
import { type FormAction, formStart, textOf } from "@/components/people/form-spec";
import { Button } from "@/components/ui/button";
import { ErrorSummary } from "@/components/ui/error-summary";
import { Field } from "@/components/ui/field";

interface Cropped {
  key: string;
  width: number;
  height: number;
  /** Thousandths of width and height. */
  x: number;
  y: number;
  alternativeText: string;
}

const SHOWN = 560; // points wide, at most

/**
 * Sets the point that crops keep, by a press on the picture or by two figures, and says what the picture shows. What is
 * left of the picture stands beside it.
 */
export function CropForm({
  action,
  raffleId,
  field,
  image,
}: {
  action: FormAction;
  raffleId: string;
  field: string;
  image: Cropped;
}) {
  const t = useTranslations("editor.picture");
  const [state, send, isSending] = useActionState(action, formStart());
  const [x, setX] = useState(image.x / 10);
  const [y, setY] = useState(image.y / 10);
  // Tall pictures are shown smaller, so that both the picture and its button stay in sight.
  const shownWidth = Math.round(Math.min(SHOWN, (SHOWN * image.width) / Math.max(image.width, image.height)));
  const shownHeight = Math.round((shownWidth * image.height) / image.width);
  return (
    <form action={send} className="crop">
      {state.faults.length > 0 ? <ErrorSummary key={state.attempt} title={t("refused")} faults={state.faults} /> : null}
      {/* The Enter key presses the first button: it must be the one that takes the figures, not a press on the picture. */}
      <button type="submit" hidden tabIndex={-1} aria-hidden="true" />
      <input type="hidden" name="raffleId" value={raffleId} />
      <input type="hidden" name="of" value={field} />
      <input type="hidden" name="shownWidth" value={shownWidth} />
      <input type="hidden" name="shownHeight" value={shownHeight} />
      <div className="crop__two">
        <div>
          <p className="mb-2">{t("press")}</p>
          <div className="crop__whole">
            <input
              type="image"
              name="at"
              src={`/api/images/${image.key}.whole`}
              width={shownWidth}
              height={shownHeight}
              alt={t("pressLabel")}
              tabIndex={-1}
            />
            <svg className="crop__mark" viewBox={`0 0 ${image.width} ${image.height}`} aria-hidden="true">
              <circle
                cx={(image.width * x) / 100}
                cy={(image.height * y) / 100}
                r={Math.max(image.width, image.height) / 40}
              />
            </svg>
          </div>
          <div className="grid-2 mt-3">
            <Range id="x" label={t("across")} value={x} onChange={setX} />
            <Range id="y" label={t("down")} value={y} onChange={setY} />
          </div>
        </div>
        <figure>
          <figcaption className="mb-2">{t("result")}</figcaption>
          <div className="frame">
            {/* biome-ignore lint/performance/noImgElement: the address is behind the gate, which Next's own would go around */}
            <img className="cover" src={`/api/images/${image.key}.640`} alt={image.alternativeText} />
          </div>
        </figure>
      </div>
      <div className="measure mt-4">
        <Field
          name="alternativeText"
          label={t("text")}
          hint={t("textHint")}
          maxLength={300}
          defaultValue={textOf(state.values, "alternativeText") || image.alternativeText}
        />
      </div>
      <div className="mt-4">
        <Button disabled={isSending}>{t("save")}</Button>
      </div>
    </form>
  );
}

function Range({
  id,
  label,
  value,
  onChange,
}: {
  id: string;
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={id}
        type="range"
        min={0}
        max={100}
        value={Math.round(value)}
        onChange={(event) => onChange(Number(event.target.value))}
      />
    </div>
  );
}
