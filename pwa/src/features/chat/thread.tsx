/**
 * What is said, the newest at the bottom.
 *
 * The box is scrolled from its end: what is put before the first message moves nothing that is in sight. For what comes
 * after, or is cut off there, the message at the top of the sight is held where it is.
 */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { chat } from "@/data/chat";
import type { Conversation, Message } from "@/data/conversations";
import type { WaitingMessage } from "@/data/waiting";
import type { Thread as Held } from "@/data/thread";
import { dayOf } from "@/lib/time";
import { words } from "@/lib/words/words";
import { Icon } from "@/ui/icon";
import { MessageActions } from "./message-actions";
import { MessageRow } from "./message-row";
import { dayHeading } from "./moments";
import { type Row, rowsOf } from "./thread-rows";
import { type Team, useWaiting } from "./use-chat";
import { WaitingRow } from "./waiting-row";

const AT_END = 32;
const NEAR = 600;

interface Props {
  conversation: Conversation;
  thread: Held;
  team: Team;
  jump: number | undefined;
  onEdit: (message: Message) => void;
}

export function Thread({ conversation, thread, team, jump, onEdit }: Props) {
  const { id, me, last_number: last } = conversation;
  const [line] = useState(() => (me && me.read_number < last ? me.read_number : null));
  const [acted, setActed] = useState<Message | null>(null);
  const waiting = useUnsent(conversation, thread, team.myId);
  const rows = useMemo(() => rowsOf(thread.items, line, dayOf), [thread.items, line]);
  const { box, atEnd, toEnd } = useScroll(id, thread, jump, waiting.length);
  useRead(conversation, thread, atEnd);
  const told = words().chat;
  const later = me ? last - me.read_number : 0;
  return (
    <div class="relative flex min-h-0 grow flex-col">
      <div
        ref={box}
        tabIndex={-1}
        class="flex min-h-0 grow flex-col-reverse overflow-y-auto overscroll-contain bg-ground outline-none [overflow-anchor:none]"
      >
        <div role="log" aria-label={told.log} class="mx-auto flex min-h-full w-full max-w-4xl flex-col justify-end px-3 py-4 wide:px-6">
          {thread.hasEarlier && <p class="py-3 text-center text-sm text-quiet">{told.earlier}…</p>}
          {!thread.hasEarlier && thread.items.length + waiting.length === 0 && (
            <p class="m-auto text-sm text-quiet">{told.begin}</p>
          )}
          {rows.map((row) => (
            <ShownRow key={row.key} row={row} conversation={conversation} team={team} jump={jump} onAct={setActed} onEdit={onEdit} />
          ))}
          {thread.hasLater && <p class="py-3 text-center text-sm text-quiet">{told.later}…</p>}
          {waiting.map((one) => (
            <WaitingRow key={one.id} waiting={one} team={team} />
          ))}
        </div>
      </div>
      {(!atEnd || thread.hasLater) && (
        <button
          type="button"
          onClick={toEnd}
          class="absolute right-4 bottom-3 flex min-h-12 items-center gap-2 rounded-full border border-line bg-raised px-4 text-sm font-semibold text-accent shadow-lg"
        >
          <Icon name="down" />
          {later > 0 ? told.toLatestNew(later) : <span class="sr-only">{told.toLatest}</span>}
        </button>
      )}
      {acted && <MessageActions message={acted} team={team} onEdit={onEdit} onClose={() => setActed(null)} />}
    </div>
  );
}

interface RowProps extends Omit<Props, "thread"> {
  row: Row;
  onAct: (message: Message) => void;
}

function ShownRow({ row, conversation, team, jump, onAct, onEdit }: RowProps) {
  if (row.kind === "day") {
    return (
      <div class="my-3 flex justify-center" data-day>
        <span class="rounded-full bg-line px-3 py-1 text-xs font-medium text-quiet">{dayHeading(row.at)}</span>
      </div>
    );
  }
  if (row.kind === "new") {
    return (
      <div class="my-3 flex items-center gap-3 text-xs font-semibold text-hot" data-new>
        <span class="h-px grow bg-hot opacity-40" />
        {words().chat.newLine}
        <span class="h-px grow bg-hot opacity-40" />
      </div>
    );
  }
  const { message, begins } = row;
  return (
    <MessageRow
      message={message}
      begins={begins}
      isDirect={conversation.kind === "direct"}
      mayAct={conversation.me != null && !conversation.archived_at}
      team={team}
      isFound={message.number === jump}
      onAct={onAct}
      onEdit={onEdit}
    />
  );
}

/** What waits, without what has arrived by now. */
function useUnsent({ id }: Conversation, { items }: Held, myId: string): readonly WaitingMessage[] {
  const waiting = useWaiting();
  return useMemo(() => {
    const arrived = new Set(items.slice(-100).flatMap((one) => (one.author_id === myId ? [one.id] : [])));
    return waiting.filter((one) => one.conversation_id === id && !arrived.has(one.id));
  }, [waiting, items, id]);
}

/** Read is what was on a screen that somebody looks at, down to the last message. */
function useRead({ id, me, last_number: last }: Conversation, { hasLater, items }: Held, atEnd: boolean): void {
  useEffect(() => {
    const read = () => {
      const number = items.at(-1)?.number;
      if (atEnd && !hasLater && number !== undefined && document.visibilityState === "visible") chat.read(id, number);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [id, atEnd, hasLater, items, last, me?.read_number]);
}

function useScroll(id: string, thread: Held, jump: number | undefined, waiting: number) {
  const box = useRef<HTMLDivElement>(null);
  const held = useRef<{ element: Element; top: number } | null>(null);
  const placed = useRef<number | "end" | null>(null);
  const [atEnd, setAtEnd] = useState(true);

  const hold = () => {
    const scroller = box.current!;
    const { top } = scroller.getBoundingClientRect();
    const isAtEnd = -scroller.scrollTop < AT_END;
    setAtEnd(isAtEnd);
    const first = isAtEnd ? undefined : [...scroller.querySelectorAll("[data-number]")].find((one) => one.getBoundingClientRect().bottom > top);
    held.current = first ? { element: first, top: first.getBoundingClientRect().top } : null;
  };

  const look = () => {
    const scroller = box.current!;
    hold();
    const below = -scroller.scrollTop;
    const above = scroller.scrollHeight - scroller.clientHeight - below;
    if (above < NEAR && thread.hasEarlier) void chat.earlier(id);
    if (below < NEAR && thread.hasLater) void chat.later(id);
  };

  useLayoutEffect(() => {
    const scroller = box.current!;
    const wanted = jump ?? "end";
    if (placed.current !== wanted) {
      const target = scroller.querySelector(jump === undefined ? "[data-new]" : `[data-number="${jump}"]`);
      if (target || jump === undefined) {
        placed.current = wanted;
        scroller.scrollTop = 0;
        target?.scrollIntoView({ block: "center" });
      }
    } else if (held.current?.element.isConnected) {
      const moved = held.current.element.getBoundingClientRect().top - held.current.top;
      if (moved !== 0) scroller.scrollTop += moved;
    }
    look();
  }, [thread, jump]);

  // What one has written oneself is looked at.
  useLayoutEffect(() => {
    if (waiting > 0 && box.current) box.current.scrollTop = 0;
  }, [waiting]);

  useEffect(() => {
    const scroller = box.current!;
    scroller.addEventListener("scroll", look, { passive: true });
    return () => scroller.removeEventListener("scroll", look);
  });

  const toEnd = () => {
    void chat.newest(id).then(() => {
      held.current = null;
      if (box.current) box.current.scrollTop = 0;
    });
  };
  return { box, atEnd, toEnd };
}
