import { useLayoutEffect, useRef } from "preact/hooks";
import { type Actions, shortcuts } from "@/lib/shortcuts";

/** What keys do while this is shown. `inSheet`: while the sheet that it is in is shown. */
export function useShortcuts(actions: Actions, inSheet = false): void {
  const now = useRef(actions);
  now.current = actions;
  // Before the next key, however soon that comes.
  useLayoutEffect(() => shortcuts.add({ actions: () => now.current, isSheet: inSheet }), [inSheet]);
}
