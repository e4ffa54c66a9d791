"use client";

import { useTranslations } from "next-intl";
import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef, useState } from "react";

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

const deepest = 8;

/**
 * Pan and zoom for a drawn map: arrow keys and dragging move it, plus and minus and the buttons zoom, zero shows all.
 * The drawing itself comes rendered from the server and works without this.
 */
export function MapFrame({
  label,
  whole,
  controls = "below",
  children,
}: {
  label: string;
  whole: Box;
  /** Where the buttons stand: over an empty lower right corner, or below the drawing. */
  controls?: "corner" | "below";
  children: ReactNode;
}) {
  const t = useTranslations("common.map");
  const frame = useRef<HTMLFieldSetElement>(null);
  const view = useRef<Box>(whole);
  const drag = useRef<{ x: number; y: number } | null>(null);
  const [zoom, setZoom] = useState(1);

  const show = (next: Box) => {
    const width = Math.min(whole.width, Math.max(whole.width / deepest, next.width));
    const height = (width * whole.height) / whole.width;
    const x = Math.min(Math.max(next.x, whole.x), whole.x + whole.width - width);
    const y = Math.min(Math.max(next.y, whole.y), whole.y + whole.height - height);
    view.current = { x, y, width, height };
    frame.current?.querySelector("svg")?.setAttribute("viewBox", `${x} ${y} ${width} ${height}`);
    setZoom(whole.width / width);
  };
  const zoomBy = (factor: number) => {
    const { x, y, width, height } = view.current;
    const next = Math.min(whole.width, Math.max(whole.width / deepest, width / factor));
    show({ x: x + (width - next) / 2, y: y + (height - (next * height) / width) / 2, width: next, height });
  };
  const moveBy = (dx: number, dy: number) => {
    const { x, y, width, height } = view.current;
    show({ x: x + dx * width, y: y + dy * height, width, height });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, () => void> = {
      "+": () => zoomBy(1.6),
      "=": () => zoomBy(1.6),
      "-": () => zoomBy(1 / 1.6),
      "0": () => show(whole),
    };
    // At full size there is nowhere to go: the arrows keep scrolling the page.
    if (zoom > 1) {
      steps.ArrowLeft = () => moveBy(-0.15, 0);
      steps.ArrowRight = () => moveBy(0.15, 0);
      steps.ArrowUp = () => moveBy(0, -0.15);
      steps.ArrowDown = () => moveBy(0, 0.15);
    }
    const step = event.ctrlKey || event.metaKey || event.altKey ? undefined : steps[event.key];
    if (!step) return;
    event.preventDefault();
    step();
  };
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    if (!drag.current) return;
    const size = event.currentTarget.getBoundingClientRect();
    moveBy((drag.current.x - event.clientX) / size.width, (drag.current.y - event.clientY) / size.height);
    drag.current = { x: event.clientX, y: event.clientY };
  };

  return (
    <div className={controls === "below" ? "mapframe mapframe--below" : "mapframe"}>
      <fieldset
        className="map"
        aria-label={`${label}. ${t("frame")}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keys move the map while it has the focus
        tabIndex={0}
        ref={frame}
        data-zoomed={zoom > 1}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (zoom > 1) drag.current = { x: event.clientX, y: event.clientY };
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          drag.current = null;
        }}
        onPointerLeave={() => {
          drag.current = null;
        }}
      >
        {children}
      </fieldset>
      <div className="zoom">
        <button type="button" aria-label={t("zoomIn")} disabled={zoom >= deepest - 0.01} onClick={() => zoomBy(1.6)}>
          +
        </button>
        <button type="button" aria-label={t("zoomOut")} disabled={zoom <= 1} onClick={() => zoomBy(1 / 1.6)}>
          −
        </button>
      </div>
    </div>
  );
}
