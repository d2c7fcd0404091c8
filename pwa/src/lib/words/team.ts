import { languageNow } from "@/lib/language";
import { team as en } from "./team-en";
import { team as sv } from "./team-sv";

/** Fetched with the pages of the team and the profile. */
export function teamWords(): typeof en {
  return languageNow() === "sv" ? sv : en;
}
