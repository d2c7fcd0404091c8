import { afterEach, describe, expect, it } from "vitest";
import { type Actions, SHORTCUTS, Shortcuts, turnShortcuts } from "@/lib/shortcuts";

const NOTHING_ELSE = { ctrlKey: false, altKey: false, metaKey: false, isComposing: false, repeat: false, defaultPrevented: false };
const ON_A_SCREEN = { isTyped: false, isCovered: false };

/** Presses keys, with names of what they did. */
function keyboard(names: (keyof Actions)[], inSheet: (keyof Actions)[] = []) {
  const shortcuts = new Shortcuts();
  const did: string[] = [];
  const doing = (of: (keyof Actions)[], where: string) =>
    Object.fromEntries(of.map((name) => [name, () => did.push(where + name)])) as Actions;
  shortcuts.add({ actions: () => doing(names, ""), isSheet: false });
  if (inSheet.length > 0) shortcuts.add({ actions: () => doing(inSheet, "sheet: "), isSheet: true });
  const press = (keys: string, where = ON_A_SCREEN, held: Partial<typeof NOTHING_ELSE> = {}) =>
    keys.split(" ").map((key) => shortcuts.pressed({ ...NOTHING_ELSE, ...held, key }, where));
  return { press, did, shortcuts };
}

afterEach(() => turnShortcuts(true));

describe("shortcuts", () => {
  it("are each in the table once", () => {
    expect(new Set(SHORTCUTS.map(({ keys }) => keys)).size).toBe(SHORTCUTS.length);
  });

  it("do what the screen says, and leave other keys alone", () => {
    const { press, did } = keyboard(["next", "call"]);

    expect(press("j C x k")).toEqual([true, true, false, false]);
    expect(did).toEqual(["next", "call"]);
  });

  it("may be two keys, one after the other", () => {
    const { press, did } = keyboard(["queue", "contacts", "snooze", "snooze3", "third", "call"]);

    press("g q g c s 3 3 g x c");

    expect(did).toEqual(["queue", "contacts", "snooze", "snooze3", "third", "call"]);
  });

  it("are off while something is typed, with a modifier, and when the person wants none", () => {
    const { press, did } = keyboard(["next", "queue"]);

    press("j", { ...ON_A_SCREEN, isTyped: true });
    for (const held of ["ctrlKey", "altKey", "metaKey", "isComposing", "defaultPrevented"]) press("j", ON_A_SCREEN, { [held]: true });
    press("g");
    press("a", { ...ON_A_SCREEN, isTyped: true });
    press("q");
    turnShortcuts(false);
    press("j");

    expect(did).toEqual([]);
  });

  it("do under a sheet only what the sheet says", () => {
    const { press, did } = keyboard(["next", "first"], ["first", "save"]);

    press("1 j Enter", { isTyped: false, isCovered: true });
    press("1");

    expect(did).toEqual(["sheet: first", "sheet: save", "first"]);
  });

  it("are the last screen's that knows them, until it goes", () => {
    const { press, did, shortcuts } = keyboard(["next"]);
    const gone = shortcuts.add({ actions: () => ({ next: () => did.push("the upper one") }), isSheet: false });

    press("j");
    gone();
    press("j");

    expect(did).toEqual(["the upper one", "next"]);
  });
});
