import { languageNow } from "@/lib/language";
import { calling as en } from "./calling-en";
import { calling as sv } from "./calling-sv";

/** A catalogue of its own: it is fetched with the screens that say it. */
export function callingWords(): typeof en {
  return languageNow() === "sv" ? sv : en;
}
