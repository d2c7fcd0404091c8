import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { useSearchParams } from "wouter-preact";
import { chat } from "@/data/chat";
import { chatRequests, type ContactReference } from "@/data/chat-requests";
import type { Conversation, Message } from "@/data/conversations";
import { say } from "@/data/sending";
import type { Profile } from "@/gen/schema";
import { words } from "@/lib/words/words";
import { Button, IconButton } from "@/ui/button";
import { Icon } from "@/ui/icon";
import { attempt } from "./attempt";
import { ContactCard } from "./contact-card";
import { ContactPicker } from "./contact-picker";
import { draftOf, keepDraft } from "./draft";
import { MentionPicker, useMentions } from "./mention-picker";
import { mentionsIn } from "./text";
import type { Team } from "./use-chat";

/** The gateway passes it on every three seconds, by its clock: said sooner, it would be lost until the next time. */
const TYPING_SAID_EVERY_MS = 3_500;
const TALLEST = 200;

interface Props {
  conversation: Conversation;
  team: Team;
  editing: Message | null;
  onEdit: (message: Message | null) => void;
}

export function Composer({ conversation, team, editing, onEdit }: Props) {
  const { id } = conversation;
  const [text, setText] = useState(() => editing?.text ?? draftOf(id));
  const [contacts, setContacts] = useContacts(editing);
  const [picking, setPicking] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const members = useMemo(() => membersOf(conversation, team), [conversation.member_ids, team.all]);
  const mentions = useMentions(box, text, setText, members);
  const sayTyping = useTyping(id);
  useTallEnough(box, text);
  useEffect(() => {
    if (editing || !matchMedia("(pointer: coarse)").matches) box.current?.focus();
  }, []);
  const { chat: told } = words();
  const title = team.titleOf(conversation);

  const write = (value: string) => {
    setText(value);
    if (editing) return;
    keepDraft(id, value);
    if (value) sayTyping();
  };
  const send = async () => {
    if (!text.trim()) return;
    const named = mentionsIn(text, members, mentions.chosen);
    if (editing) {
      const edited = chatRequests.edit(id, editing.number, { text, mentions: named, contacts });
      if (await attempt(edited.then((message) => chat.arrived(message)))) onEdit(null);
      return;
    }
    void say({ conversation_id: id, text, mentions: named, contacts });
    setContacts([]);
    write("");
    void chat.newest(id);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing || mentions.onKey(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !isOnScreen()) {
      event.preventDefault();
      void send();
    } else if (event.key === "ArrowUp" && text === "" && !editing) {
      const own = lastOwn(id, team.myId);
      if (own) onEdit(own);
      event.preventDefault();
    }
  };
  return (
    <form
      class="relative border-t border-line bg-surface px-2 py-2 wide:px-6"
      onSubmit={(event) => (event.preventDefault(), void send())}
    >
      <div class="mx-auto max-w-4xl">
        {mentions.typed !== null && <MentionPicker {...mentions} />}
        {editing && (
          <p class="flex items-center gap-2 px-2 text-sm text-accent">
            <Icon name="edit" small />
            <span class="grow">{told.editing}</span>
            <Button look="quiet" onClick={() => onEdit(null)}>
              {told.cancel}
            </Button>
          </p>
        )}
        {contacts.length > 0 && (
          <ul class="flex flex-wrap gap-2 px-2 pb-2" aria-label={told.attached}>
            {contacts.map((one) => (
              <li key={one.contact_id} class="flex items-center">
                <ContactCard kind={one.kind} id={one.contact_id} />
                <IconButton icon="close" label={told.detach("")} onClick={() => setContacts(contacts.filter((other) => other !== one))} />
              </li>
            ))}
          </ul>
        )}
        <div class="flex items-end gap-1">
          <IconButton icon="card" label={told.attach} onClick={() => setPicking(true)} />
          <textarea
            ref={box}
            dir="auto"
            rows={1}
            value={text}
            aria-label={told.writeTo(title)}
            placeholder={told.write}
            enterkeyhint={isOnScreen() ? "enter" : "send"}
            maxLength={16_000}
            onInput={(event) => (write(event.currentTarget.value), mentions.look())}
            onSelect={mentions.look}
            onKeyDown={onKeyDown}
            {...mentions.described}
            class="max-h-50 min-h-12 min-w-0 grow resize-none rounded-3xl border border-line bg-ground px-4 py-2.5 text-base leading-6 text-ink placeholder:text-quiet focus:border-accent focus:outline-1 focus:-outline-offset-1"
          />
          <button
            type="submit"
            disabled={!text.trim()}
            aria-label={editing ? told.save : told.send}
            title={editing ? told.save : told.send}
            class="flex size-12 shrink-0 items-center justify-center rounded-full bg-accent text-accent-ink transition-opacity disabled:bg-line disabled:text-quiet"
          >
            <Icon name={editing ? "check" : "send"} />
          </button>
        </div>
      </div>
      {picking && (
        <ContactPicker
          onChoose={(one) => {
            setPicking(false);
            if (!contacts.some(({ contact_id }) => contact_id === one.contact_id)) setContacts([...contacts, one]);
            box.current?.focus();
          }}
          onClose={() => setPicking(false)}
        />
      )}
    </form>
  );
}

/** A keyboard on the screen has no second Enter: there it begins a new line, and the button sends. */
const isOnScreen = () => matchMedia("(pointer: coarse)").matches;

function membersOf({ member_ids }: Conversation, team: Team): Profile[] {
  return member_ids.flatMap((id) => {
    const person = team.of(id);
    return person?.active && id !== team.myId ? [person] : [];
  });
}

function lastOwn(id: string, myId: string): Message | undefined {
  return chat.thread(id)?.items.findLast((message) => message.author_id === myId && !message.deleted_at);
}

/** Of the message that is edited; or the one that the person came here to talk about. */
function useContacts(editing: Message | null) {
  const [params, setParams] = useSearchParams();
  const about = editing ? null : params.get("about");
  const [contacts, setContacts] = useState<ContactReference[]>(() => editing?.contacts ?? referenceIn(about));
  useEffect(() => {
    if (about === null) return;
    setContacts(referenceIn(about));
    setParams((old) => (old.delete("about"), old), { replace: true });
  }, [about]);
  return [contacts, setContacts] as const;
}

/** `contact:<id>`. */
function referenceIn(about: string | null): ContactReference[] {
  const [kind, id] = about?.split(":") ?? [];
  return id && (kind === "contact" || kind === "tma") ? [{ kind, contact_id: id }] : [];
}

function useTyping(id: string): () => void {
  const saidAt = useRef(-Infinity);
  return () => {
    const now = performance.now();
    if (now - saidAt.current < TYPING_SAID_EVERY_MS) return;
    saidAt.current = now;
    void chatRequests.typing(id);
  };
}

function useTallEnough(box: { current: HTMLTextAreaElement | null }, text: string): void {
  useLayoutEffect(() => {
    const { style, scrollHeight } = box.current!;
    if (scrollHeight === 0) return;
    style.height = "auto";
    style.height = `${Math.min(TALLEST, box.current!.scrollHeight + 2)}px`;
  }, [text]);
}
