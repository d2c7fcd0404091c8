/** The list and, beside or over it, one of its contacts. The list stays where it is while a contact is looked at. */

import type { ComponentType } from "preact";
import type { Kind } from "@/data/kinds";
import { words } from "@/lib/words/words";
import { Empty } from "@/ui/states";
import { ContactDetail } from "./contact-detail";
import { ContactList } from "./contact-list";

/** `Talk`: where the team talks about a contact. */
export function ContactsScreen({ kind, id, Talk }: { kind: Kind; id?: string | undefined; Talk: ComponentType<{ kind: Kind; id: string }> }) {
  return (
    <div class="relative flex h-full min-h-0">
      {/* Out of sight and not gone: what is gone forgets how far it was scrolled. */}
      <div
        class={`${id ? "max-wide:invisible max-wide:absolute max-wide:inset-0" : ""} flex min-h-0 w-full flex-col border-line wide:w-96 wide:shrink-0 wide:border-r`}
      >
        <ContactList key={kind} kind={kind} chosen={id} />
      </div>
      <div class={`${id ? "flex" : "hidden wide:flex"} min-h-0 min-w-0 grow flex-col`}>
        {id ? <ContactDetail key={`${kind} ${id}`} kind={kind} id={id} Talk={Talk} /> : <Empty icon="contacts" title={words().contact.choose} />}
      </div>
    </div>
  );
}
