import { useState } from "preact/hooks";
import { areShortcutsOn, turnShortcuts } from "@/lib/shortcuts";
import { shortcutWords } from "@/lib/words/shortcuts";
import { words } from "@/lib/words/words";
import { Page } from "@/ui/page";
import { Toggle } from "@/ui/toggle";
import { ShortcutTable } from "./shortcut-table";

/** Single keys may be turned off (WCAG 2.1.4). */
export function ShortcutsScreen() {
  const [on, setOn] = useState(areShortcutsOn);
  const told = shortcutWords();
  return (
    <Page title={told.title} lead={told.lead} back={{ href: "/more", label: words().tabs.more }}>
      <section class="rounded-2xl border border-line bg-surface px-4">
        <Toggle label={told.on} hint={told.onHint} on={on} onChange={(wanted) => (setOn(wanted), turnShortcuts(wanted))} />
      </section>
      <section class="rounded-2xl border border-line bg-surface p-4">
        <ShortcutTable />
      </section>
    </Page>
  );
}
