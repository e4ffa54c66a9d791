/** A few answers side by side, one of them chosen; a group of radio buttons, so it works in any form. */
export function Segmented({
  legend,
  name,
  options,
  initial,
}: {
  legend: string;
  name: string;
  options: { value: string; text: string }[];
  initial?: string;
}) {
  return (
    <fieldset className="seg">
      <legend className="vh">{legend}</legend>
      {options.map((option) => (
        <label key={option.value}>
          <input type="radio" name={name} value={option.value} defaultChecked={option.value === initial} />
          {option.text}
        </label>
      ))}
    </fieldset>
  );
}
