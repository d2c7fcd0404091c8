import { Link } from "wouter-preact";
import { type Contact, pathOf, STATUSES } from "@/data/kinds";
import { relative } from "@/lib/time";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { LOOK } from "@/settings/my-status-tag";
import { pressStatus } from "@/settings/press";
import { useMySettings } from "@/settings/use-my-settings";
import { Icon } from "@/ui/icon";
import { telOf } from "@/calling/phone";
import { callBegins } from "@/calling/return-from-call";

export const CARD_HEIGHT = 132;

/** `search`: what the way back leads to. */
export function TmaCard({ candidate, search }: { candidate: Contact; search: string }) {
  const { id, name, company, title, phones, last_called_at: calledAt } = candidate;
  const { status: mine } = useMySettings("tma", id);
  const { contact: told, status: word } = words();
  return (
    <div class="h-full px-3 pt-3">
      <div class="flex h-full flex-col rounded-2xl border border-line bg-surface p-2">
        <div class="flex items-start">
          <Link href={`${pathOf(candidate)}${search && `?${search}`}`} class="min-h-12 min-w-0 grow pt-1 pl-2">
            <span class="block truncate font-semibold">{name}</span>
            <span class="block truncate text-sm text-quiet">
              {company || title || (calledAt ? told.calledAt(relative(calledAt)) : told.neverCalled)}
            </span>
          </Link>
          {phones[0] && (
            <a
              href={telOf(phones[0])}
              aria-label={told.callOf(name)}
              onClick={() => callBegins(candidate, phones[0]!)}
              class="flex size-12 shrink-0 items-center justify-center rounded-xl text-accent"
            >
              <Icon name="phone" />
            </a>
          )}
        </div>
        <div class="mt-auto flex gap-1">
          {STATUSES.tma.map((status) => {
            const on = status === mine;
            return (
              <button
                key={status}
                type="button"
                aria-pressed={on}
                aria-label={listWords().moveTo(word[status], name)}
                onClick={() => pressStatus("tma", id, status)}
                class={`min-h-12 grow rounded-xl border text-sm font-semibold ${on ? `border-current ${LOOK[status].class}` : "border-line bg-raised"}`}
              >
                {word[status]}
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}
