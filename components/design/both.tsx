import type { ReactNode } from "react";

/** The same specimen in light and in dark, side by side; `children` gets the theme to keep ids apart. */
export function Both({ children }: { children: (theme: "light" | "dark") => ReactNode }) {
  return (
    <div className="pairs">
      {(["light", "dark"] as const).map((theme) => (
        <div key={theme} data-theme={theme}>
          {children(theme)}
        </div>
      ))}
    </div>
  );
}
