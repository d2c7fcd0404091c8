import { languageNow } from "@/lib/language";
import { shortcuts as en } from "./shortcuts-en";
import { shortcuts as sv } from "./shortcuts-sv";

/** A catalogue of its own: it is fetched with the help. */
export function shortcutWords(): typeof en {
  return languageNow() === "sv" ? sv : en;
}
