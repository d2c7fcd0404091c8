/** The list and, beside or over it, one of its contacts. The list stays where it is while a contact is looked at. */

import type { ComponentType } from "preact";
import { useSearchParams } from "wouter-preact";
import type { Kind } from "@/data/kinds";
import { words } from "@/lib/words/words";
import { Empty } from "@/ui/states";
import { ContactDetail } from "./contact-detail";
import { ContactList } from "./contact-list";
import { TmaBoard } from "./tma-board";

interface Props {
  kind: Kind;
  id?: string | undefined;
  /** Where the team talks about a contact. */
  Talk: ComponentType<{ kind: Kind; id: string }>;
}

export function ContactsScreen({ kind, id, Talk }: Props) {
  const [params, setParams] = useSearchParams();
  // Beside the list where there is room for both, else instead of it.
  const isBoard = kind === "tma" && !id;
  const isOver = id !== undefined || (isBoard && params.get("view") === "columns");
  const toList = () =>
    setParams((old) => {
      const next = new URLSearchParams(old);
      next.delete("view");
      return next;
    });
  return (
    <div class="relative flex h-full min-h-0">
      {/* Out of sight and not gone: what is gone forgets how far it was scrolled. */}
      <div
        class={`${isOver ? "max-wide:invisible max-wide:absolute max-wide:inset-0" : ""} flex min-h-0 w-full min-w-0 flex-col border-line wide:w-96 wide:shrink-0 wide:border-r`}
      >
        <ContactList key={kind} kind={kind} chosen={id} />
      </div>
      <div class={`${isOver ? "flex" : "hidden wide:flex"} min-h-0 min-w-0 grow flex-col`}>
        {id ? (
          <ContactDetail key={`${kind} ${id}`} kind={kind} id={id} Talk={Talk} />
        ) : isBoard ? (
          <TmaBoard onList={toList} />
        ) : (
          <Empty icon="contacts" title={words().contact.choose} />
        )}
      </div>
    </div>
  );
}
