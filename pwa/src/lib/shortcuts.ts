/**
 * The keys of the app, in one table: it drives what they do and the help that tells of them.
 *
 * Screens say what an action does while they are shown. A sheet hides what lies under it from the keys as well.
 */

import { isTyping } from "./typing";

export type ShortcutName =
  | "next" | "previous" | "call" | "log" | "note" | "first" | "second" | "third"
  | "snooze" | "snooze1" | "snooze2" | "snooze3" | "snooze4" | "snooze5" | "snooze6" | "snooze7"
  | "undo" | "queue" | "contacts" | "followUps" | "messages" | "search" | "help" | "save" | "close";

/** `keys` follow each other. Closing is the browser's own. */
export const SHORTCUTS: readonly { keys: string; name: ShortcutName }[] = [
  { keys: "j", name: "next" },
  { keys: "k", name: "previous" },
  { keys: "c", name: "call" },
  { keys: "l", name: "log" },
  { keys: "n", name: "note" },
  { keys: "1", name: "first" },
  { keys: "2", name: "second" },
  { keys: "3", name: "third" },
  { keys: "s", name: "snooze" },
  { keys: "s 1", name: "snooze1" },
  { keys: "s 2", name: "snooze2" },
  { keys: "s 3", name: "snooze3" },
  { keys: "s 4", name: "snooze4" },
  { keys: "s 5", name: "snooze5" },
  { keys: "s 6", name: "snooze6" },
  { keys: "s 7", name: "snooze7" },
  { keys: "u", name: "undo" },
  { keys: "Enter", name: "save" },
  { keys: "Escape", name: "close" },
  { keys: "g q", name: "queue" },
  { keys: "g c", name: "contacts" },
  { keys: "g f", name: "followUps" },
  { keys: "g m", name: "messages" },
  { keys: "/", name: "search" },
  { keys: "?", name: "help" },
];

export type Actions = Partial<Record<ShortcutName, () => void>>;

export interface Layer {
  readonly actions: () => Actions;
  readonly isSheet: boolean;
}

type Press = Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey" | "isComposing" | "repeat" | "defaultPrevented">;

const KEPT = "shortcuts";

export class Shortcuts {
  private layers: readonly Layer[] = [];
  private begun = "";

  /** Above those that are there. */
  add(layer: Layer): () => void {
    this.layers = [...this.layers, layer];
    return () => (this.layers = this.layers.filter((one) => one !== layer));
  }

  /** Whether it did something, so that it should do nothing else. `isCovered`: a sheet is shown. */
  pressed(press: Press, { isTyped, isCovered }: { isTyped: boolean; isCovered: boolean }): boolean {
    if (press.ctrlKey || press.altKey || press.metaKey || press.isComposing || press.defaultPrevented) return false;
    if (isTyped || !areShortcutsOn()) {
      this.begun = "";
      return false;
    }
    const key = press.key.length === 1 ? press.key.toLowerCase() : press.key;
    const found = find(this.begun && `${this.begun} ${key}`) ?? find(key);
    this.begun = begins(key) ? key : "";
    if (!found || press.repeat) return false;
    const among = this.layers.filter(({ isSheet }) => isSheet === isCovered);
    const act = among.toReversed().find(({ actions }) => actions()[found.name])?.actions()[found.name];
    act?.();
    return act !== undefined;
  }
}

export const shortcuts = new Shortcuts();

function find(keys: string) {
  return SHORTCUTS.find((one) => one.keys === keys);
}

function begins(key: string): boolean {
  return SHORTCUTS.some(({ keys }) => keys.startsWith(`${key} `));
}

export function areShortcutsOn(): boolean {
  return localStorage.getItem(KEPT) !== "off";
}

export function turnShortcuts(on: boolean): void {
  if (on) localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, "off");
}

/** Heard from everywhere in the page. */
export function onKey(event: KeyboardEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  // What has the focus does by Enter what it always does.
  if (event.key === "Enter" && target?.closest("a, button, summary") && !target.closest("[data-enter=save]")) return;
  const where = { isTyped: isTyping(target), isCovered: document.querySelector("dialog[open]") !== null };
  if (shortcuts.pressed(event, where)) event.preventDefault();
}
