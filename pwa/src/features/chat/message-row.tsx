import { useState } from "preact/hooks";
import { chat } from "@/data/chat";
import { chatRequests } from "@/data/chat-requests";
import type { Message } from "@/data/conversations";
import { shortMoment } from "@/lib/time";
import { words } from "@/lib/words/words";
import { Icon, type IconName } from "@/ui/icon";
import { attempt } from "./attempt";
import { ContactCard } from "./contact-card";
import { clock } from "./moments";
import { PersonAvatar } from "./person-avatar";
import { isLong, piecesOf } from "./text";
import type { Team } from "./use-chat";

export const QUICK = ["👍", "❤️", "😂"] as const;

interface Props {
  message: Message;
  begins: boolean;
  isDirect: boolean;
  mayAct: boolean;
  isFound: boolean;
  team: Team;
  onAct: (message: Message) => void;
  onEdit: (message: Message) => void;
}

export function react(message: Message, emoji: string, myId: string): void {
  const on = !message.reactions.some((one) => one.emoji === emoji && one.person_ids.includes(myId));
  const { conversation_id: id, number } = message;
  void attempt(chatRequests.react(id, number, emoji, on).then((changed) => chat.arrived(changed)));
}

export function MessageRow({ message, begins, isDirect, mayAct, isFound, team, onAct, onEdit }: Props) {
  const { number, author_id: author, posted_at: at, deleted_at: deleted } = message;
  const mine = author === team.myId;
  const name = team.nameOf(author);
  const mentionsMe = message.mentions.includes(team.myId);
  const act = () => mayAct && !deleted && onAct(message);
  return (
    <div data-number={number} class={`group/row flex gap-2 ${begins ? "mt-3" : "mt-0.5"} ${mine ? "flex-row-reverse" : ""}`}>
      {!mine && !isDirect && (
        <span class="w-8 shrink-0">{begins && <PersonAvatar name={name} colour={team.of(author)?.colour} size="small" />}</span>
      )}
      <div class={`flex max-w-[85%] min-w-0 flex-col wide:max-w-[75%] ${mine ? "items-end" : "items-start"}`}>
        {begins && (
          <p class="mb-0.5 flex items-baseline gap-2 px-1 text-xs text-quiet">
            {mine || isDirect ? <span class="sr-only">{mine ? words().you : name}</span> : <bdi class="text-sm font-semibold text-ink">{name}</bdi>}
            <time dateTime={at} title={shortMoment(at)} class="tabular-nums">
              {clock(at)}
            </time>
          </p>
        )}
        <div
          // A tap on a phone; who has no finger on it has the buttons beside it.
          onClick={(event) => isTap(event) && act()}
          title={shortMoment(at)}
          class={`max-w-full overflow-hidden rounded-2xl px-3.5 py-2 ${deleted ? "border border-dashed border-line text-quiet" : mine ? "bg-mine text-ink" : "border border-line bg-surface"} ${mentionsMe ? "rounded-l-md !border-l-4 !border-l-accent" : ""} ${isFound ? "found" : ""}`}
        >
          {deleted ? <em class="text-sm">{words().chat.deleted}</em> : <Said message={message} team={team} />}
        </div>
        <Reactions message={message} team={team} mayAct={mayAct} />
      </div>
      {mayAct && !deleted && <Tools message={message} mine={mine} team={team} onAct={onAct} onEdit={onEdit} />}
    </div>
  );
}

function isTap(event: MouseEvent): boolean {
  const isFinger = matchMedia("(pointer: coarse)").matches;
  return isFinger && !(event.target as Element).closest("a, button") && getSelection()?.isCollapsed !== false;
}

function Said({ message, team }: { message: Message; team: Team }) {
  const { text, contacts, mentions, edits } = message;
  const long = isLong(text);
  const [open, setOpen] = useState(!long);
  const told = words().chat;
  return (
    <>
      <div data-text dir="auto" class={`text-base leading-normal [overflow-wrap:anywhere] whitespace-pre-wrap ${open ? "" : "line-clamp-[12]"}`}>
        <Text text={text} names={mentions.map(team.nameOf)} />
      </div>
      {long && (
        <button type="button" class="min-h-10 text-sm font-semibold text-accent" onClick={() => setOpen(!open)}>
          {open ? told.showLess : told.showAll}
        </button>
      )}
      {edits > 0 && <p class="text-xs text-quiet">{told.edited}</p>}
      {contacts.length > 0 && (
        <ul class="my-1 grid grid-cols-[minmax(0,1fr)] gap-1.5">
          {contacts.map(({ kind, contact_id: id }) => (
            <li key={id}>
              <ContactCard kind={kind} id={id} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

export function Text({ text, names }: { text: string; names: readonly string[] }) {
  return (
    <>
      {piecesOf(text, names).map((piece, place) => {
        if (piece.kind === "text") return piece.text;
        if (piece.kind === "mention") {
          return (
            <bdi key={place} class="rounded bg-accent-soft px-0.5 font-semibold text-accent">
              {piece.text}
            </bdi>
          );
        }
        return (
          <a key={place} href={piece.href} target="_blank" rel="noopener noreferrer nofollow" class="text-accent underline underline-offset-2">
            <bdi>{piece.text}</bdi>
          </a>
        );
      })}
    </>
  );
}

function Reactions({ message, team, mayAct }: { message: Message; team: Team; mayAct: boolean }) {
  if (message.reactions.length === 0) return null;
  const told = words().chat;
  return (
    <ul class="mt-1 flex flex-wrap gap-1">
      {message.reactions.map(({ emoji, person_ids: who }) => {
        const on = who.includes(team.myId);
        const names = who.map((id) => (id === team.myId ? words().you : team.nameOf(id))).join(", ");
        return (
          <li key={emoji}>
            <button
              type="button"
              disabled={!mayAct}
              aria-pressed={on}
              title={names}
              onClick={() => react(message, emoji, team.myId)}
              class={`flex min-h-8 items-center gap-1.5 rounded-full border px-2.5 text-sm tabular-nums ${on ? "border-accent bg-accent-soft font-semibold text-accent" : "border-line bg-surface text-quiet"}`}
            >
              <span>{emoji}</span>
              {who.length}
              <span class="sr-only">{told.reactedBy(names)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

interface ToolsProps {
  message: Message;
  mine: boolean;
  team: Team;
  onAct: (message: Message) => void;
  onEdit: (message: Message) => void;
}

function Tools({ message, mine, team, onAct, onEdit }: ToolsProps) {
  const told = words().chat;
  return (
    <div class="flex shrink-0 items-center self-start rounded-xl border border-line bg-raised opacity-0 shadow-sm transition-opacity group-focus-within/row:opacity-100 group-hover/row:opacity-100 pointer-coarse:sr-only">
      {QUICK.map((emoji) => (
        <button
          key={emoji}
          type="button"
          aria-label={told.react(emoji)}
          onClick={() => react(message, emoji, team.myId)}
          class="hidden size-9 items-center justify-center rounded-lg text-base hover:bg-ground roomy:flex"
        >
          {emoji}
        </button>
      ))}
      {mine && <Tool icon="edit" label={told.edit} onClick={() => onEdit(message)} />}
      <Tool icon="more" label={told.more} onClick={() => onAct(message)} />
    </div>
  );
}

function Tool({ icon, label, onClick }: { icon: IconName; label: string; onClick: () => void }) {
  return (
    <button type="button" aria-label={label} title={label} onClick={onClick} class="flex size-9 items-center justify-center rounded-lg text-quiet hover:bg-ground hover:text-ink">
      <Icon name={icon} small />
    </button>
  );
}
