"use client";

import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Check } from "@/components/ui/check";
import { Field, FieldGroup, SelectField, TextField } from "@/components/ui/field";
import { Fold } from "@/components/ui/fold";
import { type FieldSpec, type FormState, type FormValues, listOf, rowCount, textOf } from "./form-spec";

/** The fields of a form, with what was typed and what is wrong with it. `prefix` names the row of a list. */
export function FormFields({
  fields,
  values,
  faults,
  prefix = "",
}: {
  fields: FieldSpec[];
  values: FormValues;
  faults: FormState["faults"];
  prefix?: string;
}) {
  return fields.map((field, at) => (
    <One key={`${prefix}${"name" in field ? field.name : at}`} {...{ field, values, faults, prefix }} />
  ));
}

function One({
  field,
  values,
  faults,
  prefix,
}: {
  field: FieldSpec;
  values: FormValues;
  faults: FormState["faults"];
  prefix: string;
}) {
  const name = "name" in field ? prefix + field.name : "";
  const error = faults.find((fault) => fault.field === name)?.text;
  switch (field.kind) {
    case "heading":
      return (
        <div className="mt-6 mb-4 rule-top">
          <h2 className="h3 mt-4">{field.text}</h2>
          {field.intro ? <p className="muted measure mt-1">{field.intro}</p> : null}
        </div>
      );
    case "reading":
      return (
        <div className="field">
          <Fold title={field.label} open>
            <ul className="measure stack stack--2">
              {field.lines.map((line) => (
                <li key={line}>{line}</li>
              ))}
            </ul>
          </Fold>
        </div>
      );
    case "hidden":
      return <input type="hidden" name={name} defaultValue={textOf(values, name)} />;
    case "button":
      return (
        <div className="mt-2 mb-5">
          <Button kind="line" small name={name} value={field.value}>
            {field.label}
          </Button>
        </div>
      );
    case "lines":
      return (
        <TextField
          name={name}
          label={field.label}
          hint={field.hint}
          error={error}
          rows={field.rows ?? 4}
          required={field.required}
          defaultValue={textOf(values, name)}
        />
      );
    case "select":
      return (
        <SelectField
          name={name}
          label={field.label}
          hint={field.hint}
          error={error}
          width={field.width}
          defaultValue={textOf(values, name)}
        >
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.text}
            </option>
          ))}
        </SelectField>
      );
    case "choices":
      return (
        <FieldGroup id={name} legend={field.legend} hint={field.hint} error={error}>
          {field.options.map((option) => (
            <Check
              key={option.value}
              id={`${name}-${option.value}`}
              type={field.many ? "checkbox" : "radio"}
              name={name}
              value={option.value}
              defaultChecked={listOf(values, name).includes(option.value)}
            >
              {option.text}
            </Check>
          ))}
        </FieldGroup>
      );
    case "check":
      return (
        <div className="field">
          <Check name={name} defaultChecked={textOf(values, name) === "on"} error={error}>
            {field.label}
          </Check>
        </div>
      );
    case "list":
      return <Rows field={field} values={values} faults={faults} name={name} error={error} />;
    default:
      return (
        <Field
          name={name}
          label={field.label}
          hint={field.hint}
          error={error}
          type={field.type ?? "text"}
          autoComplete={field.autoComplete}
          inputMode={field.inputMode}
          width={field.width}
          mono={field.mono}
          signature={field.signature}
          readOnly={field.readOnly}
          required={field.required}
          defaultValue={field.type === "password" ? undefined : textOf(values, name)}
        />
      );
  }
}

/** Rows that can be added and taken away; without scripts there is one empty row more than there are values. */
function Rows({
  field,
  values,
  faults,
  name,
  error,
}: {
  field: Extract<FieldSpec, { kind: "list" }>;
  values: FormValues;
  faults: FormState["faults"];
  name: string;
  error?: string;
}) {
  const [rows, setRows] = useState(() => Array.from({ length: Math.max(1, rowCount(values, name)) }, (_, at) => at));
  const next = rows.length === 0 ? 0 : Math.max(...rows) + 1;
  return (
    <FieldGroup id={name} legend={field.legend} hint={field.hint} error={error}>
      {rows.map((row, at) => (
        <fieldset key={row} className="field mt-3 rule-top">
          <legend className="small muted">{field.words.item.replace("{number}", String(at + 1))}</legend>
          <div className="grid-2 mt-2">
            <FormFields fields={field.fields} values={values} faults={faults} prefix={`${name}.${row}.`} />
          </div>
          <div className="mt-2">
            <Button kind="line" small type="button" onClick={() => setRows(rows.filter((one) => one !== row))}>
              {field.words.remove}
            </Button>
          </div>
        </fieldset>
      ))}
      {rows.length < field.most ? (
        <div className="mt-3">
          <Button kind="line" small type="button" onClick={() => setRows([...rows, next])}>
            {field.words.add}
          </Button>
        </div>
      ) : null}
    </FieldGroup>
  );
}
