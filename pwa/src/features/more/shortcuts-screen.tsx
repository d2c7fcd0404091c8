import { useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { areShortcutsOn, turnShortcuts } from "@/lib/shortcuts";
import { shortcutWords } from "@/lib/words/shortcuts";
import { words } from "@/lib/words/words";
import { Icon } from "@/ui/icon";
import { Toggle } from "@/ui/toggle";
import { ShortcutTable } from "./shortcut-table";

/** Single keys may be turned off (WCAG 2.1.4). */
export function ShortcutsScreen() {
  const [on, setOn] = useState(areShortcutsOn);
  const told = shortcutWords();
  return (
    <div class="h-full overflow-y-auto overscroll-contain">
      <div class="mx-auto max-w-3xl space-y-4 px-4 py-4">
        <header>
          <Link href="/more" class="-ml-2 inline-flex min-h-12 items-center gap-1 pr-3 text-sm font-medium text-accent">
            <Icon name="back" />
            {words().tabs.more}
          </Link>
          <h1 class="text-xl font-semibold">{told.title}</h1>
          <p class="text-sm text-quiet">{told.lead}</p>
        </header>
        <section class="rounded-2xl border border-line bg-surface px-4">
          <Toggle label={told.on} hint={told.onHint} on={on} onChange={(wanted) => (setOn(wanted), turnShortcuts(wanted))} />
        </section>
        <section class="rounded-2xl border border-line bg-surface p-4">
          <ShortcutTable />
        </section>
      </div>
    </div>
  );
}
