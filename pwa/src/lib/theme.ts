/** Dark or light, as `theme.js` finds it before the first paint. */

export type Theme = "system" | "light" | "dark";

const KEPT = "theme";

export function themeNow(): Theme {
  const kept = localStorage.getItem(KEPT);
  return kept === "light" || kept === "dark" ? kept : "system";
}

export function chooseTheme(theme: Theme): void {
  if (theme === "system") localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, theme);
  show();
}

/** Follows the system while nothing was chosen. */
export function followTheme(): void {
  systemIsDark.addEventListener("change", show);
}

const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

function show(): void {
  const theme = themeNow();
  const dark = theme === "system" ? systemIsDark.matches : theme === "dark";
  document.documentElement.dataset.theme = dark ? "dark" : "light";
}
