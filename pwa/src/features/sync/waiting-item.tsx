import { useEffect } from "preact/hooks";
import { chat } from "@/data/chat";
import { forget, outbox, retry } from "@/data/sending";
import type { Waiting } from "@/data/waiting";
import { noticeOf, whatOf } from "@/data/waiting-words";
import { relative, shortMoment } from "@/lib/time";
import { syncWords } from "@/lib/words/sync";
import { Button } from "@/ui/button";
import { Icon, type IconName } from "@/ui/icon";
import { dismiss, notify } from "@/ui/notices";

const ICONS: Record<Waiting["what"], IconName> = { message: "chat", plan: "clock", call: "phone", edits: "edit" };

export function WaitingItem({ row }: { row: Waiting }) {
  const { at, refusal, what } = row;
  const { notSaved, remove, removeOf, retry: again, retryOf, since } = syncWords();
  const title = [whatOf(row), whereOf(row)].filter(Boolean).join(" · ");
  const detail = detailOf(row);
  // It stands here.
  useEffect(() => dismiss(noticeOf(row.id)), [refusal]);
  return (
    <li class="py-3" data-waiting={refusal === null ? "network" : "person"}>
      <div class="flex items-start gap-3">
        <span class={`mt-0.5 ${refusal === null ? "text-quiet" : "text-danger"}`}>
          <Icon name={refusal === null ? ICONS[what] : "warning"} />
        </span>
        <div class="min-w-0 grow">
          <p class="truncate font-medium">{title}</p>
          {detail && <p class="line-clamp-2 text-sm break-words">{detail}</p>}
          {refusal === null ? (
            <time class="text-sm text-quiet" dateTime={at} title={shortMoment(at)}>
              {since(relative(at))}
            </time>
          ) : (
            <p role="alert" class="text-sm text-danger">
              {notSaved} {refusal}
            </p>
          )}
        </div>
      </div>
      <div class="flex justify-end">
        {refusal !== null && (
          <Button look="quiet" class="text-sm" aria-label={retryOf(title)} onClick={() => void retry(row)}>
            {again}
          </Button>
        )}
        <Button look="quiet" class="text-sm !text-danger" aria-label={removeOf(title)} onClick={() => removed(row, title)}>
          {remove}
        </Button>
      </div>
    </li>
  );
}

/** Nobody has seen it but the person: gone by a slip it is gone for good. */
function removed(row: Waiting, title: string): void {
  const { removed: told, undo } = syncWords();
  void forget(row);
  const { place: _place, refusal: _refusal, ...done } = row;
  notify({ name: "waiting", text: told(title), action: { label: undo, act: () => void outbox.add(done) } });
}

function whereOf(row: Waiting): string {
  return row.what === "message" ? (chat.conversation(row.conversation_id)?.name ?? "") : row.name;
}

function detailOf(row: Waiting): string {
  switch (row.what) {
    case "message":
      return row.text;
    case "call":
      return row.call.note ?? "";
    case "edits":
      return row.edits.notes ?? "";
    case "plan":
      if (row.change.follow_up_at) return shortMoment(row.change.follow_up_at);
      return row.change.follow_up_note ?? "";
  }
}
