"use client";

import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { themeCookie } from "@/i18n/locales";

const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];

/**
 * Appearance: the system's, light or dark. The choice stands on the root element, where the style sheet reads it, and
 * in a cookie for the next page. Without scripts the form sets the cookie.
 */
export function ThemeSwitch() {
  const t = useTranslations("common.theme");
  const theme = useSyncExternalStore(subscribe, current, () => null);
  return (
    <form className="seg" method="post" action="/api/choices" aria-label={t("label")}>
      {themes.map((each) => (
        <button
          key={each}
          type="submit"
          name="theme"
          value={each}
          aria-pressed={theme === each}
          onClick={(event) => {
            event.preventDefault();
            choose(each);
          }}
        >
          {t(each)}
        </button>
      ))}
    </form>
  );
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function current(): Theme {
  const chosen = document.documentElement.dataset.theme;
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

function choose(theme: Theme): void {
  const year = 365 * 24 * 3600;
  if (theme === "system") {
    delete document.documentElement.dataset.theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser yet
    document.cookie = `${themeCookie}=; path=/; max-age=0; samesite=lax`;
  } else {
    document.documentElement.dataset.theme = theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the cookie store is not in every browser yet
    document.cookie = `${themeCookie}=${theme}; path=/; max-age=${year}; samesite=lax`;
  }
  for (const listener of listeners) listener();
}
