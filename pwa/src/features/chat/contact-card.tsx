import { useQuery } from "@tanstack/preact-query";
import { Link } from "wouter-preact";
import { contactOf } from "@/data/contacts";
import { type Kind, pathOf } from "@/data/kinds";
import { words } from "@/lib/words/words";
import { MyStatusTag } from "@/settings/my-status-tag";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";

/** A contact that a message is about, as it is now; leads to it. */
export function ContactCard({ kind, id }: { kind: Kind; id: string }) {
  const { data, isError } = useQuery(contactOf(kind, id));
  const box = "flex h-16 w-72 max-w-full items-center gap-3 rounded-xl border border-line bg-raised px-3";
  if (isError) {
    return (
      <span class={`${box} text-sm text-quiet`}>
        <Icon name="card" />
        {words().chat.contactGone}
      </span>
    );
  }
  if (!data) return <span class={`${box} animate-pulse`} />;
  const { name, company, title } = data;
  return (
    <Link href={pathOf(data)} class={`${box} text-ink hover:border-accent`} data-contact={id}>
      <span class="tight:hidden">
        <Avatar name={name} />
      </span>
      <span class="min-w-0 grow">
        <span class="flex items-center gap-2">
          <bdi class="truncate text-sm font-semibold">{name}</bdi>
          <MyStatusTag kind={kind} id={data.id} />
        </span>
        <bdi class="block truncate text-xs text-quiet">
          {[title, company].filter(Boolean).join(" · ") || words().lists[kind]}
        </bdi>
      </span>
    </Link>
  );
}
