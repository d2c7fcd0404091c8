import { useKnownCalls } from "@/calling/recent-call";
import type { Contact } from "@/data/kinds";
import { recentCalls } from "@/data/recent-calls";
import { relative } from "@/lib/time";
import { callingWords } from "@/lib/words/calling";
import { words } from "@/lib/words/words";
import { MyStatusTag } from "@/settings/my-status-tag";
import { Icon } from "@/ui/icon";

export const ROW_HEIGHT = 64;

interface Props {
  contact: Contact;
  isHere: boolean;
  isDone: boolean;
  onChoose: () => void;
}

export function QueueRow({ contact, isHere, isDone, onChoose }: Props) {
  const { kind, id, name, company, title } = contact;
  const calls = useKnownCalls(contact);
  const { trouble } = words();
  const told = callingWords();
  return (
    <div
      class={`flex h-full items-center border-b border-line ${isHere ? "bg-accent-soft" : "bg-surface hover:bg-ground"}`}
    >
      <button
        type="button"
        aria-current={isHere ? "true" : undefined}
        onClick={onChoose}
        class="flex h-full min-w-0 grow items-center gap-3 px-4 text-left"
      >
        <span class="min-w-0 grow">
          <span class="flex items-center gap-2">
            <span class={`truncate font-semibold ${isDone ? "text-quiet" : ""}`}>{name}</span>
            <MyStatusTag kind={kind} id={id} />
          </span>
          <span class="block truncate text-sm text-quiet">
            {[company || title, lastOf(contact, calls)].filter(Boolean).join(" · ")}
          </span>
        </span>
        {isDone && (
          <span class="flex shrink-0 items-center gap-1 text-xs font-semibold text-accent">
            <Icon name="check" small />
            {told.queue.doneMark}
          </span>
        )}
      </button>
      {calls === "unavailable" && (
        <button
          type="button"
          class="min-h-12 shrink-0 px-3 text-sm font-semibold text-accent"
          onClick={() => void recentCalls.retry(kind, id)}
        >
          {trouble.retry}
        </button>
      )}
    </div>
  );
}

/** While nobody knows more, what the contact itself says. */
function lastOf({ last_called_at: at }: Contact, calls: ReturnType<typeof useKnownCalls>): string {
  const { contact: told, outcome } = words();
  if (calls === "unavailable") return callingWords().historyUnavailable;
  if (calls === undefined) return at ? told.calledAt(relative(at)) : told.neverCalled;
  const [last] = calls;
  return last ? `${outcome[last.outcome]} ${relative(last.called_at)}` : told.neverCalled;
}
