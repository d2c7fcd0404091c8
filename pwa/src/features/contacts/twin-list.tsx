import { Link } from "wouter-preact";
import type { Twin } from "@/data/duplicates";
import { pathOf } from "@/data/kinds";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";
import { shownPhone } from "@/calling/phone";

/** Who is likely the same as somebody about to be made, and why. Each opens. */
export function TwinList({ twins, onOpen }: { twins: readonly Twin[]; onOpen: () => void }) {
  const told = listWords();
  return (
    <ul class="-mx-2">
      {twins.map(({ contact, likeness }) => (
        <li key={contact.id}>
          <Link
            href={pathOf(contact)}
            aria-label={told.openOne(contact.name)}
            onClick={onOpen}
            class="flex min-h-16 items-center gap-3 rounded-xl px-2 py-2 hover:bg-ground"
          >
            <Avatar name={contact.name} />
            <span class="min-w-0 grow">
              <span class="block truncate font-semibold">{contact.name}</span>
              <span class="block truncate text-sm text-quiet">
                {[contact.company, contact.phones[0] && shownPhone(contact.phones[0]), contact.emails[0]].filter(Boolean).join(" · ")}
              </span>
              <span class="block text-sm text-working">
                {[...likeness.map((why) => told.likeness[why]), ...(contact.archived_at ? [words().contact.archived] : [])].join(" · ")}
              </span>
            </span>
            <span class="text-quiet">
              <Icon name="next" small />
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
