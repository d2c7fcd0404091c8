import { languageNow } from "@/lib/language";
import { type Faults, faults as en } from "./faults-en";
import { faults as sv } from "./faults-sv";

export function faultWords(): Faults {
  return languageNow() === "sv" ? sv : en;
}
