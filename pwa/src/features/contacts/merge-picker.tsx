import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import { useEffect, useState } from "preact/hooks";
import { Link } from "wouter-preact";
import { listOf } from "@/data/contacts";
import { type Contact, pathOf } from "@/data/kinds";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Avatar } from "@/ui/avatar";
import { Field } from "@/ui/field";
import { Sheet } from "@/ui/sheet";
import { shownPhone } from "@/calling/phone";

const TYPED_FOR_MS = 150;
const SHOWN = 20;

/** With whom one is merged. The likeliest have the same last name: that is looked for first. */
export function MergePicker({ contact, onClose }: { contact: Contact; onClose: () => void }) {
  const [typed, setTyped] = useState(contact.name);
  const [q, setQ] = useState(contact.name);
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), TYPED_FOR_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useInfiniteQuery({ ...listOf(contact.kind, { q, sort: "name" }), placeholderData: keepPreviousData });
  const others = (found.data?.pages[0]?.items ?? []).filter(({ id }) => id !== contact.id).slice(0, SHOWN);
  const told = listWords();
  return (
    <Sheet title={told.pickTitle} closeLabel={words().trouble.dismiss} onClose={onClose}>
      <Field type="search" label={told.pickLead} value={typed} onValue={setTyped} />
      <ul class="-mx-2 mt-2 h-80 overflow-y-auto" tabIndex={-1}>
        {found.isSuccess && others.length === 0 && <li class="p-4 text-center text-sm text-quiet">{told.pickNobody}</li>}
        {others.map((other) => (
          <li key={other.id}>
            <Link
              href={`${pathOf(contact)}/merge/${other.id}`}
              onClick={onClose}
              class="flex min-h-16 items-center gap-3 rounded-xl px-2 hover:bg-ground"
            >
              <Avatar name={other.name} />
              <span class="min-w-0">
                <span class="block truncate font-medium">{other.name}</span>
                <span class="block truncate text-sm text-quiet">
                  {[other.company, other.phones[0] && shownPhone(other.phones[0])].filter(Boolean).join(" · ") || "\u00a0"}
                </span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
