/** Sentences over the screen, each with what can be done about it. Announced to who cannot see them. */

import { useEffect, useState } from "preact/hooks";
import { Button, IconButton } from "./button";

export interface Notice {
  /** A newer one of the same name takes its place. */
  name: string;
  text: string;
  trouble?: boolean;
  action?: Action;
  other?: Action;
}

interface Action {
  label: string;
  act: () => void;
}

const SHOWN_MS = 6_000;

let shown: readonly Notice[] = [];
const readers = new Set<(notices: readonly Notice[]) => void>();

function show(notices: readonly Notice[]): void {
  shown = notices;
  for (const read of readers) read(notices);
}

/** One of trouble stays until it is dealt with. */
export function notify(notice: Notice): void {
  show([...shown.filter(({ name }) => name !== notice.name), notice]);
  if (!notice.trouble) setTimeout(() => show(shown.filter((one) => one !== notice)), SHOWN_MS);
}

export function dismiss(name: string): void {
  if (shown.some((notice) => notice.name === name)) show(shown.filter((notice) => notice.name !== name));
}

/** What the last of them offers to take back. Of trouble nothing is. */
export function actOnLast(): void {
  const last = shown.findLast(({ trouble, action }) => action && !trouble);
  if (!last) return;
  dismiss(last.name);
  last.action?.act();
}

export function Notices({ dismissLabel }: { dismissLabel: string }) {
  const [notices, setNotices] = useState(shown);
  useEffect(() => {
    readers.add(setNotices);
    setNotices(shown);
    return () => void readers.delete(setNotices);
  }, []);
  return (
    <div
      role="status"
      class="pointer-events-none fixed inset-x-0 bottom-[calc(4.5rem+var(--below-notices,0.5rem)+env(safe-area-inset-bottom))] z-20 mx-auto flex max-w-md flex-col gap-2 px-4 wide:bottom-[calc(0.5rem+var(--below-notices,1rem))]"
    >
      {notices.map(({ name, text, trouble, action, other }) => (
        <div
          key={name}
          class={`pointer-events-auto flex items-center gap-x-2 rounded-xl border bg-raised py-1 pl-4 shadow-lg ${trouble ? "border-danger" : "border-line"} ${other ? "flex-wrap justify-end" : ""}`}
        >
          <p class={`grow py-2 text-sm ${other ? "basis-full pr-4" : ""}`}>{text}</p>
          {[action, other].map(
            (one) =>
              one && (
                <Button key={one.label} look="quiet" class="shrink-0 !px-3" onClick={() => (dismiss(name), one.act())}>
                  {one.label}
                </Button>
              ),
          )}
          {trouble && <IconButton icon="close" label={dismissLabel} onClick={() => dismiss(name)} />}
        </div>
      ))}
    </div>
  );
}
