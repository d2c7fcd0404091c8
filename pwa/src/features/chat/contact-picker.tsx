import { keepPreviousData, useInfiniteQuery } from "@tanstack/preact-query";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ContactReference } from "@/data/chat-requests";
import { listOf } from "@/data/contacts";
import type { Contact, Kind } from "@/data/kinds";
import { words } from "@/lib/words/words";
import { MyStatusTag } from "@/settings/my-status-tag";
import { Avatar } from "@/ui/avatar";
import { Field } from "@/ui/field";
import { Segments } from "@/ui/segments";
import { Sheet } from "@/ui/sheet";
import { SkeletonRows } from "@/ui/states";

const TYPED_FOR_MS = 150;
const MOST = 20;

interface Props {
  onChoose: (reference: ContactReference) => void;
  onClose: () => void;
}

export function ContactPicker({ onChoose, onClose }: Props) {
  const [kind, setKind] = useState<Kind>("contact");
  const [typed, setTyped] = useState("");
  const [q, setQ] = useState("");
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed.trim()), TYPED_FOR_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useInfiniteQuery({ ...listOf(kind, { q, sort: "name", status: "" }), placeholderData: keepPreviousData });
  const items: readonly Contact[] = found.data?.pages[0]?.items.slice(0, MOST) ?? [];
  const { chat: told, empty, lists, loading, searchHint, tabs, trouble } = words();
  return (
    <Sheet title={told.attach} closeLabel={trouble.dismiss} onClose={onClose}>
      <div class="space-y-3">
        <Segments
          label={tabs.contacts}
          value={kind}
          options={[["contact", lists.contact] as const, ["tma", lists.tma] as const]}
          onValue={setKind}
        />
        <Field label={told.attachFind} placeholder={searchHint} type="search" value={typed} onValue={setTyped} autofocus />
        <div ref={list} class="h-80 overflow-y-auto" tabIndex={-1}>
          {found.isPending && <SkeletonRows count={4} label={loading} />}
          {found.isSuccess && items.length === 0 && <p class="p-4 text-center text-sm text-quiet">{empty.noMatch}</p>}
          <ul>
            {items.map((one) => (
              <li key={one.id}>
                <button
                  type="button"
                  onClick={() => onChoose({ kind: one.kind, contact_id: one.id })}
                  class="flex min-h-14 w-full items-center gap-3 rounded-xl px-2 text-left hover:bg-ground"
                >
                  <Avatar name={one.name} />
                  <span class="min-w-0 grow">
                    <span class="flex items-center gap-2">
                      <bdi class="truncate font-semibold">{one.name}</bdi>
                      <MyStatusTag kind={one.kind} id={one.id} />
                    </span>
                    <bdi class="block truncate text-sm text-quiet">{one.company || one.title || "\u00a0"}</bdi>
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </Sheet>
  );
}
