/** Who of the conversation an "@" may mean, chosen with arrows and Enter, or by a tap. */

import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Profile } from "@/gen/schema";
import { words } from "@/lib/words/words";
import { PersonAvatar } from "./person-avatar";
import { mentionTyped } from "./text";

const MOST = 6;
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

export interface Mentions {
  id: string;
  typed: string | null;
  found: readonly Profile[];
  chosenPlace: number;
  choose: (person: Profile) => void;
}

export function useMentions(
  box: { current: HTMLTextAreaElement | null },
  text: string,
  setText: (text: string) => void,
  members: readonly Profile[],
) {
  const id = useId();
  const [mention, setMention] = useState<{ at: number; typed: string } | null>(null);
  const [place, setPlace] = useState(0);
  const chosen = useRef(new Set<string>());
  const cursor = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (cursor.current === null) return;
    box.current?.setSelectionRange(cursor.current, cursor.current);
    cursor.current = null;
  }, [text]);

  const found = mention ? members.filter(({ name }) => begins(name, mention.typed)).slice(0, MOST) : [];
  const isOpen = mention !== null && found.length > 0;
  const look = () => {
    const { value, selectionStart, selectionEnd } = box.current!;
    setMention(selectionStart === selectionEnd ? mentionTyped(value, selectionStart) : null);
    setPlace(0);
  };
  const choose = (person: Profile) => {
    const { at, typed } = mention!;
    const before = `${text.slice(0, at)}@${person.name} `;
    chosen.current.add(person.id);
    cursor.current = before.length;
    setMention(null);
    setText(before + text.slice(at + 1 + typed.length).replace(/^ /, ""));
    box.current?.focus();
  };
  /** Whether it was for this. */
  const onKey = (event: KeyboardEvent): boolean => {
    if (!isOpen) return false;
    const step = STEPS[event.key];
    if (step !== undefined) setPlace((place + step + found.length) % found.length);
    else if (event.key === "Enter" || event.key === "Tab") choose(found[place]!);
    else if (event.key === "Escape") setMention(null);
    else return false;
    event.preventDefault();
    return true;
  };
  return {
    id,
    typed: isOpen ? mention.typed : null,
    found,
    chosenPlace: place,
    chosen: chosen.current,
    choose,
    look,
    onKey,
    described: isOpen
      ? ({ "aria-controls": id, "aria-autocomplete": "list", "aria-activedescendant": `${id}-${place}` } as const)
      : {},
  };
}

/** At the beginning of the name or of a word in it. */
function begins(name: string, typed: string): boolean {
  const wanted = typed.toLocaleLowerCase();
  const known = name.toLocaleLowerCase();
  return known.startsWith(wanted) || known.split(/\s+/).some((word) => word.startsWith(wanted));
}

export function MentionPicker({ id, found, chosenPlace, choose }: Mentions) {
  return (
    <ul
      id={id}
      role="listbox"
      aria-label={words().chat.mentionList}
      class="absolute bottom-full left-4 z-10 mb-1 w-72 max-w-[90%] overflow-hidden rounded-2xl border border-line bg-raised py-1 shadow-lg"
    >
      {found.map((person, place) => (
        <li
          key={person.id}
          id={`${id}-${place}`}
          role="option"
          aria-selected={place === chosenPlace}
          // Before the text field loses its focus and the keyboard goes down.
          onPointerDown={(event) => (event.preventDefault(), choose(person))}
          class={`flex min-h-12 items-center gap-3 px-3 ${place === chosenPlace ? "bg-accent-soft" : ""}`}
        >
          <PersonAvatar name={person.name} colour={person.colour} size="small" />
          <bdi class="truncate">{person.name}</bdi>
        </li>
      ))}
    </ul>
  );
}
