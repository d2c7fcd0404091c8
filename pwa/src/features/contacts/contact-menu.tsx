/** What is done with one as a whole: put away, brought back, merged with another. */

import { useState } from "preact/hooks";
import type { Contact } from "@/data/kinds";
import { archive, restore } from "@/data/lists";
import { sentenceOf } from "@/lib/sentence";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { MenuButton } from "@/ui/menu-item";
import { notify } from "@/ui/notices";
import { Sheet } from "@/ui/sheet";
import { MergePicker } from "./merge-picker";

export function ContactMenu({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const [picking, setPicking] = useState(false);
  const told = listWords();
  if (picking) return <MergePicker contact={contact} onClose={onClose} />;
  const act = (wanted: (one: Contact) => void) => (onClose(), wanted(contact));
  return (
    <Sheet title={contact.name} closeLabel={words().trouble.dismiss} onClose={onClose}>
      <div class="-mx-2">
        <MenuButton icon="group" label={told.mergeWith} onPress={() => setPicking(true)} />
        {contact.archived_at ? (
          <MenuButton icon="back" label={told.restore} onPress={() => act(bringBack)} />
        ) : (
          <MenuButton icon="trash" label={told.archive} hint={told.archiveHint} onPress={() => act(putAway)} />
        )}
      </div>
    </Sheet>
  );
}

const NOTICE = "archive";

export function putAway(contact: Contact): void {
  const { archivedNow, undo } = listWords();
  const again = { label: undo, act: () => bringBack(contact) };
  void said(archive(contact), { text: archivedNow(contact.name), action: again });
}

export function bringBack(contact: Contact): void {
  void said(restore(contact), { text: listWords().restoredNow(contact.name) });
}

async function said(done: Promise<void>, then: Omit<Parameters<typeof notify>[0], "name">): Promise<void> {
  try {
    await done;
    notify({ name: NOTICE, ...then });
  } catch (error) {
    notify({ name: NOTICE, text: sentenceOf(error), trouble: true });
  }
}
