import { Fragment, isValidElement, type ReactNode } from "react";

const CASED: ReadonlySet<string> = new Set(["viewBox", "preserveAspectRatio"]);

function attribute(name: string): string {
  if (CASED.has(name)) return name;
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/**
 * A drawing of plain shapes as SVG text, without React's own renderer, which route handlers may not load. Components
 * in it must be plain functions of their properties.
 */
export function svgText(node: ReactNode): string {
  if (node === null || node === undefined || typeof node === "boolean") return "";
  if (Array.isArray(node)) return node.map(svgText).join("");
  if (!isValidElement<Record<string, unknown>>(node)) return escaped(String(node));
  const { type, props } = node;
  if (type === Fragment) return svgText(props.children as ReactNode);
  if (typeof type === "function") return svgText((type as (props: unknown) => ReactNode)(props));
  const attributes = Object.entries(props)
    .filter(([name, value]) => name !== "children" && value !== undefined && value !== null && value !== false)
    .map(([name, value]) => ` ${attribute(name)}="${escaped(String(value))}"`)
    .join("");
  return `<${String(type)}${attributes}>${svgText(props.children as ReactNode)}</${String(type)}>`;
}
