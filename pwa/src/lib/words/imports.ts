import { languageNow } from "@/lib/language";
import { imports as en } from "./imports-en";
import { imports as sv } from "./imports-sv";

/** Fetched with the screens that say it. */
export function importWords(): typeof en {
  return languageNow() === "sv" ? sv : en;
}
