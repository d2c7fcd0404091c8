import { useEffect, useState } from "preact/hooks";
import { chat } from "@/data/chat";
import { showBadge } from "@/lib/badge";
import { words } from "@/lib/words/words";

const MOST_SHOWN = 99;

/** How many messages nobody has read here yet, of what may ring. */
export function ChatBadge() {
  const [count, setCount] = useState(() => chat.counted());
  useEffect(() => {
    const read = () => {
      setCount(chat.counted());
      // Before that it is the last push that knows.
      if (chat.state() === "ready") void showBadge(chat.counted());
    };
    read();
    const ends = chat.subscribe(null, read);
    return () => {
      ends();
      void showBadge(0);
    };
  }, []);
  if (count === 0) return null;
  return (
    <span class="absolute -top-1.5 left-3.5 flex h-5 min-w-5 items-center justify-center rounded-full bg-danger px-1 text-xs font-bold text-surface tabular-nums" data-chat-badge={count}>
      <span aria-hidden="true">{count > MOST_SHOWN ? `${MOST_SHOWN}+` : count}</span>
      <span class="sr-only">{words().chat.unread(count)}</span>
    </span>
  );
}
