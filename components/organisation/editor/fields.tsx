"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { Field, FieldGroup, SelectField, TextField } from "@/components/ui/field";
import { typed } from "@/server/games/raffles/form/raffle-form";
import { useEditor } from "./editor-context";
import { wordsOf } from "./parts";

interface Named {
  name: string;
  /** In place of the words of the field. */
  label?: ReactNode;
  hint?: ReactNode;
  optional?: boolean;
  width?: "small" | "medium";
}

function useField({ name, label, hint }: Named) {
  const t = useTranslations("editor");
  const editor = useEditor();
  const words = wordsOf(name);
  return {
    value: typed(editor.form, name),
    label: label ?? t(`field.${words}`),
    hint: hint ?? (t.has(`hint.${words}`) ? t(`hint.${words}`) : undefined),
    error: editor.errorOf(name),
    set: (value: string) => editor.set(name, value),
    leave: () => editor.leave(name),
  };
}

/** One line of text. */
export function TextIn({
  type = "text",
  inputMode,
  mono,
  suffix,
  autoComplete = "off",
  ...named
}: Named & {
  type?: "text" | "date" | "datetime-local" | "url" | "tel";
  inputMode?: "numeric" | "decimal" | "text";
  mono?: boolean;
  suffix?: string;
  autoComplete?: string;
}) {
  const { value, label, hint, error, set, leave } = useField(named);
  return (
    <div className="field">
      <Field
        name={named.name}
        label={label}
        hint={hint}
        error={error}
        optional={named.optional}
        width={named.width}
        type={type}
        inputMode={inputMode}
        mono={mono}
        autoComplete={autoComplete}
        value={value}
        onChange={(event) => set(event.target.value)}
        onBlur={leave}
      />
      {suffix ? <span className="small muted">{suffix}</span> : null}
      <Theirs name={named.name} />
    </div>
  );
}

/** Several lines of text. */
export function LinesIn({ rows = 4, ...named }: Named & { rows?: number }) {
  const { value, label, hint, error, set, leave } = useField(named);
  return (
    <div className="field">
      <TextField
        name={named.name}
        label={label}
        hint={hint}
        error={error}
        optional={named.optional}
        rows={rows}
        value={value}
        onChange={(event) => set(event.target.value)}
        onBlur={leave}
      />
      <Theirs name={named.name} />
    </div>
  );
}

/** One of a list. */
export function SelectIn({
  options,
  empty,
  ...named
}: Named & { options: Array<{ value: string; text: string }>; empty?: string }) {
  const { value, label, hint, error, set, leave } = useField(named);
  return (
    <div className="field">
      <SelectField
        name={named.name}
        label={label}
        hint={hint}
        error={error}
        optional={named.optional}
        width={named.width ?? "medium"}
        value={value}
        onChange={(event) => set(event.target.value)}
        onBlur={leave}
      >
        {empty !== undefined ? <option value="">{empty}</option> : null}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </SelectField>
      <Theirs name={named.name} />
    </div>
  );
}

/** Yes or no. Unchecked it sends an empty text, so that a page without scripts can take a check away. */
export function CheckIn({ name, label, hint }: Named) {
  const field = useField({ name, label, hint });
  return (
    <div className="field">
      <input type="hidden" name={name} value="" />
      <Check
        name={name}
        value="on"
        checked={field.value === "on"}
        error={field.error}
        onChange={(event) => field.set(event.target.checked ? "on" : "")}
      >
        {field.label}
        {field.hint ? <span className="hint">{field.hint}</span> : null}
      </Check>
    </div>
  );
}

/** One of a few, each with a drawing or a line of what it means. */
export function ChoiceIn({
  options,
  ...named
}: Named & { options: Array<{ value: string; text: ReactNode; hint?: ReactNode; picture?: ReactNode }> }) {
  const { value, label, hint, error, set } = useField(named);
  return (
    <FieldGroup id={named.name} legend={label} hint={hint} error={error}>
      <div className={options.some(({ picture }) => picture) ? "choices choices--drawn" : "choices"}>
        {options.map((option) => (
          <div className="choice" key={option.value}>
            <Check
              type="radio"
              id={`${named.name}-${option.value}`}
              name={named.name}
              value={option.value}
              checked={value === option.value}
              onChange={() => set(option.value)}
            >
              <span className="choice__text">{option.text}</span>
              {option.hint ? <span className="hint">{option.hint}</span> : null}
            </Check>
            {option.picture}
          </div>
        ))}
      </div>
      <Theirs name={named.name} />
    </FieldGroup>
  );
}

/** What another wrote here, while this editor wrote something else: both are there, and either can be kept. */
function Theirs({ name }: { name: string }) {
  const t = useTranslations("editor");
  const editor = useEditor();
  const theirs = editor.theirsOf(name);
  if (!theirs) return null;
  return (
    <div className="theirs" role="status">
      <p className="small">
        {theirs.byName ? t("theirs", { name: theirs.byName }) : t("earlier")} <q>{theirs.text || t("nothing")}</q>
      </p>
      <Button type="button" kind="line" small onClick={() => editor.takeTheirs(name)}>
        {t("takeTheirs")}
      </Button>
    </div>
  );
}
