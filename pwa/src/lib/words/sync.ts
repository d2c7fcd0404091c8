import { languageNow } from "@/lib/language";
import { sync as en } from "./sync-en";
import { sync as sv } from "./sync-sv";

/** A catalogue of its own: it is fetched with the screen that says it. */
export function syncWords(): typeof en {
  return languageNow() === "sv" ? sv : en;
}
