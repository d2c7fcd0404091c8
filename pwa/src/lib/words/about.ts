import { languageNow } from "@/lib/language";
import { about as en } from "./about-en";
import { about as sv } from "./about-sv";

/** A catalogue of its own: it is fetched with its screen. */
export function aboutWords(): typeof en {
  return languageNow() === "sv" ? sv : en;
}
