/** The keys that work everywhere, and the help that tells of all of them. */

import { useEffect, useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { onKey } from "@/lib/shortcuts";
import { actOnLast } from "@/ui/notices";
import { useShortcuts } from "@/ui/use-shortcuts";
import { lazy } from "./lazy";

const ShortcutsSheet = lazy(async () => (await import("@/features/more/shortcuts-sheet")).ShortcutsSheet, <></>);

export function Keyboard() {
  const [, go] = useLocation();
  const [helping, setHelping] = useState(false);
  useEffect(() => {
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  useShortcuts({
    queue: () => go("/queue"),
    contacts: () => go("/contacts"),
    followUps: () => go("/follow-ups"),
    messages: () => go("/chat"),
    undo: actOnLast,
    help: () => setHelping(true),
    search: () => focusSearch() || go("/contacts", { state: "search" }),
  });
  return helping ? <ShortcutsSheet onClose={() => setHelping(false)} /> : null;
}

/** Of what is shown now. */
function focusSearch(): boolean {
  const boxes = document.querySelectorAll<HTMLInputElement>("main input[type=search]");
  const box = [...boxes].find((one) => one.checkVisibility());
  box?.focus();
  return box !== undefined;
}
