import Link from "next/link";
import type { ButtonHTMLAttributes, ReactNode } from "react";

export type ButtonKind = "main" | "line" | "stop";

interface Look {
  /** One main button a page; `line` for what may also be done; `stop` for what cannot be taken back. */
  kind?: ButtonKind;
  small?: boolean;
  wide?: boolean;
}

function classOf({ kind = "main", small, wide }: Look): string {
  return ["btn", kind !== "main" && `btn--${kind}`, small && "btn--small", wide && "btn--wide"]
    .filter(Boolean)
    .join(" ");
}

/** A button; it submits its form unless `type="button"`. */
export function Button({
  kind,
  small,
  wide,
  type = "submit",
  ...rest
}: Look & Omit<ButtonHTMLAttributes<HTMLButtonElement>, "className">) {
  return <button {...rest} type={type} className={classOf({ kind, small, wide })} />;
}

/** A link that looks like a button: for going somewhere, never for changing something. */
export function ButtonLink({ kind, small, wide, href, children }: Look & { href: string; children: ReactNode }) {
  return (
    <Link className={classOf({ kind, small, wide })} href={href}>
      {children}
    </Link>
  );
}
