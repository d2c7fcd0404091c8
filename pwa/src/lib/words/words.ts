import { languageNow } from "@/lib/language";
import { en, type Words } from "./en";
import { sv } from "./sv";

/** In the language of now. Asked while rendering: another language renders everything anew. */
export function words(): Words {
  return languageNow() === "sv" ? sv : en;
}
