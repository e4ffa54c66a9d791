import type { InputHTMLAttributes, ReactNode } from "react";

/** A check box, or with `type="radio"` one of several answers; its label may hold links. */
export function Check({
  type = "checkbox",
  children,
  error,
  ...rest
}: Omit<InputHTMLAttributes<HTMLInputElement>, "className" | "type" | "children"> & {
  type?: "checkbox" | "radio";
  children: ReactNode;
  /** What is wrong and what to do, in words. */
  error?: ReactNode;
}) {
  const id = rest.id ?? (type === "checkbox" ? rest.name : undefined);
  return (
    <div className={error ? "check--bad" : undefined}>
      {error ? (
        <p className="err" id={id ? `${id}-error` : undefined}>
          <span>{error}</span>
        </p>
      ) : null}
      <label className="check">
        <input
          {...rest}
          id={id}
          type={type}
          aria-invalid={error ? true : undefined}
          aria-describedby={error && id ? `${id}-error` : undefined}
        />
        <span>{children}</span>
      </label>
    </div>
  );
}
