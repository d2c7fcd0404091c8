/** The conversations and, beside or over them, the one that is open. */

import { useEffect } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import { seen } from "@/data/live-updates";
import { words } from "@/lib/words/words";
import { Empty } from "@/ui/states";
import { Conversation } from "./conversation";
import { ConversationList } from "./conversation-list";

export function ChatScreen({ id }: { id?: string | undefined }) {
  const [params] = useSearchParams();
  useEffect(() => {
    seen.look(id ?? null);
    return () => seen.look(null);
  }, [id]);
  const number = Number(params.get("m")) || undefined;
  const { chat } = words();
  return (
    <div class="flex h-full min-h-0">
      <div
        class={`${id ? "hidden wide:flex" : "flex"} min-h-0 w-full min-w-0 flex-col border-line bg-surface wide:w-96 wide:shrink-0 wide:border-r`}
      >
        <ConversationList chosen={id} />
      </div>
      <div class={`${id ? "flex" : "hidden wide:flex"} min-h-0 min-w-0 grow flex-col`}>
        {id ? <Conversation key={id} id={id} number={number} /> : <Empty icon="chat" title={chat.choose} />}
      </div>
    </div>
  );
}
