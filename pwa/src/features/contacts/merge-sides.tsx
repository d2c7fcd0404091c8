import { useId } from "preact/hooks";
import type { Contact } from "@/data/kinds";
import { formatted } from "@/lib/time";
import { listWords } from "@/lib/words/lists";
import { words } from "@/lib/words/words";
import { Avatar } from "@/ui/avatar";
import { Icon } from "@/ui/icon";
import { Panel } from "@/ui/panel";
import { Segments } from "@/ui/segments";
import { useNames } from "@/data/names";
import { shownPhone } from "@/calling/phone";
import { type Choices, differing, type Single, united } from "./united";

interface SidesProps {
  both: readonly [Contact, Contact];
  stays: string;
  onStays: (id: string) => void;
}

/** The two, beside each other on a desk. */
export function Sides({ both, stays, onStays }: SidesProps) {
  const group = useId();
  const told = listWords();
  return (
    <div role="radiogroup" aria-label={told.whichStays} class="grid grid-cols-1 gap-3 wide:grid-cols-2">
      {both.map((contact) => {
        const isStaying = contact.id === stays;
        return (
          <label
            key={contact.id}
            class={`relative block cursor-pointer rounded-2xl border-2 p-4 has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent ${isStaying ? "border-accent" : "border-line"}`}
          >
            <input
              type="radio"
              name={group}
              class="absolute inset-0 size-full cursor-pointer opacity-0"
              aria-label={told.keep(contact.name)}
              checked={isStaying}
              onChange={() => onStays(contact.id)}
            />
            <span class="mb-3 flex items-center gap-3">
              <Avatar name={contact.name} />
              <span class="min-w-0 grow">
                <span class="block truncate font-semibold">{contact.name}</span>
                <span class={`flex items-center gap-1 text-sm ${isStaying ? "text-accent" : "text-quiet"}`}>
                  {isStaying && <Icon name="check" small />}
                  {isStaying ? told.stays : told.goesInto}
                </span>
              </span>
            </span>
            <Facts contact={contact} />
            <span class="mt-2 block text-xs text-quiet">
              {told.createdAt(formatted(contact.created_at, { day: "numeric", month: "short", year: "numeric" }))}
            </span>
          </label>
        );
      })}
    </div>
  );
}

function Facts({ contact: { company, title, phones, emails, tags, notes, owner_id: owner } }: { contact: Contact }) {
  const nameOf = useNames();
  const { contact: told, session } = words();
  const { owner: ownerWord, phone } = listWords();
  const facts: [string, string][] = [
    [told.company, company],
    [told.title, title],
    [phone, phones.map(shownPhone).join("\n")],
    [session.email, emails.join("\n")],
    [told.tags, tags.join(", ")],
    [ownerWord, owner ? nameOf(owner) : ""],
    [told.notes, notes],
  ];
  return (
    <dl class="grid grid-cols-[6.5rem_minmax(0,1fr)] gap-x-3 gap-y-1 text-sm tight:grid-cols-1">
      {facts
        .filter(([, text]) => text)
        .map(([word, text]) => (
          <>
            <dt class="text-quiet">{word}</dt>
            <dd class="line-clamp-6 break-words whitespace-pre-wrap">{text}</dd>
          </>
        ))}
    </dl>
  );
}

interface ChoicesProps {
  survivor: Contact;
  other: Contact;
  choices: Choices;
}

/** Where the two say different things and only one of them can stay. */
export function Differences({ survivor, other, choices, onChoices }: ChoicesProps & { onChoices: (choices: Choices) => void }) {
  const nameOf = useNames();
  const { contact: told } = words();
  const { choose, owner } = listWords();
  const fields = differing(survivor, other);
  const word: Record<Single, string> = { name: told.name, company: told.company, title: told.title, owner_id: owner };
  const shown = (contact: Contact, field: Single) => {
    const value = contact[field] ?? "";
    return field === "owner_id" ? nameOf(value) : value;
  };
  return fields.map((field) => (
    <Panel key={field} title={choose(word[field].toLocaleLowerCase())}>
      <Segments
        label={choose(word[field].toLocaleLowerCase())}
        value={choices[field] ?? "survivor"}
        options={[["survivor", shown(survivor, field)] as const, ["other", shown(other, field)] as const]}
        onValue={(side) => {
          const { [field]: _, ...rest } = choices;
          onChoices(side === "other" ? { ...rest, [field]: side } : rest);
        }}
      />
    </Panel>
  ));
}

export function Result({ survivor, other, choices }: ChoicesProps) {
  const contact = united(survivor, other, choices);
  return (
    <div class="space-y-2">
      <p class="text-lg font-semibold break-words">{contact.name}</p>
      <Facts contact={contact} />
    </div>
  );
}
