/** English or Swedish: as chosen on this device, else as the browser is set. Changing it renders the app anew. */

export type Language = "en" | "sv";

const KEPT = "language";
let language: Language = chosen() ?? (navigator.language.startsWith("sv") ? "sv" : "en");

function chosen(): Language | null {
  const kept = localStorage.getItem(KEPT);
  return kept === "en" || kept === "sv" ? kept : null;
}

export function languageNow(): Language {
  return language;
}

export const languageChanged = new EventTarget();

export function chooseLanguage(wanted: Language): void {
  language = wanted;
  localStorage.setItem(KEPT, wanted);
  document.documentElement.lang = wanted;
  languageChanged.dispatchEvent(new Event("change"));
}

document.documentElement.lang = language;
