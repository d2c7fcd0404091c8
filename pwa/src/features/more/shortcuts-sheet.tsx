import { shortcutWords } from "@/lib/words/shortcuts";
import { words } from "@/lib/words/words";
import { Sheet } from "@/ui/sheet";
import { ShortcutTable } from "./shortcut-table";

export function ShortcutsSheet({ onClose }: { onClose: () => void }) {
  const told = shortcutWords();
  return (
    <Sheet title={told.title} closeLabel={words().trouble.dismiss} onClose={onClose}>
      <p class="mb-2 text-sm text-quiet">{told.lead}</p>
      <ShortcutTable />
    </Sheet>
  );
}
