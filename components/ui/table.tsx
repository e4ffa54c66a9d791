import type { ReactNode } from "react";

export interface Column {
  heading: ReactNode;
  /** Figures stand right and line up. */
  numeric?: boolean;
  sorted?: "ascending" | "descending";
}

/**
 * A table that scrolls sideways by itself on a small screen. The first cell of a row heads it.
 * `rows` are cells in the order of `columns`; give `keys` where rows move.
 */
export function Table({
  columns,
  rows,
  caption,
  label,
  keys,
}: {
  columns: Column[];
  rows: ReactNode[][];
  caption?: ReactNode;
  /** Names the scrolling region for screen readers. */
  label: string;
  keys?: string[];
}) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a section would be spaced like the sections of a page
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <div className="scroll" role="region" aria-label={label} tabIndex={0}>
      <table>
        {caption ? <caption>{caption}</caption> : null}
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th key={index} scope="col" className={column.numeric ? "n" : undefined} aria-sort={column.sorted}>
                {column.heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={keys?.[index] ?? index}>
              {row.map((cell, place) =>
                place === 0 ? (
                  <th key={place} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={place} className={columns[place]?.numeric ? "n" : undefined}>
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
