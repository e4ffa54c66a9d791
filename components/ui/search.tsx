import { Button } from "./button";

/** A search that works without scripts: a GET form with the words under `q`. */
export function Search({
  action,
  label,
  placeholder,
  button,
  initial,
  fault = "",
  hidden = {},
}: {
  action: string;
  label: string;
  placeholder?: string;
  button: string;
  initial?: string;
  /** Why what was typed was not looked for; it stays in the field. */
  fault?: string;
  /** Other choices of the page to keep, by name. */
  hidden?: Record<string, string>;
}) {
  return (
    <search>
      <form className="search" action={action} method="get">
        {Object.entries(hidden).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label className="vh" htmlFor="q">
          {label}
        </label>
        <input
          id="q"
          name="q"
          type="search"
          placeholder={placeholder}
          defaultValue={initial}
          maxLength={100}
          aria-invalid={fault ? true : undefined}
          aria-describedby={fault ? "q-fault" : undefined}
        />
        <Button>{button}</Button>
      </form>
      {fault ? (
        <p className="err mt-2" id="q-fault" role="alert">
          {fault}
        </p>
      ) : null}
    </search>
  );
}
