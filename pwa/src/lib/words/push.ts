import { languageNow } from "@/lib/language";
import { push as en } from "./en-push";
import { push as sv } from "./sv-push";

/** A catalogue of its own: it is fetched with the screens that say it. */
export function pushWords(): typeof en {
  return languageNow() === "sv" ? sv : en;
}
