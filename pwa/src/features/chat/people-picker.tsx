import { useState } from "preact/hooks";
import type { Profile } from "@/gen/schema";
import { words } from "@/lib/words/words";
import { Field } from "@/ui/field";
import { Icon } from "@/ui/icon";
import { PersonAvatar } from "./person-avatar";
import { useWhoIsThere } from "./use-chat";

interface Props {
  people: readonly Profile[];
  chosen: ReadonlySet<string>;
  /** Several are ticked; of one the choice is made. */
  several: boolean;
  onPress: (personId: string) => void;
}

export function PeoplePicker({ people, chosen, several, onPress }: Props) {
  const [typed, setTyped] = useState("");
  const there = useWhoIsThere();
  const told = words().chat.new;
  const wanted = typed.trim().toLocaleLowerCase();
  const found = people.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
  return (
    <div>
      <Field label={told.person} type="search" value={typed} onValue={setTyped} />
      <ul class={`-mx-2 mt-2 ${several ? "h-44" : "h-80"} overflow-y-auto`} tabIndex={-1}>
        {found.length === 0 && <li class="p-4 text-center text-sm text-quiet">{told.nobody}</li>}
        {found.map(({ id, name, colour }) => (
          <li key={id}>
            <button
              type="button"
              aria-pressed={several ? chosen.has(id) : undefined}
              onClick={() => onPress(id)}
              class="flex min-h-14 w-full items-center gap-3 rounded-xl px-2 text-left hover:bg-ground"
            >
              <PersonAvatar name={name} colour={colour} here={there.isHere(id)} />
              <bdi class="min-w-0 grow truncate font-medium">{name}</bdi>
              {several && (
                <span class={`flex size-6 items-center justify-center rounded-full border ${chosen.has(id) ? "border-accent bg-accent text-accent-ink" : "border-quiet text-transparent"}`}>
                  <Icon name="check" small />
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

export function toggled(ids: ReadonlySet<string>, id: string): Set<string> {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return next;
}
