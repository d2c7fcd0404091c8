import { Link } from "wouter-preact";
import { telOf } from "@/calling/phone";
import { callBegins } from "@/calling/return-from-call";
import { type Contact, pathOf } from "@/data/kinds";
import { relative } from "@/lib/time";
import { words } from "@/lib/words/words";
import { MyStatusTag } from "@/settings/my-status-tag";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";

export const ROW_HEIGHT = 72;

interface Props {
  contact: Contact;
  chosen: boolean;
  /** What the list is narrowed to, kept while one of it is looked at. */
  search: string;
}

export function ContactRow({ contact, chosen, search }: Props) {
  const { name, company, title, phones, last_called_at: calledAt, kind, id } = contact;
  const { contact: told } = words();
  const called = calledAt ? told.calledAt(relative(calledAt)) : told.neverCalled;
  return (
    <div class={`flex h-full items-center border-b border-line pr-1 ${chosen ? "bg-accent-soft" : "bg-surface hover:bg-ground"}`}>
      <Link
        href={`${pathOf(contact)}${search && `?${search}`}`}
        aria-current={chosen ? "page" : undefined}
        class="flex h-full min-w-0 grow items-center gap-3 pl-4"
      >
        <span class="tight:hidden">
          <Avatar name={name} />
        </span>
        <span class="min-w-0 grow">
          <span class="flex items-center gap-2">
            <span class="truncate font-semibold">{name}</span>
            <MyStatusTag kind={kind} id={id} />
          </span>
          <span class="flex text-sm text-quiet">
            {(company || title) && (
              <>
                <span class="truncate tight:hidden">{company || title}</span>
                <span class="shrink-0 whitespace-pre tight:hidden"> · </span>
              </>
            )}
            <span class="max-w-full shrink-0 truncate">{called}</span>
          </span>
        </span>
      </Link>
      {phones[0] ? (
        <a
          href={telOf(phones[0])}
          aria-label={told.callOf(name)}
          onClick={() => callBegins(contact, phones[0]!)}
          class="flex size-12 shrink-0 items-center justify-center rounded-xl text-accent"
        >
          <Icon name="phone" />
        </a>
      ) : (
        <span class="size-12 shrink-0" />
      )}
    </div>
  );
}
