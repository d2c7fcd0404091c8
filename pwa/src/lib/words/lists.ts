import { languageNow } from "@/lib/language";
import { lists as en } from "./lists-en";
import { lists as sv } from "./lists-sv";

/** Fetched with the screens of the two lists. */
export function listWords(): typeof en {
  return languageNow() === "sv" ? sv : en;
}
