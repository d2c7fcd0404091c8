import { useState } from "preact/hooks";
import { useLocation } from "wouter-preact";
import { chat } from "@/data/chat";
import { chatRequests } from "@/data/chat-requests";
import type { Message } from "@/data/conversations";
import { words } from "@/lib/words/words";
import { Button } from "@/ui/button";
import { Icon, type IconName } from "@/ui/icon";
import { notify } from "@/ui/notices";
import { Sheet } from "@/ui/sheet";
import { attempt } from "./attempt";
import { react } from "./message-row";
import type { Team } from "./use-chat";

const OFFERED = ["👍", "❤️", "😂", "🎉", "🙏", "👀", "✅", "😮", "😢", "🔥", "👏", "🤝"] as const;

interface Props {
  message: Message;
  team: Team;
  onEdit: (message: Message) => void;
  onClose: () => void;
}

export function MessageActions({ message, team, onEdit, onClose }: Props) {
  const { conversation_id: id, number, author_id: author, text } = message;
  const [isSure, setSure] = useState(false);
  const [, go] = useLocation();
  const told = words().chat;
  const mine = author === team.myId;
  const then = (act: () => unknown) => () => (onClose(), void act());
  const remove = () => attempt(chatRequests.remove(id, number).then((changed) => chat.arrived(changed)));
  // Open, it would be read again at once.
  const leaveUnread = () => attempt(chat.unread(id, number).then(() => go("/chat")));
  const copy = () =>
    attempt(navigator.clipboard.writeText(text).then(() => notify({ name: "copied", text: told.copied })));
  if (isSure) {
    return (
      <Sheet title={told.deleteSure} closeLabel={words().trouble.dismiss} onClose={onClose}>
        <div class="flex gap-2">
          <Button class="grow" onClick={onClose}>
            {told.cancel}
          </Button>
          <Button class="grow !bg-danger-soft !text-danger" onClick={then(remove)}>
            {told.delete}
          </Button>
        </div>
      </Sheet>
    );
  }
  return (
    <Sheet title={told.actions} closeLabel={words().trouble.dismiss} onClose={onClose}>
      <div class="mb-3 grid grid-cols-6 gap-1">
        {OFFERED.map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-label={told.react(emoji)}
            onClick={then(() => react(message, emoji, team.myId))}
            class="flex h-12 items-center justify-center rounded-xl text-lg hover:bg-ground"
          >
            {emoji}
          </button>
        ))}
      </div>
      <ul class="-mx-2">
        <Action icon="copy" text={told.copy} onClick={then(copy)} />
        {!mine && <Action icon="unread" text={told.unreadFrom} onClick={then(leaveUnread)} />}
        {mine && <Action icon="edit" text={told.edit} onClick={then(() => onEdit(message))} />}
        {mine && <Action icon="trash" text={told.delete} danger onClick={() => setSure(true)} />}
      </ul>
    </Sheet>
  );
}

function Action({ icon, text, danger, onClick }: { icon: IconName; text: string; danger?: boolean; onClick: () => void }) {
  return (
    <li>
      <button
        type="button"
        onClick={onClick}
        class={`flex min-h-12 w-full items-center gap-3 rounded-xl px-2 text-left text-base hover:bg-ground ${danger ? "text-danger" : ""}`}
      >
        <Icon name={icon} />
        {text}
      </button>
    </li>
  );
}
