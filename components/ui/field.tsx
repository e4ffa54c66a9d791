import { useTranslations } from "next-intl";
import type { InputHTMLAttributes, ReactNode, SelectHTMLAttributes, TextareaHTMLAttributes } from "react";

export interface FieldFrame {
  /** Also the id, so that an error summary can link to `#name`; give `id` where a name stands twice on a page. */
  name: string;
  id?: string;
  label: ReactNode;
  hint?: ReactNode;
  /** What is wrong and what to do, in words; marks the field as invalid. */
  error?: ReactNode;
  /** Says so beside the label; everything else is required. */
  optional?: boolean;
  /** Narrows the input to what is typed into it. */
  width?: "small" | "medium";
}

type Plain<T> = Omit<T, "className" | "id" | "name" | "width">;

/** One line of text with its label, hint and error. */
export function Field({
  name,
  id = name,
  label,
  hint,
  error,
  optional,
  width,
  mono,
  signature,
  ...rest
}: FieldFrame & Plain<InputHTMLAttributes<HTMLInputElement>> & { mono?: boolean; signature?: boolean }) {
  const look = [widthClass(width), mono && "mono", signature && "signature"].filter(Boolean).join(" ");
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional}>
      <input {...rest} id={id} name={name} className={look || undefined} {...describe(id, hint, error)} />
    </Frame>
  );
}

/** Several lines of text. */
export function TextField({
  name,
  id = name,
  label,
  hint,
  error,
  optional,
  width,
  ...rest
}: FieldFrame & Plain<TextareaHTMLAttributes<HTMLTextAreaElement>>) {
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional}>
      <textarea {...rest} id={id} name={name} className={widthClass(width)} {...describe(id, hint, error)} />
    </Frame>
  );
}

/** A choice of one from a list; children are `<option>`s. */
export function SelectField({
  name,
  id = name,
  label,
  hint,
  error,
  optional,
  width,
  children,
  ...rest
}: FieldFrame & Plain<SelectHTMLAttributes<HTMLSelectElement>>) {
  return (
    <Frame id={id} label={label} hint={hint} error={error} optional={optional}>
      <select {...rest} id={id} name={name} className={widthClass(width)} {...describe(id, hint, error)}>
        {children}
      </select>
    </Frame>
  );
}

/** Several inputs that answer one question: radio buttons, a date in parts. */
export function FieldGroup({
  legend,
  hint,
  error,
  id,
  children,
}: {
  legend: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  id?: string;
  children: ReactNode;
}) {
  return (
    <fieldset id={id} tabIndex={id ? -1 : undefined} className={error ? "field field--bad" : "field"}>
      <legend>{legend}</legend>
      {hint ? <span className="hint">{hint}</span> : null}
      {error ? <p className="err">{error}</p> : null}
      {children}
    </fieldset>
  );
}

function Frame({
  id,
  label,
  hint,
  error,
  optional,
  children,
}: {
  id: string;
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  optional?: boolean;
  children: ReactNode;
}) {
  const t = useTranslations("common");
  return (
    <div className={error ? "field field--bad" : "field"}>
      <label htmlFor={id}>
        {label}
        {optional ? <span className="muted optional"> {t("optional")}</span> : null}
      </label>
      {hint ? (
        <span className="hint" id={`${id}-hint`}>
          {hint}
        </span>
      ) : null}
      {error ? (
        <p className="err" id={`${id}-error`}>
          <span>{error}</span>
        </p>
      ) : null}
      {children}
    </div>
  );
}

function widthClass(width: FieldFrame["width"]): string | undefined {
  return width && `w-${width}`;
}

function describe(id: string, hint: ReactNode, error: ReactNode) {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return { "aria-describedby": ids || undefined, "aria-invalid": error ? (true as const) : undefined };
}
